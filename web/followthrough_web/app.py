"""The application: which address shows what, and what a form does.

Reading (GET) never changes anything. What a form changes is in the search log, but for the answers of a lead that is
not saved: these go into the address to which the form leads. The engine is asked by one thread at a time, as its
solvers are not for two; what takes long, for researchers, has a thread and a base of its own.
"""

import secrets
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from followthrough.answers import read_lead
from followthrough.errors import FollowthroughError, KnowledgeError, LeadError, LogError, Place, Problem
from followthrough.leads import History, Log, doing, log_path, status
from followthrough.limits import within
from followthrough.model import KnowledgeBase
from followthrough_web import consulting
from followthrough_web.address import Address
from followthrough_web.coming import coming
from followthrough_web.library import Library
from followthrough_web.safety import Guard
from followthrough_web.telling import FOLDER, environment

STATIC = {"style.css": "text/css", "script.js": "text/javascript", "icon.svg": "image/svg+xml"}
"""The files that are served as they are: these and no others."""

FIELD = "answer."
"""How the field of a form begins whose rest is the name of a question."""


TALK_SECONDS, STUDY_SECONDS = 15.0, 50.0
"""How long all proofs for a page may take: that of a person who waits, and of one who studies the rules."""


class Lane:
    """A base, the one thread at a time that asks about it, and how long it may think about a page."""

    def __init__(self, folder: str | None, seconds: float) -> None:
        self.library = Library(folder)
        self.limiter = CapacityLimiter(1)
        self.seconds = seconds


class Visit(msgspec.Struct, frozen=True):
    """A request as a page sees it: the base and the day it is about, and what was sent."""

    site: "Site"
    request: Request
    library: Library
    base: KnowledgeBase
    today: date

    @property
    def form(self) -> Mapping[str, str]:
        """The fields of the form."""
        form: Mapping[str, str] = self.request.scope.get("form", {})
        return form

    def given(self) -> dict[str, str]:
        """Give the answers in the form."""
        return {
            name.removeprefix(FIELD): text
            for name, text in self.form.items()
            if name.startswith(FIELD) and text.strip()
        }

    def parameter(self, name: str) -> str:
        """Give a part of the path, or a setting of the query."""
        return str(self.request.path_params.get(name) or self.request.query_params.get(name, ""))

    def history(self) -> History | None:
        """Give the lead that the path names; raises HTTPException if it names one that is not there."""
        key = self.request.path_params.get("key")
        if key is None:
            return None
        found = next((one for one in self.site.log.histories() if one.key == key), None)
        if found is None:
            raise HTTPException(404, "There is no such lead in your search log; perhaps its adding was undone.")
        return found

    def address(self) -> Address:
        """Give the lead that the address is about."""
        return Address.read(self.request.url.query, self.request.path_params.get("key", ""))

    def answers(self, history: History | None) -> dict[str, str]:
        """Give the answers of the lead: those in the log, or in the address."""
        if history is not None:
            return history.answers(self.today)
        return dict(self.address().answers)

    def shows(self, template: str, status_code: int = 200, **data: Any) -> Response:
        """Fill in a template."""
        return self.site.filled(template, status_code, base=self.base, today=self.today, **data)


Work = Callable[[Visit], Response]


