"""A base's own schemas are written where editors find them, and anew when its names change."""

from pathlib import Path
from shutil import copytree

import pytest

from bases.reset import BASES
from followthrough.authoring.schema_files import FOLDER, keep_up, schema_files, without_schema, write_schemas
from followthrough.errors import KnowledgeError, LeadError
from followthrough.format.load import load

ANOTHER = """
- rule: tea-in-the-evening
  counsel: house
  source: mornings
  if: {time: evening}
  then: {drink: tea}
  because: It is {time}.
"""


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return copytree(BASES / "good" / "smallest", tmp_path / "base")


def texts(base: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (base / FOLDER).iterdir()}


def add_a_rule(base: Path) -> None:
    with (base / "rules" / "drinks.yaml").open("a") as file:
        file.write(ANOTHER)


def test_own_schemas_are_written_anew_when_a_name_is_added(base: Path) -> None:
    write_schemas(base / FOLDER, load(base))
    assert "tea-in-the-evening" not in texts(base)["rules"]
    add_a_rule(base)
    keep_up([base])
    assert texts(base) == schema_files(load(base))
    assert "tea-in-the-evening" in texts(base)["rules"]


def test_schemas_of_any_base_stay_as_they_are(base: Path) -> None:
    write_schemas(base / FOLDER)
    add_a_rule(base)
    keep_up([base])
    assert texts(base) == schema_files()


def test_a_base_without_schemas_gets_none(base: Path) -> None:
    keep_up([base])
    assert not (base / FOLDER).exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "\ufeff{"])
def test_what_is_no_schema_is_left_alone(base: Path, text: str) -> None:
    (base / FOLDER).mkdir()
    (base / FOLDER / "rules.json").write_text(text, encoding="utf-8")
    keep_up([base])
    assert texts(base) == {"rules": text}


def test_a_base_that_cannot_be_read_keeps_its_schemas(base: Path) -> None:
    write_schemas(base / FOLDER, load(base))
    before = texts(base)
    (base / "rules" / "drinks.yaml").write_text("- rule: [")
    with pytest.raises(KnowledgeError):
        keep_up([base])
    assert texts(base) == before


def test_files_in_which_no_line_names_a_schema_are_known_by_their_kind(base: Path) -> None:
    (base / "concepts.yaml").write_text("# yaml-language-server: $schema=schema/concepts.json\n")
    (base / "notes.yaml").write_text("")
    names = {file.relative_to(base).as_posix(): kind for file, kind in without_schema(base).items()}
    assert names == {
        "base.yaml": "base", "questions.yaml": "questions", "sources.yaml": "sources", "rules/drinks.yaml": "rules"
    }  # fmt: skip


def test_where_no_file_can_be_written_that_is_said(base: Path) -> None:
    (base / FOLDER).write_text("a file")
    with pytest.raises(LeadError):
        write_schemas(base / FOLDER)
