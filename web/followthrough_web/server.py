"""The server: uvicorn on this machine only, with bounds on how slowly a client may speak.

uvicorn closes a connection on which nothing comes for a while, but one that sends a byte now and then may stay for
ever. So a connection has a time within which a whole request must have arrived, and there is room for a number of them;
of more than that, the one that has waited longest for its request is closed. Others are answered meanwhile.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from followthrough.errors import LeadError, Place, Problem
from followthrough.silence import SilentLogger

HOST = "127.0.0.1"
"""The loopback address: nobody beyond this machine can reach it."""
REQUEST_SECONDS = 10.0
"""How long the head of a request may take to arrive."""
MOST_CONNECTIONS = 100
"""Connections that are kept at once: a browser opens six."""
MAX_HEAD = 49_152
"""Longest head of a request, in bytes: an address at its longest, and as much again of what browsers add to it."""


class Connection(H11Protocol):
    """A connection that is closed when a request takes too long to arrive."""

    seconds = REQUEST_SECONDS
    most = MOST_CONNECTIONS

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.logger = self.access_logger = SilentLogger("followthrough")  # addresses and errors have answers in them
        self.access_log = False
        self.waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request; make room for it."""
        super().connection_made(transport)
        self._wait()
        idle = [one for one in self.connections if isinstance(one, Connection) and one.waiting is not None]
        if len(self.connections) > self.most and idle:
            min(idle, key=Connection.waits_until).hang_up()

    def data_received(self, data: bytes) -> None:
        """Read; a whole head ends the waiting."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request."""
        self._wait()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Clean up."""
        self._stop_waiting()
        super().connection_lost(exc)

    def waits_until(self) -> float:
        """Tell when the waiting ends, in the loop's time."""
        return self.waiting.when() if self.waiting is not None else float("inf")

    def hang_up(self) -> None:
        """Close the connection at once."""
        self._stop_waiting()
        self.transport.abort()

    def _wait(self) -> None:
        self._stop_waiting()
        self.waiting = self.loop.call_later(self.seconds, self.hang_up)

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
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=2,
        h11_max_incomplete_event_size=MAX_HEAD,
    )
    return _Server(config, ready)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()
