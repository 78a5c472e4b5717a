"""What people do to rule files by accident: it is told, once for each slip, and never breaks the reader."""

import re
from collections.abc import Iterator
from itertools import cycle
from random import Random

import pytest

from bases.reset import BASES
from followthrough.authoring.checks import check
from followthrough.errors import KnowledgeError
from followthrough.format.forms import FILE_FORMS
from followthrough.format.load import parse

Files = dict[str, str]

NAMES = ("two-counsels", "days", "many", "letters", "only-if-unknown", "parcel-flow", "lent-book")
KEYS = {
    *("title", "goals", "shows", "counsels", "default counsel", "name", "work", "follows", "gist", "narrative"),
    *("question", "ask", "kind", "why", "choices", "only if", "from", "to", "unit", "never", "unknown", "can become"),
    *("concept", "means", "values", "many", "otherwise", "counts"),
    *(
        "rule",
        "counsel",
        "source",
        "if",
        "unless",
        "then",
        "because",
        "overrides",
        "due",
        "case",
        "lead",
        "expect",
        "law",
        "after",
    ),
}
NEEDED = {"source", "then", "because", "counsel", "ask", "kind", "why", "work", "lead", "expect"}
OPTIONAL_IN_LAWS = {"then", "counsel"}  # a law may have `never` instead, and be one of all counsels
EDITS = 100
WORD = re.compile(r"[\w/-]+")


def files_of(name: str) -> Files:
    root = BASES / "good" / name
    found = (path for pattern in ("*.yaml", "*/*.yaml", "letters/*.txt") for path in sorted(root.glob(pattern)))
    return {path.relative_to(root).as_posix(): path.read_text() for path in found}


def problems_in(files: Files) -> list[str]:
    try:
        parse({name: text.encode() for name, text in files.items()})
    except KnowledgeError as error:
        return [str(problem) for problem in error.problems]
    return []


def keys_in(text: str) -> Iterator[re.Match[str]]:
    """Find the keys of the format where they stand at the beginning of a line."""
    for match in re.finditer(r"(?m)^[ -]*([a-z]+(?: [a-z]+)?)(?=:)", text):
        if match[1] in KEYS:
            yield match


@pytest.mark.parametrize("name", NAMES)
def test_a_misspelt_key_gives_one_message_that_names_it(name: str) -> None:
    """Misspell each key where it stands in one of four ways, in turn: most keys stand in several places."""
    files = files_of(name)
    spellings = cycle([str.upper, str.capitalize, lambda key: key[:-1] + "x", lambda key: f"{key}_"])
    tried = 0
    for file, text in files.items():
        for match in keys_in(text):
            is_a_fact = file == "cases/cases.yaml" and match[1] not in ("case", "lead", "expect")
            if len(match[1]) > 2 and not is_a_fact:
                slip = next(spellings)(match[1])
                found = problems_in({**files, file: text[: match.start(1)] + slip + text[match.end(1) :]})
                assert len(found) == 1, (file, slip, found)
                assert f"unknown key '{slip}'; did you mean '{match[1]}'" in found[0]
                tried += 1
    assert tried > 20


@pytest.mark.parametrize("name", NAMES)
def test_a_key_that_is_like_none_is_taken_for_the_one_that_is_missing(name: str) -> None:
    files = files_of(name)
    for file, text in files.items():
        for match in keys_in(text):
            if match[1] in NEEDED - (OPTIONAL_IN_LAWS if file.startswith("laws/") else set()):
                found = problems_in({**files, file: text[: match.start(1)] + "zzz" + text[match.end(1) :]})
                place = f"{file}:{text[: match.start(1)].count(chr(10)) + 1}:"
                assert [one.startswith(place) for one in found] == [True], found
                assert found[0].endswith(f"unknown key 'zzz'; did you mean '{match[1]}', which is missing?")


@pytest.mark.parametrize(
    ("file", "wrong"),
    [
        ("base.yaml", "aunt"),
        ("sources.yaml", "damp:"),
        ("questions.yaml", "soil"),
        ("questions.yaml", "leaves"),
        ("concepts.yaml", "water"),
        ("concepts.yaml", "thirst"),
        ("rules/botanist.yaml", "drowned-roots-hang-too"),
    ],
)
def test_a_name_with_a_capital_gives_one_message_where_it_stands(file: str, wrong: str) -> None:
    files = files_of("two-counsels")
    text = files[file]
    if wrong not in text:
        pytest.fail(f"{wrong} is not in {file}")
    found = problems_in({**files, file: text.replace(wrong, wrong.capitalize(), 1)})
    assert len(found) == 1, found
    assert "lowercase letters, digits, and" in found[0]
    assert found[0].startswith(file)


def test_a_counsel_with_a_capital_everywhere_gives_one_message() -> None:
    files = {name: re.sub(r"\bbotanist\b", "Botanist", text) for name, text in files_of("two-counsels").items()}
    assert problems_in(files) == [
        "base.yaml:8:3: 'Botanist' is not a valid name for a counsel; "
        "use lowercase letters, digits, and -, starting with a letter"
    ]


# Edits at random


def edited(files: Files, random: Random) -> Files:
    """Do one thing that happens to people who edit files."""
    name = random.choice(list(files))
    lines = files[name].split("\n")
    line = random.randrange(len(lines))
    everywhere = sorted({word for text in files.values() for word in WORD.findall(text)})
    match random.randrange(8):
        case 0:
            del lines[line]
        case 1:
            lines.insert(line, lines[line])
        case 2:
            lines[line] = random.choice(("  ", " ", "\t")) + lines[line]
        case 3:
            lines[line] = lines[line].lstrip()
        case 4:
            return {other: text for other, text in files.items() if other != name} or files
        case 5:
            entries = re.split(r"(?m)^(?=- )", files[name])
            entries[random.randrange(len(entries))] *= random.choice((0, 2))
            return {**files, name: "".join(entries)}
        case _:
            words = list(WORD.finditer(files[name]))
            if not words:
                return files
            word = random.choice(words)
            signs = ("[]", "{}", "[a, b]", "{a: b}", "''", "any of", "unknown", "-1", "1e9", "*x", "&x", "!x", "|", "[")
            new = random.choice((word[0].capitalize(), word[0][1:], random.choice(everywhere), random.choice(signs)))
            return {**files, name: files[name][: word.start()] + new + files[name][word.end() :]}
    return {**files, name: "\n".join(lines)}


@pytest.mark.parametrize("shard", range(2))
def test_whatever_is_edited_is_read_and_checked_or_told(shard: int) -> None:
    read = told = 0
    bases = [files_of(name) for name in NAMES]
    for seed in range(shard, EDITS, 2):
        random = Random(seed)
        files = random.choice(bases)
        for _ in range(random.choice((1, 1, 2, 3))):
            files = edited(files, random)
        try:
            base = parse({name: text.encode() for name, text in files.items()})
        except KnowledgeError:
            told += 1
        else:
            read += 1
            if seed % 5 == 0:
                check(base)
    assert min(read, told) > EDITS // 20
    assert set(FILE_FORMS) <= {name.partition("/")[0].removesuffix(".yaml") for files in bases for name in files}
