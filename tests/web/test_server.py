"""The server, over sockets: slow clients keep nobody out, and what can be read in two ways is not read at all."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from followthrough.leads.log import Log
from followthrough_web.safety import FORM
from followthrough_web.server import MOST_CONNECTIONS
from web.visiting import TOKEN, Visitor, served

MANY = 2 * MOST_CONNECTIONS


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with served(tmp_path_factory.mktemp("log") / "leads.sqlite") as address:
        yield int(address.rpartition(":")[2])


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def hung_up(client: socket.socket) -> bool:
    """Tell whether the other side closed a connection without an answer; waits for it."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


def answered(port: int, request: bytes) -> bytes:
    """Send what may be no request, and return all that is answered until the connection is closed."""
    with connected(port) as client:
        client.sendall(request)
        found = b""
        try:
            while more := client.recv(65_536):
                found += more
        except ConnectionResetError:
            pass
        return found


HEAD_BEGUN = b"GET / HTTP/1.1\r\nHost: 127"
BODY_BEGUN = (
    "POST /answer HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: " + FORM
    + "\r\nContent-Length: 500\r\n\r\ntoken="
)  # fmt: skip


@pytest.mark.parametrize(
    "what", ["nothing", "half a head", "half a body", "a chunk of a body", "half of each, a body first"]
)
def test_unfinished_requests_keep_no_newcomer_out(what: str, port: int) -> None:
    body = BODY_BEGUN.format(host=f"127.0.0.1:{port}").encode()
    chunked = body.replace(b"Content-Length: 500", b"Transfer-Encoding: chunked").replace(b"token=", b"6\r\ntoken=\r\n")
    sent = {
        "nothing": [b""],
        "half a head": [HEAD_BEGUN],
        "half a body": [body],
        "a chunk of a body": [chunked],
        "half of each, a body first": [body, HEAD_BEGUN, chunked],
    }
    with ExitStack() as all_of_them:
        unfinished = []
        for number in range(MANY):
            unfinished.append(all_of_them.enter_context(connected(port)))
            unfinished[-1].sendall(sent[what][number % len(sent[what])])
        for path in ("/static/style.css", "/?interview=upcoming", "/leads"):
            begun = time.monotonic()
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as page:
                assert page.status == 200
            assert time.monotonic() - begun < 10, path
        unfinished[0].settimeout(5)
        assert hung_up(unfinished[0]), "the one that was waited for longest makes room"


def test_one_that_sends_its_form_slowly_is_waited_for(port: int) -> None:
    fields = urlencode({"token": "of an earlier start", "answer.interview": "done"}).encode()
    begun = BODY_BEGUN.format(host=f"127.0.0.1:{port}").encode().removesuffix(b"token=")
    head = begun.replace(b"500", b"%d" % len(fields))
    with connected(port) as client:
        client.sendall(head)
        for begin in range(0, len(fields), 20):
            client.sendall(fields[begin : begin + 20])
            time.sleep(0.1)
        assert client.recv(100).startswith(b"HTTP/1.1 403 ")


HEAD = "GET /leads HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
UNCLEAR = {
    "both lengths": HEAD + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "both lengths of a form": BODY_BEGUN.replace("500", "5\r\nTransfer-Encoding: chunked") + "\r\n\r\n0\r\n\r\n",
    "both lengths, the other way round": HEAD + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": HEAD + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "two lengths in one": HEAD + "Content-Length: 5, 6\r\n\r\nhello",
    "a length with a sign": HEAD + "Content-Length: +5\r\n\r\nhello",
    "a length below nothing": HEAD + "Content-Length: -1\r\n\r\n",
    "a length that is a word": HEAD + "Content-Length: five\r\n\r\n",
    "two encodings": HEAD + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "an encoding that is none": HEAD + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "an encoding in HTTP/1.0": "POST / HTTP/1.0\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": HEAD + "Content-Length : 5\r\n\r\nhello",
    "two hosts": HEAD + "Host: evil.example\r\n\r\n",
    "no host": "GET / HTTP/1.1\r\n\r\n",
    "another address whole": "GET http://evil.example/ HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "our address whole": "GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "no path": "GET leads HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "NUL in the path": "GET /\0 HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "NUL in the head": HEAD + "X: a\0b\r\n\r\n",
    "a control character in the head": HEAD + "X: a\x1bb\r\n\r\n",
    "a carriage return in the head": HEAD + "X: a\rb: c\r\n\r\n",
    "another version": "GET / HTTP/2.0\r\nHost: {host}\r\n\r\n",
    "no version": "GET /\r\n\r\n",
    "another protocol": "\x16\x03\x01\x02 hello\r\n\r\n",
}


