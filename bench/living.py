"""A person who lives by the advice, day by day, and what must hold of it every day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from random import Random

from worlds import DAYS, Answers, after_an_interview, on, world

from followthrough.advising.advice import Advice
from followthrough.advising.advise import advise
from followthrough.format.conditions import Value, values_of
from followthrough.format.doing import changes, done
from followthrough.format.fitting import fitting
from followthrough.format.model import KnowledgeBase

AFTER_THE_END = 7
"""Days for which a person whose lead has ended still asks, so that the end is seen to last."""

GOES_OUT: Mapping[str, tuple[str, ...]] = {
    "thank_you": ("sent",),
    "second_letter": ("sent",),
    "material": ("sent",),
    "called": ("voicemail", "once", "more than once"),
    "heard_back": ("have what they asked for", "have my answer"),
    "want_it": ("withdrawn",),
}
"""The answers that say that something went out to them: a step that gives one makes a contact."""

EVENING = "in the evening"
HELD_AGAINST = "it looks desperate"
"""The caution that holds efforts against a person."""

OVER = {"turned down", "called off"}

RULES = {
    "decided": "stance and next step are decided",
    "one contact": "no two contacts in a day",
    "not held against": "what was done as advised is not held against the person on that day or the next",
    "no contradiction": "what is advised for a later day stands until then, unless something becomes known",
    "no return": "time alone turns *drop* into nothing else",
    "an end to waiting": "a wait has a day, and on the day after it something else is advised",
}


@dataclass
class Step:
    """What was advised at one moment: the stance, the step, its day, and whether it looks desperate."""

    on: date
    news: str
    stance: Value
    step: Value
    due: date | None
    desperate: bool = False
    done: bool = False
    contact: bool = False
    violates: str = ""

    @property
    def is_due(self) -> bool:
        """Whether the step is to be done on the day on which it was advised."""
        return self.due is None or self.due <= self.on

    def __str__(self) -> str:
        due = f", due {self.due:%b} {self.due.day}" if self.due and self.due != self.on else ""
        news = f"[{self.news}] " if self.news else ""
        return f"{news}{self.stance}: {self.step}{due}{' (done)' if self.contact else ''}{self.violates}"


@dataclass
class Life:
    """One life under one counsel: what was advised from day to day, and how it ended."""

    number: int
    counsel: str
    told: list[Step] = field(default_factory=list)
    ended: str = ""

    @property
    def contacts(self) -> int:
        """How often something went out."""
        return sum(step.contact for step in self.told)

    @property
    def days(self) -> int:
        """On how many days the person asked."""
        return len({step.on for step in self.told})

    @property
    def violations(self) -> list[Step]:
        """The moments at which what was advised violates a rule."""
        return [step for step in self.told if step.violates]

    def __str__(self) -> str:
        told = [f"Life {self.number} under {self.counsel}, in the end: {self.ended}"]
        for said, steps in groupby(self.told, key=str):
            first, *_, last = [step.on for step in steps] * 2
            until = f" to {last:%b} {last.day}" if last != first else ""
            told.append(f"  {first:%b} {first.day}{until}: {said}")
        return "\n".join(told)


class Person:
    """Somebody who answers truthfully, and does what a counsel advises."""

    def __init__(self, base: KnowledgeBase, counsel: str, number: int, seed: int) -> None:
        self._base, self._seed = base, f"{seed}-{number}"
        self._world = world(self._seed)
        self._knows: Answers = dict(self._world.start)
        self._answered: tuple[Answers, dict[str, object]] = ({}, {})
        self._calls = iter(self._world.calls)
        self._looked = 0
        self.life = Life(number, counsel)

    def live(self) -> Life:
        """Live for 60 days, or until some days after the end."""
        last = DAYS - 1
        for day in range(DAYS):
            step = self._ask(on(day), ", ".join(self._morning(day)))
            self._looked += step.step == "find more leads"
            if step.is_due:
                self._do(step)
            if day in self._world.interviews and self._goes_there():
                self._knows |= after_an_interview(Random(f"{self._seed}-{day}"), day) | {"interview_day": None}
                self._ask(on(day), "the interview has taken place")
            if self._has_ended():
                last = min(last, day + AFTER_THE_END)
            if day == last:
                break
        self.life.ended = self._end()
        return self.life

    def _morning(self, day: int) -> list[str]:
        """Let the night's news become known; return what they are."""
        told = []
        said, news = self._world.news.get(day, ("", {}))
        too_early = "heard_back" in news and "heard_back" not in self._knows
        if said and not too_early and not self._has_ended() and self._knows.get("heard_back") != "have my answer":
            self._knows |= news
            told.append(said)
        if self._looked >= self._world.leads_found_after and self._knows["other_leads"] == "few":
            self._knows["other_leads"] = "enough"
            told.append("other leads found")
        return told

    def _ask(self, today: date, news: str) -> Step:
        """Ask for advice, note it, and check it; without news also against what was advised before."""
        advice = advise(self._base, self._answers(today), counsel=self.life.counsel, today=today)
        step = _step(advice, news)
        check(self.life.told, step)
        self.life.told.append(step)
        return step

    def _answers(self, today: date) -> dict[str, object]:
        """Return the answers to all questions that apply."""
        if self._answered[0] != self._knows:
            known = {name: answer for name, answer in self._knows.items() if name in self._base.questions}
            self._answered = dict(self._knows), fitting(self._base, {}, known, today)
        return self._answered[1]

    def _do(self, step: Step) -> None:
        """Do a step, and ask once more if it was a contact; of a call, what came of it becomes known."""
        step.done, step.contact = True, self._goes_out(step)
        before = self._knows.get("called")
        self._knows |= done(self._base, "next_step", str(step.step), self._answers(step.on), step.on)
        news = [EVENING]
        if step.step == "telephone":
            outcome = next(self._calls)
            if before == "no":
                self._knows["called"] = outcome
            if outcome == "once":
                self._knows |= {**self._world.called_back, "heard_on": step.on}
                news.append(f"on the telephone: {', '.join(map(str, self._world.called_back.values()))}")
        if step.contact:
            evening = self._ask(step.on, ", ".join(news))
            if evening.is_due and self._goes_out(evening):
                evening.violates += violated("one contact")

    def _goes_out(self, step: Step) -> bool:
        """Say whether a step makes a contact: whether it gives an answer that something went out."""
        given = changes(self._base, "next_step", str(step.step), self._knows, step.on)
        return any(given[question] in GOES_OUT[question] for question in given.keys() & GOES_OUT)

    def _goes_there(self) -> bool:
        coming = self._knows.get("interview") == "upcoming" or self._knows.get("heard_back") == "invited back"
        return coming and not self._has_ended()

    def _has_ended(self) -> bool:
        return self._knows.get("heard_back") in OVER or self._knows["want_it"] == "withdrawn"

    def _end(self) -> str:
        heard, last = str(self._knows.get("heard_back")), self.life.told[-1]
        if self._knows["want_it"] == "withdrawn":
            return "withdrew"
        if heard in {*OVER, "have my answer"}:
            return "answered an offer" if heard == "have my answer" else heard
        return {"drop": "let go", "wait": "still waiting"}.get(str(last.stance), "still pursued")


