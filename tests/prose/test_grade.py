"""Texts that are hard to read are named: a kind of texts that is hard on average, and a single long sentence."""

import pytest

from prose.grade import findings, grade, sentences
from prose.texts import Text, read_by_job_seekers

PLAIN = "You wrote to them last week, and they have not said a word since then. Call them now."
HARD = "Organizational representatives customarily acknowledge preliminary communications immediately."
LONG = (
    "Because the interviewer is still considering several candidates for the position that was advertised, a telephone "
    "conversation initiated before everybody has been seen is generally considered to be inappropriate."
)


def text(says: str, kind: str = "because", line: int = 1) -> Text:
    return Text("rules.yaml", line, kind, says)


def test_the_grade_is_that_of_flesch_and_kincaid():
    """Eight words of one syllable each, in two sentences: 0.39 * 4 + 11.8 * 1 - 15.59."""
    assert grade(["You wrote last week.", "Call them now, please."]) == pytest.approx(0.39 * 4 + 11.8 - 15.59)


def test_a_word_in_braces_has_one_syllable():
    assert grade(["{days_since_interview} days went by."]) == grade(["Ten days went by."])


def test_plain_texts_are_found_well():
    assert findings([text(PLAIN), text("Wait.")]) == []


def test_a_kind_of_texts_that_is_hard_on_average_is_named_with_its_grade():
    (finding,) = findings([text(PLAIN, "ask"), text(HARD), text(HARD)])
    assert finding.startswith("rules.yaml: because: grade 44.5, above 8")


def test_a_long_hard_sentence_is_named_with_its_line_and_grade_though_the_rest_is_plain():
    (finding,) = findings([*[text(PLAIN)] * 20, text(f"Do not call.\n{LONG}", line=7)])
    assert finding.startswith("rules.yaml:8: grade 22.6, ")
    assert finding.endswith(f"above 10: {LONG}")


def test_a_short_sentence_is_no_measure_of_its_own():
    assert findings([*[text(PLAIN)] * 20, text("Telephone the interviewer.")]) == []


def test_a_sentence_may_end_inside_quotes():
    assert [one.says for one in sentences(text('They said "not you." Go on!'))] == ['They said "not you."', "Go on!"]


def written(tmp_path, monkeypatch, name: str, says: str) -> list[tuple[int, str, str]]:
    """Write a file, and return what somebody who seeks a job reads of it."""
    for folder in ("docs", "knowledge/letters", "knowledge/cases"):
        (tmp_path / folder).mkdir(parents=True)
    for page in ("browser", "consulting", "leads", "plan-and-letters"):
        (tmp_path / "docs" / f"{page}.md").write_text("", encoding="utf-8")
    (tmp_path / name).write_text(says, encoding="utf-8")
    monkeypatch.setattr("prose.texts.ROOT", tmp_path)
    return [(one.line, one.kind, one.says) for one in read_by_job_seekers()]


def test_of_questions_concepts_and_rules_the_sentences_that_a_face_shows_are_read(tmp_path, monkeypatch):
    read = written(
        tmp_path,
        monkeypatch,
        "knowledge/all.yaml",
        "- question: a\n  ask: Did you?\n  kind: choice\n  choices:\n    yes: I did\n  why: To know.\n"
        "- concept: b\n  means: For authors.\n  values:\n    c: Wait.\n"
        "    d:\n      says: Go on.\n      does: {a: yes}\n"
        "- rule: e\n  because: >-\n    They did\n    not.\n",
    )
    assert read == [
        (2, "ask", "Did you?"),
        (5, "choices", "I did"),
        (6, "why", "To know."),
        (10, "values", "Wait."),
        (12, "values", "Go on."),
        (15, "because", "They did not."),
    ]


def test_of_a_letter_its_paragraphs_are_read_without_what_stands_above(tmp_path, monkeypatch):
    letter = "To: {their_address}\nSubject: Thanks\n\nDear {interviewer},\n\nIf: late: yes\n+ Thank you.\nGoodbye.\n"
    read = written(tmp_path, monkeypatch, "knowledge/letters/a.txt", letter)
    assert read == [(4, "letter", "Dear {interviewer},"), (7, "letter", "Thank you.\nGoodbye.")]


def test_of_a_page_paragraphs_and_items_are_read_without_headings_tables_and_code(tmp_path, monkeypatch):
    page = "# Why\n\nOne `a b`\n[two](three.md).\n- four\n- five\n\n```sh\nsix\n```\n\n| seven |\n"
    read = written(tmp_path, monkeypatch, "docs/leads.md", page)
    assert read == [(3, "page", "One it\n[two]."), (5, "page", "four"), (6, "page", "five")]


def test_cases_and_laws_are_for_those_who_write_rules(tmp_path, monkeypatch):
    assert written(tmp_path, monkeypatch, "knowledge/cases/a.yaml", "- case: a\n  because: So.\n") == []
