"""What a request must be like before any page sees it, and what every response carries.

The page is for one person at one machine. Other programs can send anything to a port on it, and any page that the
person has open can make the browser send something. So a request is let through only if

- it can be read in one way only: its length is said once, its path is one of this server;
- it names exactly this host and port: a foreign name that was made to point here (DNS rebinding) is refused;
- it reads (GET, HEAD), or it is a form (POST) that comes from a page of ours, which the `Origin` header and a token
  tell; a page of another origin can neither choose the one nor read the other;
- it does not make another origin's page load ours as a part of it (fetch metadata);
- its address, and a form's body, are of a bounded size, and the body arrives whole and within a bounded time.

A refusal is a page, with what was typed where the person may have typed it. The token changes with each start: a form
of a page that was open before is given back with the new one, as the origin has told already that it is ours.

https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/, https://www.w3.org/TR/CSP3/,
https://www.rfc-editor.org/rfc/rfc9112#section-6.3
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from hmac import compare_digest
from urllib.parse import parse_qsl

import msgspec
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_ADDRESS = 32_768
"""Longest path and query, in bytes: every answer at its longest, all letters escaped, needs half of it."""
MAX_HEAD = 16_384
"""Longest head beside the address, in bytes: browsers send a thousand, and cookies of other programs on this host."""
MAX_BODY = 65_536
"""Longest form, in bytes: a note of a page, escaped."""
MAX_GIVEN_BACK = 1_048_576
"""Longest form that is read to give it back, in bytes."""
MAX_FIELDS = 200
"""Most fields of a form or a query: more than a base has questions that a person would answer."""
BODY_SECONDS = 10.0
"""How long a form may take to arrive."""
SEND_SECONDS = 30.0
"""How long a part of an answer may take to be read."""

FORM = "application/x-www-form-urlencoded"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing but our own files: no script or style in a page, nothing from elsewhere, nobody frames it."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # not `no-referrer`: with that a browser sends `Origin: null` with our own forms
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
CLOSE = {"connection": "close"}
"""Sent where what else comes on the connection cannot be told apart from what was refused."""


class Refusal(msgspec.Struct, frozen=True):
    """Why a request is refused: the status, a title, and what is wrong and what to do.

    `form` is what was typed, which can be sent `again` if it came from a page of ours; `host` is where to go instead.
    """

    status: int
    title: str
    text: str
    headers: Mapping[str, str] = {}
    form: Mapping[str, str] = {}
    again: bool = False
    host: str = ""


class RefusedRequest(Exception):
    """A request is refused while its body is read."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


class Unread(Exception):
    """Nobody reads the answer, or sent the rest of a form: the connection ends."""


