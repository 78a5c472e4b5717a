"""What a request must be like before any page sees it, and what every response carries.

The page is for one person at one machine. Other programs can send anything to a port on it, and any page that the
person has open can make the browser send something. So a request is let through only if

- it names exactly this host and port: a foreign name that was made to point here (DNS rebinding) is refused;
- it reads (GET, HEAD), or it is a form (POST) that comes from a page of ours, which the `Origin` header and a token
  tell; a page of another origin can neither choose the one nor read the other;
- it does not make another origin's page load ours as a part of it (fetch metadata);
- its address, and a form's body, are of a bounded size, and the body arrives within a bounded time.

https://fetch.spec.whatwg.org/#origin-header, https://www.w3.org/TR/fetch-metadata/, https://www.w3.org/TR/CSP3/
"""

import asyncio
from collections.abc import Mapping
from hmac import compare_digest
from urllib.parse import parse_qsl

import msgspec
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_ADDRESS = 32_768
"""Longest path and query, in bytes: every answer at its longest, all letters escaped, needs half of it."""
MAX_BODY = 65_536
"""Longest form, in bytes: a note of a page, escaped."""
MAX_FIELDS = 200
"""Most fields of a form or a query: more than a base has questions that a person would answer."""
BODY_SECONDS = 10.0
"""How long a form may take to arrive."""
ANSWER_SECONDS = 60.0
"""How long a request may take in all, with what its reader takes to read."""

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


class Refusal(msgspec.Struct, frozen=True):
    """Why a request is refused: the status, and one line that says what is wrong and what to do."""

    status: int
    text: str
    headers: Mapping[str, str] = {}


class Refused(Exception):
    """A request is refused while its body is read."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal


class Guard:
    """Lets through what is safe, and hands a form on as `scope["form"]`, a mapping of texts."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], token: str, body_seconds: float = BODY_SECONDS) -> None:
        self.app = app
        self.hosts = hosts
        self.token = token
        self.body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._answer(scope, receive, _with_headers(send))
        except TimeoutError:
            return  # half an answer cannot be mended: the server closes the connection

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            headers = _single(scope)
            if refusal := self._refusal(scope, headers):
                raise Refused(refusal)
            if scope["method"] == "POST":
                scope["form"] = await self._form(headers, receive)
        except Refused as refused:
            told = refused.refusal
            # the rest of the body is not waited for
            closing = {**told.headers, "connection": "close"}
            await PlainTextResponse(f"{told.text}\n", told.status, closing)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> Refusal | None:
        """Look at all but the body."""
        host = headers.get("host", "")
        if host not in self.hosts:
            return Refusal(421, f"this is not {host or 'a host without a name'}; open {min(self.hosts)}")
        method = scope["method"]
        if method not in ("GET", "HEAD", "POST"):
            return Refusal(405, f"{method} is not done here; use GET or POST", {"allow": "GET, HEAD, POST"})
        if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_ADDRESS:
            return Refusal(414, f"the address is longer than {MAX_ADDRESS:,} bytes; shorten it")
        if scope["query_string"].count(b"&") >= MAX_FIELDS:
            return Refusal(414, f"the address has more than {MAX_FIELDS} parts; shorten it")
        foreign = headers.get("sec-fetch-site", "none") in ("cross-site", "same-site")
        if foreign and headers.get("sec-fetch-mode") != "navigate":
            return Refusal(403, "a page from elsewhere cannot load this one; open it yourself")
        if method == "POST" and headers.get("origin") != f"http://{host}":
            return Refusal(403, "this form is not from a page of ours; open the page and send it from there")
        if method == "POST" and headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return Refusal(415, f"a form is {FORM}; send it so")
        return None

    async def _form(self, headers: Mapping[str, str], receive: Receive) -> dict[str, str]:
        """Read a form; raises Refused."""
        too_long = Refused(Refusal(413, f"the form is longer than {MAX_BODY:,} bytes; shorten it"))
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY:
            raise too_long
        body = b""
        try:
            async with asyncio.timeout(self.body_seconds):
                more = True
                while more:
                    message = await receive()
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > MAX_BODY:
                        raise too_long
        except TimeoutError:
            raise Refused(Refusal(408, "the form took too long to arrive; send it again")) from None
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"))
        except ValueError:
            raise Refused(Refusal(400, "the form cannot be read; send it from its page")) from None
        if not compare_digest(form.pop("token", "").encode(), self.token.encode()):
            raise Refused(Refusal(403, "this page is from an earlier start of followthrough; load it again"))
        return form


def _single(scope: Scope) -> dict[str, str]:
    """Give the headers by name; one that must not come twice counts as faulty if it does."""
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
        await send(message)

    return send_with_headers
