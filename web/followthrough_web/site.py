"""What all pages share: the base, a lock on the engine, a visit, and a page for each fault.

Only one thread at a time uses the engine, because its solvers are not thread-safe. No thread waits for the search log
while it holds the engine, so questions are answered even while another program has the log locked. Slow pages for
researchers have a lane of their own. A browser that hangs up stops the proofs for its page.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial, wraps
from hashlib import sha256
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

from followthrough.errors import FollowthroughError, KnowledgeError, LeadError, LogError, Place, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log import History, Log, actions, log_path, status
from followthrough.operations.faults import fault_data
from followthrough.readings.prove.limits import WorkStop, end_if_stopped, stopped_by, within
from followthrough_web.address import Address
from followthrough_web.json_replies import json_of, not_there
from followthrough_web.live_base import LiveBase
from followthrough_web.problem_wording import wrong_lead, wrong_log
from followthrough_web.rendering import FIELD, FOLDER, PICKED, FormField, environment, form_fields, version_of
from followthrough_web.safety import HEADERS, TICKED, Refusal, address_of, is_of_api
from followthrough_web.uploads import Upload, Uploads

STATIC = {"style.css": "text/css", "script.js": "text/javascript", "icon.svg": "image/svg+xml"}
"""The only files that are served as they are."""

TALK_SECONDS, STUDY_SECONDS = 15.0, 50.0
"""How long all proofs for one page may take, for a person who is waiting and for one who studies the rules."""

FOLLOWS = "follows"
"""The cookie with the counsel whose advice the person follows."""

THREADS = 40
"""How many requests a lane handles at once. All but one of them wait for the engine or the search log."""


class Lane:
    """A knowledge base, a lock that lets one thread at a time ask about it, and a time limit for each page."""

    def __init__(self, live_base: LiveBase, seconds: float) -> None:
        self.live_base = live_base
        self.limiter = CapacityLimiter(THREADS)
        self.busy = Lock()
        self.seconds = seconds

    @contextmanager
    def thinking(self) -> Iterator[None]:
        """Hold the engine alone, within the time limit. Raises NotSettled if nobody waits for it any more."""
        with self.busy, within(self.seconds):
            end_if_stopped()
            yield

    async def done_in_a_thread(self, request: Request, work: Callable[[], Response]) -> Response:
        """Do work in a thread. Once the client has hung up, its proofs are stopped, unless it may change the log."""
        if request.method == "POST" and not is_of_api(request.scope):
            return await to_thread.run_sync(work, limiter=self.limiter)
        stop = WorkStop()
        watch = asyncio.create_task(_hung_up(request, stop))
        try:
            with stopped_by(stop):  # the thread has this context
                return await to_thread.run_sync(work, limiter=self.limiter)
        finally:
            watch.cancel()


async def _hung_up(request: Request, stop: WorkStop) -> None:
    """Set a stop once the client has hung up; all of the request has been read by then."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    stop.set()


class Visit(msgspec.Struct, frozen=True):
    """A request as a page sees it: the base, the day, and what was sent."""

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

    @property
    def files(self) -> Sequence[Upload]:
        """The files that came with the form."""
        files: Sequence[Upload] = self.request.scope.get("files", ())
        return files

    @property
    def has_chosen(self) -> bool:
        """Whether the person has said whose advice they follow."""
        return self.request.cookies.get(FOLLOWS) in self.base.counsels

    @property
    def follows(self) -> str:
        """The counsel whose advice the person follows; the base's default one until they have chosen."""
        return self.request.cookies[FOLLOWS] if self.has_chosen else self.base.default_counsel

    def given(self) -> dict[str, str]:
        """Return the answers in the form. Of a day that is both written and picked, what is written counts."""
        return {
            name.removeprefix(prefix): text
            for prefix in (PICKED, TICKED, FIELD)
            for name, text in self.form.items()
            if name.startswith(prefix) and text.strip()
        }

    def parameter(self, name: str) -> str:
        """Return a parameter of the path or of the query."""
        return str(self.request.path_params.get(name) or self.request.query_params.get(name, ""))

    def history(self) -> History | None:
        """Return the lead that the path names, or None if it names none.

        Raises HTTPException if there is no such lead, and LogError.
        """
        key = self.request.path_params.get("key")
        return self.kept(key) if key is not None else None

    def kept(self, key: str | None = None) -> History:
        """Return the lead with this key, or with the key in the path.

        Raises HTTPException if there is no such lead, and LogError.
        """
        key = key or self.request.path_params["key"]
        found = next((one for one in self.site.log.histories() if one.key == key), None)
        if found is None:
            raise no_such_lead()
        return found

    def address(self) -> Address:
        """Return the lead that the address is about."""
        return Address.read(self.request.url.query, self.request.path_params.get("key", ""))

    def answers(self, history: History | None) -> dict[str, str]:
        """Return the answers of the lead, from the log or from the address."""
        if history is not None:
            return history.answers(self.today)
        return dict(self.address().answers)

    def keep_advice(self, key: str) -> bool:
        """Record the advice on a lead that has changed, and return whether the lead still exists. Raises LogError."""
        history = next((one for one in self.site.log.histories() if one.key == key), None)
        if history is None or not history.is_active(self.today):
            return history is not None
        with self.lane.thinking():
            found = status.need(self.base, history, counsel=self.follows, today=self.today)
        if found.turn is not None:
            with suppress(LogError):  # the person asked for the change, and that is stored
                actions.record_advice(self.site.log, history, found.turn.advice)
        return True

    def shows(self, template: str, status_code: int = 200, **data: Any) -> Response:
        """Fill in a template."""
        return self.site.filled(
            template,
            status_code,
            base=self.base,
            mistakes=self.mistakes,
            today=self.today,
            follows=self.follows,
            has_chosen=self.has_chosen,
            edition=edition_of(self),
            **data,
        )