class Site:
    """The pages, and what they share."""

    def __init__(self, folder: str | None, log: str | None, today: Callable[[], date], token: str) -> None:
        self.consulting = Lane(folder, TALK_SECONDS)
        self.studying = Lane(folder, STUDY_SECONDS)
        self.log = Log(log_path(log))
        self.today = today
        self.token = token
        self.templates = environment()
        self.files = {name: (FOLDER / "static" / name).read_bytes() for name in STATIC}

    def filled(self, template: str, status_code: int, **data: Any) -> HTMLResponse:
        """Fill in a template."""
        text = self.templates.get_template(template).render(token=self.token, **data)
        return HTMLResponse(text, status_code)

    def endpoint(self, work: Work, lane: Lane) -> Callable[[Request], Awaitable[Response]]:
        """Make an endpoint of work that asks the engine."""

        async def answer(request: Request) -> Response:
            return await to_thread.run_sync(self.answer, work, lane, request, limiter=lane.limiter)

        return answer

    def answer(self, work: Work, lane: Lane, request: Request) -> Response:
        """Do the work; a fault is a page that says so."""
        base = None
        try:
            base = lane.library.base()
            with within(lane.seconds):
                return work(Visit(self, request, lane.library, base, self.today()))
        except KnowledgeError as error:
            return self.fault("The rules cannot be read", str(error).splitlines(), 500, base)
        except LogError as error:
            return self.fault("The search log cannot be used", str(error).splitlines(), 500, base)
        except LeadError as error:
            return self.fault("That cannot be", [f"{one.wrong}; {one.remedy}" for one in error.problems], 400, base)
        except FollowthroughError as error:
            return self.fault("That is not known", [str(error)], 500, base)

    def fault(self, title: str, lines: list[str], status_code: int, base: KnowledgeBase | None = None) -> Response:
        """Say what is wrong."""
        return self.filled("fault.html", status_code, title=title, lines=lines, base=base)

    async def http_fault(self, request: Request, error: Exception) -> Response:
        """Answer what no page answers."""
        assert isinstance(error, HTTPException)
        response = self.fault(
            {404: "There is nothing here", 405: "That is not done here"}.get(error.status_code, "That cannot be"),
            [error.detail],
            error.status_code,
        )
        response.headers.update(error.headers or {})
        return response

    async def our_fault(self, request: Request, error: Exception) -> Response:
        """Say that it is our fault, without telling more of it than its name."""
        line = f"{type(error).__name__}; this is our fault, please report it with what you did"
        return self.fault("Something went wrong", [line], 500)

    async def static(self, request: Request) -> Response:
        """Serve one of the files of the list."""
        name = request.path_params["name"]
        if name not in self.files:
            raise HTTPException(404, "There is no such file.")
        return Response(self.files[name], media_type=STATIC[name])


def create_app(
    folder: str | None = None,
    *,
    log: str | None = None,
    hosts: frozenset[str],
    today: Callable[[], date] = date.today,
    token: str | None = None,
) -> Starlette:
    """Make the application.

    `folder` has the knowledge base, the built-in one for None; `log` is the search log. It answers to one of `hosts`
    only, each with its port. `token` is what its forms prove to be its own with, a random one if not given.
    """
    secret = token or secrets.token_urlsafe(32)
    site = Site(folder, log, today, secret)
    pages: list[tuple[str, str, Work, Lane]] = [
        ("/", "GET", show_talk, site.consulting),
        ("/letter", "GET", show_letter, site.consulting),
        ("/answer", "POST", take_answer, site.consulting),
        ("/save", "POST", save, site.consulting),
        ("/leads", "GET", show_leads, site.consulting),
        ("/leads/{key}", "GET", show_talk, site.consulting),
        ("/leads/{key}/letter", "GET", show_letter, site.consulting),
        ("/leads/{key}/answer", "POST", take_answer, site.consulting),
        ("/leads/{key}/fit", "POST", fit, site.consulting),
        ("/leads/{key}/done", "POST", take_deed, site.consulting),
        ("/leads/{key}/note", "POST", take_note, site.consulting),
        ("/leads/{key}/drop", "POST", drop, site.consulting),
        ("/leads/{key}/resume", "POST", resume, site.consulting),
        ("/leads/{key}/undo", "POST", undo, site.consulting),
        ("/rules", "GET", show_rules, site.studying),
        ("/rules/graph", "GET", show_graph, site.studying),
        ("/rules/graph.svg", "GET", draw_graph, site.studying),
        ("/rules/findings", "GET", show_findings, site.studying),
        ("/rules/disagreement", "GET", show_disagreement, site.studying),
        ("/rule/{name}", "GET", show_rule, site.studying),
    ]
    app = Starlette(
        routes=[
            *(Route(path, site.endpoint(work, lane), methods=[method]) for path, method, work, lane in pages),
            Route("/static/{name}", site.static),
        ],
        middleware=[Middleware(Guard, hosts=hosts, token=secret)],
        exception_handlers={HTTPException: site.http_fault, Exception: site.our_fault},
    )
    app.router.redirect_slashes = False
    return app


# A lead


def show_talk(visit: Visit) -> Response:
    """Show the next question, or the advice."""
    return _talk_page(visit, visit.history())