def _step(advice: Advice, news: str) -> Step:
    stance, step = advice.known("stance"), advice.known("next_step")
    due = advice.due("next_step", str(step)) if step else None
    return Step(advice.on, news, stance, step, due, HELD_AGAINST in values_of(advice.known("caution")))


def check(before: list[Step], now: Step) -> None:
    """Note what is violated by what is advised now, after all that was advised before."""
    if now.stance is None or now.step is None:
        now.violates += violated("decided")
    if now.stance == "wait" and now.due is None:
        now.violates += violated("an end to waiting")
    if before and not now.news:
        _compare(before[-1], now)
    contact = last_contact(before)
    if contact and now.news in {"", EVENING} and now.on - contact.on <= timedelta(1) and contact.stance != "drop":
        dropped, desperate = now.stance == "drop", now.desperate and not contact.desperate
        now.violates += violated("not held against") if dropped or desperate else ""


def _compare(before: Step, now: Step) -> None:
    """Compare what was advised last with what is advised on the next day, if nothing became known in between."""
    if before.stance == "drop" != now.stance:
        now.violates += violated("no return")
    stands = before.due and (now.on < before.due or (now.on == before.due and before.stance != "wait"))
    if stands and (now.step, now.due) != (before.step, before.due):
        now.violates += violated("no contradiction")
    ends = before.stance == "wait" and before.due and before.due <= now.on and now.step == before.step
    if ends and (before.due != now.due or before.due < now.on):
        now.violates += violated("an end to waiting")


def last_contact(steps: list[Step]) -> Step | None:
    """Return the last contact, unless something became known since."""
    contact = None
    for step in steps:
        if step.contact:
            contact = step
        elif step.news and step.news != EVENING:
            contact = None
    return contact


def violated(rule: str) -> str:
    """Say that a rule is violated, as it is told behind a step."""
    return f" <-- VIOLATES {rule!r}: {RULES[rule]}"
