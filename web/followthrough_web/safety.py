"""What a request must satisfy before any page sees it, and what every response carries.

The pages are for one person at one machine. Other programs can send anything to its ports, and any page that the
person has open can make the browser send requests. So a request is let through only if

- it can be read in only one way: it states its length once, and its path belongs to this server;
- it names exactly this host and port: a foreign name that points here (DNS rebinding) is refused;
- it reads (GET, HEAD), or it is a form (POST) from one of our pages, as its `Origin` header and a token show: a page of
  another origin can neither choose that header nor read the token;
- it sends a file only to the one page that reads tables, and only a small one;
- it sends JSON only to an address of the API, which changes nothing, so that no token is needed: a page of another
  origin cannot send this type without asking first, is refused if it does, and is never allowed to read a reply;
- it does not load one of our pages as part of another origin's page (fetch metadata);
- its address and a form's body are within a size limit, and the body arrives whole and within a time limit.

A refusal is a page that shows what was typed, if the person may have typed it. The token changes at every start. A form
from a page that was open before is shown again with the new token, since its origin already proves that it is ours.

https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/, https://www.w3.org/TR/CSP3/,
https://www.rfc-editor.org/rfc/rfc9112#section-6.3
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest
from urllib.parse import parse_qsl

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from followthrough.format.choices import SEPARATOR
from followthrough_web.uploads import MULTIPART, Upload, read_multipart

MAX_ADDRESS = 32_768
"""Longest path and query, in bytes: the longest answers to all questions, fully escaped, take half of it."""
MAX_HEAD = 16_384
"""Longest head besides the address, in bytes: browsers send a thousand, and cookies of other programs on this host."""
MAX_BODY = 65_536
"""Longest form, in bytes: a full page of notes, escaped."""
MAX_GIVEN_BACK = 1_048_576
"""Longest form that is read in order to show it again, in bytes."""
MAX_FIELDS = 200
"""Most fields of a form or query: more than the questions a person would answer."""
BODY_SECONDS = 10.0
"""How long a form may take to arrive."""
SEND_SECONDS = 30.0
"""How long the client may take to read a part of a response."""

TICKED = "ticked."
"""The prefix of the form fields of a question that may have several answers; each choice that is ticked has one."""

IMPORT = "/import"
"""The only path to which a file may be sent."""
MAX_UPLOAD = 1_048_576
"""Longest form with a file, in bytes: a tracker of a thousand rows takes a tenth of it."""

API = "/v1/"
"""Where the paths begin that take and return JSON."""
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Only our own files and pages: no inline scripts or styles, nothing from elsewhere, and no framing."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # not `no-referrer`, which makes browsers send `Origin: null` with our own forms
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_FILE_TOO_LONG = f"Files up to {MAX_UPLOAD >> 20} MiB fit here. In a terminal, `followthrough leads import` takes more."
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
CLOSE = {"connection": "close"}
"""Sent when the rest of the connection cannot be told apart from the refused request."""


class Refusal(msgspec.Struct, frozen=True):
    """Why a request is refused: the status, a title, what is wrong, and what to do.

    `form` is what was typed; it can be sent `again` if it came from one of our pages. `host` is where to go instead.
    """

    status: int
    title: str
    text: str
    headers: Mapping[str, str] = {}
    form: Mapping[str, str] = {}
    again: bool = False
    host: str = ""


class RefusedRequest(Exception):
    """The request is refused."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


class Unread(Exception):
    """The client has stopped reading the response or sending the form, so the connection ends."""