def _talk_page(
    visit: Visit,
    history: History | None,
    status_code: int = 200,
    *,
    fault: str = "",
    save_fault: str = "",
    name: str = "",
    typed: str = "",
) -> Response:
    address, answers = visit.address(), visit.answers(history)
    try:
        talk = consulting.talk(visit.base, address, answers, visit.today)
    except LeadError as error:
        fitting = consulting.fitting(visit.base, answers, visit.today)
        onward = address.hearing("").having(read_lead(visit.base, fitting, visit.today, partial=True).answers)
        lines = [f"{one.wrong}; {one.remedy}" for one in error.problems]
        return visit.shows("unfit.html", 400, lines=lines, onward=onward, trying=address.trying, history=history)
    if history is None and visit.request.method != "POST":
        lasting = doing.lasting(visit.base, read_lead(visit.base, answers, visit.today, partial=True))
        if lasting != answers:  # a bookmark keeps the date, not how many days ago it was
            return RedirectResponse(msgspec.structs.replace(address, answers=lasting).to(), 303)
    before = {}
    if address.trying:
        untried = consulting.talk(visit.base, address.plain(), answers, visit.today)
        before = {side.counsel: side.advice for side in untried.sides}
    ahead = coming(visit.base, talk.lead.answers, visit.today) if talk.first.advice is not None else None
    return visit.shows(
        "talk.html",
        status_code,
        talk=talk,
        address=address,
        history=history,
        ahead=ahead,
        before=before,
        fault=fault,
        save_fault=save_fault,
        name=name,
        typed=typed,
    )


def take_answer(visit: Visit) -> Response:
    """Take answers, keep those given later that still fit, and go on."""
    history, address, given = visit.history(), visit.address(), visit.given()
    to_letter = bool(address.letter)
    before = read_lead(visit.base, visit.answers(history), visit.today, partial=True).answers
    try:
        if not given and not to_letter:
            raise LeadError([Problem(Place("answer"), "there is no answer yet", "choose or write one, then go on")])
        kept, dropped = consulting.answer(visit.base, before, given, visit.today)
    except LeadError as error:
        said = "; ".join(f"{one.wrong}: {one.remedy}" for one in error.problems)
        if to_letter:
            return _letter_page(visit, history, 422, fault=said)
        return _talk_page(visit, history, 422, fault=said, typed=next(iter(given.values()), ""))
    if history is not None:
        doing.keep_answers(visit.site.log, visit.base, history, kept, today=visit.today)
        _keep_advice(visit, history.key)
    onward = msgspec.structs.replace(
        address.having(kept), left_out=",".join(dropped), letter=address.letter if to_letter else ""
    )
    return RedirectResponse(onward.to("letter" if to_letter else ""), 303)


def fit(visit: Visit) -> Response:
    """Take back the answers of a lead in the log that cannot be given together with those before them."""
    history = visit.history()
    assert history is not None
    fitting = consulting.fitting(visit.base, visit.answers(history), visit.today)
    answers = read_lead(visit.base, fitting, visit.today, partial=True).answers
    doing.keep_answers(visit.site.log, visit.base, history, answers, today=visit.today)
    _keep_advice(visit, history.key)
    return RedirectResponse(f"/leads/{history.key}", 303)


def show_letter(visit: Visit) -> Response:
    """Show a letter, and ask for what it lacks."""
    return _letter_page(visit, visit.history())


def _letter_page(visit: Visit, history: History | None, status_code: int = 200, *, fault: str = "") -> Response:
    from followthrough import letters

    address, answers = visit.address(), visit.answers(history)
    talk = consulting.talk(visit.base, msgspec.structs.replace(address, again="", trying={}), answers, visit.today)
    called_for = talk.letters()
    name = address.letter or next(iter(called_for), "")
    letter = letters.named(visit.base, name) if name else None
    open_questions: list[str] = []
    written = None
    if letter is not None:
        facts = {**(talk.first.advice.proof.facts if talk.first.advice else {}), **talk.lead.facts}
        open_questions = letters.unanswered(visit.base, letter, facts, talk.lead.answers)
        optional = {one for one in open_questions if visit.base.questions[one].unknown_allowed}
        if optional.issuperset(open_questions):
            written = letters.write(visit.base, letter, facts, talk.lead.answers)
    return visit.shows(
        "letter.html",
        status_code,
        talk=talk,
        address=msgspec.structs.replace(address, letter=name),
        history=history,
        letter=letter,
        called_for=called_for,
        wanted=[visit.base.questions[one] for one in open_questions],
        written=written,
        fault=fault,
    )


# The search log


def show_leads(visit: Visit) -> Response:
    """Show all leads, the most urgent first, and of which the advice has changed since it was last given."""
    histories = visit.site.log.histories()
    overview = status.overview(visit.base, histories, today=visit.today)
    deeds = {
        need.history.key: [deed for deed in consulting.deeds(need.turn.advice, visit.today) if deed.due]
        for need in overview.needs
        if need.turn is not None
    }
    dropped = [one for one in histories if one.dropped_on(visit.today) is not None]
    changed = {one.history.key: one for one in status.recheck(visit.base, histories, today=visit.today)}
    return visit.shows("leads.html", overview=overview, deeds=deeds, dropped=dropped, changed=changed)


