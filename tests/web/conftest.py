"""A Chromium that the tests of the pages share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from web.chromium import NONE, browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        if started is None:
            pytest.skip(NONE)
        yield started
