"""A person's day's work in words: a line for each lead, and what is told about all of them. Nothing here prints."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from followthrough.format.phrases import counted
from followthrough.format.sentences import ended, names_listed
from followthrough.leads.log.work_texts import day_text, late_text, task_text, until_text
from followthrough_cli.leads.answer_wording import answer_line
from followthrough_cli.leads.history_wording import entry_text
from followthrough_cli.leads.need_wording import aside_lines
from followthrough_cli.terminal import Line
from followthrough_cli.wide import clipped, clipped_inside

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log.days_work import DaysWork
    from followthrough.leads.log.status import Need, Overview

MOST_UNADVISED = 3
"""Most leads without advice of which the last answers are told; what comes first of all is told in its own line."""
MOST_NAMED = 3
"""Most leads, or answers, that are named in one place."""


def work_lines(base: "KnowledgeBase", work: "DaysWork", on: date, width: int) -> Iterator[str]:
    """Yield a day's work: a line of at most `width` characters for each lead that is not to be let go."""
    from tabulate import tabulate

    parts = (
        ("Today", [_row(base, need, on, late_text(need)) for need in work.today]),
        ("Needs an answer", [_row(base, need, on, "") for need in work.asks]),
        ("Waiting", [_row(base, need, on, until_text(need)) for need in work.waiting]),
    )
    rows = [[clipped_inside(name, max(12, width // 4)), when, task] for _, part in parts for name, when, task in part]
    lines = iter(tabulate(rows, tablefmt="plain", disable_numparse=True).splitlines())
    for title, part in parts:
        if part:
            yield f"{title} ({len(part)})"
            yield from (clipped(f"  {next(lines)}", width) for _ in part)


def _row(base: "KnowledgeBase", need: "Need", on: date, when: str) -> tuple[str, str, str]:
    return " ".join(need.history.name.split()), when, task_text(base, need, on)


def let_go_lines(work: "DaysWork") -> Iterator[Line]:
    """Yield which leads are advised to be let go, and the command that does it."""
    if work.let_go:
        names = [" ".join(need.history.name.split()) for need in work.let_go]
        yield Line(f"Let go ({len(names)})")
        yield Line(f"{names_listed(names)}.", indent=2)
        yield Line(f"`followthrough leads drop --advised` lets {'them' if len(names) > 1 else 'it'} go.", indent=2)


def _unadvised_lines(base: "KnowledgeBase", needs: Iterable["Need"], on: date) -> Iterator[Line]:
    """Yield what was last recorded about the first leads without advice, and how many more there are."""
    from followthrough.leads.log.days_work import comes_first_by

    ordered = sorted(needs, key=lambda need: comes_first_by(base, need, on) is None)
    said = [lines for need in ordered if (lines := _last_said(base, need, on))]
    for lines in said[:MOST_UNADVISED]:
        yield from lines
    if len(said) > MOST_UNADVISED:
        more = counted(len(said) - MOST_UNADVISED, "more lead")
        yield Line(f"And {more} without advice yet; `followthrough leads show NAME` shows the answers.", " ")


def _last_said(base: "KnowledgeBase", need: "Need", on: date) -> list[Line]:
    """Return what was last recorded about a lead without advice, so that it does not go unseen; none for any other."""
    answers = [entry for entry in need.history.until(on) if entry.kind == "answer"]
    if not answers or not (need.turn is None or set(base.goals) <= need.turn.advice.open.keys()):
        return []
    told = [entry for entry in answers if entry.change == answers[-1].change]
    last = [entry_text(entry, base) for entry in told if not _is_for_letters(base, entry.name)]
    if not last:
        return []
    said = f"{need.history.name}: no advice yet, but on {day_text(answers[-1].day, on)} you answered:"
    more = [f"and {len(last) - MOST_NAMED} more"] if len(last) > MOST_NAMED else []
    return [Line(said, "Open"), *(Line(text, " ", hang=2) for text in [*last[:MOST_NAMED], *more])]


def _is_for_letters(base: "KnowledgeBase", question: str) -> bool:
    """Return whether a question has a text for an answer, which no advice rests on."""
    return question in base.questions and base.questions[question].kind == "text"


def _sharpening_lines(base: "KnowledgeBase", needs: Iterable["Need"], on: date) -> Iterator[Line]:
    """Yield the questions that can sharpen the advice, each with its leads, without those that are to be let go."""
    from followthrough.leads.log.days_work import part_of

    leads: dict[str, list[str]] = {}
    for need in needs:
        if (question := need.to_sharpen) and part_of(base, need, on) != "let go":
            leads.setdefault(question, []).append(need.history.name)
    for number, question in enumerate(name for name in base.questions if name in leads):
        yield Line(
            f"{base.questions[question].ask} {ended(_few(leads[question]))}", " " if number else "To sharpen", hang=2
        )


def _few(names: Iterable[str]) -> str:
    known = list(names)
    more = [f"{len(known) - MOST_NAMED} more"] if len(known) > MOST_NAMED else []
    return names_listed([*known[:MOST_NAMED], *more], "and" if more else "")


def overview_lines(base: "KnowledgeBase", found: "Overview", on: date) -> Iterator[Line]:
    """Yield what is told about all leads: what is left aside or open, what sharpens the advice, and their number."""
    for need in found.needs:
        yield from (Line(f"{need.history.name}: {line.text}", style=line.style) for line in aside_lines(base, need))
    yield from _unadvised_lines(base, found.needs, on)
    yield from _sharpening_lines(base, found.needs, on)
    yield Line(f"{counted(len(found.needs), 'active lead')}.", "In all")
    standing = {value: len(leads) for value, leads in found.standing.items() if leads}
    for value, number in standing.items():
        yield Line(f"{counted(number, 'lead')}: {base.says(base.goals[0], value)}", " ")
    for said in found.said:
        answered = f"{answer_line(base, said.question, said.answer, on)}"
        yield Line(f"{ended(answered)} You said so on {day_text(said.day, on)}, of all leads.", "The search")
        if said.then != said.now:
            yield Line(
                f"{counted(said.then, 'lead')} {'was' if said.then == 1 else 'were'} active then; now {said.now}. If "
                f"your answer has changed: `followthrough leads set -a {said.question}=...`",
                " ",
            )
