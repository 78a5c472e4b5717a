"""What the tests counted, and what they skipped and why, is printed at the end: a run shows how much it compared."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from unittest.mock import patch

import pytest

NOTHING_SKIPPED = "FOLLOWTHROUGH_NOTHING_SKIPPED"
"""The environment variable that makes a skipped test a failed one; `.ci/run` sets it, where it installs all of it."""

LONGEST = (
    "test_in_chromium.py",
    "test_published_in_chromium.py",
    "test_by_keyboard.py",
    "test_three_months.py",
    "test_sessions.py",
    "test_frame_on_spark.py",
    "test_edited_bases.py",
    "test_pages.py",
    "test_files.py",
)
"""Files with a test that takes many times as long as most."""


def pytest_configure() -> None:
    """Keep what is compiled, even where a machine says not to: else each command compiles the whole program again."""
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that in the end no process works while the others wait for it."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave what is imported and collected out of each search for garbage, which would look through all of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 20)
        gc.enable()


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where nothing may be skipped."""
    report = yield
    if report.skipped and os.environ.get(NOTHING_SKIPPED):
        _, _, reason = report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} ({NOTHING_SKIPPED} is set)"
    return report


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
