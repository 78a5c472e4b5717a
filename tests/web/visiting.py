"""The pages, for tests: an application without a network, or a server on a free port."""

import asyncio
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlencode

from starlette.types import Message

from followthrough_web.app import create_app
from followthrough_web.safety import FORM
from followthrough_web.server import hosts_of, listen, server_of

TODAY = date(2026, 11, 22)
TOKEN = "the token of a test"
HOST = "127.0.0.1:8642"
SILENCE = {
    "interview": "done", "want_it": "yes", "interviewed_on": "2026-11-01", "heard_back": "nothing",
    "told_rank": "not told", "focusing_on": "not said", "others_being_seen": "unknown", "day_named": "no",
    "thank_you": "sent", "thanked_on": "2026-11-02", "forgot_something": "no", "material": "not sent",
    "second_letter": "not sent", "called": "no", "other_messages": "none", "great_interview": "yes",
    "interest_shown": "keen", "hard_to_please": "no", "qualified": "yes", "other_leads": "few",
    "they_write_by": "e-mail",
}  # fmt: skip
"""Three weeks of silence: the two authorities part over it."""
YESTERDAY = {
    **SILENCE, "interviewed_on": "2026-11-21", "others_being_seen": "yes", "day_named": "yes",
    "answer_by": "2026-12-06", "thank_you": "not sent", "other_leads": "enough",
}  # fmt: skip
"""The day after: the two authorities agree."""
for after_thanks in ("second_letter", "thanked_on"):
    del YESTERDAY[after_thanks]


Fields = Mapping[str, str] | Sequence[tuple[str, str]]
"""The fields of a form; one that comes more than once stands in pairs."""


class Answer(NamedTuple):
    """What a request was answered with."""

    status: int
    headers: dict[str, str]
    text: str


class Visitor:
    """Somebody who visits the pages without a network, with requests that are exactly as they are given."""

    def __init__(self, log: Path, folder: str | None = None, overlays: Sequence[str] = ()) -> None:
        hosts = frozenset({HOST})
        self.app = create_app(folder, overlays=overlays, log=str(log), hosts=hosts, today=lambda: TODAY, token=TOKEN)
        self.cookie: str | None = None
        """What the browser keeps for these pages."""
        self.hangs_up = False
        """Whether it waits for no answer."""

    def asks(self, path: str, method: str = "GET", body: bytes = b"", **headers: str | None) -> Answer:
        """Send a request; a header that is None is left out."""
        named = {
            "host": HOST,
            "cookie": self.cookie,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return asyncio.run(self._asks(path, method, body, {k: v for k, v in named.items() if v is not None}))

    async def _asks(self, path: str, method: str, body: bytes, headers: dict[str, str]) -> Answer:
        raw, _, query = path.partition("?")
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "root_path": "",
            "path": unquote(raw), "raw_path": raw.encode(), "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8642),
        }  # fmt: skip
        said: list[Message] = []

        sent = iter([body])

        async def receive() -> Message:
            for rest in sent:
                return {"type": "http.request", "body": rest, "more_body": False}
            return {"type": "http.disconnect"} if self.hangs_up else await asyncio.Future()

        async def send(message: Message) -> None:
            said.append(message)

        await self.app(scope, receive, send)
        told = {name.decode(): value.decode() for name, value in said[0]["headers"]}
        self.cookie = told.get("set-cookie", self.cookie or "").partition(";")[0] or None
        return Answer(said[0]["status"], told, b"".join(one.get("body", b"") for one in said[1:]).decode())

    def loads(self, path: str, answers: Mapping[str, str] | None = None, status: int = 200) -> str:
        """Load a page, where it leads."""
        answer = self.asks(f"{path}?{urlencode(answers)}" if answers else path)
        if answer.status == 303:
            return self.loads(answer.headers["location"], status=status)
        assert answer.status == status, answer.text
        return answer.text

    def reads(self, path: str, answers: Mapping[str, str] | None = None, status: int = 200) -> str:
        """Load a page, where it leads; give its words."""
        return plain(self.loads(path, answers, status))

    def sends(self, path: str, fields: Fields, status: int = 303) -> str:
        """Send a form as one of our pages would; give where it leads, or what it says."""
        pairs = fields.items() if isinstance(fields, Mapping) else fields
        body = urlencode([("token", TOKEN), *pairs]).encode()
        answer = self.asks(path, "POST", body, origin=f"http://{HOST}", content_type=FORM)
        assert answer.status == status, answer.text
        return answer.headers.get("location", "") or plain(answer.text)

    def saves(self, answers: Mapping[str, str], name: str) -> str:
        """Save a lead; give the path of its page."""
        return self.sends(at(answers, "/save"), {"name": name}).partition("?")[0]


def at(answers: Mapping[str, str], path: str = "/") -> str:
    """Give the address of a page about these answers."""
    return f"{path}?{urlencode(answers)}"


def plain(page: str) -> str:
    """Give the words of a page."""
    body = page.partition("<main")[2] or page
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


@contextmanager
def served(log: Path, folder: str | None = None, *, token: str | None = None, port: int = 0) -> Iterator[str]:
    """Serve the pages on a port, or a free one; give their address."""
    with listen(port) as taken:
        hosts = hosts_of(taken.getsockname()[1])
        ready = threading.Event()
        server = server_of(create_app(folder, log=str(log), hosts=hosts, today=lambda: TODAY, token=token), ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        assert ready.wait(20)
        yield f"http://{min(hosts)}"
        server.should_exit = True
        thread.join(20)
