"""`letter`: the letter, or the script for a call, that is the next step. Nothing is ever sent."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from followthrough.errors import LeadError, LogError, Place, Problem
from followthrough.replacing import refuse_link
from followthrough_cli import completion
from followthrough_cli.main import FACTS_MISSING
from followthrough_cli.new_files import check_new, force_option, write
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.format.conditions import Value
    from followthrough.format.drafts import Letter
    from followthrough.leads.letters import Written
    from followthrough.leads.log import History
    from followthrough_cli.consultation import ConsultationResult, Keep


@click.command()
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@click.option(
    "--anyway",
    metavar="LETTER",
    shell_complete=completion.letters,
    help="Write this letter even if it is not the next step.",
)
@click.option(
    "--draft",
    default="",
    metavar="LABEL",
    shell_complete=completion.drafts,
    help="Write another draft than the one for this lead.",
)
@click.option("-o", "--output", metavar="FILE", shell_complete=completion.files, help="Write the letter to a new FILE.")
@click.option(
    "--eml",
    metavar="FILE",
    shell_complete=completion.files,
    help="Write the letter as an e-mail to a new FILE, which a mail program opens.",
)
@force_option
@click.option("--mailto", is_flag=True, help="Print a link that opens the letter in a mail program.")
@click.option("--to", default="", metavar="ADDRESS", help="The e-mail address that the letter goes to.")
@click.option(
    "--keep",
    metavar="FILE",
    shell_complete=completion.files,
    help="Keep all answers in a new FILE, including those for the letter.",
)
@json_option
@about_a_lead
def letter(
    terminal: Terminal,
    request: Request,
    lead: str | None,
    anyway: str | None,
    draft: str,
    output: str | None,
    eml: str | None,
    force: bool,
    mailto: bool,
    to: str,
    keep: str | None,
) -> int:
    r"""Write the letter, or the script for the call, that is the next step.

    LEAD is a file of answers, a name in the search log, or - for standard input. At a terminal, the command asks for
    what the letter lacks, keeps your answers in the log, and offers to open the letter in your editor; elsewhere, it
    names what is missing. Nothing is sent: a letter counts as sent only when you say so.

    \b
    followthrough letter examples/the-day-after.yaml -o thanks.txt
    followthrough letter examples/the-day-after.yaml --eml thanks.eml --to rivera@example.org
    followthrough letter examples/second-choice.yaml --anyway telephone
    """
    from followthrough.format.lead import read_lead
    from followthrough.leads.letters import called_for
    from followthrough.leads.standing import as_it_stands
    from followthrough_cli import letter_wording as wording

    handing = _Handing(terminal, output, eml, mailto, to, force=force)
    _check_files(output, eml, keep, force=force)
    base = request.base()
    given = request.lead(base, lead)
    advice = as_it_stands(base, given, counsel=request.counsel, today=request.today)
    if (step := _step(terminal, advice, anyway)) is None:
        return FACTS_MISSING
    answers = read_lead(base, given, request.today, partial=True).answers
    drafting = _Drafting(terminal, request, advice, answers, step, draft, to=handing.to)
    is_there = is_interactive(terminal) and not request.as_json and drafting.ask(keep, request.history(lead))
    written = handing.addressed(drafting.write(keep), is_there=is_there)
    doubt, others = wording.doubt(advice, step), drafting.others()
    if request.as_json:
        handing.files(written)
        terminal.json(wording.as_json(written, doubt, others))
        return 0
    written = handing.over(written, is_there=is_there)
    more = [one for one in called_for(advice) if one != step]
    terminal.note("\n".join(wording.notes(base, written, doubt, others, (output, eml), more, link=mailto)))
    return 0


def _step(terminal: Terminal, advice: "Advice", anyway: str | None) -> str | None:
    """Return the step to write a letter for; None, and a note, where that is not settled. Raises LeadError."""
    from followthrough.leads.letters import step_named
    from followthrough_cli import letter_wording as wording

    if anyway is not None:
        return step_named(advice.base, anyway)
    if missing := wording.missing(advice):
        text = wording.not_settled(advice.base, "Which letter is called for", missing)
        terminal.note(f"{text} `followthrough ask` asks the rest.")
        return None
    return wording.next_step(advice)


class _Handing:
    """Where a letter goes: to the terminal, to a file, or as an e-mail to another file or into a link."""

    def __init__(
        self, terminal: Terminal, output: str | None, eml: str | None, mailto: bool, to: str, *, force: bool
    ) -> None:
        from followthrough.leads.mail import checked

        self.terminal, self.output, self.eml, self.mailto = terminal, output, eml, mailto
        self.force = force
        self.to = checked(to) if to else ""

    def addressed(self, written: "Written", *, is_there: bool) -> "Written":
        """Return the letter with its address: the one of `--to`, of the lead, or typed by a person who is there."""
        if self.to:
            return written.addressed(self.to)
        if written.to or not is_there or not (self.eml or self.mailto):
            return written
        while True:
            try:
                typed = self.terminal.ask("To what e-mail address? Enter leaves it open. > ").strip()
            except EOFError:
                typed = ""
            try:
                return written if typed.lower() in ("", "u", "unknown") else written.addressed(typed)
            except LeadError as error:
                self.terminal.show(*(Line(f"{one.wrong}; {one.remedy}", style="warning") for one in error.problems))

    def over(self, written: "Written", *, is_there: bool) -> "Written":
        """Print the letter, or write it to files, and return it; a person who is there may edit it first."""
        from followthrough_cli.editing import offer_to_edit

        if is_there:
            written = offer_to_edit(self.terminal, written, self.output or self.eml)
        elif not (self.output or self.eml or self.mailto):
            self.terminal.verbatim(written.text())
        self.files(written)
        if self.mailto:
            self.terminal.verbatim(written.link())
        return written

    def files(self, written: "Written") -> None:
        """Write the letter to the files that are named. Raises LeadError."""
        if self.output is not None:
            write(Path(self.output), written.text() + "\n", force=self.force)
        if self.eml is not None:
            write(Path(self.eml), written.eml(), force=self.force)


def is_interactive(terminal: Terminal) -> bool:
    """Return whether a person is at the terminal."""
    return sys.stdin.isatty() and terminal.out.isatty()


def _check_files(output: str | None, eml: str | None, keep: str | None, *, force: bool) -> None:
    """Refuse a file that is there, unless a letter is to be written over it, and one that is named twice."""
    check_new([output, eml], force=force)
    if keep is not None:
        refuse_link(Path(keep))
        if Path(keep).exists():
            raise LeadError([Problem(Place(keep), "already exists", "name a new file")])
        check_new([keep], force=False)
    paths = [path for path in (output, eml, keep) if path is not None]
    if twice := [path for place, path in enumerate(paths) if path in paths[:place]]:
        raise LeadError([Problem(Place(twice[0]), "is named for two files", "name a file for each")])


class _Drafting:
    """Where a letter is written: the answers so far, and the draft that they lead to, or that is named."""

    def __init__(
        self,
        terminal: Terminal,
        request: Request,
        advice: "Advice",
        answers: Mapping[str, "Value"],
        step: str,
        label: str,
        *,
        to: str,
    ) -> None:
        self.terminal, self.request = terminal, request
        self.advice, self.base, self.step, self.label = advice, advice.base, step, label
        self.answers, self.to = answers, to
        self.stored: dict[str, Value] = {}
        self.no_address: set[str] = set()
        self.draft(answers)  # a label that no draft has is told before anything is asked

    def draft(self, answers: Mapping[str, "Value"]) -> "Letter":
        """Return the draft to fill in, which wants no address if one is given. Raises LeadError if there is none."""
        found = self._draft(answers)
        return replace(found, to="") if self.to else found

    def _draft(self, answers: Mapping[str, "Value"]) -> "Letter":
        from followthrough.leads.letters import draft_of

        return draft_of(self.base, self.step, self.facts(answers), self.label)

    def facts(self, answers: Mapping[str, "Value"]) -> "Mapping[str, Value]":
        """Return what is concluded from the lead, and the answers."""
        from followthrough.format.lead import read_lead

        known = {name: value for name, value in self.advice.proof.facts.items() if name not in self.no_address}
        return {**known, **read_lead(self.base, answers, self.request.today, partial=True).facts}

    def others(self) -> list[str]:
        """Name the other drafts that may be for this lead."""
        from followthrough.leads.letters import other_drafts

        return [one.name for one in other_drafts(self.base, self._draft(self.answers), self.facts(self.answers))]

    def write(self, keep: str | None) -> "Written":
        """Fill in the letter, and keep the answers in a file if one is named."""
        from followthrough.leads.letters import write
        from followthrough_cli.keeping import keep_answers

        if keep is not None:
            keep_answers(self.terminal, self.base, self.answers, keep, self.request)
        draft = self.draft(self.answers)
        return write(self.base, draft, self.facts(self.answers), self.answers, self.request.today)

    def ask(self, keep: str | None, history: "History | None") -> bool:
        """Ask for what the letter lacks, and keep each answer as it is given: in the search log if the lead is there.

        Otherwise they are in a file, which goes once all is answered or they are kept in one that was named. Return
        whether the person answered to the end, or stopped; not if they pressed Ctrl-C or the input ended.
        """
        from followthrough_cli.answers_file import AnswersFile
        from followthrough_cli.keeping import Keeper

        file = AnswersFile(self.base, self.request.today)
        self._set_aside_what_is_no_address()
        outcome = self._consultation(file.keep if history is None else lambda answers, _: self._keep(history, answers))
        if history is not None:
            self._keep(history, outcome.answers, last=True)
        elif outcome.ended == "settled" or keep is not None:
            if file.path is not None:
                file.path.unlink(missing_ok=True)
        elif outcome.answers:
            if file.path is None:
                file.keep(outcome.answers, {})
            keeper = Keeper(self.terminal, self.request, self.base, None, file)
            keeper.answers = outcome.answers
            keeper.say_where()
            self.terminal.show(Line())
        self.answers = outcome.answers
        return outcome.ended != "cut off"

    def _set_aside_what_is_no_address(self) -> None:
        """Leave out an answer that stands for an e-mail address and is none, with a word: it is asked for again."""
        for name, value in list(self.answers.items()):
            try:
                self._check(name, value)
            except ValueError as error:
                self.terminal.show(Line(f"{error}.", style="warning"), Line())
                self.no_address.add(name)
                self.answers = {other: one for other, one in self.answers.items() if other != name}

    def _consultation(self, keep: "Keep") -> "ConsultationResult":
        from followthrough.leads.letters import deciding, unanswered
        from followthrough_cli.consultation import Ask, Consultation, ConsultationResult

        def choose(told: Mapping[str, "Value"]) -> Ask | None:
            facts = self.facts(told)
            first = deciding(self.base, self.step, facts, told, self.label)
            left = (*first, *unanswered(self.base, self.draft(told), facts, told))
            return Ask(left[0], len({*left}) - 1) if left else None

        if choose(self.answers) is None:
            return ConsultationResult(dict(self.answers), "settled")
        outcome = Consultation(
            self.base,
            self.answers,
            self.request.today,
            choose=choose,
            explain=lambda name, told: [Line(self.base.questions[name].why)],
            read=self.terminal.ask,
            write=self.terminal.show,
            keep=keep,
            check=self._check,
        ).run()
        self.terminal.show(Line())
        return outcome

    def _check(self, question: str, value: "Value") -> None:
        """Raise ValueError if an answer is where the e-mail address of the letter stands, and is none."""
        from followthrough.leads.letters import address_questions
        from followthrough.leads.mail import checked

        if isinstance(value, str) and question in address_questions(self.base, self.step):
            try:
                checked(value)
            except LeadError as error:
                raise ValueError("; ".join(f"{one.wrong}; {one.remedy}" for one in error.problems)) from None

    def _keep(self, history: "History", answers: Mapping[str, "Value"], *, last: bool = False) -> None:
        """Store what was typed and is not stored yet. What cannot be stored now is tried again with the `last` answer.

        Raises LeadError and LogError then.
        """
        from followthrough.leads.log.actions import set_answers

        typed = {name: value for name, value in answers.items() if name not in self.answers}
        new = {name: value for name, value in typed.items() if name not in self.stored or self.stored[name] != value}
        if not new:
            return
        try:
            stored = set_answers(self.request.log(), self.base, history.name, new, today=self.request.today)
            if stored.refused:
                raise LeadError(stored.refused)
            self.stored = typed
        except (LeadError, LogError):
            if last:
                raise
