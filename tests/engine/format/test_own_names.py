"""The schemas of one base mark what its reader refuses, word by word, and nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from as_editors_read import as_editors_read
from bases.reset import BASES
from docs.sessions import ROOT
from followthrough.errors import KnowledgeError, Problem
from followthrough.format import yaml_words
from followthrough.format.forms import FILE_FORMS
from followthrough.format.json_schema import schemas
from followthrough.format.load import built_in, load, parse
from followthrough.format.words import Entries, Node, Word

GOOD = sorted(path.parent for folder in ("good", "published") for path in (BASES / folder).glob("*/base.yaml"))
OVERLAYS = sorted(path.parent for path in (ROOT / "examples" / "counsels").glob("*/base.yaml"))
WORDS = 10
"""Words that are misspelled in each base: all bases together meet each key."""


def files_of(folder: Path) -> dict[str, bytes]:
    endings = (".yaml", ".csv", ".xlsx", ".txt")
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in endings)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def kind_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return folder or file.removesuffix(".yaml")


def validators(folder: Path) -> dict[str, Draft202012Validator]:
    return {kind: Draft202012Validator(schema) for kind, schema in schemas(load(folder)).items()}


def words(node: Node) -> Iterator[Word]:
    if isinstance(node, Word):
        yield node
    elif isinstance(node, Entries):
        for key, value in node.items():
            yield key
            yield from words(value)
    else:
        for one in node:
            yield from words(one)


def misspelled(raw: bytes, name: str) -> Iterator[tuple[Word, bytes]]:
    """Yield each word of a file that is not in quotes, and the file with a letter too many in it."""
    lines = raw.decode().split("\n")
    document = yaml_words.read(raw, name, [])
    assert document is not None
    for word in words(document):
        line, start = lines[word.at.line - 1], word.at.column - 1
        if line[start:].startswith(word):
            changed = f"{line[:start]}{word}q{line[start + len(word) :]}"
            yield word, "\n".join([*lines[: word.at.line - 1], changed, *lines[word.at.line :]]).encode()


def refused(files: dict[str, bytes]) -> tuple[Problem, ...]:
    try:
        parse(files)
    except KnowledgeError as error:
        return error.problems
    return ()


def is_refused_as_a_name(problems: tuple[Problem, ...], word: Word) -> bool:
    """Return whether a word is refused where it stands, and not because it defines what others mention, or is a day."""
    here = [problem.wrong for problem in problems if problem.place == word.at]
    return any("nothing mentions" not in wrong and "is not a day" not in wrong for wrong in here)


@pytest.mark.parametrize("folder", [built_in(), *GOOD], ids=lambda folder: folder.name)
def test_nothing_is_marked_in_a_good_base(folder: Path) -> None:
    own = validators(folder)
    for name, raw in files_of(folder).items():
        if name.endswith(".yaml"):
            assert own[kind_of(name)].is_valid(as_editors_read(raw.decode())), name


@pytest.mark.parametrize("folder", OVERLAYS, ids=lambda folder: folder.name)
def test_nothing_is_marked_in_an_overlay(folder: Path) -> None:
    own = {kind: Draft202012Validator(schema) for kind, schema in schemas(load(None, folder), of_overlay=True).items()}
    for name, raw in files_of(folder).items():
        if name.endswith(".yaml"):
            assert own[kind_of(name)].is_valid(as_editors_read(raw.decode())), name


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_what_the_reader_refuses_where_it_stands_is_marked_and_what_it_accepts_is_not(folder: Path) -> None:
    own, files = validators(folder), files_of(folder)
    found = [
        (name, word, text)
        for name, raw in files.items()
        if name.endswith(".yaml")
        for word, text in misspelled(raw, name)
    ]
    for name, word, text in found[:: max(1, len(found) // WORDS)]:
        problems = refused({**files, name: text})
        is_marked = not own[kind_of(name)].is_valid(as_editors_read(text.decode()))
        if is_refused_as_a_name(problems, word):
            assert is_marked, (word.at, word)
        elif not problems:
            assert not is_marked, (word.at, word)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("rules/steps.yaml", "wrote: no}", "wrot: no}"),
        ("rules/steps.yaml", "counsel: ", "counsel: un"),
        ("concepts.yaml", "days since wrote_on", "days after wrote_on"),
    ],
)
def test_a_misspelling_is_marked(name: str, old: str, new: str) -> None:
    folder = BASES / "good" / "steps"
    text = files_of(folder)[name].decode()
    assert old in text
    own = validators(folder)[kind_of(name)]
    assert own.is_valid(as_editors_read(text))
    assert not own.is_valid(as_editors_read(text.replace(old, new, 1)))


def described(schema: Any) -> dict[Any, str]:
    """Return the text of each name in a schema."""
    if isinstance(schema, list):
        return {name: text for one in schema for name, text in described(one).items()}
    if not isinstance(schema, dict):
        return {}
    own = {schema["const"]: schema["description"]} if {"const", "description"} <= {*schema} else {}
    return own | {name: text for one in schema.values() for name, text in described(one).items()}


def test_the_texts_of_a_base_are_shown_at_its_names() -> None:
    base = load(BASES / "good" / "two-counsels")
    texts = described(schemas(base)["rules"])
    passages = described(schemas(base)["rules"]["$defs"]["passage"])
    assert texts["thirst-wants-plenty"] == base.rules["thirst-wants-plenty"].because
    assert texts["a little"] == "Give it half a cup."
    assert texts["other than a little"] == "Anything but: Give it half a cup."
    assert base.passages["aunt", "dry"].gist in passages["dry"]
    assert base.authorities["aunt"].work in texts["aunt"]


@pytest.mark.parametrize("value", ["7", "007", "1.5", "true", "null"])
def test_a_value_that_yaml_reads_as_something_else_is_known_with_and_without_quotes(value: str) -> None:
    files = {
        name: raw.replace(b"morning: m", f"{value}: m".encode()).replace(b"time: morning", f"time: {value}".encode())
        for name, raw in files_of(BASES / "good" / "smallest").items()
    }
    own = Draft202012Validator(schemas(parse(files))["rules"])
    plain = files["rules/drinks.yaml"].decode()
    assert own.is_valid(as_editors_read(plain))
    assert own.is_valid(as_editors_read(plain.replace(f"time: {value}", f'time: "{value}"')))
    assert not own.is_valid(as_editors_read(plain.replace(f"time: {value}", "time: 8")))


def test_every_kind_of_file_has_a_schema_of_its_own() -> None:
    assert schemas(load(BASES / "good" / "smallest")).keys() == FILE_FORMS.keys()
