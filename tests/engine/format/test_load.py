"""What the reader of knowledge bases accepts and refuses, and what it says."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from shutil import copytree
from time import monotonic

import pytest

import bases_in_memory
from bases.reset import BASES, EXPECTED, bad_bases, messages, name
from followthrough.errors import MAX_PROBLEMS, KnowledgeError, Place, Problem
from followthrough.format import files as files_read
from followthrough.format.files import MAX_FILES
from followthrough.format.load import built_in, load, parse
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import MAX_BYTES, MAX_ENTRIES
from followthrough.format.yaml_words import MAX_WORD

GOOD = sorted(folder for folder in (BASES / "good").iterdir() if folder.is_dir())
Lay = Callable[[str], Path]


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    return [str(problem).removeprefix(f"{folder.as_posix()}/") for problem in caught.value.problems]


def problems_in(**changed: str | bytes) -> list[str]:
    """Tell what is wrong with the smallest base, with some of its files changed."""
    files = files_of(BASES / "good" / "smallest")
    for stem, content in changed.items():
        path = f"{stem}.yaml" if f"{stem}.yaml" in files else f"rules/{stem}.yaml"
        files[path] = content.encode() if isinstance(content, str) else content
    with pytest.raises(KnowledgeError) as caught:
        parse(files)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    """Lay out a copy of a good base, to be spoilt."""

    def copied(base: str) -> Path:
        return Path(copytree(BASES / "good" / base, tmp_path / "base"))

    return copied


# Good bases


@pytest.mark.parametrize("folder", [built_in(), *GOOD], ids=lambda folder: folder.name)
def test_a_good_base_loads(folder: Path) -> None:
    base = load(folder)
    assert base.title
    assert base.rules
    assert set(base.goals) <= set(base.concepts)


def test_every_word_of_a_base_is_the_text_that_stands_there() -> None:
    files = files_of(BASES / "good" / "smallest")
    files["base.yaml"] = files["base.yaml"].replace(b"Something to drink", b"012")
    files["questions.yaml"] = files["questions.yaml"].replace(b"{morning: morning,", b"{no: 2026-11-01, morning: ~,")
    base = parse(files)
    assert base.title == "012"
    assert base.questions["time"].choices == {"no": "2026-11-01", "morning": "~", "evening": "evening"}


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"# a comment\n", b"---\n"], ids=["BOM", "comment", "---"])
def test_what_may_stand_before_the_first_line(mark: bytes) -> None:
    files = files_of(BASES / "good" / "smallest")
    plain = parse(files)
    marked = parse({path: mark + content for path, content in files.items()})
    assert (marked.title, list(marked.rules)) == (plain.title, list(plain.rules))


def test_windows_line_ends_change_nothing_but_the_hash() -> None:
    files = files_of(BASES / "good" / "days")
    here, there = parse(files), parse({path: text.replace(b"\n", b"\r\n") for path, text in files.items()})
    assert here.rules == there.rules
    assert here.questions == there.questions
    assert here.hash != there.hash


def test_json_is_yaml() -> None:
    files = files_of(BASES / "good" / "smallest")
    files["rules/drinks.yaml"] = (
        b'[{"rule": "coffee-in-the-morning", "counsel": "house", "source": ["mornings"],\n'
        b'  "if": {"time": "morning"}, "then": {"drink": "coffee"}, "because": "It is \\u0074ime."}]'
    )
    assert parse(files).rules["coffee-in-the-morning"].because == "It is time."


def test_neither_the_order_of_files_nor_of_rules_matters() -> None:
    files = files_of(BASES / "good" / "two-counsels")
    backwards = {path: files[path] for path in sorted(files, reverse=True)}
    rules = files["rules/aunt.yaml"].split(b"\n\n")
    backwards["rules/aunt.yaml"] = b"\n".join(reversed(rules))
    one, other = parse(files), parse(backwards)
    assert list(one.rules) == list(other.rules)
    assert [str(rule.conditions) for rule in one.rules.values()] == [str(r.conditions) for r in other.rules.values()]
    assert parse(dict(reversed(files.items()))).hash == one.hash
    assert other.hash != one.hash


def test_the_hash_changes_with_every_file_and_with_its_name() -> None:
    files = files_of(BASES / "good" / "two-counsels")
    hashes = {parse(files).hash}
    for path in files:
        hashes.add(parse({**files, path: files[path] + b"\n"}).hash)
    renamed = {path.replace("aunt", "uncle"): content for path, content in files.items()}
    hashes.add(parse(renamed).hash)
    assert len(hashes) == len(files) + 2


# Bad bases


@pytest.mark.parametrize("bad", bad_bases(), ids=name)
def test_a_bad_base_gets_exactly_the_messages_expected_of_it(bad: Path) -> None:
    assert messages(bad) == (bad / EXPECTED).read_text(encoding="utf-8")


def test_every_message_has_a_place_what_is_wrong_and_what_to_do() -> None:
    lines = [line for bad in bad_bases() for line in (bad / EXPECTED).read_text(encoding="utf-8").splitlines()]
    shape = re.compile(r"(rules|[\w ()./-]+\.(ya?ml|YA?ML|csv|CSV|tsv|xlsx|txt|TXT|docx)(:\d+:\d+)?): [^;]+; .+")
    assert len(lines) > 300
    assert [line for line in lines if not shape.fullmatch(line)] == []
    assert [line for line in lines if not line.isprintable()] == []


@pytest.mark.parametrize("bad", bad_bases(), ids=name)
def test_every_position_lies_within_its_file(bad: Path) -> None:
    places = re.findall(r"^([^:\n]+):(\d+):(\d+):", (bad / EXPECTED).read_text(encoding="utf-8"), re.MULTILINE)
    for file, line, column in places:
        overlaid = bad / file if (bad / file).exists() else BASES / "good" / bad.parent.name / file
        lines = re.split(r"\r\n|\r|\n", overlaid.read_bytes().decode("utf-8", "replace"))
        assert int(column) <= len(lines[int(line) - 1]) + 1, (file, line, column)


def test_a_misspelt_value_is_reported_with_its_line_and_the_near_word() -> None:
    rules = "- rule: tea\n  counsel: house\n  source: mornings\n  if: {time: mornng}\n"
    rules += "  then: {drink: tea}\n  because: It is {time}.\n"
    assert problems_in(more=rules) == ["rules/more.yaml:4:14: 'time' has no value 'mornng'; did you mean 'morning'?"]


def test_one_unread_question_is_not_unknown_to_every_rule_that_tests_it(lay: Lay) -> None:
    folder = lay("days")
    questions = folder / "questions.yaml"
    questions.write_text(questions.read_text().replace("borrowed_on\n", "borrowed-on\n"))
    assert problems_of(folder) == [
        "questions.yaml:6:13: 'borrowed-on' is not a valid name for a fact; "
        "use lowercase letters, digits, and _, starting with a letter"
    ]


def test_an_unread_file_is_the_only_thing_reported_of_what_it_defines(lay: Lay) -> None:
    for file in ("base.yaml", "sources.yaml", "questions.yaml", "concepts.yaml", "rules/aunt.yaml"):
        folder = lay("two-counsels")
        (folder / file).write_bytes(b"\xff")
        assert problems_of(folder) == [f"{file}:1:1: is not UTF-8 text; save it as UTF-8"]
        folder.rename(folder.with_name(file.replace("/", "-")))


def test_cases_are_read_although_a_rule_is_wrong(lay: Lay) -> None:
    folder = lay("two-counsels")
    rules, cases = folder / "rules" / "aunt.yaml", folder / "cases" / "cases.yaml"
    rules.write_text(rules.read_text().replace("{soil: dry}", "{soil: dyr}", 1))
    cases.write_text(cases.read_text().replace("soil: wet", "soil: wett"))
    assert problems_of(folder) == [
        "cases/cases.yaml:2:16: soil cannot be 'wett'; did you mean 'wet'?",
        "rules/aunt.yaml:4:14: 'soil' has no value 'dyr'; did you mean 'dry'?",
    ]


# Sizes


def test_a_file_of_more_than_sixteen_mebibytes_is_refused() -> None:
    padding = b"#" * (MAX_BYTES - len(files_of(BASES / "good" / "smallest")["rules/drinks.yaml"]) - 1) + b"\n"
    files = files_of(BASES / "good" / "smallest")
    parse({**files, "rules/drinks.yaml": padding + files["rules/drinks.yaml"]})
    too_large = padding + b"\n" + files["rules/drinks.yaml"]
    assert problems_in(drinks=too_large) == ["rules/drinks.yaml: has more than 16 MiB; split it into smaller files"]


@pytest.mark.parametrize("part", ["- a\n", "a, ", "{a: b}, ", "*a,\n", "\n", "a: b;\t"])
def test_a_file_of_more_parts_than_any_has_is_refused_before_it_is_read(part: str) -> None:
    wide = ("[" + part * (MAX_ENTRIES + 1)).encode()
    assert problems_in(drinks=wide) == [
        "rules/drinks.yaml: has more than 1,200,000 lines, commas, semicolons, and tabs; split it into smaller files"
    ]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_a_deep_file_is_refused_where_it_is_too_deep(opening: str) -> None:
    (said,) = problems_in(drinks=(opening * 2_000_000).encode())
    assert said.startswith("rules/drinks.yaml:1:")


def test_of_very_many_problems_no_more_are_looked_for_than_anybody_reads() -> None:
    said = problems_in(drinks=("- x\n" * 400_000).encode())
    assert len(said) == MAX_PROBLEMS + 1
    assert "has more than 25,000 problems; correct these first" in said[0]


def test_the_files_of_a_base_are_limited_together(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_read, "MAX_ALL_BYTES", 2 << 20)
    folder = lay("smallest")
    for number in range(4):
        (folder / "cases" / f"{number}.yaml").parent.mkdir(exist_ok=True)
        (folder / "cases" / f"{number}.yaml").write_text("#" * (1 << 20))
    assert any("has more than 2 MiB in its files" in line for line in problems_of(folder))


def test_an_endless_file_is_not_read_to_its_end(lay: Lay) -> None:
    folder = lay("smallest")
    with (folder / "rules" / "drinks.yaml").open("ab") as file:
        file.truncate(1 << 34)
    assert problems_of(folder) == ["rules/drinks.yaml: has more than 16 MiB; split it into smaller files"]


@pytest.mark.parametrize(
    "deep",
    [
        "[" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "{a: " * 10_000 + "}" * 10_000,
        "- " * 10_000,
        "? " * 10_000,
        "".join(f"{' ' * depth}a:\n" for depth in range(1_400)),
        "- rule: deep\n  if: " + "{any of: [" * 5_000 + "]}" * 5_000,
        "- rule: deep\n  because: " + "!a " * 10_000,
        "- rule: deep\n  because: " + "[" * 500_000,
        "- " + "&a " * 10_000,
    ],
    ids=lambda deep: f"{deep[:12]!r}",
)
def test_deep_nesting_is_refused_at_once(deep: str) -> None:
    started = monotonic()
    found = problems_in(more=deep)
    assert monotonic() - started < 20
    assert all(problem.startswith("rules/more.yaml:") for problem in found)
    assert found


@pytest.mark.parametrize(
    ("size", "is_said"), [(MAX_WORD, False), (MAX_WORD + 1, True), (1_000_000, True)], ids=["at", "above", "far above"]
)
def test_a_long_text_is_refused_and_nothing_of_it_repeated(size: int, is_said: bool) -> None:
    files = files_of(BASES / "good" / "smallest")
    drinks = files["rules/drinks.yaml"].decode().replace("It is {time}.", "x" * size)
    if is_said:
        assert problems_in(drinks=drinks) == ["rules/drinks.yaml:6:12: is longer than 4,000 characters; shorten it"]
    else:
        assert parse({**files, "rules/drinks.yaml": drinks.encode()}).rules


@pytest.mark.parametrize("digits", [20, 400, 3_999, 5_000, 100_000])
def test_a_number_of_thousands_of_digits_is_only_a_problem_more(digits: int) -> None:
    number = "9" * digits
    question = f"- question: glasses\n  ask: How many?\n  kind: number\n  from: {number}\n  to: -{number}\n  why: So.\n"
    rule = f"- rule: tea\n  counsel: house\n  source: mornings\n  if: {{glasses: at least {number}}}\n"
    rule += "  then: {drink: tea}\n  because: So.\n"
    time = files_of(BASES / "good" / "smallest")["questions.yaml"].decode()
    found = problems_in(questions=time + question, more=rule)
    assert [problem.partition(": ")[0] for problem in found] == [
        "questions.yaml:9:9",
        "questions.yaml:10:7",
        "rules/more.yaml:4:17",
    ]
    assert max(map(len, found)) < 250


def test_many_faults_are_all_reported_and_soon() -> None:
    rule = "- rule: rule-{}\n  counsel: hose\n  source: mornigs\n  if: {{tiem: mornin}}\n"
    rule += "  then: {{drnk: te}}\n  because: x\n"
    started = monotonic()
    found = problems_in(more="".join(map(rule.format, range(1_000))))
    assert monotonic() - started < 20
    assert len(found) == 3_000


def test_many_repeated_keys_are_reported_soon() -> None:
    keys = "".join(f"k{n}: x\n" for n in range(20_000)) + "k19999: x\n" * 20_000
    started = monotonic()
    found = problems_in(sources=f"{keys}")
    assert monotonic() - started < 60
    assert sum("repeats the key 'k19999' of line 20000" in problem for problem in found) == 20_000


# Folders


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "nowhere") == [
        f"{(tmp_path / 'nowhere').as_posix()}: does not exist; name the folder that contains base.yaml"
    ]


def test_a_file_instead_of_a_folder() -> None:
    file = BASES / "good" / "smallest" / "base.yaml"
    assert problems_of(file)[0].endswith("base.yaml: is a file, not a folder; name the folder that contains base.yaml")


@pytest.mark.parametrize("folder", ["x" * 300, "a\0b", "/proc/self/mem/x", "\udcff", "\x1b[2J", "a\nb", "\u202e", ""])
def test_a_folder_with_an_impossible_name_is_one_readable_problem(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (found,) = problems_of(Path(folder))
    assert "name the folder that contains base.yaml" in found
    assert found.isprintable()


def test_a_folder_that_is_no_base_is_not_searched(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "somebody-elses.yml").write_text("- a: b")
    assert problems_of(tmp_path) == ["base.yaml: is missing; add it, or name the folder that contains base.yaml"]


def test_the_document_in_which_a_letter_was_written_may_stay_beside_it(lay: Lay) -> None:
    folder = lay("letters")
    letters = sorted((folder / "letters").glob("*.txt"))
    letters[0].with_suffix(".docx").write_bytes(b"PK\x03\x04")
    assert load(folder).letters


def test_what_is_kept_of_a_file_while_it_is_merged_or_edited_is_none_of_the_base(lay: Lay) -> None:
    folder = lay("smallest")
    before = load(folder).hash
    for ending in (".orig", ".bak", "~", ".swp"):
        (folder / "rules" / f"drinks.yaml{ending}").write_text("<<<<<<< HEAD\n")
    assert load(folder).hash == before


@pytest.mark.parametrize(
    "remark", ["# 1 choice", "#choice", "# see #1"], ids=["a number after a space", "a word", "a number later"]
)
def test_a_remark_behind_a_text_stays_a_remark(remark: str) -> None:
    files = files_of(BASES / "good" / "smallest")
    files["base.yaml"] = files["base.yaml"].replace(b"Something to drink", f"Something to drink {remark}".encode())
    assert parse(files).title == "Something to drink"


def test_places_are_relative_to_where_one_stands(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = lay("smallest")
    (folder / "sources.yaml").write_text("")
    for here, said in (
        (folder.parent, "base/sources.yaml"),
        (folder, "sources.yaml"),
        (Path("/"), f"{folder.as_posix()[1:]}/sources.yaml"),
        (folder / "rules", f"{folder.as_posix()}/sources.yaml"),
    ):
        monkeypatch.chdir(here)
        with pytest.raises(KnowledgeError) as caught:
            load(folder)
        assert str(caught.value) == f"{said}: is empty; fill it in"


@pytest.mark.parametrize("file", ["base.yaml", "rules/drinks.yaml"])
def test_what_is_not_a_readable_file_is_told_apart(file: str, lay: Lay) -> None:
    path = lay("smallest") / file
    path.unlink()
    folder = path.parents[file.count("/")]
    path.mkdir()
    assert problems_of(folder) == [f"{file}: is a folder; replace it with a file of that name"]
    path.rmdir()
    path.symlink_to("nowhere.yaml")
    assert problems_of(folder) == [f"{file}: is a link to a file that does not exist; replace it with the file"]
    path.unlink()
    path.symlink_to(path.name)
    (found,) = problems_of(folder)
    assert found.startswith(f"{file}: ")
    path.unlink()
    os.mkfifo(path)
    assert problems_of(folder) == [f"{file}: is not a regular file; replace it with a text file"]


def test_a_link_to_a_file_is_as_good_as_the_file(lay: Lay, tmp_path: Path) -> None:
    folder = lay("smallest")
    (folder / "base.yaml").rename(tmp_path / "elsewhere")
    (folder / "base.yaml").symlink_to(tmp_path / "elsewhere")
    assert load(folder).title == "Something to drink"


@pytest.mark.parametrize("strange", [b"rules/\xff.yaml", b"rules/a\x1b[2J.yaml", b"rules/a\nb.yaml"])
def test_a_file_name_that_cannot_be_shown_is_refused(strange: bytes, lay: Lay) -> None:
    folder = lay("smallest")
    Path(os.fsdecode(os.fsencode(folder) + b"/" + strange)).write_text("- rule: x")
    (found,) = problems_of(folder)
    assert found.startswith("rules: has a file with the name '")
    assert found.endswith("'; rename it")
    assert found.isprintable()


def test_more_files_than_anyone_means_are_refused(lay: Lay) -> None:
    folder = lay("smallest")
    for number in range(MAX_FILES):
        (folder / "rules" / f"{number}.yaml").write_text("")
    found = problems_of(folder)
    assert f"{folder.as_posix()}: has more than 500 files; merge or remove some of them" in found


def test_other_files_beside_the_knowledge_do_not_matter(lay: Lay) -> None:
    folder = lay("smallest")
    for other in ("schema/rules.json", "letters/telephone.md", "README.md", ".git/config.yaml", ".hidden.yaml"):
        (folder / other).parent.mkdir(exist_ok=True)
        (folder / other).write_text("{")
    assert load(folder).title == "Something to drink"


def test_files_that_are_handed_over_need_names_that_something_reads() -> None:
    files = files_of(BASES / "good" / "smallest")
    del files["base.yaml"]
    with pytest.raises(KnowledgeError) as caught:
        parse({**files, "rules/deep/er.yaml": b"", "/etc/passwd": b"", "": b""})
    assert [problem.place.file for problem in caught.value.problems] == [
        "",
        "/etc/passwd",
        "base.yaml",
        "rules/deep/er.yaml",
    ]


def test_nothing_at_all_is_four_missing_files() -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse({})
    assert {problem.place.file for problem in caught.value.problems} == {
        "base.yaml",
        "concepts.yaml",
        "questions.yaml",
        "sources.yaml",
        "rules",
    }


# Mutations

MUTATIONS = 200
"""For each seed; four seeds make 1,600."""

TROUBLE = [b"\x00", b"\x1b", b"\xff", b"\xe2\x80\xae", b"\t", b"\r", b"{", b"}", b"[", b"]", b":", b"- ", b"&a ", b"*a"]
TROUBLE += [b"!x ", b"#", b"'", b'"', b"|", b">", b"%", b"@", b"~", b"? ", b"<<", b"---\n", b"...\n", b"9" * 5_000]
TROUBLE += [b"any of: ", b"unknown", b"other than ", b"[]", b"{}", b"\xd9\xa3", b"\\x1b", b"\n", b"  ", b", ", b"null"]


def mutate(files: dict[str, bytes], random: Random) -> dict[str, bytes]:
    """Damage the files in one to three ways."""
    for _ in range(random.randint(1, 3)):
        path = random.choice(sorted(files))
        text = files[path]
        at = random.randrange(len(text) + 1)
        to = min(len(text), at + random.randrange(12))
        lines = text.splitlines(keepends=True) or [b""]
        line = random.randrange(len(lines))
        other = random.choice(files[random.choice(sorted(files))].splitlines(keepends=True) or [b""])
        words = re.split(rb"(\W+)", text)
        word, donor = random.randrange(len(words)), random.randrange(len(words))
        changed = [
            text[:at] + text[to:],
            text[:at] + random.choice(TROUBLE) + text[to:],
            text[:at] + bytes([random.randrange(256)]) + text[at + 1 :],
            b"".join([*lines[:line], *lines[line + 1 :]]),
            b"".join([*lines[:line], lines[line], *lines[line:]]),
            b"".join([*lines[:line], other, *lines[line + 1 :]]),
            b"".join([*lines[:line], b"  ", *lines[line:]]),
            b"".join([*words[:word], words[donor], *words[word + 1 :]]),
            b"".join([*words[:word], random.choice(TROUBLE), *words[word + 1 :]]),
        ]
        files = {**files, path: random.choice(changed)}
        if random.random() < 0.03:
            del files[random.choice(sorted(files))]
    return files


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_to_a_base_it_is_read_or_its_problems_are_told(seed: int) -> None:
    random = Random(seed)
    bases = [
        files_of(folder)
        for folder in GOOD
        if folder.name in {"smallest", "two-counsels", "unknowns", "days", "many", "steps"}
    ]
    refused = 0
    for _ in range(MUTATIONS):
        mutant = mutate(random.choice(bases), random)
        found = told_of(mutant)
        refused += bool(found)
        for problem in found:
            assert problem.place.file in {*mutant, *_MAY_LACK}
            assert problem.wrong
            assert problem.remedy
            assert str(problem).isprintable()
            assert len(str(problem)) < 2_000
    assert MUTATIONS // 3 < refused < MUTATIONS


_MAY_LACK = {"base.yaml", "sources.yaml", "questions.yaml", "concepts.yaml", "rules"}


def told_of(files: dict[str, bytes]) -> tuple[Problem, ...]:
    """Read a base: give its problems, of which there is one at least, or nothing when it has been read."""
    try:
        base = parse(files)
    except KnowledgeError as error:
        return error.problems or (Problem(Place("nowhere"), "", ""),)
    return () if isinstance(base, KnowledgeBase) else (Problem(Place("nowhere"), "", ""),)


def test_a_folder_that_cannot_be_looked_into_is_told(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = lay("smallest")
    look_into = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("rules"):
            raise PermissionError(13, "Permission denied", path)
        return look_into(path)

    monkeypatch.setattr(os, "scandir", refuse)
    told = "rules: cannot be opened (Permission denied); make it readable, or move it elsewhere"
    assert told in problems_of(folder)


def test_notes_may_stand_against_the_rules_of_those_who_follow_them():
    base = bases_in_memory.BASE.replace("work: a book}", "work: a book, follows: notes}")
    base += "  notes: {name: the notes, work: in the margin, advises: no}\n"
    base = base.replace("default counsel: younger\n", "") + "default counsel: younger\n"
    rules = (
        "- {rule: go, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: it is dry}\n"
        "- {rule: stay, counsel: notes, source: m1, if: {late: yes}, then: {verdict: stay}, because: it is late, "
        "overrides: go}\n"
    )
    loaded = bases_in_memory.base_of(
        rules, base=base, sources=bases_in_memory.SOURCES + "notes:\n  m1: Not at night.\n"
    )
    assert loaded.rules["stay"].overrides == ("go",)
