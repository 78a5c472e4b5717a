"""The file in which `ask` keeps answers: after each one, so that closing the terminal loses none.

A file to continue from keeps its comments, and the lines of the answers that stay. Answers that another one put aside
are kept in it as comments, and come back from there.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from followthrough.errors import LeadError, Place
from followthrough.format.choices import written
from followthrough.format.conditions import Value
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import Word
from followthrough.leads.log.aside import Aside
from followthrough.replacing import write_new, write_over
from followthrough_cli.reading import answers_in, read_file

MAX_COPIES = 1_000
"""Most numbered names to try for a file of answers."""

_ASIDE = re.compile(r"# (\S+): (.*), put aside while (\S+) is not (.*)")
_A_PAIR = re.compile(r"([^\s:#]+)\s*:\s.*")


class AnswersFile:
    """A file of answers: one to continue from, a new one with a name, or one that is named when there are answers.

    `path` is None until it is written; `lost` says why it cannot be.
    """

    def __init__(self, base: KnowledgeBase, today: date, *, source: str | None = None, keep: str | None = None) -> None:
        self.base = base
        self.today = today
        self.path = Path(source) if source is not None and keep is None and _can_be_updated(source) else None
        self.lost = ""
        self._keep = keep
        self._source = source

    def aside(self) -> dict[str, Aside]:
        """Return the answers that are put aside in the file to continue from."""
        if self._source is None or not Path(self._source).is_file():
            return {}
        return _aside_in(Path(self._source).read_text(encoding="utf-8-sig", errors="replace"))

    def keep(self, answers: Mapping[str, Value], aside: Mapping[str, Aside]) -> None:
        """Write the answers, and those put aside. If that is impossible, `lost` says why."""
        try:
            self.lost = ""
            if self.path is None:
                self.path = self._new(as_yaml(answers, aside))
            else:
                write_over(self.path, self._updated(self.path, answers, aside))
        except OSError as error:
            self.lost = f"{self.path or self._keep or self.default}: cannot be written ({error.strerror})"

    @property
    def default(self) -> str:
        """The name of a file that the person did not name."""
        return f"lead-{self.today.isoformat()}.yaml"

    def rename(self, name: str) -> None:
        """Move the file to a new name that a person typed. Raises OSError, FileExistsError if it is taken."""
        assert self.path is not None
        path = Path(name).expanduser()
        write_new(path, self.path.read_bytes())
        self.path.unlink()
        self.path = path

    def _new(self, text: str) -> Path:
        """Write a text to a file that does not exist yet, and return its path. Raises OSError."""
        names = [self._keep] if self._keep is not None else [self.default, str(Path.home() / self.default)]
        for place, name in enumerate(names, start=1):
            try:
                return _numbered(name, text)
            except OSError:
                if place == len(names):
                    raise
        raise AssertionError

    def _updated(self, path: Path, answers: Mapping[str, Value], aside: Mapping[str, Aside]) -> str:
        """Return the text of a file with other answers."""
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        if text.lstrip().startswith("{"):
            return _as_json(answers)
        lines = [line for line in text.splitlines() if not _ASIDE.fullmatch(line)]
        edited = "\n".join([*self._edited(str(path), lines, answers), *_aside_lines(aside), ""])
        if self._reads_as(edited, answers):
            return edited
        comments = [f"{line}\n" for line in lines if line.lstrip().startswith("#")]
        return "".join([*comments, as_yaml(answers, aside)])

    def _edited(self, path: str, lines: list[str], answers: Mapping[str, Value]) -> Iterator[str]:
        """Yield the lines of a file with other answers: each changed in its place, and new ones at the end."""
        before = self._read(lambda: read_file(path))
        left = dict(answers)
        for line in lines:
            match = _A_PAIR.fullmatch(line)
            if match is None:
                yield line
            elif match[1] in left:
                value = left.pop(match[1])
                yield line if match[1] in before and before[match[1]] == value else f"{match[1]}: {_scalar(value)}"
        yield from (f"{name}: {_scalar(value)}" for name, value in left.items())

    def _reads_as(self, text: str, answers: Mapping[str, Value]) -> bool:
        return self._read(lambda: answers_in(text.encode(), Place(""))) == {**answers}

    def _read(self, lead: Callable[[], Mapping[Word, Word]]) -> Mapping[str, Value]:
        """Return the answers of a file, none if they cannot be read."""
        try:
            return read_lead(self.base, lead(), self.today, partial=True).answers
        except LeadError:
            return {}


def _can_be_updated(source: str) -> bool:
    return source != "-" and Path(source).is_file()


def _numbered(name: str, text: str) -> Path:
    """Write a text to a new file with a name, or the first numbered one that is not taken. Raises OSError."""
    for number in range(1, MAX_COPIES):
        path = Path(name if number == 1 else name.removesuffix(".yaml") + f"-{number}.yaml")
        try:
            write_new(path, text)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(0, "too many files with this name")


def as_yaml(answers: Mapping[str, Value], aside: Mapping[str, Aside] | None = None) -> str:
    r"""Return answers as the text of a file that reads back as the same answers.

    >>> as_yaml({"want_it": "yes", "told_rank": None})
    'want_it: yes\ntold_rank: unknown\n'
    """
    lines = [f"{name}: {_scalar(value)}" for name, value in answers.items()]
    return "".join(f"{line}\n" for line in [*lines, *_aside_lines(aside or {})])


def _as_json(answers: Mapping[str, Value]) -> str:
    texts = {name: list(value) if isinstance(value, tuple) else written(value) for name, value in answers.items()}
    return json.dumps(texts, indent=2, ensure_ascii=False) + "\n"


def _aside_lines(aside: Mapping[str, Aside]) -> Iterator[str]:
    for name, one in aside.items():
        line = f"# {name}: {one.value}, put aside while {one.question} is not {one.before}"
        if "\n" not in line:
            yield line


def _aside_in(text: str) -> dict[str, Aside]:
    found = filter(None, map(_ASIDE.fullmatch, text.splitlines()))
    return {match[1]: Aside(match[2], match[3], match[4]) for match in found}


def _scalar(value: Value) -> str:
    if isinstance(value, tuple) and len(value) > 1:
        return f"[{', '.join(map(_scalar, value))}]"
    text = written(value)
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .-]*[A-Za-z0-9]|[A-Za-z]|-?[0-9]+", text):
        return text
    return "'" + text.replace("'", "''") + "'"
