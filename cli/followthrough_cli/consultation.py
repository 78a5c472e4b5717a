"""A consultation: questions and answers, with ways to ask why, to go back, and to stop.

Reading and writing are arguments, so a consultation can run without a terminal. Answers are kept whatever happens:
going back keeps the later answers that still apply and puts the others aside, and stopping returns all of them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Literal

import msgspec

from followthrough.errors import LeadError
from followthrough.format.choices import UNKNOWN, written
from followthrough.format.conditions import Value
from followthrough.format.days import away, spoken
from followthrough.format.fitting import without
from followthrough.format.lead import RefusedDays, read_answer, read_lead, revised
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.numbers import wanted
from followthrough.format.phrases import answer_text, counted, fill_in, is_to_come
from followthrough.format.problem_texts import in_words
from followthrough.format.sentences import ended
from followthrough.leads.log.aside import Aside, brought_back, put_aside
from followthrough_cli.replies import choice_typed, choices_typed, command, labels, taken_letters
from followthrough_cli.terminal import Line

HELP = (
    "Answer with a number or a word. Type ? to ask why, b to go back, r to review your answers, q to stop and keep "
    "them."
)
SHARPENING = "To sharpen it, answer {more}; or type q if this is enough."
"""What a person reads who has the step, and whom more answers would tell how to take it and what to beware of."""

STOPPING = ("done", "im done", "i am done", "thats all", "thats enough", "that is enough")
"""What people type instead of q once they have the advice; before that it may well be meant as an answer."""


GOING_ON = ("", "q", "n", "no", "done", "ok", "back", "b", "go on")
"""What people type who want to change none of their answers."""

_UNSET = re.compile(r"(unset |take back |u )?#?([0-9]{1,4})[.)]?")

_SEPARATED = re.compile(r"[0-9][.,'\u2019\s][0-9]")
"""What is between the digits of a number whose reading is said back: marks that stand for different things."""


class Ask(msgspec.Struct, frozen=True):
    """What to ask next: the question, and the most questions that may follow before the advice, or in order to sharpen.

    `sharpens` says that the step is settled, and the question can only sharpen the advice.
    """

    question: str
    after: int
    sharpens: bool = False


Choose = Callable[[Mapping[str, Value]], Ask | None]
"""Returns the next question for the answers so far; None if nothing is left to ask."""

Explain = Callable[[str, Mapping[str, Value]], list[Line]]
"""Returns why a question is asked now."""

StepLines = Callable[[Mapping[str, Value]], list[Line]]
"""Returns what to do, and when, once that is settled."""


Keep = Callable[[Mapping[str, Value], Mapping[str, Aside]], None]
"""Called with all answers, and those put aside, whenever they change, to keep them before the next question."""


RefuseAnswer = Callable[[str, Value], None]
"""Raises ValueError, with a text for the person, if an answer that can be read is of no use here."""


class ConsultationResult(msgspec.Struct, frozen=True):
    """How a consultation ended, and the answers it leaves; `enough` is a stop where the step was settled."""

    answers: dict[str, Value]
    ended: Literal["settled", "enough", "stopped", "cut off"]


class Consultation:
    """Asks questions until nothing is left to ask or the person stops."""

    def __init__(
        self,
        base: KnowledgeBase,
        answers: Mapping[str, Value],
        today: date,
        *,
        choose: Choose,
        explain: Explain,
        step: StepLines | None = None,
        read: Callable[[str], str],
        write: Callable[[Line], None],
        keep: Keep | None = None,
        aside: Mapping[str, Aside] = MappingProxyType({}),
        hints: Mapping[str, str] | None = None,
        check: RefuseAnswer | None = None,
    ) -> None:
        self.base = base
        self.answers: dict[str, Value] = dict(answers)
        self.today = today
        self.choose = choose
        self.explain = explain
        self.step = step
        self.told: list[Line] = []
        self.read = read
        self.write = write
        self.keep_elsewhere = keep
        self.aside = dict(aside)
        self.hints = hints or {}
        self.check = check
        self.asked = [name for name in answers if name in base.questions]

    def run(self, *, review: bool = False) -> ConsultationResult:
        """Hold the consultation, which may begin with a review of the answers."""
        again: str | None = None
        try:
            if review:
                again = self.review()
            else:
                self.write(Line(HELP, style="faint"))
            while True:
                ask = self.choose(self.answers) if again is None else Ask(again, 0)
                if ask is None:
                    return ConsultationResult(self.answers, "settled")
                question = self.base.questions[ask.question]
                if ask.sharpens:
                    self.tell_step(ask)
                self.put(question, ask.after, again=again is not None)
                reply = self.reply(question, STOPPING if ask.sharpens else ())
                if reply == "q":
                    return ConsultationResult(self.answers, "enough" if ask.sharpens else "stopped")
                if reply == "r":
                    again = self.review() or again
                    continue
                again = self.before(question.name) if reply == "b" else None
                if reply == "b" and again is None:
                    self.write(Line("This is the first question. Type q to stop.", style="warning"))
                    again = question.name if question.name in self.answers else None
        except (EOFError, KeyboardInterrupt):
            return ConsultationResult(self.answers, "cut off")

    def review(self) -> str | None:
        """Print all answers with the numbers of their questions; return the one to be asked again, None to go on."""
        while True:
            self.write(Line())
            answered = [name for name in self.asked if name in self.answers]
            for name in answered:
                said = answer_text(self.base, name, written(self.answers[name]))
                number = f"{self.number(name)}  "
                self.write(Line(f"{number}{self.asks(name)} {said}", indent=2, hang=len(number)))
            self.write(Line("Type a number to change that answer, unset and a number to take it back, or Enter."))
            typed = " ".join(self.read("> ").casefold().split())
            if typed in GOING_ON:
                return None
            match = _UNSET.fullmatch(typed)
            named = next((name for name in answered if match is not None and self.number(name) == int(match[2])), None)
            if match is None or named is None:
                self.write(Line("That is none of these numbers.", style="warning"))
            elif match[1]:
                self.unset(named)
            else:
                return named

    def unset(self, question: str) -> None:
        """Take an answer back, and put those aside whose questions no longer apply."""
        before = texts(self.answers)
        kept, dropped = without(self.base, before, question, self.today)
        self.answers = dict(read_lead(self.base, kept, self.today, partial=True).answers)
        self.aside |= put_aside(before, [], [question, *dropped])
        self.write(Line(f"Taken back: your answer to {self.asks(question)}", style="faint"))
        self.say_put_aside(dropped)
        self.store()

    def before(self, question: str) -> str | None:
        """Return the question answered before another one; None if there is none."""
        end = self.asked.index(question) if question in self.asked else len(self.asked)
        return next((name for name in reversed(self.asked[:end]) if name in self.answers), None)

    def number(self, question: str) -> int:
        """Return the number of a question, which it keeps while the consultation goes on."""
        return (self.asked.index(question) if question in self.asked else len(self.asked)) + 1

    def tell_step(self, ask: Ask) -> None:
        """Print what to do, and that more answers would sharpen it, unless that was just said."""
        lines = self.step(self.answers) if self.step is not None else []
        if lines != self.told:
            self.told = lines
            more = counted(ask.after + 1, "more question")
            self.write(Line())
            for line in lines:
                self.write(line)
            self.write(Line())
            self.write(Line(SHARPENING.format(more=f"up to {more}" if ask.after else more), style="faint"))

    def put(self, question: Question, after: int, *, again: bool) -> None:
        """Print a question with its choices."""
        progress = f"Question {self.number(question.name)}" + (f", at most {after} more" if after else "")
        self.write(Line())
        self.write(Line(progress + (", once more" if again else ""), style="faint"))
        self.write(Line(fill_in(question.ask, self.base, self.answers), style="strong"))
        names = labels(question.choices)
        for name, text in zip(names, question.choices.values(), strict=True):
            label = f"{name:{max(map(len, names))}}  "
            self.write(Line(f"{label}{text}", indent=2, hang=len(label)))
        if question.many:
            self.write(Line("one or several, such as: " + " ".join(names[:2]), indent=2, style="faint"))
        for remark in taken_letters(question.choices):
            self.write(Line(remark, indent=2, style="faint"))
        if question.kind == "number":
            self.write(Line(f"{wanted(question.low, question.high)} {question.unit}", indent=2))
        if question.kind == "date":
            lies_ahead = is_to_come(self.base, question.name)
            ways = "tomorrow, in 2 weeks, Friday" if lies_ahead else "yesterday, 3 weeks ago, last Friday"
            self.write(Line(f"a day: 2026-11-01, Nov 1, {ways}", indent=2))
        if question.unknown_allowed and "u" not in names:
            self.write(Line(f"{'u':{max(map(len, names), default=1)}}  I don't know", indent=2))
        if question.name in self.hints:
            self.write(Line(self.hints[question.name], indent=2, style="faint"))
        if question.name in self.answers:
            value = self.answers[question.name]
            kept = spoken(value) if isinstance(value, date) else self.base.says(question.name, value)
            self.write(Line(f"Your answer was: {ended(kept)} Enter keeps it.", indent=2, style="faint"))

    def reply(self, question: Question, stopping: Collection[str]) -> str:
        """Read replies until there is an answer, which is kept, or is a command: b, r or q is returned."""
        offered: tuple[date, ...] = ()
        while True:
            typed = self.read("> ")
            if typed in map(str, range(1, len(offered) + 1)):
                typed = offered[int(typed) - 1].isoformat()
            if typed == "" and question.name in self.answers:
                return ""
            try:
                letter = command(question.choices, typed, is_text=question.kind == "text", stopping=stopping)
                if letter in ("q", "b", "r"):
                    return letter
                if letter == "?":
                    for line in self.explain(question.name, self.answers):
                        self.write(line)
                    continue
                value = self.understood(question, UNKNOWN if letter == "u" else typed)
                if self.check is not None:
                    self.check(question.name, value)
                self.keep(question, value)
                self.say_back(question, typed, value)
                self.store()
            except RefusedDays as error:
                offered = error.days
                self.ask_which(typed, offered)
                continue
            except ValueError as error:
                self.write(Line(in_words(self.base, unnamed(question, str(error))), style="warning"))
                continue
            return ""

    def ask_which(self, typed: str, days: Sequence[date]) -> None:
        """Ask which of several days was meant."""
        self.write(
            Line(f"{typed!r} could be any of these days. Type the number of the one you mean, or write it differently:")
        )
        for place, day in enumerate(days, start=1):
            self.write(Line(f"{place}  {spoken(day)}, {away(day, self.today)}", indent=2, hang=3))

    def understood(self, question: Question, typed: str) -> Value:
        """Return what was typed as an answer. Raises ValueError, with a text for the person."""
        if typed == "":
            raise ValueError("type an answer, or q to stop and keep the earlier ones")
        if typed.lower() == UNKNOWN and question.kind != "text" and not question.unknown_allowed:
            raise ValueError(
                "this question needs an answer; if you have none, type q to stop and keep the earlier ones"
            )
        if question.many and typed.lower() != UNKNOWN:
            return read_answer(
                self.base, question, choices_typed(question.choices, typed, question.choice_words), self.today
            )
        if question.choices and typed.lower() != UNKNOWN:
            return choice_typed(question.choices, typed, question.choice_words)
        return read_answer(self.base, question, typed, self.today, self.answers)

    def say_back(self, question: Question, typed: str, value: Value) -> None:
        """Print how an answer was understood, unless it is what was typed."""
        if isinstance(value, date):
            said = f"{spoken(value)}, {away(value, self.today)}"
        elif value is None:
            said = "You don't know"
        else:
            said = self.base.says(question.name, value)
        is_plain = question.kind == "text" or (question.kind == "number" and not _SEPARATED.search(typed))
        if not is_plain and said.lower() != typed.lower():
            self.write(Line(ended(said), indent=2, style="faint"))

    def keep(self, question: Question, value: Value) -> None:
        """Keep an answer, and the later ones that still apply.

        Raises ValueError if it contradicts an earlier answer.
        """
        before = texts(self.answers)
        try:
            self.answers, dropped = revised(self.base, self.answers, question.name, value, self.today)
        except LeadError as error:
            problem = error.problems[0]
            raise ValueError(f"{problem.wrong}; {problem.remedy}") from None
        if question.name not in self.asked:
            self.asked.append(question.name)
        self.aside |= put_aside(before, [question.name], dropped)
        self.say_put_aside(dropped)
        self.bring_back(question.name)

    def say_put_aside(self, dropped: Iterable[str]) -> None:
        """Print which answers no longer fit."""
        for name in dropped:
            self.write(Line(f"Put aside, because it no longer fits: your answer to {self.asks(name)}", style="faint"))

    def store(self) -> None:
        """Keep the answers where they outlast the consultation."""
        if self.keep_elsewhere is not None:
            self.keep_elsewhere(self.answers, self.aside)

    def bring_back(self, changed: str) -> None:
        """Take the answers back that were put aside, if the one to a question is again what it was."""
        back = brought_back(self.base, texts(self.answers), [changed], self.aside, self.today)
        self.answers |= read_lead(self.base, {**texts(self.answers), **back}, self.today, partial=True).answers
        for name in back:
            said = answer_text(self.base, name, back[name])
            self.write(Line(f"Brought back, as you had answered it: {self.asks(name)} {said}", style="faint"))
        self.aside = {name: one for name, one in self.aside.items() if name not in self.answers}

    def asks(self, name: str) -> str:
        """Return what a person is asked whose answer has a name."""
        return fill_in(self.base.questions[self.base.question_of(name)].ask, self.base, self.answers)


def texts(answers: Mapping[str, Value]) -> dict[str, str]:
    """Return answers as they are written."""
    return {name: written(value) for name, value in answers.items()}


def unnamed(question: Question, wrong: str) -> str:
    """Return what is wrong with an answer without the name of the question, which the person is looking at."""
    wrong = wrong.removeprefix(f"{question.name} cannot be read: ")
    wrong = wrong.replace(f"the answer to {question.name} ", "the answer ")
    return (
        f"the answer {wrong.removeprefix(question.name).lstrip()}" if wrong.startswith(f"{question.name} ") else wrong
    )
