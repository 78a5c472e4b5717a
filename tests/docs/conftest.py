"""What documents with sessions share: the diagrams of a base, which take seconds to compile."""

from collections.abc import Iterator
from functools import lru_cache
from unittest.mock import patch

import pytest

from followthrough.publishing import compiled, published


@pytest.fixture(scope="session", autouse=True)
def _diagrams_compiled_once() -> Iterator[None]:
    """Compile a base once for all sessions; that two compilations are the same: test_checking.py."""
    with patch.object(published, "compile_base", lru_cache(maxsize=2)(compiled.compile_base)):
        yield
