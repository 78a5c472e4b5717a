"""When Python looks for garbage: not while much is built of which nothing is garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Spare Python looking for garbage among values that are all needed: the more there are, the longer each look.

    Threads may do so at the same time: who finds it off leaves it alone, and who turns it off turns it on again.
    """
    was_enabled = gc.isenabled()
    if was_enabled:
        gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
