"""The server: uvicorn on this machine only, with limits on how slowly a client may send.

uvicorn closes an idle connection, but one that sends a byte now and then could stay open forever. So the head of a
request must arrive within a time limit, and its body within another. The number of connections is limited too: when
there are too many, the server closes the one that has kept it waiting longest, and never the newest.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from followthrough.errors import LeadError, Place, Problem
from followthrough.silent_logging import SilentLogger
from followthrough_web.rendering import environment
from followthrough_web.safety import BODY_SECONDS, HEADERS, MAX_ADDRESS, MAX_HEAD

HOST = "127.0.0.1"
"""The loopback address, which no other machine can reach."""
REQUEST_SECONDS = 10.0
"""How long the head of a request may take to arrive."""
MOST_CONNECTIONS = 100
"""Most connections at once: a browser opens six."""
LAST_SECONDS = 2.0
"""How long a client may go on sending after a refusal."""
MAX_UNFINISHED = MAX_ADDRESS + MAX_HEAD
"""Longest incomplete head that is kept while the server waits for the rest, in bytes."""


class Connection(H11Protocol):
    """A connection that is closed when a request takes too long to arrive, or when others need its place.

    `unreadable` is the page for a request that cannot be read.
    """

    seconds = REQUEST_SECONDS
    most = MOST_CONNECTIONS

    def __init__(self, *arguments: Any, unreadable: bytes = b"", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = self.access_logger = SilentLogger("followthrough")  # addresses and errors contain answers
        self.access_log = False
        self.unreadable = unreadable
        self.waiting: asyncio.TimerHandle | None = None
        self.since = 0.0
        self.is_over = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Start waiting for a request, and make room for it."""
        super().connection_made(transport)
        self._wait(self.seconds)
        if len(self.connections) > self.most:
            others = [
                one for one in self.connections if isinstance(one, Connection) and one.waiting and one is not self
            ]
            if others:
                min(others, key=lambda one: one.since).hang_up()

    def data_received(self, data: bytes) -> None:
        """Read data. A whole request ends the wait; its head alone allows time for the body."""
        if self.is_over:
            return
        before = self.cycle
        super().data_received(data)
        if self.cycle is None or self.cycle.response_complete or self.is_over:
            return
        if not self.cycle.more_body:
            self._stop_waiting()
        elif self.cycle is not before:
            self._wait(self.seconds + BODY_SECONDS)

    def send_400_response(self, msg: str) -> None:
        """Say that the request cannot be read, and stop reading."""
        self.is_over = True
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.hang_up()
            return
        headers = [("content-type", "text/html; charset=utf-8"), ("connection", "close"), *HEADERS.items()]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=self.unreadable),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        if self.transport.can_write_eof():
            self.transport.write_eof()
        # closing before all is read would reset the connection, and the browser would show nothing
        self._wait(LAST_SECONDS)

    def on_response_complete(self) -> None:
        """Start waiting for the next request."""
        self._wait(self.seconds)
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Clean up."""
        self._stop_waiting()
        super().connection_lost(exc)

    def hang_up(self) -> None:
        """Close the connection at once."""
        self._stop_waiting()
        self.transport.abort()

    def _wait(self, seconds: float) -> None:
        self._stop_waiting()
        self.since = self.loop.time()
        self.waiting = self.loop.call_later(seconds, self.hang_up)

    def _stop_waiting(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None


def listen(port: int) -> socket.socket:
    """Return a socket that listens on a port of this machine; 0 takes any free one. Raises LeadError if it cannot."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # or the body of a page waits 40 ms behind its head
    try:
        if os.name == "posix":  # elsewhere this would share the port with a server that is using it
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((HOST, port))
        taken.listen(MOST_CONNECTIONS)
    except OSError as error:
        taken.close()
        wrong = f"port {port} cannot be used ({error.strerror})"
        raise LeadError([Problem(Place("serve"), wrong, "name another with --port, or 0 for any free one")]) from None
    return taken


def hosts_of(port: int) -> frozenset[str]:
    """Return the host names by which a browser may address this server."""
    suffix = "" if port == 80 else f":{port}"
    return frozenset({f"{HOST}{suffix}", f"localhost{suffix}"})


def server_of(
    app: ASGIApp, ready: Callable[[], None] = lambda: None, *, lifespan: Literal["off", "on"] = "off"
) -> uvicorn.Server:
    """Return a server for a socket from `listen`; it calls `ready` once it answers requests.

    `lifespan` is on for an application that has work of its own to start and to end.
    """
    unreadable = (
        environment()
        .get_template("fault.html")
        .render(
            title="The request cannot be read",
            lines=["Its address is too long, or no browser sent it. Nothing was changed."],
        )
    )
    config = uvicorn.Config(
        app,
        http=partial(Connection, unreadable=unreadable.encode()),  # type: ignore[arg-type]  # it is called as the class is
        ws="none",
        lifespan=lifespan,
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=MAX_UNFINISHED,
    )
    return _Server(config, ready)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()
