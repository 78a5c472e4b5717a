"""What all pages share: the base and the one thread at a time that asks about it, a visit, and a page for each fault.

The engine is asked by one thread at a time, as its solvers are not for two. The search log is never waited for
meanwhile: while another program has it, questions are answered all the same. What takes long, for researchers, has a
lane of its own.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from traceback import extract_tb
from typing import Any

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from followthrough.errors import FollowthroughError, KnowledgeError, LeadError, LogError, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log import History, Log, actions, log_path, status
from followthrough.readings.prove.limits import within
from followthrough_web.address import Address
from followthrough_web.live_base import LiveBase
from followthrough_web.problem_wording import wrong_lead, wrong_log
from followthrough_web.rendering import FIELD, FOLDER, Typed, environment, typed
from followthrough_web.safety import HEADERS, Refusal, address_of

STATIC = {"style.css": "text/css", "script.js": "text/javascript", "icon.svg": "image/svg+xml"}
"""The files that are served as they are: these and no others."""

TALK_SECONDS, STUDY_SECONDS = 15.0, 50.0
"""How long all proofs for a page may take: that of a person who waits, and of one who studies the rules."""

THREADS = 40
"""Requests of a lane that are worked on at once; but for one, they wait for the engine or the search log."""


class Lane:
    """A base, the one thread at a time that asks about it, and how long it may think about a page."""

    def __init__(self, live_base: LiveBase, seconds: float) -> None:
        self.live_base = live_base
        self.limiter = CapacityLimiter(THREADS)
        self.busy = Lock()
        self.seconds = seconds

    @contextmanager
    def thinking(self) -> Iterator[None]:
        """Have the engine for oneself, for a limited time."""
        with self.busy, within(self.seconds):
            yield


class Visit(msgspec.Struct, frozen=True):
    """A request as a page sees it: the base and the day it is about, and what was sent."""

    site: "Site"
    request: Request
    lane: Lane
    base: KnowledgeBase
    mistakes: tuple[Problem, ...]
    today: date

    @property
    def form(self) -> Mapping[str, str]:
        """The fields of the form."""
        return _form(self.request)

    def given(self) -> dict[str, str]:
        """Return the answers in the form."""
        return {
            name.removeprefix(FIELD): text
            for name, text in self.form.items()
            if name.startswith(FIELD) and text.strip()
        }

    def parameter(self, name: str) -> str:
        """Return a part of the path, or a setting of the query."""
        return str(self.request.path_params.get(name) or self.request.query_params.get(name, ""))

    def history(self) -> History | None:
        """Return the lead that the path names; raises HTTPException if it names one that is not there, LogError."""
        key = self.request.path_params.get("key")
        return self.kept(key) if key is not None else None

    def kept(self, key: str | None = None) -> History:
        """Return the lead of a key, or of that in the path; raises HTTPException if there is none, LogError."""
        key = key or self.request.path_params["key"]
        found = next((one for one in self.site.log.histories() if one.key == key), None)
        if found is None:
            raise no_such_lead()
        return found

    def address(self) -> Address:
        """Return the lead that the address is about."""
        return Address.read(self.request.url.query, self.request.path_params.get("key", ""))

    def answers(self, history: History | None) -> dict[str, str]:
        """Return the answers of the lead: those in the log, or in the address."""
        if history is not None:
            return history.answers(self.today)
        return dict(self.address().answers)

    def keep_advice(self, key: str) -> bool:
        """Keep what is advised on a lead now that it has changed; tell whether it is there still. Raises LogError."""
        history = next((one for one in self.site.log.histories() if one.key == key), None)
        if history is None or not history.is_active(self.today):
            return history is not None
        with self.lane.thinking():
            found = status.need(self.base, history, today=self.today)
        if found.turn is not None:
            with suppress(LogError):  # the change itself is kept, which is what was asked for
                actions.give(self.site.log, history, found.turn.advice)
        return True

    def shows(self, template: str, status_code: int = 200, **data: Any) -> Response:
        """Fill in a template."""
        return self.site.filled(template, status_code, base=self.base, mistakes=self.mistakes, today=self.today, **data)


def no_such_lead() -> HTTPException:
    """Make the error of a path that names a lead which is not in the log."""
    return HTTPException(404, "There is no such lead in your search log; perhaps its adding was undone.")


Work = Callable[[Visit], Response]


def thinking(work: Work) -> Work:
    """Let work that needs no search log have the engine from beginning to end."""

    @wraps(work)
    def thought(visit: Visit) -> Response:
        with visit.lane.thinking():
            return work(visit)

    return thought


class Site:
    """The pages, and what they share."""

    def __init__(self, folder: str | None, log: str | None, today: Callable[[], date], token: str) -> None:
        self.consulting = Lane(LiveBase(folder), TALK_SECONDS)
        self.studying = Lane(LiveBase(folder, self.consulting.live_base), STUDY_SECONDS)
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
        """Make an endpoint of work that is done in a thread."""

        async def answer(request: Request) -> Response:
            return await to_thread.run_sync(self.answer, work, lane, request, limiter=lane.limiter)

        return answer

    def answer(self, work: Work, lane: Lane, request: Request) -> Response:
        """Do the work; a fault is a page that says so, with what was typed."""
        try:
            edition = lane.live_base.edition()
            return work(Visit(self, request, lane, edition.base, edition.mistakes, self.today()))
        except KnowledgeError as error:
            return self.fault(request, "The rules cannot be read", error.problems, 500)
        except LogError as error:
            wrong = "This could not be kept" if request.method == "POST" else "Your leads cannot be shown now"
            return self.fault(request, wrong, wrong_log(error.problems), 503, without_log=True)
        except LeadError as error:
            lines = wrong_lead(edition.base, error.problems, self.log.path)
            return self.fault(request, "That cannot be", lines, 400)
        except FollowthroughError as error:
            return self.fault(request, "That is not known", [error], 500)

    def fault(
        self,
        request: Request,
        title: str,
        lines: Sequence[object],
        status_code: int,
        *,
        again: bool = True,
        without_log: bool = False,
    ) -> Response:
        """Say what is wrong, and give back what was typed: to be sent again, or to be copied."""
        fields = typed(_form(request), self.consulting.live_base.last())
        is_form = request.method == "POST"
        return self.told(
            title,
            lines,
            status_code,
            fields=fields,
            again=address_of(request.scope) if again and is_form else "",
            reload=address_of(request.scope) if again and not is_form else "",
            without_log=without_log,
        )

    def told(
        self,
        title: str,
        lines: Sequence[object],
        status_code: int,
        *,
        fields: Sequence[Typed] = (),
        again: str = "",
        reload: str = "",
        onward: str = "",
        without_log: bool = False,
    ) -> Response:
        """Say what is wrong.

        What was typed is sent `again` to where it was sent, and a page that may be there later is loaded again by
        `reload`; `onward` is where it is instead.
        """
        return self.filled(
            "fault.html",
            status_code,
            title=title,
            lines=lines,
            fields=fields,
            again=again,
            reload=reload,
            onward=onward,
            without_log=without_log,
        )

    def refused(self, refusal: Refusal, scope: Scope) -> Response:
        """Say why a request was refused before any page saw it."""
        address = address_of(scope)
        response = self.told(
            refusal.title,
            [refusal.text],
            refusal.status,
            fields=typed(refusal.form, self.consulting.live_base.last()),
            again=address if refusal.again else "",
            onward=f"http://{refusal.host}{address}" if refusal.host else "",
        )
        response.headers.update(refusal.headers)
        return response

    async def http_fault(self, request: Request, error: Exception) -> Response:
        """Answer what no page answers."""
        assert isinstance(error, HTTPException)
        title, line = _HTTP_FAULTS.get(
            error.status_code, ("That cannot be", "Go to the first question, or your leads.")
        )
        is_ours = error.detail != HTTPStatus(error.status_code).phrase
        response = self.fault(request, title, [error.detail if is_ours else line], error.status_code, again=False)
        response.headers.update(error.headers or {})
        return response

    async def our_fault(self, request: Request, error: Exception) -> Response:
        """Say that it is our fault, and where it is; what an error says can have answers in it."""
        frames = extract_tb(error.__traceback__)
        where = next((one for one in reversed(frames) if "followthrough" in one.filename), frames[-1])
        what = f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}"
        line = f"{what}; this is our fault, please report it with what you did"
        response = self.fault(request, "Something went wrong", [line], 500)
        response.headers.update(HEADERS)  # the guard stands within what calls this
        return response

    async def static(self, request: Request) -> Response:
        """Serve one of the files of the list."""
        name = request.path_params["name"]
        if name not in self.files:
            raise HTTPException(404, "There is no such file.")
        return Response(self.files[name], media_type=STATIC[name])


_HTTP_FAULTS = {
    404: ("There is nothing here", "No page has this address."),
    405: ("That is not done here", "This address is for a form, or for loading a page, and not for both."),
}


def _form(request: Request) -> Mapping[str, str]:
    form: Mapping[str, str] = request.scope.get("form", {})
    return form
