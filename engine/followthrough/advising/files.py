"""Advice on a file of leads: the rules as columns, and what is settled of the rows in which answers are missing."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from followthrough.advising.advice import SECONDS, Advice
from followthrough.advising.advise import advise
from followthrough.errors import LeadError, NotSettled, Place, Problem
from followthrough.format.conditions import Value
from followthrough.format.model import Concept, KnowledgeBase, Question, Rule
from followthrough.format.numbers import fixed
from followthrough.format.order import settled_order
from followthrough.readings.meaning import resting_on
from followthrough.readings.scale.files import Done, Progress, write_advice
from followthrough.readings.scale.files.open_rows import Left, Outlooks, RowOutlook

if TYPE_CHECKING:
    from followthrough.advising.inquiry import Inquiry
    from followthrough.advising.partial_leads import PartialLeads
    from followthrough.advising.rows_alike import RowsAlike

MOST_PROVED = 1_000
"""Most rows of a file that are settled one by one, each in a part of a second or in some; rows alike count once."""

FEW = 50
"""Most different rows for which it does not pay to make what settles all rows at once."""

_Answers = tuple[Value, ...]
"""The answers in a row."""


def advise_file(
    base: KnowledgeBase,
    source: Path,
    target: Path,
    *,
    counsel: str | Sequence[str] | None = None,
    today: date,
    why: bool = False,
    keep: Sequence[str] | None = None,
    set_aside: Path | None = None,
    progress: Progress | None = None,
) -> Done:
    """Advise on every lead in a file, and write another one with the advice in columns behind those it has.

    The files are CSV, Parquet or JSON lines, by their endings; docs/batch.md describes their columns. `counsel` names
    one counsel or several, `keep` the columns of the file to write, if not all. Where answers are missing, what is
    settled is advised, and what is open is told in columns of its own. Rows that are no possible lead raise LeadError,
    and nothing is written; or they go into the file `set_aside`, each with a reason. A file is written whole or not at
    all. `progress` is called from other threads, one at a time: how many rows were read, and of how many.
    """
    return write_advice(
        base,
        source,
        target,
        counsel=counsel,
        today=today,
        why=why,
        keep=keep,
        set_aside=set_aside,
        progress=progress,
        settle=_Settling(base, source, today, why=why),
    )


class _Settling:
    """Finds the outlooks of rows in which answers are missing; what that takes is made when it is first asked for."""

    def __init__(self, base: KnowledgeBase, source: Path, today: date, *, why: bool) -> None:
        self.base = base
        self.source = source
        self.today = today
        self.why = why
        self._at_once: dict[str, PartialLeads | None] = {}
        self._known: dict[str, dict[Hashable, RowOutlook | None]] = {}
        self._alike: RowsAlike | None = None
        self._busy = Lock()

    def __call__(self, counsel: str, told: Mapping[str, Sequence[Value]], rows: int) -> Outlooks:
        """Find the outlooks of some rows (`Settle`); raises LeadError where there are too many to settle one by one."""
        with self._busy:
            try:
                leads = None if self._are_few(counsel, told) else self._leads(counsel)
                if leads is not None:
                    return leads.outlooks(told, rows)
            except NotSettled:
                self._at_once[counsel] = None
            return self._one_by_one(counsel, told, rows)

    def _are_few(self, counsel: str, told: Mapping[str, Sequence[Value]]) -> bool:
        """Return whether there have been few different rows so far."""
        if counsel in self._at_once:
            return False
        different = {*zip(*told.values(), strict=True)}
        if len(different) > FEW:
            return False
        kinds = {self._kind(dict(zip(told, answers, strict=True))) for answers in different}
        return len(self._known.setdefault(counsel, {}).keys() | kinds) <= FEW

    def _leads(self, counsel: str) -> "PartialLeads | None":
        from followthrough.advising.partial_leads import PartialLeads  # of no use to files that are complete

        if counsel not in self._at_once:
            self._at_once[counsel] = PartialLeads(self.base, counsel, why=self.why)
        return self._at_once[counsel]

    def _one_by_one(self, counsel: str, told: Mapping[str, Sequence[Value]], rows: int) -> Outlooks:
        """Prove of every row that is not like another what can be said of it."""
        known = self._known.setdefault(counsel, {})
        each: list[_Answers] = list(zip(*told.values(), strict=True)) if told else [()] * rows
        kinds = {answers: self._kind(dict(zip(told, answers, strict=True))) for answers in dict.fromkeys(each)}
        places = {kind: place for place, kind in enumerate(dict.fromkeys(kinds.values()))}
        if len(known.keys() | places.keys()) > MOST_PROVED:
            wrong = (
                f"has more than {MOST_PROVED:,} different rows in which answers are missing, and these rules are too "
                "many to settle more than one at a time"
            )
            raise LeadError([Problem(Place(str(self.source)), wrong, "answer more, or cut the file into parts")])
        for answers, kind in kinds.items():
            if kind not in known:
                known[kind] = self._outlook(counsel, dict(zip(told, answers, strict=True)))
        return [known[kind] for kind in places], [places[kinds[answers]] for answers in each]

    def _kind(self, told: Mapping[str, Value]) -> Hashable:
        """Return what is the same for rows that are alike."""
        from followthrough.advising.rows_alike import RowsAlike  # of no use to files that are complete

        if self._alike is None:
            self._alike = RowsAlike(self.base, self.today)
        return self._alike.of(told)

    def _outlook(self, counsel: str, told: Mapping[str, Value]) -> RowOutlook | None:
        """Take from the advice on a single lead what can be said of it."""
        base, lead = self.base, dict[str, Value]()
        for name, answer in told.items():
            count = base.count_of(name)
            if answer is not None or base.questions[name].unknown_allowed:
                by_count = count is not None and not isinstance(answer, date)
                lead[count.name if count is not None and by_count else name] = _as_read(base.questions[name], answer)
        try:
            advice = advise(base, lead, counsel=counsel, today=self.today)
            return outlook_of(advice, why=self.why)
        except LeadError:
            return None


def _as_read(question: Question, answer: Value) -> Value:
    """Return an answer with its decimals, which columns do not have."""
    return fixed(answer, question.decimals) if isinstance(answer, int) else answer


def outlook_of(advice: Advice, *, why: bool) -> RowOutlook:
    """Say as the outlook of a row what is advised on a lead."""
    from followthrough.advising.inquiry import Inquiry

    inquiry = Inquiry(advice.base, advice.lead, advice.counsel, SECONDS)
    left = {}
    for name in advice.shown():
        rules = _certain_rules(inquiry, advice, name) if why else ()
        if name in advice.open:
            one = advice.open[name]
            left[name] = Left(one.held, one.possible, one.questions, one.later, rules)
        else:
            value = advice.value(name)
            held = value if isinstance(value, tuple) else (str(value),) if value is not None else ()
            left[name] = Left(held, held or (None,), rules=rules)
    for name in advice.base.shown_sums:
        if name in advice.open_sums:
            still = advice.open_sums[name]
            left[name] = Left((), (str(still.low), str(still.high)), still.questions, still.later)
        else:
            value = (str(advice.value(name)),)
            left[name] = Left(value, value)
    return RowOutlook(left, _certain_conflict(inquiry, advice))


def _certain_rules(inquiry: "Inquiry", advice: Advice, concept: str) -> tuple[str, ...] | None:
    """Name the rules that conclude a concept in all possible leads that fit; None if none does in any."""
    worlds, known = inquiry.worlds, inquiry.known
    order = settled_order(advice.base, advice.counsel)
    rules = [part.name for part in order if isinstance(part, Rule) and any(one.concept == concept for one in part.then)]
    fired = [rule for rule in rules if worlds.possible(known, worlds.fired(rule))]
    return tuple(rule for rule in fired if not worlds.possible(known, -worlds.fired(rule))) if fired else None


def _certain_conflict(inquiry: "Inquiry", advice: Advice) -> str | None:
    """Name the first concept that rules contradict each other about, if they do in all possible leads that fit."""
    worlds, known = inquiry.worlds, inquiry.known
    for part in resting_on(settled_order(advice.base, advice.counsel), (*advice.shown(), *advice.base.shown_sums)):
        if isinstance(part, Concept) and worlds.possible(known, worlds.conflict(part.name)):
            return None if worlds.possible(known, -worlds.conflict(part.name)) else part.name
    return None
