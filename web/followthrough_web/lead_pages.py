"""Pages about one lead: the questions, the advice and the letter. Each answer leads to the next page."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from types import MappingProxyType

import msgspec
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from followthrough.advising.advice import Advice
from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import UNKNOWN, Refused, written
from followthrough.format.conditions import Value
from followthrough.format.lead import read_answer, read_lead
from followthrough.format.problem_texts import fact_of, wrong_answer
from followthrough.leads.log import History, actions
from followthrough.leads.log.aside import aside_in
from followthrough.leads.log.days_work import as_kept
from followthrough.leads.log.work_texts import first_text
from followthrough_web import consultation
from followthrough_web.address import Address
from followthrough_web.rendering import PICKED
from followthrough_web.site import Visit
from followthrough_web.timeline import timeline


def show_talk(visit: Visit) -> Response:
    """Show the next question, or the advice."""
    history = visit.history()
    with visit.lane.thinking():
        return talk_page(visit, history)


class Retry(msgspec.Struct, frozen=True):
    """A form that was refused: what is wrong with it and what was typed, to be shown again.

    `fault` says what is wrong with the answer `typed` or `picked` for the question `asking`, which may mean any of
    `days`. `save_fault` says what is wrong with the `name` under which to save the lead; `taken` is the lead that has
    it.
    """

    asking: str = ""
    fault: str = ""
    typed: str = ""
    picked: str = ""
    days: tuple[date, ...] = ()
    save_fault: str = ""
    taken: History | None = None
    name: str = ""


NOTHING_REFUSED = Retry()
"""A page that is shown for the first time."""


def talk_page(
    visit: Visit, history: History | None, status_code: int = 200, retry: Retry = NOTHING_REFUSED
) -> Response:
    """Return the page of a lead, with a form that was refused."""
    address, answers = visit.address(), visit.answers(history)
    try:
        talk = consultation.talk(
            visit.base, address.asking(retry.asking) if retry.asking else address, answers, visit.follows, visit.today
        )
    except LeadError as error:
        fitting = consultation.possible_together(visit.base, answers, visit.today)
        onward = address.hearing("").having(read_lead(visit.base, fitting, visit.today, partial=True).answers)
        lines = [wrong_answer(visit.base, one) for one in error.problems]
        said = first_text(visit.base, as_kept(visit.base, answers))
        return visit.shows(
            "unfit.html", 400, said=said, lines=lines, onward=onward, trying=address.trying, history=history
        )
    if history is None and visit.request.method != "POST":
        kept = actions.as_kept(visit.base, answers, visit.today)
        if kept != answers:  # a bookmark must keep the date, not how many days ago it was
            return RedirectResponse(msgspec.structs.replace(address, answers=kept).to(), 303)
    before = _before(visit, address, answers)
    ahead = timeline(visit.base, talk.lead.answers, visit.today) if talk.first.advice is not None else None
    return visit.shows(
        "talk.html",
        status_code,
        talk=talk,
        address=address,
        history=history,
        ahead=ahead,
        before=before,
        **msgspec.structs.asdict(retry),
    )


def show_reasons(visit: Visit) -> Response:
    """Show what every counsel advises beside the others, with all reasons."""
    history, address = visit.history(), visit.address()
    with visit.lane.thinking():
        answers = visit.answers(history)
        talk = consultation.talk(visit.base, address, answers, visit.follows, visit.today)
        if not any(side.advice for side in talk.sides):
            return RedirectResponse(address.to(), 303)  # there is nothing to reason about yet
        before = _before(visit, address, answers)
        return visit.shows("side_by_side.html", talk=talk, address=address, history=history, before=before)


def _before(visit: Visit, address: Address, answers: Mapping[str, str]) -> dict[str, Advice | None]:
    """Return what each counsel advises on the answers as they are, where others are tried out."""
    if not address.trying:
        return {}
    untried = consultation.talk(visit.base, address.plain(), answers, visit.follows, visit.today)
    return {side.counsel: side.advice for side in untried.sides}


def take_answer(visit: Visit) -> Response:
    """Take answers, keep the later ones that still fit, and go on. Say first which ones do not, and ask."""
    history, address, given = visit.history(), visit.address(), visit.given()
    before = read_lead(visit.base, visit.answers(history), visit.today, partial=True).answers
    try:
        if not given and not address.letter:
            raise LeadError([Problem(Place("answer"), "there is no answer yet", "choose or write one, then continue")])
        _refuse_two_days(visit, given, before)
        known_on = history.known_on(visit.today) if history is not None else {}
        aside = aside_in(history, visit.today) if history is not None else address.aside
        done = consultation.answer(visit.base, before, given, visit.today, known_on, aside)
    except LeadError as error:
        return _asked_again(visit, history, error)
    if done.dropped and visit.form.get("confirmed") != "yes":
        dropped = {name: before[name] for name in done.dropped}
        comes_back = dropped.keys() <= done.aside.keys()
        return visit.shows(
            "drops.html", history=history, address=address, given=given, dropped=dropped, comes_back=comes_back
        )
    if history is not None:
        actions.keep_answers(visit.site.log, visit.base, history, done.answers, today=visit.today)
        visit.keep_advice(history.key)
    onward = msgspec.structs.replace(
        address.having(done.answers),
        left_out=",".join(done.dropped),
        back=",".join(done.back),
        letter=address.letter,
        draft=address.draft,
        aside={} if history is not None else done.aside,
    )
    return RedirectResponse(onward.to("letter" if address.letter else ""), 303)


def _refuse_two_days(visit: Visit, given: Mapping[str, str], before: Mapping[str, Value]) -> None:
    """Refuse a day that is written and also picked, where they differ and both are new. Raises LeadError."""
    for name, text in given.items():
        picked = visit.form.get(f"{PICKED}{name}", "")
        if not picked or picked == text or text == UNKNOWN or picked == written(before.get(name)):
            continue
        with suppress(Refused):  # what cannot be read is told by whoever reads it
            question = visit.base.questions[name]
            if written(read_answer(visit.base, question, text, visit.today)) != picked:
                wrong = f"{name} has two days, '{text}' in words and {picked} in the calendar"
                raise LeadError([Problem(Place(f"answer '{name}'"), wrong, "clear one of the two")])


def _asked_again(visit: Visit, history: History | None, error: LeadError) -> Response:
    """Show the question again, and say what is wrong with the answer."""
    address, given = visit.address(), visit.given()
    asked = "" if address.letter else next(iter(given), "")
    said = " ".join(wrong_answer(visit.base, one, asked) for one in error.problems)
    if any(name not in visit.base.questions for name in given):
        raise error  # the rules no longer ask this
    with visit.lane.thinking():
        if address.letter:
            wrong = {fact_of(one) or "": wrong_answer(visit.base, one, fact_of(one) or "") for one in error.problems}
            return _letter_page(visit, history, 422, faults=wrong)
        # name the question, since a different one may be next by now
        typed, picked = given.get(asked, ""), visit.form.get(f"{PICKED}{asked}", "")
        days = consultation.possible_days(visit.base, asked, typed, visit.today) if asked else ()
        return talk_page(visit, history, 422, Retry(asked, said, typed, picked, days))


def take_back_contradictions(visit: Visit) -> Response:
    """Take back the answers of a lead in the log that contradict earlier ones."""
    history = visit.kept()
    fitting = consultation.possible_together(visit.base, visit.answers(history), visit.today)
    answers = read_lead(visit.base, fitting, visit.today, partial=True).answers
    actions.keep_answers(visit.site.log, visit.base, history, answers, today=visit.today)
    visit.keep_advice(history.key)
    return RedirectResponse(f"/leads/{history.key}", 303)


def show_letter(visit: Visit) -> Response:
    """Show a letter, and ask for what is missing from it."""
    history = visit.history()
    with visit.lane.thinking():
        return _letter_page(visit, history)


def send_letter(visit: Visit) -> Response:
    """Return a letter as it was edited, as a file."""
    name = re.sub("[^a-z0-9]+", "-", visit.address().letter.lower()).strip("-") or "letter"
    head = {"content-disposition": f'attachment; filename="{name}.txt"'}
    text = visit.form.get("text", "").replace("\r\n", "\n").rstrip()  # forms end lines as RFC 2046 does
    return PlainTextResponse(f"{text}\n", headers=head)


def _letter_page(
    visit: Visit, history: History | None, status_code: int = 200, *, faults: Mapping[str, str] = MappingProxyType({})
) -> Response:
    from followthrough.leads.letters import step_named

    address, answers = visit.address(), visit.answers(history)
    plain = msgspec.structs.replace(address, again="", trying={})
    talk = consultation.talk(visit.base, plain, answers, visit.follows, visit.today)
    called_for = talk.letters()
    step = address.letter or next(iter(called_for), "")
    given = visit.given() if faults else {}
    return visit.shows(
        "letter.html",
        status_code,
        talk=talk,
        address=msgspec.structs.replace(address, letter=step),
        history=history,
        called_for=called_for,
        letter=consultation.letter_in(talk, step_named(visit.base, step)) if step else None,
        faults=faults,
        given=given,
        days={
            name: consultation.possible_days(visit.base, name, given[name], visit.today)
            for name in faults
            if name in given
        },
    )
