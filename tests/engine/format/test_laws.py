"""Laws as the reader makes them. What it refuses is in the bad bases."""

import pytest

from bases.reset import BASES
from bases_in_memory import CONCEPTS, base_of
from followthrough.errors import KnowledgeError
from followthrough.format.conditions import Is, IsDue, OneOf, OtherThan, SameAs, Truth
from followthrough.format.expectations import DaysPass, Law
from followthrough.format.load import load, parse

GO = "- {rule: go, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, due: today, because: It is dry.}\n"
STAY = "- {rule: stay, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: It is wet.}\n"


def law_of(written: str, rules: str = GO + STAY, **files: str) -> Law:
    (law,) = base_of(rules, laws=f"- {{law: one, because: so, {written}}}\n", **files).laws
    return law


def said_of(written: str, **files: str) -> str:
    with pytest.raises(KnowledgeError) as caught:
        law_of(written, **files)
    (problem,) = caught.value.problems
    return f"{problem.wrong}; {problem.remedy}"


def test_a_law_has_its_words_and_its_place() -> None:
    law = law_of("if: {wet: yes}, never: {verdict: go}, counsel: elder")
    assert (law.name, law.because, law.never, law.after, law.counsels) == ("one", "so", True, None, ("elder",))
    assert (str(law.conditions), str(law.claim)) == ("wet: yes", "verdict: go")
    assert str(law.place) == "laws/laws.yaml:1:9"


def test_a_law_that_names_no_counsel_is_one_of_all() -> None:
    assert law_of("then: {verdict: go}").counsels == ("elder", "younger")


def test_a_law_without_if_speaks_of_every_lead() -> None:
    assert law_of("then: {verdict: go}").conditions == law_of("if: {}, then: {verdict: go}").conditions
    assert not law_of("then: {verdict: go}").conditions.parts


def test_what_lies_between_two_leads_is_days() -> None:
    assert law_of("after: 1 day, then: {verdict: go}").after == DaysPass(1)
    assert law_of("after: 14 days, then: {verdict: go}").after == DaysPass(14)
    assert [str(DaysPass(days)) for days in (1, 14)] == ["1 day", "14 days"]


def test_what_only_laws_can_test() -> None:
    (part,) = law_of("then: {verdict: [due, as elder, stay]}").claim.parts
    assert part.test == OneOf((IsDue(), SameAs("elder"), Is("stay")))  # type: ignore[union-attr]
    assert str(part) == "verdict: due or as elder or stay"


@pytest.mark.parametrize("test", [IsDue(), SameAs("elder")])
def test_what_only_laws_can_test_is_not_told_by_a_value(test: IsDue | SameAs) -> None:
    assert {test.outcome(value) for value in ("go", None, ("quick", "quiet"), 7)} == {Truth.UNKNOWN}


def test_a_value_that_is_called_due_or_as_somebody_is_meant_where_its_fact_is_tested() -> None:
    values = "{go: Go., stay: Stay., due: Pay., as elder: Do as he does.}"
    concepts = CONCEPTS.replace("{go: Go., stay: Stay., hide: Hide.}", values)
    law = law_of("if: {verdict: other than due}, then: {verdict: [due, as elder]}", GO + STAY, concepts=concepts)
    assert [one.test for one in law.conditions.tests()] == [OtherThan("due")]
    assert [one.test for one in law.claim.tests()] == [OneOf((Is("due"), Is("as elder")))]


@pytest.mark.parametrize("test", ["due", "as elder"])
def test_no_rule_has_the_tests_of_laws(test: str) -> None:
    rule = f"- {{rule: x, counsel: elder, source: e1, if: {{mood: {test}}}, then: {{verdict: go}}, because: x}}\n"
    with pytest.raises(KnowledgeError, match=f"only a law can test whether mood is '{test}'"):
        base_of(GO + rule)


def test_whether_a_step_can_be_due_is_asked_of_the_counsels_of_the_law() -> None:
    younger = GO.replace("counsel: elder, source: e1", "counsel: younger, source: y1")
    assert law_of("counsel: younger, then: {verdict: due}", younger + STAY)
    with pytest.raises(KnowledgeError, match="verdict is never due"):
        law_of("counsel: elder, then: {verdict: due}", younger + STAY)


def test_laws_keep_the_order_of_their_files_and_change_the_hash() -> None:
    folder = BASES / "good" / "lent-book"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
    first = b"- {law: of the first file, then: {step: known}, because: so}\n"
    more = parse({**files, "laws/a.yaml": first})
    assert [law.name for law in more.laws] == ["of the first file", *(law.name for law in load(folder).laws)]
    assert more.hash != load(folder).hash


def test_a_base_without_laws_has_none() -> None:
    assert base_of(GO + STAY).laws == ()


def test_a_test_of_laws_that_is_nearly_one_is_told() -> None:
    assert said_of("then: {verdict: overdue}") == (
        "'verdict' has no value 'overdue'; write one of: 'go', 'stay', 'hide', 'known', 'unknown'"
    )
    for text, test in {"is due": "due", "DUE": "due", "not as elder": "as elder", "As elder": "as elder"}.items():
        assert said_of(f"then: {{verdict: {text}}}") == (
            f"'{text}' is not a test of verdict; write `{test}`, under `never:` for what must not be"
        )


@pytest.mark.parametrize(
    ("after", "instead"),
    [
        ("2 weeks", "14 days"),
        ("a day", "1 day"),
        ("7", "7 days"),
        ("7 Days", "7 days"),
        ("Doing verdict", "doing verdict"),
    ],
)
def test_what_lies_between_is_told_in_our_words(after: str, instead: str) -> None:
    said = said_of(f"after: {after}, then: {{verdict: go}}")
    assert said == f"'{after}' is neither a step nor a number of days; write `{instead}`"


def test_what_is_nearer_to_a_value_than_to_a_test_of_laws_is_taken_for_the_value() -> None:
    concepts = CONCEPTS.replace(
        "{go: Go., stay: Stay., hide: Hide.}", "{go: Go., stay: Stay., past-due: x, as usual: y}"
    )
    assert said_of("then: {verdict: past due}", concepts=concepts).endswith("did you mean 'past-due'?")
    assert said_of("then: {verdict: as usal}", concepts=concepts).endswith("did you mean 'as usual'?")


def test_a_counsel_alone_is_no_test() -> None:
    assert said_of("then: {verdict: elder}").startswith("'verdict' has no value 'elder'")


def test_a_key_that_is_indented_too_far_is_told_where_it_belongs() -> None:
    for inside in ("never: {verdict: go}", "after: 7 days"):
        said = said_of(f"if: {{wet: yes, {inside}}}, then: {{verdict: go}}")
        assert said.endswith("; indent it as far as the law's `if:`")


def test_a_finding_about_a_law_is_accepted_at_its_name() -> None:
    base = base_of(GO + STAY, laws="- {law: x, then: {verdict: known}, because: so, accepted: {FT012: it is meant}}\n")
    assert [(one.code, one.reason, one.entry) for one in base.accepted] == [
        ("FT012", "it is meant", base.laws[0].place)
    ]
