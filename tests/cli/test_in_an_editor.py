"""In an editor, the schemas of a base mark names that it lacks, complete those that it has, and show their texts.

The server is the one that VS Code, Neovim, and others run for YAML.
"""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from bases.reset import BASES
from cli.language_server import NONE, Editor, editor
from cli.running import followthrough
from followthrough.format.load import built_in, load

RULES = """\
# yaml-language-server: $schema=../schema/rules.json
- rule: a-new-one
  counsel: wolfe
  source: p13
  if:
    heard_bak: nothing
    days_since_interview: at leest 7
    any of:
      - second_letter: [sent, snt]
      - word: other than silense
  then:
    stance: drop
  because: It is time.
  due: {days_since_interview: 7}
  overrides: [second-letter, secnd-letter]
"""


@pytest.fixture(scope="module")
def written() -> Iterator[Editor]:
    with editor() as started:
        if started is None:
            pytest.skip(NONE)
        yield started


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copytree(built_in(), tmp_path_factory.mktemp("editor") / "knowledge").resolve()
    assert followthrough("rules", "schema", "--base", folder).status == 0
    return folder


def place(word: str, after: str = "") -> tuple[int, int]:
    """Return the line and column of a word in the rules, the first one after a text."""
    before = RULES[: RULES.index(word, RULES.index(after))]
    return before.count("\n"), len(before) - before.rfind("\n") - 1


def test_it_marks_every_name_and_test_that_the_base_has_not_got(written: Editor, base: Path) -> None:
    marked = dict(written.marks(base / "rules" / "new.yaml", RULES))
    assert {"heard_bak", "at leest 7", "snt", "other than silense", "secnd-letter"} == {*marked}
    assert "heard_bak" in marked["heard_bak"]
    assert "at least 7" in marked["at leest 7"]


def test_it_completes_the_values_of_a_concept_with_what_a_person_reads(written: Editor, base: Path) -> None:
    file = base / "rules" / "completed.yaml"
    written.marks(file, RULES.replace("stance: drop", "stance: "))
    line, column = place("stance: ")
    assert written.completions(file, line, column + len("stance: ")) == dict(load(base).concepts["stance"].values)


def test_it_completes_the_facts_that_can_be_tested(written: Editor, base: Path) -> None:
    file = base / "rules" / "facts.yaml"
    written.marks(file, RULES.replace("heard_bak: nothing", "wo"))
    known = load(base)
    testable = {name for name, question in known.questions.items() if question.kind != "text"}
    offered = {text.partition(":")[0] for text in written.completions(file, *place("heard_bak"))}
    assert offered >= (testable | {*known.counts} | {*known.concepts}) - {"days_since_interview", "word"}


@pytest.mark.parametrize(
    ("word", "after", "text"),
    [
        ("drop", "then:", "Let it go: your time is worth more elsewhere."),
        ("stance", "then:", "What to do with this lead."),
        ("p13", "", "Rayne Wolfe: If a week goes by and you hear nothing"),
        ("wolfe", "", "Rayne Wolfe"),
        ("second-letter", "overrides", "A week has gone by and you have heard nothing."),
        ("days_since", "due", "How many days ago the interview was."),
        ("sent", "any of", "Have you sent a second letter"),
    ],
)
def test_it_shows_the_text_of_a_name(written: Editor, base: Path, word: str, after: str, text: str) -> None:
    file = base / "rules" / "shown.yaml"
    written.marks(file, RULES)
    assert text in written.hover(file, *place(word, after))


def test_it_marks_nothing_in_a_good_base(written: Editor, tmp_path: Path) -> None:
    folder = copytree(BASES / "good" / "steps", tmp_path / "steps").resolve()
    assert followthrough("rules", "schema", "--base", folder).status == 0
    for file in sorted(folder.rglob("*.yaml")):
        path = f"schema/{file.stem}" if file.parent == folder else f"../schema/{file.parent.name}"
        first = f"# yaml-language-server: $schema={path}.json\n"
        assert written.marks(file, first + file.read_text(encoding="utf-8")) == []