class Guard:
    """Lets through what is safe, and hands a form on as `scope["form"]`, a mapping of texts.

    `refused` makes the page that tells a refusal.
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
            return  # half an answer cannot be mended: the server closes the connection

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = _single(scope)
            if refusal := _unclear(scope, headers) or self._too_much(scope) or self._foreign(scope, headers):
                raise RefusedRequest(refusal)
            if scope["method"] == "POST":
                scope["form"] = await self._form(scope, headers, receive)
        except RefusedRequest as error:
            await self.refused(error.refusal, scope)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _too_much(self, scope: Scope) -> Refusal | None:
        method = scope["method"]
        if method not in ("GET", "HEAD", "POST"):
            text = f"{method[:20]} is not done here; a page is loaded, or a form is sent from it."
            return Refusal(405, "That is not done here", text, {"allow": "GET, HEAD, POST", **CLOSE})
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS:
            text = f"The address is longer than {MAX_ADDRESS:,} bytes; shorten it, or begin again."
            return Refusal(414, "The address is too long", text)
        if scope["query_string"].count(b"&") >= MAX_FIELDS:
            text = f"The address has more than {MAX_FIELDS} parts; shorten it, or begin again."
            return Refusal(414, "The address is too long", text)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEAD:
            text = (
                f"What your browser sends along is longer than {MAX_HEAD:,} bytes; delete its cookies for this address."
            )
            return Refusal(431, "The request is too long", text, CLOSE)
        return None

    def _foreign(self, scope: Scope, headers: Mapping[str, str]) -> Refusal | None:
        """Look at whence a request comes, and at the name by which it calls this server."""
        host, is_form = headers.get("host", ""), scope["method"] == "POST"
        if host not in self.hosts and (is_form or not scope["path"].startswith("/static/")):
            here = min(self.hosts)
            text = f"{f'{host[:200]} is not its name' if host else 'The request names no host'}; open {here} instead."
            return Refusal(421, "followthrough has another address", text, host="" if is_form else here)
        is_foreign = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
        if is_foreign and headers.get("sec-fetch-mode") != "navigate":
            return Refusal(
                403, "That is not for other pages", "A page from elsewhere cannot load this one; open it yourself."
            )
        if is_form and headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return Refusal(
                415,
                "That is not a form of ours",
                "What was sent is no form of a page of followthrough. Open the page, and send it from there.",
            )
        return None

    async def _form(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> dict[str, str]:
        """Read a form; raises RefusedRequest, and Unread if it does not come to its end."""
        body = await self._body(headers, receive)
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"))
        except ValueError:
            text = "What the form says is not UTF-8, or has too many parts; send it from its page."
            raise RefusedRequest(Refusal(400, "The form cannot be read", text)) from None
        token = form.pop("token", "")
        if headers.get("origin") != f"http://{headers['host']}":
            text = "This form is not from a page of followthrough; open the page, and send it from there."
            raise RefusedRequest(Refusal(403, "That did not come from here", text, form=form))
        if not compare_digest(token.encode(), self.token.encode()):
            text = "followthrough was restarted after this page was loaded. Nothing is lost: send it once more."
            raise RefusedRequest(Refusal(403, "Send it once more", text, form=form, again=True))
        if len(body) > MAX_BODY:
            text = f"The form is longer than {MAX_BODY:,} bytes; shorten it, and send it again."
            raise RefusedRequest(Refusal(413, "That is too long", text, form=form, again=True))
        return form

    async def _body(self, headers: Mapping[str, str], receive: Receive) -> bytes:
        """Read the body of a form; raises RefusedRequest, Unread."""
        too_long = Refusal(413, "That is too long", f"The form is longer than {MAX_GIVEN_BACK:,} bytes; shorten it.")
        length = headers.get("content-length", "0")
        if len(length) > 20 or int(length) > MAX_GIVEN_BACK:
            raise RefusedRequest(too_long)
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
                    if len(body) > MAX_GIVEN_BACK:
                        raise RefusedRequest(too_long)
        except TimeoutError:
            text = "The form took too long to arrive; go back, and send it again."
            raise RefusedRequest(Refusal(408, "That took too long", text, CLOSE)) from None
        return body


def address_of(scope: Scope) -> str:
    """Return the path and query of a request as they were sent, from one slash on."""
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return f"/{path.lstrip('/')}" + (f"?{query}" if query else "")


def _unclear(scope: Scope, headers: Mapping[str, str]) -> Refusal | None:
    """Find what another program between might read in another way."""
    version, length = scope["http_version"], headers.get("content-length")
    if "transfer-encoding" in headers and (length is not None or version == "1.0"):
        wrong = "It says its length in two ways."
    elif length is not None and not (length.isascii() and length.isdecimal()):
        wrong = "Its length is not one number."
    elif version not in ("1.0", "1.1"):
        wrong = "It is of another version than HTTP/1.1."
    elif not scope["raw_path"].startswith(b"/"):
        wrong = "It names no path of this server."
    elif any(_CONTROL.search(value) for value in headers.values()):
        wrong = "It has a control character in its head."
    else:
        return None
    return Refusal(400, "The request cannot be read", f"{wrong} Load the page again.", CLOSE)


def _single(scope: Scope) -> dict[str, str]:
    """Return the headers by name; one that must not come twice counts as faulty if it does."""
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
