"""What the tests counted is printed at the end, so that a run shows how much it compared."""

import pytest


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
