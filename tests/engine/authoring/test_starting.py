"""A rule that is started fits in with the others: what it writes itself is never what it is refused for."""

from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bases.reset import BASES
from bases_in_memory import BASE, CONCEPTS, QUESTIONS, SOURCES, base_of
from followthrough.authoring.checks import check
from followthrough.authoring.entries import LawDraft, RuleDraft, law_lines
from followthrough.authoring.starting import IDLE_OVERRIDES, Started, start_rule
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase

FIRST_HIT = "".join(
    f"- {{rule: row{number}, counsel: elder, source: e1, because: b, if: {{{tests}}}, then: {{verdict: {value}}}"
    f"{rest}}}\n"
    for number, tests, value, rest in (
        (1, "wet: yes, late: yes", "hide", ", overrides: [row2, row3]"),
        (2, "wet: yes", "stay", ", overrides: row3"),
        (3, "late: known", "go", ""),
    )
)

TEXTS = st.text("abc 'z:#-,.!&*?|>%@`\"\t\n[]é", min_size=1).filter(str.strip)


def folder_of(tmp_path: Path, rules: str, concepts: str = CONCEPTS) -> Path:
    files = {
        "base.yaml": BASE,
        "sources.yaml": SOURCES,
        "questions.yaml": QUESTIONS,
        "concepts.yaml": concepts,
        "rules/rules.yaml": rules,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def started(folder: Path, tests: tuple[tuple[str, str], ...], then: tuple[str, str], file: str = "more") -> Started:
    draft = RuleDraft("the-new-one", "elder", ("e1",), tests, (then,), because="it is so")
    return start_rule([folder], draft, f"rules/{file}.yaml")


def test_among_rows_of_which_the_first_counts_a_rule_fits_in(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, FIRST_HIT)
    found = started(folder, (("wet", "yes"), ("late", "yes"), ("seen_on", "known")), ("verdict", "go"))
    assert (found.added_overrides, found.findings) == (("row1", "row2"), ())
    (folder / "rules" / "more.yaml").write_text(found.text)
    assert [one for one in check(load(folder)) if "the-new-one" in one.wrong] == []


def test_a_rule_overrides_none_that_others_defeat_once_it_fires(tmp_path: Path) -> None:
    rules = """\
- {rule: hider, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: hide}, because: b, overrides: quick}
- {rule: quick, counsel: elder, source: e1, if: {wet: yes}, then: {remark: quick}, because: b, overrides: cheer}
- {rule: cheer, counsel: elder, source: e1, if: {wet: yes}, then: {mood: good}, because: b}
"""
    draft = RuleDraft("sad", "elder", ("e1",), (("wet", "yes"),), (("verdict", "go"), ("mood", "bad")), because="b")
    assert start_rule([folder_of(tmp_path, rules)], draft, "rules/more.yaml").added_overrides == ("hider",)


def test_a_rule_that_is_defeated_elsewhere_is_overridden_where_it_is_not(tmp_path: Path) -> None:
    found = started(folder_of(tmp_path, FIRST_HIT), (("seen_on", "known"),), ("verdict", "hide"))
    assert (found.added_overrides, found.findings) == (("row2", "row3"), ())


def test_an_override_that_would_let_rules_depend_on_themselves_is_not_written(tmp_path: Path) -> None:
    rules = """\
- {rule: moody, counsel: elder, source: e1, if: {wet: yes}, then: {mood: bad, verdict: stay}, because: b}
- {rule: fine, counsel: elder, source: e1, if: {late: yes}, then: {remark: quick}, because: b}
"""
    found = started(folder_of(tmp_path, rules), (("mood", "bad"),), ("verdict", "go"))
    assert found.added_overrides == ()
    assert "FT001" in [one.code for one in found.findings]
    assert "FT016" not in [one.code for one in found.findings]


def test_an_entry_stands_as_far_in_as_the_others_of_its_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, "  " + FIRST_HIT.replace("\n- ", "\n  - "))
    found = started(folder, (("wet", "unknown"),), ("remark", "quick"), "rules")
    assert found.text.startswith("  - rule: the-new-one\n    counsel: elder\n")
    assert found.findings == ()


def drafts(base: KnowledgeBase, counsel: str) -> list[RuleDraft]:
    source = next(name for owner, name in base.passages if owner in base.lineage(counsel))
    tests = [(name, value) for name, question in base.questions.items() for value in list(question.choices)[:1]][:3]
    then = [(name, value) for name, concept in base.concepts.items() for value in list(concept.values)[:2]][:4]
    return [RuleDraft("the-new-one", counsel, (source,), (test,), (one,)) for test in tests for one in then]


@pytest.mark.parametrize("name", ["smallest", "two-counsels", "days", "many", "only-if-unknown", "letters"])
def test_no_rule_is_refused_for_an_override_that_it_wrote_itself(name: str, tmp_path: Path) -> None:
    folder = Path(copytree(BASES / "good" / name, tmp_path / "base"))
    base = load(folder)
    for counsel in base.counsels:
        for draft in drafts(base, counsel):
            found = start_rule([folder], draft, "rules/more.yaml")
            assert [one for one in found.findings if one.code in (*IDLE_OVERRIDES, "FT016")] == [], draft


@settings(derandomize=True, deadline=None)
@given(name=TEXTS, because=TEXTS)
def test_whatever_a_law_is_called_and_said_for_it_is_read_as_it_was_written(name: str, because: str) -> None:
    entry = law_lines(LawDraft(name, because, ("elder",), (("wet", "yes"),), "1 day", then=(("verdict", "due"),)))
    rule = "- {rule: x, counsel: elder, source: e1, if: {}, then: {verdict: go}, due: today, because: x}\n"
    (law,) = base_of(rule, laws="".join(f"{line}\n" for line, _ in entry)).laws
    assert (law.name, law.because) == (" ".join(name.split()), " ".join(because.split()))