@pytest.mark.parametrize("what", UNCLEAR)
def test_what_can_be_read_in_two_ways_or_none_is_refused_on_a_page(what: str, port: int) -> None:
    said = answered(port, UNCLEAR[what].format(host=f"127.0.0.1:{port}").encode("latin-1"))
    head, _, page = said.partition(b"\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 400 "), said[:200]
    assert said.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in head.lower()
    assert b"content-security-policy" in head.lower()
    assert b"The request cannot be read" in page
    assert b'href="/static/style.css?' in page


@pytest.mark.parametrize("rest", ["", "\r\n\r\n"], ids=["without an end", "with an end"])
@pytest.mark.parametrize("what", ["an address", "a line", "many lines"])
def test_a_head_that_is_too_long_is_refused_on_a_page(what: str, rest: str, port: int) -> None:
    sent = {
        "an address": "GET /?company="
        + "x" * 100_000
        + (" HTTP/1.1\r\nHost: {host}\r\nConnection: close" if rest else ""),
        "a line": HEAD + "X: " + "x" * 100_000,
        "many lines": HEAD + "\r\n".join(["X: x"] * 20_000),
    }
    said = answered(port, (sent[what] + rest).format(host=f"127.0.0.1:{port}").encode())
    assert said.split(b" ")[1] in (b"400", b"414", b"431")
    assert b'href="/static/style.css?' in said


def test_a_request_without_a_host_is_told_where_to_go(port: int) -> None:
    assert answered(port, b"GET / HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 421 ")


def test_another_way_to_switch_protocols_is_not_taken(port: int) -> None:
    request = HEAD.replace("Connection: close", "Connection: close, upgrade") + "Upgrade: websocket\r\n\r\n"
    assert answered(port, request.format(host=f"127.0.0.1:{port}").encode()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("ending", ["it breaks off", "a chunk is none", "a chunk is too long"])
def test_a_form_that_does_not_come_to_its_end_changes_nothing(ending: str, tmp_path: Path) -> None:
    log = tmp_path / "leads.sqlite"
    lead = Visitor(log).sends("/save?interview=done", {"name": "Brown & Co"})
    before = log.read_bytes()
    with served(log, token=TOKEN) as address:
        port = int(address.rpartition(":")[2])
        head = BODY_BEGUN.format(host=f"127.0.0.1:{port}").replace("/answer", f"{lead}/note").removesuffix("token=")
        fields = urlencode({"token": TOKEN, "note": "They asked for my references, which I"})
        if ending != "it breaks off":
            head = head.replace("Content-Length: 500", "Transfer-Encoding: chunked")
            size = "zz" if ending == "a chunk is none" else "f" * 30
            fields = f"{len(fields):x}\r\n{fields}\r\n{size}\r\n"
        with connected(port) as client:
            client.sendall((head + fields).encode())
            client.shutdown(socket.SHUT_WR)
            client.settimeout(30)
            said = b"".join(iter(lambda: client.recv(65_536), b""))
        assert not said or said.startswith(b"HTTP/1.1 400 ")
        with urlopen(f"{address}{lead}", timeout=30) as page:
            assert b"my references" not in page.read()
    assert log.read_bytes() == before
    assert len(Log(log).histories()) == 1