class Guard:
    """Middleware that lets safe requests through, with a form as the mapping `scope["form"]`.

    The files that came with it are in `scope["files"]`; a body of JSON is in `scope["json"]`, as it was sent.

    `refused` makes the page for a refusal.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str],
        token: str,
        refused: Callable[[Refusal, Scope], Response],
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.token = token
        self.refused = refused
        self.body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self._answer(scope, receive, _with_headers(send))
        except Unread:
            return  # half a response cannot be repaired, so the server closes the connection

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = _single(scope)
            if refusal := _unclear(scope, headers) or self._too_much(scope) or self._foreign(scope, headers):
                raise RefusedRequest(refusal)
            if is_of_api(scope) and scope["method"] == "POST":
                scope["json"] = await self._json(headers, receive)
            elif scope["method"] == "POST":
                scope["form"], scope["files"] = await self._form(scope, headers, receive)
        except RefusedRequest as error:
            await self.refused(error.refusal, scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _too_much(self, scope: Scope) -> Refusal | None:
        method = scope["method"]
        if method not in ("GET", "HEAD", "POST"):
            text = f"{method[:20]} requests are not supported. Load a page, or send a form from it."
            return Refusal(405, "That does not work here", text, {"allow": "GET, HEAD, POST", **CLOSE})
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS:
            text = f"The address is longer than {MAX_ADDRESS:,} bytes. Shorten it, or start again."
            return Refusal(414, "The address is too long", text)
        if scope["query_string"].count(b"&") >= MAX_FIELDS:
            text = f"The address has more than {MAX_FIELDS} parts. Shorten it, or start again."
            return Refusal(414, "The address is too long", text)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEAD:
            text = f"Your browser sent headers longer than {MAX_HEAD:,} bytes. Delete its cookies for this address."
            return Refusal(431, "The request is too long", text, CLOSE)
        return None

    def _foreign(self, scope: Scope, headers: Mapping[str, str]) -> Refusal | None:
        """Return why a request is foreign, by its origin or its name for this server; None if it is not."""
        host, is_form = headers.get("host", ""), scope["method"] == "POST"
        if host not in self.hosts and (is_form or not scope["path"].startswith("/static/")):
            here = min(self.hosts)
            text = f"{f'{host[:200]} is not its name' if host else 'The request names no host'}. Open {here} instead."
            return Refusal(421, "followthrough has another address", text, host="" if is_form else here)
        is_foreign = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
        if is_foreign and headers.get("sec-fetch-mode") != "navigate":
            return Refusal(
                403,
                "Other sites cannot load this page",
                "A page from another site tried to load this one. Open it yourself.",
            )
        if is_of_api(scope):
            return _no_json(headers) if is_form else None
        if is_form and _type(headers) != (MULTIPART if scope["path"] == IMPORT else FORM):
            return Refusal(
                415,
                "That is not one of our forms",
                "This did not come from a form of followthrough. Open the page, and send the form from there.",
            )
        return None

    async def _json(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        """Read a body of JSON. Raises RefusedRequest, and Unread if the client stops sending it."""
        body = await self._body(headers, receive)
        if len(body) > MAX_BODY:
            text = f"The body is longer than {MAX_BODY:,} bytes. Send fewer answers."
            raise RefusedRequest(Refusal(413, "That is too long", text))
        return body

    async def _form(
        self, scope: Scope, headers: Mapping[str, str], receive: Receive
    ) -> tuple[dict[str, str], list[Upload]]:
        """Read a form, and its files. Raises RefusedRequest, and Unread if the client stops sending it."""
        body = await self._body(headers, receive)
        has_files = _type(headers) == MULTIPART
        files: list[Upload] = []
        try:
            if has_files:
                pairs, files = read_multipart(headers["content-type"], body, MAX_FIELDS)
            else:
                pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
            form = _fields(pairs)
        except ValueError:
            text = "The form is not UTF-8, or has too many parts. Send it from its page."
            raise RefusedRequest(Refusal(400, "The form cannot be read", text)) from None
        token = form.pop("token", "")
        if headers.get("origin") != f"http://{headers['host']}":
            text = "This form does not come from a page of followthrough. Open the page, and send the form from there."
            raise RefusedRequest(Refusal(403, "That did not come from here", text, form=form))
        if not compare_digest(token.encode(), self.token.encode()):
            if has_files:
                text = "followthrough was restarted after this page was loaded. Go to your leads, and choose the file."
                raise RefusedRequest(Refusal(403, "Choose the file again", text))
            text = "followthrough was restarted after this page was loaded. Nothing is lost: send the form again."
            raise RefusedRequest(Refusal(403, "Send it again", text, form=form, again=True))
        if len(body) > MAX_BODY and not has_files:
            text = f"The form is longer than {MAX_BODY:,} bytes. Shorten it, and send it again."
            raise RefusedRequest(Refusal(413, "That is too long", text, form=form, again=True))
        return form, files

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        """Read the body of a form. Raises RefusedRequest and Unread."""
        most, too_long = MAX_GIVEN_BACK, f"The form is longer than {MAX_GIVEN_BACK:,} bytes. Shorten it."
        if _type(headers) == MULTIPART:
            most, too_long = MAX_UPLOAD, _FILE_TOO_LONG
        refusal = Refusal(413, "That is too long", too_long)
        length = headers.get("content-length", "0")
        if len(length) > 20 or int(length) > most:
            raise RefusedRequest(refusal)
        body = b""
        try:
            async with asyncio.timeout(self.body_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Unread
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > most:
                        raise RefusedRequest(refusal)
        except TimeoutError:
            text = "The form took too long to arrive. Go back, and send it again."
            raise RefusedRequest(Refusal(408, "That took too long", text, CLOSE)) from None
        return body


def is_of_api(scope: Scope) -> bool:
    """Return whether a request is for the API."""
    return f"{scope['path']}/".startswith(API)


def _no_json(headers: Mapping[str, str]) -> Refusal | None:
    """Return why a body for the API is refused: it comes from a page elsewhere, or is not JSON. None if neither."""
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{headers['host']}":
        return Refusal(403, "That did not come from here", "A page from another site sent this. Send it yourself.")
    if _type(headers) != JSON:
        return Refusal(415, "That is not JSON", f"Send JSON, with the header `Content-Type: {JSON}`.")
    return None


def _type(headers: Mapping[str, str]) -> str:
    """Return what kind of form a request says it is."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def address_of(scope: Scope) -> str:
    """Return the path and query of a request as sent, starting with exactly one slash."""
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return f"/{path.lstrip('/')}" + (f"?{query}" if query else "")