def no_such_lead() -> HTTPException:
    """Return the error for a path that names a lead the log does not have."""
    return HTTPException(404, "Your search log has no such lead. Perhaps you undid adding it.")


def edition_of(visit: Visit) -> str:
    """Return a short text that changes when the rules do, or the mistakes in their files."""
    told = "\n".join([visit.base.hash, *map(str, visit.mistakes)])
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


Work = Callable[[Visit], Response]


def thinking(work: Work) -> Work:
    """Hold the engine during work that needs no search log."""

    @wraps(work)
    def thought(visit: Visit) -> Response:
        with visit.lane.thinking():
            return work(visit)

    return thought


class Site:
    """The pages, and what they share."""

    def __init__(
        self, folder: str | None, log: str | None, today: Callable[[], date], token: str, overlays: Sequence[str] = ()
    ) -> None:
        consulted = LiveBase(folder, overlays=overlays)
        self.consulting = Lane(consulted, TALK_SECONDS)
        self.studying = Lane(LiveBase(folder, consulted, overlays=overlays), STUDY_SECONDS)
        self.log = Log(log_path(log))
        self.today = today
        self.token = token
        self.uploads = Uploads()
        self.templates = environment()
        self.files = {name: (FOLDER / "static" / name).read_bytes() for name in STATIC}
        self.versions = {name: version_of(content) for name, content in self.files.items()}

    def filled(self, template: str, status_code: int, **data: Any) -> HTMLResponse:
        """Fill in a template."""
        text = self.templates.get_template(template).render(token=self.token, **data)
        return HTMLResponse(text, status_code)

    def endpoint(self, work: Work, lane: Lane) -> Callable[[Request], Awaitable[Response]]:
        """Return an endpoint that does the work in a thread."""

        async def answer(request: Request) -> Response:
            return await lane.done_in_a_thread(request, partial(self.answer, work, lane, request))

        return answer

    def answer(self, work: Work, lane: Lane, request: Request) -> Response:
        """Do the work. A fault becomes a page that explains it and shows what was typed."""
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
            return self.fault(request, "We could not find that out", [error], 500)

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
        """Explain what is wrong and show what was typed, to be sent again or copied."""
        fields = form_fields(_form(request), self.consulting.live_base.last())
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
        fields: Sequence[FormField] = (),
        again: str = "",
        reload: str = "",
        onward: str = "",
        without_log: bool = False,
    ) -> Response:
        """Explain what is wrong.

        `again` is where to send the form again, `reload` the address of a page that may load later, and `onward` the
        address where the page is instead.
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
        """Explain why a request was refused before any page saw it."""
        if is_of_api(scope):
            problem = Problem(Place("request"), refusal.title, refusal.text)
            return json_of(fault_data(refusal.title, [problem]), refusal.status, refusal.headers)
        address = address_of(scope)
        response = self.told(
            refusal.title,
            [refusal.text],
            refusal.status,
            fields=form_fields(refusal.form, self.consulting.live_base.last()),
            again=address if refusal.again else "",
            onward=f"http://{refusal.host}{address}" if refusal.host else "",
        )
        response.headers.update(refusal.headers)
        return response

    async def http_fault(self, request: Request, error: Exception) -> Response:
        """Answer a request that no page handles."""
        assert isinstance(error, HTTPException)
        if is_of_api(request.scope):
            return json_of(not_there(request.url.path, error.status_code), error.status_code, error.headers)
        title, line = _HTTP_FAULTS.get(
            error.status_code, ("That did not work", "Go to the first question, or to your leads.")
        )
        is_ours = error.detail != HTTPStatus(error.status_code).phrase
        response = self.fault(request, title, [error.detail if is_ours else line], error.status_code, again=False)
        response.headers.update(error.headers or {})
        return response

    async def our_fault(self, request: Request, error: Exception) -> Response:
        """Say that the fault is ours and where it is, without the error's text, which may contain answers."""
        frames = extract_tb(error.__traceback__)
        where = next((one for one in reversed(frames) if "followthrough" in one.filename), frames[-1])
        what = f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}"
        line = f"{what}; this is our fault; please report it, and say what you did"
        if is_of_api(request.scope):
            fault = fault_data("Something went wrong", [Problem(Place("server"), what, "this is our fault: report it")])
            return json_of(fault, 500, HEADERS)
        response = self.fault(request, "Something went wrong", [line], 500)
        response.headers.update(HEADERS)  # this runs outside the guard, which adds them elsewhere
        return response

    async def static(self, request: Request) -> Response:
        """Serve one of the static files."""
        name = request.path_params["name"]
        if name not in self.files:
            raise HTTPException(404, "There is no such file.")
        is_named_by_content = request.url.query == self.versions[name]
        kept = {"cache-control": "private, max-age=31536000, immutable"} if is_named_by_content else {}
        return Response(self.files[name], media_type=STATIC[name], headers=kept)


_HTTP_FAULTS = {
    404: ("There is nothing here", "No page has this address."),
    405: ("That does not work here", "This address takes a form or shows a page, but not both."),
}


def _form(request: Request) -> Mapping[str, str]:
    form: Mapping[str, str] = request.scope.get("form", {})
    return form
