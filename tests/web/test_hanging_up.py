"""A browser or a program that hangs up stops the proofs for its answer, and no change to the search log."""

import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from followthrough.errors import NotSettled
from followthrough.leads.log import Log
from followthrough.readings.prove.limits import WATCHDOG, WorkStop, stopped_by
from followthrough_web.live_base import LiveBase
from web.visiting import SILENCE, Visitor, served


@pytest.mark.parametrize("path", ["/v1/check", "/rules/findings"])
def test_a_client_that_hangs_up_stops_the_proofs_for_its_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    begun, interrupted = threading.Event(), threading.Event()

    def proves(*_: object) -> tuple[()]:
        with WATCHDOG.limit(60, interrupted.set):
            begun.set()
            interrupted.wait(60)
        return ()

    monkeypatch.setattr(LiveBase, "findings", proves)
    with served(tmp_path / "leads.sqlite") as address:
        host = urlsplit(address).netloc
        with socket.create_connection(host.split(":"), timeout=30) as client:
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert begun.wait(30)
            assert not interrupted.is_set()
        assert interrupted.wait(30)


def test_a_form_is_stored_with_its_advice_though_its_sender_has_hung_up(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite")
    visitor.hangs_up = True
    visitor.saves(SILENCE, "Acme")
    (acme,) = Log(tmp_path / "leads.sqlite").histories()
    assert "advised" in {entry.kind for entry in acme.entries}


def test_what_was_found_without_all_proofs_is_shown_to_nobody_else(tmp_path: Path) -> None:
    live, stop = LiveBase(None), WorkStop()
    base = live.edition().base

    def found_in_part(*_: object, **__: object) -> tuple[str]:
        stop.set()
        return ("a part",)

    with pytest.MonkeyPatch.context() as patched, stopped_by(stop):
        patched.setattr("followthrough.authoring.checks.check", found_in_part)
        with pytest.raises(NotSettled):
            live.findings(base)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("followthrough.authoring.checks.check", lambda *_, **__: ("all of it",))
        assert live.findings(base) == ("all of it",)