def save(visit: Visit) -> Response:
    """Begin a lead in the log with the answers in the address."""
    name = visit.form.get("name", "")
    try:
        stored = doing.add(visit.site.log, visit.base, name, visit.answers(None), today=visit.today)
    except LeadError as error:
        said = "; ".join(f"{one.wrong}; {one.remedy}" for one in error.problems)
        return _talk_page(visit, None, 422, save_fault=said, name=name)
    _keep_advice(visit, stored.history.key)
    return RedirectResponse(f"/leads/{stored.history.key}", 303)


def take_deed(visit: Visit) -> Response:
    """Record answers as of today on top of all others."""
    return _recorded(
        visit, lambda name: doing.set_answers(visit.site.log, visit.base, name, visit.given(), today=visit.today)
    )


def take_note(visit: Visit) -> Response:
    """Record a note."""
    note = visit.form.get("note", "").replace("\r\n", "\n")
    return _recorded(
        visit, lambda name: doing.set_answers(visit.site.log, visit.base, name, {}, today=visit.today, note=note)
    )


def drop(visit: Visit) -> Response:
    """Let go of a lead."""
    return _recorded(visit, lambda name: doing.drop(visit.site.log, name, today=visit.today))


def resume(visit: Visit) -> Response:
    """Take up a lead again."""
    return _recorded(visit, lambda name: doing.resume(visit.site.log, name, today=visit.today))


def undo(visit: Visit) -> Response:
    """Undo the last change of a lead."""
    return _recorded(visit, lambda name: doing.undo(visit.site.log, name, today=visit.today))


def _recorded(visit: Visit, change: Callable[[str], object]) -> Response:
    """Change the log, and show the lead, or all of them where it is there no more."""
    history = visit.history()
    assert history is not None
    change(history.name)
    is_there = _keep_advice(visit, history.key)
    return RedirectResponse(
        f"/leads/{history.key}" if is_there and visit.form.get("back") != "leads" else "/leads", 303
    )


def _keep_advice(visit: Visit, key: str) -> bool:
    """Keep what is advised on a lead now that it has changed; tell whether it is there still."""
    history = next((one for one in visit.site.log.histories() if one.key == key), None)
    if history is not None and history.is_active(visit.today):
        found = status.need(visit.base, history, today=visit.today)
        if found.turn is not None:
            with suppress(LogError):  # the change itself is kept, which is what was asked for
                doing.give(visit.site.log, history, found.turn.advice)
    return history is not None


# For researchers


def show_rules(visit: Visit) -> Response:
    """List the rules by whose they are, in the order of their files."""
    rules = sorted(visit.base.rules.values(), key=lambda rule: rule.place)
    return visit.shows("rules.html", rules=rules)


def show_rule(visit: Visit) -> Response:
    """Read one rule aloud."""
    from followthrough.graph import feeds

    name = visit.parameter("name")
    if name not in visit.base.rules:
        raise HTTPException(404, "No rule has this name; the list of rules has them all.")
    rule, rules = visit.base.rules[name], visit.base.rules.values()
    return visit.shows(
        "rule.html",
        rule=rule,
        yields_to=[other.name for other in rules if name in other.overrides],
        fed_by=[other.name for other in rules if feeds(other, rule)],
        fed=[other.name for other in rules if feeds(rule, other)],
        cases=[
            case
            for case in visit.base.cases
            if any(name in (*one.fired, *one.defeated, *one.silent) for one in case.expectations)
        ],
    )


def show_graph(visit: Visit) -> Response:
    """Show the picture of a counsel's rules, or of what leads to one conclusion."""
    from followthrough.graph import graph

    counsel = visit.base.counsel_named(visit.parameter("counsel") or None)
    conclusion = visit.parameter("conclusion") or None
    drawn = graph(visit.base, conclusion, counsel=counsel)
    return visit.shows("graph.html", graph=drawn)


def draw_graph(visit: Visit) -> Response:
    """Draw the picture; its one style sheet is allowed by its hash."""
    from followthrough.drawing.picture import STYLE, svg
    from followthrough.graph import graph

    drawn = graph(visit.base, visit.parameter("conclusion") or None, counsel=visit.parameter("counsel") or None)
    style = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'"
    return Response(svg(drawn), media_type="image/svg+xml", headers={"content-security-policy": policy})


def show_findings(visit: Visit) -> Response:
    """Show what is wrong with the rules."""
    return visit.shows("findings.html", findings=visit.library.findings())


def show_disagreement(visit: Visit) -> Response:
    """Show where the counsels part, over all possible leads."""
    return visit.shows("disagreement.html", disagreements=visit.library.disagreements())
