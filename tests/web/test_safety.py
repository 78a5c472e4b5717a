"""Requests that are not from the person at this machine, or not as they should be, are refused; nobody is held up."""

import asyncio
import re
import socket
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from starlette.responses import Response
from starlette.types import Message, Scope

from followthrough_web import safety
from followthrough_web.safety import FORM, Guard, Refusal
from followthrough_web.server import Connection
from web.visiting import HOST, TOKEN, Visitor, plain, served

ANSWER = f"token={TOKEN}&answer.interview=done".replace(" ", "+")


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Visitor(tmp_path_factory.mktemp("log") / "leads.sqlite")


def sent(visitor: Visitor, body: str = ANSWER, **headers: str | None) -> int:
    """Send a form that is as it should be but for what is given; give the status."""
    return visitor.asks(
        "/answer", "POST", body.encode(), **{"origin": f"http://{HOST}", "content_type": FORM, **headers}
    ).status


# Who asks


def test_a_form_from_a_page_of_ours_is_taken(visitor: Visitor) -> None:
    assert sent(visitor) == 303


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8642",
        "127.0.0.1",
        "127.0.0.1:8643",
        f"{HOST}.evil.example",
        "[::1]:8642",
        "",
        None,
    ],
)
def test_a_foreign_host_is_refused_so_that_no_name_can_be_made_to_point_here(
    visitor: Visitor, host: str | None
) -> None:
    refused = visitor.asks("/", host=host)
    assert refused.status == 421
    assert HOST in refused.text


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "", None, f"https://{HOST}", "http://127.0.0.1:8643", "http://localhost:8642"],
)
def test_a_form_of_a_foreign_origin_is_refused(visitor: Visitor, origin: str | None) -> None:
    assert sent(visitor, origin=origin) == 403


@pytest.mark.parametrize("token", ["", "token=wrong&", "token=%FF&", "token=&"])
def test_a_form_without_the_token_is_refused(visitor: Visitor, token: str) -> None:
    assert sent(visitor, f"{token}answer.interview=done") in (400, 403)


def test_a_page_from_elsewhere_cannot_load_ours_but_may_lead_to_it(visitor: Visitor) -> None:
    for site in ("cross-site", "same-site"):
        assert visitor.asks("/leads", sec_fetch_site=site, sec_fetch_mode="no-cors").status == 403
        assert visitor.asks("/leads", sec_fetch_site=site, sec_fetch_mode="navigate").status == 200
    assert "access-control-allow-origin" not in visitor.asks("/", origin="http://evil.example").headers


# What is asked


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_a_method_that_no_page_needs_is_refused(visitor: Visitor, method: str) -> None:
    refused = visitor.asks("/", method)
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, POST")


def test_what_changes_something_cannot_be_done_by_loading_a_page(tmp_path: Path) -> None:
    log = tmp_path / "leads.sqlite"
    visitor = Visitor(log)
    lead = visitor.sends("/save?interview=done", {"name": "Brown & Co"}).partition("?")[0]
    before = log.read_bytes()
    for path in (
        "/save",
        "/answer",
        *(f"{lead}/{what}" for what in ("answer", "did", "set", "note", "drop", "resume", "undo", "redo")),
    ):
        assert visitor.asks(path).status == 405, path
        assert visitor.asks(path, "HEAD").status == 405, path
    for path in ("/", "/letter", "/leads", lead, f"{lead}/letter", f"{lead}?if-want_it=no", "/rules", "/rules/graph"):
        assert visitor.asks(path).status == 200, path
        assert visitor.asks(path, "POST", ANSWER.encode(), origin=f"http://{HOST}", content_type=FORM).status == 405, (
            path
        )
    assert log.read_bytes() == before


def test_a_form_that_is_too_long_is_refused_before_it_is_read_and_while(visitor: Visitor) -> None:
    assert sent(visitor, f"{ANSWER}&note={'x' * safety.MAX_BODY}") == 413
    assert sent(visitor, content_length="9" * 30) == 413
    asked: list[int] = []

    async def receive() -> Message:
        asked.append(1)
        return {"type": "http.request", "body": b"x" * 100_000, "more_body": True}

    assert asyncio.run(status_of(receive)) == 413
    assert len(asked) < 12


def test_an_address_that_is_too_long_or_has_too_many_parts_is_refused(visitor: Visitor) -> None:
    assert visitor.asks("/?interview=" + "x" * safety.MAX_ADDRESS).status == 414
    assert visitor.asks("/?" + "a=1&" * safety.MAX_FIELDS).status == 414


