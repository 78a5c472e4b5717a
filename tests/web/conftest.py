"""What the tests of the pages share: compiled templates, and a Chromium."""

from collections.abc import Iterator
from functools import cache
from unittest.mock import patch

import pytest
from playwright.sync_api import Browser

from followthrough_web import rendering, site
from web.chromium import NONE, browser


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once() -> Iterator[None]:
    """Compile each template for the first application that needs it, and not for each of hundreds again."""
    with patch.object(site, "environment", cache(rendering.environment)):
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as started:
        if started is None:
            pytest.skip(NONE)
        yield started
