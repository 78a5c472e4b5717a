"""What every face says alike."""

from bases.reset import BASES
from followthrough.format.conditions import Value
from followthrough.format.load import load
from followthrough.format.phrases import fill_in

BAG = load(BASES / "good" / "many")


def test_facts_in_braces_are_filled_in_and_nothing_else_is_evaluated() -> None:
    facts: dict[str, Value] = {"owner": "{nights} {owner.__class__}", "nights": 2}
    assert fill_in("For {owner}: {nights}, {sky}.", BAG, facts) == (
        "For {nights} {owner.__class__}: 2 nights, not known."
    )
    assert fill_in("no braces", BAG, facts) == "no braces"


def test_a_value_keeps_its_full_stop_only_where_a_sentence_ends() -> None:
    (sentence, *_) = (text for text in BAG.concepts["advice"].values.values() if text.endswith("."))
    value = next(value for value, text in BAG.concepts["advice"].values.items() if text == sentence)
    facts: dict[str, Value] = {"advice": value}
    assert fill_in("{advice}", BAG, facts) == sentence
    assert fill_in("{advice} Then go.", BAG, facts) == f"{sentence} Then go."
    assert fill_in("you were told ({advice})", BAG, facts) == f"you were told ({sentence[:-1]})"
