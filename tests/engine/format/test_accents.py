"""A letter with its accent is one text, whichever of the two ways it is stored in."""

import re
from datetime import date
from typing import Literal
from unicodedata import normalize

import pytest
from msgspec.structs import asdict

from followthrough import advise
from followthrough.advising.explain import why_not
from followthrough.advising.whatif import what_if
from followthrough.errors import KnowledgeError
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from followthrough.leads.letters import step_named

Form = Literal["NFC", "NFD"]

FILES = {
    "base.yaml": "title: Où boire\ngoals: [drink]\ncounsels: {a: {name: Zoë, work: Été}}\ndefault counsel: a",
    "sources.yaml": "a: {p: Au café on boit du thé.}",
    "questions.yaml": "- {question: at, ask: Où?, kind: choice, choices: {café: au café, là: là-bas}, why: À voir.}",
    "concepts.yaml": "- {concept: drink, means: é, values: {thé: Du thé., rien: Rien.}, otherwise: rien}",
    "rules/é.yaml": "- {rule: r, counsel: a, source: p, if: {at: café}, then: {drink: thé}, because: 'Été, {at}'}",
    "cases/é.yaml": "- {case: à midi, lead: {at: café}, expect: {a: {drink: thé, fired: r}}}",
    "letters/thé.txt": "Chère Zoë,\n\nà bientôt.",
}
ON = date(2026, 11, 26)
BOTH: tuple[Form, ...] = ("NFC", "NFD")


def stored(form: Form, **changed: str) -> KnowledgeBase:
    """Read the base with all accents stored in one way, but for files that are changed."""
    files = {**FILES, **{f"{name}.yaml": text for name, text in changed.items()}}
    return parse({normalize(form, name): normalize(form, text).encode() for name, text in files.items()})


def without_places(base: KnowledgeBase) -> str:
    return re.sub(r"(place|entry)=Place\([^)]*\)", "", repr({**asdict(base), "hash": ""}))


def test_a_base_is_the_same_in_either_way() -> None:
    assert without_places(stored("NFC")) == without_places(stored("NFD"))


def test_files_in_both_ways_make_one_base() -> None:
    rule = FILES["rules/é.yaml"]
    files = {name: text.encode() for name, text in FILES.items()} | {"rules/é.yaml": normalize("NFD", rule).encode()}
    assert without_places(parse(files)) == without_places(stored("NFC"))


@pytest.mark.parametrize("form", BOTH)
def test_an_answer_is_understood_in_either_way(form: Form) -> None:
    advice = advise(stored("NFC"), {"at": normalize(form, "café")}, today=ON)
    assert (advice.proof.facts["at"], advice.value("drink")) == (normalize("NFC", "café"), normalize("NFC", "thé"))


@pytest.mark.parametrize("form", BOTH)
def test_a_value_is_asked_about_in_either_way(form: Form) -> None:
    base, tea = stored("NFC"), normalize(form, "thé")
    lead = {"at": normalize("NFC", "là")}
    assert why_not(advise(base, lead, today=ON), "drink", tea).candidates
    assert what_if(base, lead, "drink", tea, today=ON).others
    assert step_named(base, tea) == normalize("NFC", "thé")


@pytest.mark.parametrize("escaped", ['"cafe\\u0301"', '"caf\\u00e9"'])
def test_a_text_that_spells_its_accent_is_the_same_text(escaped: str) -> None:
    rule = FILES["rules/é.yaml"].replace("{at: café}", f"{{at: {escaped}}}")
    files = {**{name: text.encode() for name, text in FILES.items()}, "rules/é.yaml": rule.encode()}
    assert parse(files).rules["r"].conditions == stored("NFC").rules["r"].conditions


def test_a_choice_or_letter_that_stands_there_in_both_ways_stands_there_twice() -> None:
    nfc, nfd = (normalize(form, "café") for form in BOTH)
    question = f"- {{question: at, ask: Où?, kind: choice, choices: {{{nfc}: a, {nfd}: b, c: c}}, why: w}}"
    files = {name: text.encode() for name, text in FILES.items()}
    files |= {"questions.yaml": question.encode(), normalize("NFD", "letters/thé.txt"): b"Dear friend,"}
    with pytest.raises(KnowledgeError) as caught:
        parse(files)
    found = [normalize("NFC", f"{one.wrong}; {one.remedy}") for one in caught.value.problems]
    assert found == [
        normalize(
            "NFC",
            "has the same name as letters/thé.txt, with its accents stored another way; keep one of the two",
        ),
        f"repeats the key {nfc!r} of line 1; keep one of the two",
    ]
