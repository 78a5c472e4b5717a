"""`ask`: the questions at a terminal."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click
from msgspec.structs import asdict

from followthrough.errors import LeadError, LogError, NotSettled, Place, Problem
from followthrough.format.choices import written
from followthrough.format.conditions import Value
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.run.proof import JSON_VERSION
from followthrough.replacing import write_new
from followthrough_cli import advice_wording, question_wording
from followthrough_cli.advise import show_settled
from followthrough_cli.consultation import Ask, Consultation, ConsultationResult
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.leads.log import History, Log

MAX_COPIES = 1_000
"""Most numbered names to try for a file of answers."""


@click.command()
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@click.option("--keep", metavar="FILE", help="Keep the answers in FILE after the last question.")
@about_a_lead
def ask(
    terminal: Terminal,
    request: Request,
    lead: str | None,
    keep: str | None,
) -> None:
    r"""Ask what matters about a lead, then advise.

    LEAD is a file of answers to continue from, or the name of a lead in the search log, which keeps every answer as you
    give it. Without the log, stopping with q keeps the answers in a file; `followthrough ask FILE` continues from
    there.
    """
    from followthrough.advising.advice import advise

    base = request.base()
    counsel, today = request.counsel, request.today
    typed, history = request.lead_and_history(base, lead)
    given = read_lead(base, typed, today, partial=True).answers
    if keep is not None and Path(keep).exists():
        raise LeadError([Problem(Place(keep), "already exists", "name a new file after --keep")])
    keeper = Keeper(terminal, request.log(), base, history, today) if history is not None else None
    if keeper is not None and request.answers:
        keeper(given)
    outcome = consult(terminal, base, given, counsel, today, keeper)
    in_the_log = keeper is not None and keeper.keeps
    if outcome.ended == "enough":
        terminal.show(Line())
        show_and_record(terminal, request, keeper, advise(base, outcome.answers, counsel=counsel, today=today))
    if keep is not None or (not in_the_log and outcome.ended != "settled" and outcome.answers != given):
        keep_answers(terminal, outcome.answers, keep, request)
    if outcome.ended == "settled":
        end(terminal, request, base, outcome.answers, kept=keep is not None, keeper=keeper)
        return
    if outcome.ended == "stopped" and outcome.answers:
        show_what_is_settled(terminal, base, outcome.answers, counsel, today)
    if keeper is not None and in_the_log:
        terminal.note(f"Your answers are in the log; continue with: {asking(quote(keeper.history.name), request)}")


def show_what_is_settled(
    terminal: Terminal, base: KnowledgeBase, answers: Mapping[str, Value], counsel: str | None, today: date
) -> None:
    """Print the goals that are settled although the questions were left."""
    from followthrough.advising.advice import advise
    from followthrough.format.phrases import heading

    advice = advise(base, answers, counsel=counsel, today=today)
    settled = [Line(base.says(goal, value), heading(goal)) for goal in base.goals if (value := advice.known(goal))]
    if settled:
        terminal.show(Line(), Line("This is settled already:", style="strong"), *settled)


class Keeper:
    """Keeps the answers about a lead in the search log as they are given.

    If that fails, it says so once and no longer `keeps`: the answers then go into a file after the last question.
    """

    def __init__(self, terminal: Terminal, log: "Log", base: KnowledgeBase, history: "History", today: date) -> None:
        self.terminal = terminal
        self.log = log
        self.base = base
        self.history = history
        self.today = today
        self.keeps = True

    def __call__(self, answers: Mapping[str, Value]) -> None:
        """Keep the answers."""
        from followthrough.leads.log import actions

        if self.keeps:
            try:
                actions.keep_answers(self.log, self.base, self.history, answers, today=self.today)
            except (LogError, LeadError) as error:
                self.keeps = False
                self.terminal.note(f"{error}; your answers will be kept in a file")

    def hints(self) -> dict[str, str]:
        """Return a hint for the question about other leads: how many the log has, which may or may not be enough."""
        from followthrough.format.phrases import counted
        from followthrough.leads.log.status import OTHER_LEADS

        others = [lead for lead in self.log.active(self.today) if lead.key != self.history.key]
        return {OTHER_LEADS: f"Your log has {counted(len(others), 'other active lead')}."}


def consult(
    terminal: Terminal,
    base: KnowledgeBase,
    given: Mapping[str, Value],
    counsel: str | None,
    today: date,
    keeper: Keeper | None = None,
) -> ConsultationResult:
    """Hold a consultation at the terminal under one counsel."""
    return Consultation(
        base,
        given,
        today,
        choose=lambda known: choose(base, known, counsel, today),
        explain=lambda name, known: explain(base, known, name, counsel, today),
        step=lambda known: step(base, known, counsel, today),
        read=terminal.ask,
        write=terminal.show,
        keep=keeper,
        hints=keeper.hints() if keeper is not None else None,
    ).run()


def end(
    terminal: Terminal,
    request: Request,
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    *,
    kept: bool,
    keeper: Keeper | None,
) -> None:
    """Advise, then offer to hear the other counsels and to keep the answers."""
    from followthrough.advising.advice import advise

    today = request.today
    terminal.show(Line(), Line(question_wording.why_it_stops(base, answers, today), style="faint"), Line())
    advice = advise(base, answers, counsel=request.counsel, today=today)
    show_and_record(terminal, request, keeper, advice)
    answers, is_heard = hear_others(terminal, request, advice, keeper)
    if kept or (keeper is not None and keeper.keeps):
        return
    if not is_heard:
        keep_answers(terminal, answers, None, request)
        return
    terminal.show(Line(), Line("Type a file name to keep these answers, or press Enter to end."))
    with suppress(EOFError, KeyboardInterrupt):
        if (name := terminal.ask("> ")) not in ("", "q"):
            keep_answers(terminal, answers, name, request)


def hear_others(
    terminal: Terminal, request: Request, advice: "Advice", keeper: Keeper | None
) -> tuple[dict[str, Value], bool]:
    """Offer to ask what the other counsels need to know, and advise again after each.

    Return all answers, and whether all was offered: the end of the input or Ctrl-C cuts it off.
    """
    from followthrough.advising.advice import advise, others

    base, today, answers = advice.base, request.today, dict(advice.lead.answers)
    for other in (one.counsel for one in others(advice) if one.open):
        who = advice_wording.person(base, other)
        more = question_wording.how_many(choose(base, answers, other, today))
        terminal.show(Line(), Line(f"Press Enter to hear {who} too{more}, or type q to skip."))
        try:
            if terminal.ask("> ").lower() in ("q", "no", "n", "skip", "done"):
                continue
        except (EOFError, KeyboardInterrupt):
            return answers, False
        outcome = consult(terminal, base, answers, other, today, keeper)
        answers = outcome.answers
        if outcome.ended == "cut off":
            return answers, False
        terminal.show(Line())
        show_and_record(terminal, request, keeper, advise(base, answers, counsel=request.counsel, today=today))
    return answers, True


def show_and_record(terminal: Terminal, request: Request, keeper: Keeper | None, advice: "Advice") -> None:
    """Print what is settled of advice, and record it if the lead is in the log."""
    from followthrough_cli.leads.edit import keep_given

    show_settled(terminal, advice)
    if keeper is not None:
        keep_given(terminal, request, keeper.history, advice)


@click.command("next")
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@json_option
@about_a_lead
def next_(
    terminal: Terminal,
    request: Request,
    lead: str | None,
) -> None:
    """Show which question to ask next, what it would settle, and the advice that is still possible."""
    from followthrough.advising.interview import next_question

    base = request.base()
    found = next_question(base, request.lead(base, lead), counsel=request.counsel, today=request.today)
    if request.as_json:
        possible = {goal: ["unknown" if one is None else one for one in left] for goal, left in found.possible.items()}
        terminal.json({"followthrough": JSON_VERSION, **asdict(found), "possible": possible})
        return
    terminal.show(*question_wording.next_lines(base, found))


def choose(base: KnowledgeBase, known: Mapping[str, Value], counsel: str | None, today: date) -> Ask | None:
    """Return the next question that can still matter; None if the advice is settled."""
    from followthrough.advising.interview import next_in_order, next_question

    try:
        found = next_question(base, known, counsel=counsel, today=today)
    except NotSettled:
        found = next_in_order(base, known, today)
    if found.question is None:
        return None
    sharpens = found.phase == "sharpening"
    return Ask(found.question, (found.open if sharpens else found.open_goals) - 1, sharpens)


def step(base: KnowledgeBase, known: Mapping[str, Value], counsel: str | None, today: date) -> list[Line]:
    """Return what to do, and when, where that is settled."""
    from followthrough.advising.advice import advise

    advice = advise(base, known, counsel=counsel, today=today)
    who = advice_wording.person(base, advice.counsel)
    return [Line(f"That settles what to do. {who} advises:", style="faint"), *advice_wording.step_lines(advice)]


def explain(
    base: KnowledgeBase, known: Mapping[str, Value], question: str, counsel: str | None, today: date
) -> list[Line]:
    """Return why a question is asked: the author's reason, and what depends on the answer."""
    from followthrough.advising.interview import why_asked

    asked = {name: value for name, value in known.items() if name != question}
    return list(question_wording.why_asked_lines(base, why_asked(base, asked, question, counsel=counsel, today=today)))


