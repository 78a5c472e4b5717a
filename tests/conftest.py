"""What the tests counted is printed at the end, so that a run shows how much it compared."""

import os
from collections.abc import Iterator
from unittest.mock import patch

import pytest


@pytest.fixture(scope="session", autouse=True)
def _a_search_log_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the leads of whoever runs them."""
    with patch.dict(os.environ, {"FOLLOWTHROUGH_LOG": str(tmp_path_factory.mktemp("log") / "leads.sqlite")}):
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_cache_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what the tests parse out of the user's cache."""
    with patch.dict(os.environ, {"FOLLOWTHROUGH_CACHE": str(tmp_path_factory.mktemp("cache"))}):
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the `counted` property of every test that recorded one."""
    counted = [
        f"{report.location[2]}: {value}"
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "counted"
    ]
    if counted:
        terminalreporter.section("counted")
        for line in sorted(counted):
            terminalreporter.line(line)