def _unclear(scope: Scope, headers: Mapping[str, str]) -> Refusal | None:
    """Return why a request is ambiguous: a proxy might read it differently. None if it is not."""
    version, length = scope["http_version"], headers.get("content-length")
    if "transfer-encoding" in headers and (length is not None or version == "1.0"):
        wrong = "It states its length in two ways."
    elif length is not None and not (length.isascii() and length.isdecimal()):
        wrong = "Its length is not one number."
    elif version not in ("1.0", "1.1"):
        wrong = "Its version is not HTTP/1.1."
    elif not scope["raw_path"].startswith(b"/"):
        wrong = "It does not name a path of this server."
    elif any(_CONTROL.search(value) for value in headers.values()):
        wrong = "Its head contains a control character."
    else:
        return None
    return Refusal(400, "The request cannot be read", f"{wrong} Load the page again.", CLOSE)


def _fields(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the fields of a form by name: of one that comes again the last, but of ticked choices all."""
    form: dict[str, str] = {}
    for name, value in pairs:
        form[name] = f"{form[name]}{SEPARATOR}{value}" if name in form and name.startswith(TICKED) else value
    return form


def _single(scope: Scope) -> dict[str, str]:
    """Return the headers by name. Repeated headers are joined, so one that may occur only once then looks faulty."""
    found: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message["headers"]
            names = {name.lower() for name, _ in given}
            own = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in names]
            message = {**message, "headers": [*given, *own]}
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await send(message)
        except TimeoutError:
            raise Unread from None

    return send_with_headers