def asking(lead: str, request: Request) -> str:
    """Return the command that goes on asking about a lead, by the same rules."""
    return f"followthrough ask {lead} {request.folders.options}".rstrip()


def keep_answers(terminal: Terminal, answers: Mapping[str, Value], keep: str | None, request: Request) -> None:
    """Write the answers to a new file, or print them if that is impossible."""
    if not answers:
        return
    text = as_yaml(answers)
    name = keep or f"lead-{request.today.isoformat()}.yaml"
    for number in range(1, MAX_COPIES):
        path = Path(name if number == 1 else name.removesuffix(".yaml") + f"-{number}.yaml")
        try:
            write_new(path, text)
        except FileExistsError:
            continue
        except OSError as error:
            terminal.note(f"{path}: cannot be written ({error.strerror}); here are your answers:")
            break
        terminal.note(f"Your answers are in {path}; continue with: {asking(str(path), request)}")
        return
    terminal.verbatim(text.rstrip())


def as_yaml(answers: Mapping[str, Value]) -> str:
    r"""Return answers as the text of a file that reads back as the same answers.

    >>> as_yaml({"want_it": "yes", "told_rank": None})
    'want_it: yes\ntold_rank: unknown\n'
    """
    return "".join(f"{name}: {_scalar(value)}\n" for name, value in answers.items())


def _scalar(value: Value) -> str:
    if isinstance(value, tuple) and len(value) > 1:
        return f"[{', '.join(map(_scalar, value))}]"
    text = written(value)
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 .-]*[A-Za-z0-9]|[A-Za-z]|-?[0-9]+", text):
        return text
    return "'" + text.replace("'", "''") + "'"
