"""The texts that people read, each with the file and the line where it stands.

All of them are spell-checked (`spelling.py`). What somebody who seeks a job reads is measured too (`grade.py`).
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from docs.sessions import ROOT

CONSULTING = ["browser.md", "consulting.md", "leads.md", "plan-and-letters.md"]
"""The documents for those who seek a job; the others are for those who write rules, or change the program."""
CODE = re.compile(r"^```.*?^```|<!--.*?-->|^ *>>> .*?(?:\n *\n|\Z)|`(?:[^`\n]|\n(?! *\n))*`", re.DOTALL | re.MULTILINE)
TARGET = re.compile(r"(?<=\])\([^)\s]+\)|https?://[^\s)>]+")
MARKUP = re.compile(r"{{.*?}}|{%.*?%}|{#.*?#}|<script.*?</script>|<[^>]*>", re.DOTALL)
EVERYDAY_WORDS = re.compile(r"^ *also: (?:\[[^\]]*\]|.*)$", re.MULTILINE)
"""What people have written elsewhere, in whatever language: it is to be found, and no text of ours."""
_NOT_PROSE = re.compile(r"^(#|\||<|\s*$)|^Next: ")
_SENTENCE = re.compile(r"[a-z],? [a-z]+\b.* [a-z]", re.DOTALL)
_HEADER = re.compile(r"^(To|Subject|If): ")


@dataclass(frozen=True)
class Text:
    """A text that somebody reads: its file from the top of the project, its first line there, its kind, and itself."""

    path: str
    line: int
    kind: str
    says: str

    def lines(self) -> Iterator["Text"]:
        """Give its lines, each as a text of its own."""
        for number, says in enumerate(self.says.split("\n")):
            yield replace(self, line=self.line + number, says=says)


def spelled() -> Iterator[Text]:
    """Give every text whose words are to be spelled right."""
    for folder in ("knowledge", "examples", "engine/followthrough/authoring/starter"):
        for path in _files(folder, "*.yaml", "*.txt"):
            yield _blanked(path, EVERYDAY_WORDS)
    for path in [*sorted(ROOT.glob("*.md")), *_files("docs", "*.md"), *_readmes()]:
        yield _blanked(path, CODE, TARGET)
    for path in _files("web", "*.html"):
        yield _blanked(path, MARKUP)
    for folder in ("engine", "cli", "web", "examples"):
        for path in _files(folder, "*.py"):
            yield from _sentences_of_code(path)


def read_by_job_seekers() -> Iterator[Text]:
    """Give what somebody who seeks a job reads: questions, advice, reasons, passages, letters, and their documents."""
    for folder in ("knowledge", "examples/counsels"):
        for path in _files(folder, "*.yaml"):
            if not {"cases", "laws"}.intersection(path.parts):
                yield from _of_knowledge(path)
        for path in _files(folder, "*.txt"):
            yield from _paragraphs(_whole(path, "letter"))
    for name in CONSULTING:
        yield from _paragraphs(_blanked(ROOT / "docs" / name, CODE, TARGET, kind="page"))


def _files(folder: str, *patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns for path in (ROOT / folder).rglob(pattern) if path.is_file())


def _readmes() -> list[Path]:
    return [path for folder in ("engine", "cli", "web") for path in _files(folder, "README.md")]


def _whole(path: Path, kind: str = "text") -> Text:
    return Text(path.relative_to(ROOT).as_posix(), 1, kind, path.read_text(encoding="utf-8"))


def _blanked(path: Path, *patterns: re.Pattern[str], kind: str = "text") -> Text:
    """Read a file without what matches a pattern; its lines stay where they are."""
    text = _whole(path, kind)
    for pattern in patterns:
        text = replace(text, says=_without(pattern, text.says))
    return text


def _without(pattern: re.Pattern[str], says: str) -> str:
    """Take what matches out of a text; a word stands in for code, and the lines stay where they are."""
    stand_in = "it" if pattern is CODE else " " * (pattern is MARKUP)
    return pattern.sub(lambda match: "\n" * match[0].count("\n") or stand_in, says)


def _sentences_of_code(path: Path) -> Iterator[Text]:
    """Give the strings of a module that read like a sentence, or a part of one: messages, help, and docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        says = "" if id(node) in parts else _string(node).partition("\\b\n")[0]  # examples of commands follow there
        if _SENTENCE.search(says) and "(?:" not in says:  # else it is a pattern
            for pattern in (CODE, MARKUP):
                says = _without(pattern, says)
            yield Text(path.relative_to(ROOT).as_posix(), node.lineno, "text", says)


def _string(node: ast.AST) -> str:
    """Return what a string says, with braces for what is put into it; nothing for what is no string."""
    if isinstance(node, ast.JoinedStr):
        return "".join(_string(part) or "{it}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _of_knowledge(path: Path) -> Iterator[Text]:
    """Give the sentences of a YAML file of the knowledge that a face shows."""
    name = path.relative_to(ROOT).as_posix()
    for kind, node in _shown(yaml.compose(path.read_text(encoding="utf-8")), path.name == "sources.yaml"):
        yield Text(name, node.start_mark.line + 1, kind, node.value)


def _shown(node: yaml.Node | None, passages: bool, kind: str | None = None) -> Iterator[tuple[str, yaml.ScalarNode]]:
    """Give the scalars that a face shows, each with its kind: the key under which it, or its list, stands."""
    if isinstance(node, yaml.ScalarNode) and kind:
        yield kind, node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _shown(item, passages)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _shown(value, passages, _kind(key.value, passages, kind))


def _kind(key: str, passages: bool, above: str | None) -> str | None:
    if key in {"does", "also"}:
        return None
    if above in {"choices", "values"}:
        return above
    if key in {"ask", "why", "because", "choices", "values", "gist"}:
        return key
    return "gist" if passages and re.fullmatch(r"\w?\d+", key) else None


def _paragraphs(text: Text) -> Iterator[Text]:
    """Give the paragraphs and the items of lists; leave out headings, tables, and the lines above a letter."""
    so_far: list[Text] = []
    for line in [*text.lines(), replace(text, says="")]:
        begins = re.match(r"\s*([-*+]|\d+\.) ", line.says)
        ends = _NOT_PROSE.search(line.says) or (text.kind == "letter" and _HEADER.search(line.says))
        if so_far and (begins or ends):
            yield replace(so_far[0], says="\n".join(one.says for one in so_far))
            so_far = []
        if not ends:
            so_far.append(replace(line, says=line.says[begins.end() :]) if begins else line)