@pytest.mark.parametrize("body", ["&".join(["a=1"] * 300), "token=%C3%28"])
def test_a_form_that_cannot_be_read_is_refused(visitor: Visitor, body: str) -> None:
    assert sent(visitor, body) in (400, 403)


def test_only_a_form_is_taken(visitor: Visitor) -> None:
    assert sent(visitor, content_type="application/json") == 415
    assert sent(visitor, content_type="text/plain") == 415


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd", "/static/",
        "/static/app.py", "/static/style.css/", "/rule/..", "/leads/..%2f..", "/leads/'%20or%201=1", "/.git/config",
        "//evil.example/", "/%00", "/../../etc/passwd", "/leads/",
    ],
)  # fmt: skip
def test_a_path_that_is_no_page_leads_nowhere(visitor: Visitor, path: str) -> None:
    assert visitor.asks(path).status == 404


# How it is asked


def test_a_form_that_takes_too_long_to_arrive_is_refused() -> None:
    async def receive() -> Message:
        await asyncio.sleep(3600)
        raise AssertionError

    assert asyncio.run(status_of(receive, body_seconds=0.01)) == 408


def test_slow_clients_are_hung_up_on_and_hold_up_nobody(tmp_path: Path) -> None:
    with patch.object(Connection, "seconds", 1.0), served(tmp_path / "leads.sqlite") as address:
        place = ("127.0.0.1", int(address.rpartition(":")[2]))
        slow = [socket.create_connection(place, timeout=30) for _ in range(30)]
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        with urlopen(f"{address}/", timeout=30) as answered:
            assert answered.status == 200
        assert [hung_up(one) for one in slow] == [True] * len(slow)


# What is answered


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/style.css", "/rules/graph.svg", "/?interview=perhaps"])
def test_every_answer_forbids_what_it_does_not_need(visitor: Visitor, path: str) -> None:
    headers = visitor.asks(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers


def test_a_refusal_forbids_it_too(visitor: Visitor) -> None:
    refused = visitor.asks("/", host="evil.example")
    assert refused.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in refused.headers["content-security-policy"]


NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&{{7*7}}"


def test_names_answers_and_notes_are_escaped_wherever_they_are_shown(tmp_path: Path) -> None:
    visitor, nasty = Visitor(tmp_path / "leads.sqlite"), quote(NASTY)
    lead = visitor.sends("/save?interview=upcoming&want_it=yes", {"name": NASTY}).partition("?")[0]
    visitor.sends(f"{lead}/note", {"note": NASTY})
    own = [lead, "/leads", f"/?interview=done&company={nasty}"]
    faulty = [
        f"/letter?the-letter={nasty}",
        f"/?interview={nasty}",
        f"/?{nasty}=1",
        f"/rule/{nasty}",
        f"/?hear-also={nasty}",
    ]
    for path in [*own, *faulty, f"/?ask-again={nasty}&left-out={nasty}", f"/?if-{nasty}=1"]:
        text = visitor.asks(path).text
        assert "<script>a" not in text, path
        assert "<img src=x" not in text, path
        assert "49" not in plain(text), path
    assert all(NASTY in plain(visitor.asks(path).text) for path in own)


def test_pages_have_no_script_and_no_style_in_them_and_nothing_from_elsewhere(visitor: Visitor) -> None:
    for path in ("/", "/?interview=done", "/leads", "/rules", "/rules/graph"):
        text = visitor.asks(path).text
        assert (
            text.count("<script")
            == len(re.findall(r'<script src="/static/script\.js\?\w+" defer></script>', text))
            == 1
        )
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick" not in text
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in text


# Parts


async def status_of(receive: Any, **options: float) -> int:
    """Give the status with which the guard answers a form that arrives in a way of its own."""

    async def never(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError("the form was let through")

    found: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    def refused(refusal: Refusal, scope: Scope) -> Response:
        return Response(refusal.text, refusal.status)

    guard = Guard(never, hosts=frozenset({HOST}), token=TOKEN, refused=refused, **options)
    headers = [(b"host", HOST.encode()), (b"origin", f"http://{HOST}".encode()), (b"content-type", FORM.encode())]
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/answer", "raw_path": b"/answer",
        "query_string": b"",
        "headers": headers,
    }  # fmt: skip
    await guard(scope, receive, send)
    return found[0]


def hung_up(client: socket.socket) -> bool:
    """Tell whether the other side closed a connection without an answer; waits for it."""
    with client:
        try:
            return client.recv(1) == b""
        except ConnectionResetError:
            return True
