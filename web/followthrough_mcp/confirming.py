"""A change to the search log is bound to what the person saw: the tool, its arguments, and the log as it was then."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from followthrough.errors import LogError, Place, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log import Log
from followthrough.leads.log.checksums import seal
from followthrough.leads.log.history import Entry
from followthrough.leads.log.store import Transaction
from followthrough_mcp.tools import ToolOfLog

CHANGED = "Your search log, the rules, or the day has changed since you were asked, so nothing was done yet."
"""What to say before the person is asked again."""

_MOST = 100
"""How many changes can wait for a confirmation in words; the oldest is forgotten, and asked about again."""

LogState = tuple[int, str]


class ShownChange(Struct, frozen=True):
    """A change that the person is asked about: the question, digests of the call and of what it would do, the log."""

    question: str
    call: str
    effect: str
    log: LogState

    @property
    def mark(self) -> str:
        """What a client sends back with the person's answer, which tells whether that answer is about this."""
        return f"{self.call}.{self.effect}"


class ShownChanges:
    """Shows what a change would do, and remembers what an assistant was told to ask about."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._told: dict[str, str] = {}

    def show(self, base: KnowledgeBase, log: Log, tool: ToolOfLog, asked: Any, today: date) -> ShownChange:
        """Return what to ask the person before a change. Raises LeadError if it cannot be made, and LogError."""
        assert tool.would is not None
        state = state_of(log.entries())
        question = tool.would(base, LogAsShown(log.path, state), asked, today)
        arguments = {**msgspec.to_builtins(asked), "confirmed": None}
        call = self._digest(tool.name, arguments)
        return ShownChange(question, call, self._digest(question, str(today), state), state)

    def tell(self, shown: ShownChange) -> None:
        """Remember that an assistant was told to ask about a change."""
        self._told.pop(shown.call, None)
        self._told[shown.call] = shown.effect
        if len(self._told) > _MOST:
            del self._told[next(iter(self._told))]

    def told(self, shown: ShownChange) -> str:
        """Return the mark of what was last told about the same call, empty if nothing was, and forget it."""
        effect = self._told.pop(shown.call, "")
        return f"{shown.call}.{effect}" if effect else ""

    def _digest(self, *parts: Any) -> str:
        """Return a digest that nobody else can make, so that no client can name a change that it was not shown."""
        return blake2b(msgspec.json.encode(parts, order="sorted"), key=self._secret, digest_size=16).hexdigest()


def asked_again(shown: ShownChange, mark: str) -> str:
    """Return what to ask the person once more, if an earlier question about the same call has this mark."""
    is_same_call = mark.partition(".")[0] == shown.call
    return f"{CHANGED} {shown.question}" if is_same_call else shown.question


def state_of(entries: tuple[Entry, ...]) -> LogState:
    """Return a checksum of the changes in a log. Recorded advice is no change."""
    return seal(entry for entry in entries if entry.kind != "advised")


class LogAsShown(Log):
    """The log for a change that the person has seen. If anything was recorded since then, nothing can be changed."""

    def __init__(self, path: Path, shown: LogState) -> None:
        super().__init__(path)
        self.shown = shown

    def entries(self) -> tuple[Entry, ...]:
        """Return all entries. Raises LogError, also if they are not those that were shown."""
        found = super().entries()
        self._check(found)
        return found

    @contextmanager
    def transaction(self, *, begin: bool = False, clock: Callable[[], datetime] | None = None) -> Iterator[Transaction]:
        """Read and write in one transaction. Raises LogError, also if the log is not the one that was shown."""
        with super().transaction(begin=begin, clock=clock) as transaction:
            self._check(transaction.entries())
            yield transaction

    def _check(self, entries: tuple[Entry, ...]) -> None:
        if state_of(entries) != self.shown:
            wrong = "has changed since the person was asked, so nothing was done"
            raise LogError([Problem(Place(str(self.path)), wrong, "call this again, and the person is asked again")])
