"""What lives are made of: a person who seeks a job, and an employer whose mind is hidden from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from followthrough.format.conditions import Value

FIRST_DAY = date(2026, 3, 2)
DAYS = 60
Answers = dict[str, Value]

WORDS = [
    ("automatic reply", 2),
    ("still deciding", 5),
    ("finalist", 2),
    ("on hold", 1),
    ("asked for something", 2),
    ("invited back", 3),
    ("offer", 4),
    ("turned down", 4),
    ("called off", 1),
]
SECOND: Answers = {"told_rank": "second", "focusing_on": "not said"}
MORE: list[Answers] = [
    {},
    {},
    {},
    {"told_rank": "first", "focusing_on": "me"},
    SECOND,
    {"told_rank": "second", "focusing_on": "someone else"},
    {"told_rank": "third", "focusing_on": "not said"},
    {"focusing_on": "someone else", "told_rank": "not told"},
    {"others_being_seen": "yes"},
    {"others_being_seen": "no"},
]


@dataclass(frozen=True)
class World:
    """What is so from the start, and what is still hidden: the news of each day, and what a call brings.

    Days count from the first on which the person asks; `interviews` are the days of the rounds.
    """

    start: Answers
    news: Mapping[int, tuple[str, Answers]]
    interviews: tuple[int, ...]
    calls: tuple[str, ...]
    called_back: Answers
    leads_found_after: int


def world(seed: str) -> World:
    """Make up one life: the person, the employer, and what has happened before the first day."""
    draw = Random(seed)
    first = draw.choice([draw.randint(1, 6), draw.randint(-2, 0), draw.randint(-25, -3)])
    start = _person(draw)
    if first > 0:
        start |= {"interview": "upcoming", "interview_day": on(first) if draw.random() < 0.8 else None}
    else:
        start |= {**after_an_interview(draw, first), **_so_far(draw, first)}
    news, interviews = _what_comes(draw, max(first, 0), first)
    calls = tuple(draw.choice(["voicemail", "once"]) for _ in range(9))
    called_back = {"heard_back": "still deciding"} | draw.choice(
        [{}, {}, {"others_being_seen": "no"}, SECOND, {"told_rank": "not told", "focusing_on": "someone else"}]
    )
    return World(start, news, interviews, calls, called_back, draw.randint(5, 40))


def _person(draw: Random) -> Answers:
    return {
        "want_it": draw.choices(["yes", "unsure", "no"], [7, 2, 1])[0],
        "qualified": draw.choice(["yes", "yes", "no", None]),
        "other_leads": draw.choice(["enough", "few"]),
        "hard_to_please": draw.choices(["no", "yes", None], [6, 1, 1])[0],
        "they_write_by": draw.choice(["e-mail", "e-mail", "post", "neither", None]),
        "material": draw.choice(["sent", "not sent", "not sent", "in part", "none"]),
    }


def after_an_interview(draw: Random, day: int) -> Answers:
    """Return what a person knows on the evening of an interview; nothing has been sent since."""
    named = draw.random() < 0.4
    return {
        "interview": "done",
        "interviewed_on": on(day),
        "heard_back": "nothing",
        "told_rank": "not told",
        "focusing_on": "not said",
        "day_named": "yes" if named else "no",
        "answer_by": on(day + draw.randint(3, 25)) if named else None,
        "thank_you": "not sent",
        "second_letter": "not sent",
        "called": "no",
        "other_messages": "none",
        "others_being_seen": draw.choice(["yes", "no", None, None]),
        "interest_shown": draw.choice(["keen", "keen", "lukewarm", None]),
        "forgot_something": draw.choice(["yes", "no"]),
        "great_interview": draw.choice(["yes", "no"]),
    }


def _so_far(draw: Random, interview: int) -> Answers:
    """Return what the person has sent and heard between the interview and the first day; some days are forgotten."""
    known: Answers = {}
    if interview < 0 and draw.random() < 0.6:
        thanked = draw.randint(interview, -1)
        known |= {"thank_you": "sent", "thanked_on": _some_day(draw, thanked, thanked)}
        if thanked < -7 and draw.random() < 0.3:
            known |= {"second_letter": "sent", "second_letter_on": _some_day(draw, thanked + 1, -1)}
    if interview < -2 and draw.random() < 0.2:
        called = draw.choice(["voicemail", "once", "more than once"])
        known |= {"called": called, "called_on": _some_day(draw, interview, -1)}
    if interview < -2 and draw.random() < 0.1:
        known |= {"other_messages": draw.choice(["once", "more than once"])}
    if interview < -2 and draw.random() < 0.3:
        said = draw.choice(["automatic reply", "still deciding", "finalist", "on hold"])
        known |= {"heard_back": said, "heard_on": _some_day(draw, interview + 1, -1), **draw.choice(MORE)}
    return known


def _some_day(draw: Random, first: int, last: int) -> date | None:
    """Return a day from the first to the last, or None, as one that is forgotten."""
    return on(draw.randint(first, last)) if draw.random() < 0.85 else None


def _what_comes(draw: Random, earliest: int, first: int) -> tuple[dict[int, tuple[str, Answers]], tuple[int, ...]]:
    """Return the news by day, and the days of the interviews."""
    news: dict[int, tuple[str, Answers]] = {}
    rounds = [first]
    day = earliest
    while (day := day + draw.randint(1, 16)) < DAYS and draw.random() < 0.75:
        told = draw.choices([one for one, _ in WORDS], [weight for _, weight in WORDS])[0]
        said: Answers = {"heard_back": told, "heard_on": on(day)}
        if told == "invited back":
            if len(rounds) == 3:
                continue
            rounds.append(day + draw.randint(1, 9))
            said["interview_day"] = on(rounds[-1])
        elif told in {"still deciding", "finalist"}:
            said |= draw.choice(MORE)
            if draw.random() < 0.3:
                said |= {"day_named": "yes", "answer_by": on(day + draw.randint(2, 20))}
        elif told == "offer":
            said |= {"told_rank": "first", "focusing_on": "me", "others_being_seen": "no"}
        news[day] = (f"they say: {told}", said)
        if told in {"offer", "turned down", "called off"}:
            break
        day = max(day, rounds[-1])
    if draw.random() < 0.3:
        news.setdefault(earliest + draw.randint(3, 30), ("everyone has been seen", {"others_being_seen": "no"}))
    if draw.random() < 0.05:
        news.setdefault(draw.randint(2, 30), ("the job is no longer wanted", {"want_it": "no"}))
    return news, tuple(rounds)


def on(day: int) -> date:
    """Return the date of a day that counts from the first."""
    return FIRST_DAY + timedelta(day)
