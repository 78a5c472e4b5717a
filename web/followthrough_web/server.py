"""The server: uvicorn on this machine only, with bounds on how slowly a client may speak.

uvicorn closes a connection on which nothing comes for a while, but one that sends a byte now and then may stay for
ever. So a connection has a time within which the head of a request must have arrived, and then one for its body, and
there is room for a number of them; of more than that, the one whose request has been waited for longest is closed, and
never the newest. Others are answered meanwhile.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import h11
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from followthrough.errors import LeadError, Place, Problem
from followthrough.silent_logging import SilentLogger
from followthrough_web.rendering import environment
from followthrough_web.safety import BODY_SECONDS, HEADERS, MAX_ADDRESS, MAX_HEAD

HOST = "127.0.0.1"
"""The loopback address: nobody beyond this machine can reach it."""
REQUEST_SECONDS = 10.0
"""How long the head of a request may take to arrive."""
MOST_CONNECTIONS = 100
"""Connections that are kept at once: a browser opens six."""
LAST_SECONDS = 2.0
"""How long a client may go on to send what nobody reads any more."""
MAX_UNFINISHED = MAX_ADDRESS + MAX_HEAD
"""Longest part of a head that is kept while the rest is waited for, in bytes."""


class Connection(H11Protocol):
    """A connection that is closed when a request takes too long to arrive, or when others need its place.

    `unreadable` is the page that says that what came cannot be read.
    """

    seconds = REQUEST_SECONDS
    most = MOST_CONNECTIONS

    def __init__(self, *arguments: Any, unreadable: bytes = b"", **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = self.access_logger = SilentLogger("followthrough")  # addresses and errors have answers in them
        self.access_log = False
        self.unreadable = unreadable
        self.waiting: asyncio.TimerHandle | None = None
        self.since = 0.0
        self.is_over = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request; make room for it."""
        super().connection_made(transport)
        self._wait(self.seconds)
        if len(self.connections) > self.most:
            others = [
                one for one in self.connections if isinstance(one, Connection) and one.waiting and one is not self
            ]
            if others:
                min(others, key=lambda one: one.since).hang_up()

    def data_received(self, data: bytes) -> None:
        """Read; a whole request ends the waiting, and the head of one gives time for its body."""
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
        """Say that what came cannot be read, whatever is wrong with it, and read no more."""
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
        # a connection that is closed before all of it is read is reset, and the browser shows nothing
        self._wait(LAST_SECONDS)

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
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
    """Take a port of this machine, any free one for 0; raises LeadError if it cannot be had."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would share the port with a server that has it
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((HOST, port))
        taken.listen(MOST_CONNECTIONS)
    except OSError as error:
        taken.close()
        wrong = f"port {port} cannot be had ({error.strerror})"
        raise LeadError(
            [Problem(Place("serve"), wrong, "name another with --port, or 0 for any that is free")]
        ) from None
    return taken


def hosts_of(port: int) -> frozenset[str]:
    """Name the hosts as which a browser may know this server."""
    suffix = "" if port == 80 else f":{port}"
    return frozenset({f"{HOST}{suffix}", f"localhost{suffix}"})


def server_of(app: ASGIApp, ready: Callable[[], None] = lambda: None) -> uvicorn.Server:
    """Make a server for a socket of `listen`; `ready` is called when it answers."""
    unreadable = (
        environment()
        .get_template("fault.html")
        .render(
            title="The request cannot be read",
            lines=["Its address is too long, or it is no request as browsers make them. Nothing was changed."],
        )
    )
    config = uvicorn.Config(
        app,
        http=partial(Connection, unreadable=unreadable.encode()),  # type: ignore[arg-type]  # it is called like the class
        ws="none",
        lifespan="off",
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
