"""Find out what of many things is needed."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def shrink(items: Iterable[T], still: Callable[[Sequence[T]], bool]) -> list[T]:
    """Leave out every item, the first ones first, without which `still` holds of the rest.

    `still` must hold of all items and, wherever it holds of some, of more. So several items are left out at once where
    that works, and the result is the same as when trying one after the other: nothing in it can be left out.

    >>> shrink([1, 2, 3, 4, 5], lambda rest: sum(rest) >= 8)
    [4, 5]
    """
    kept: list[T] = []
    waiting = [list(items)]
    while waiting:
        some = waiting.pop()
        if still([*kept, *(one for others in reversed(waiting) for one in others)]):
            continue
        if len(some) > 1:
            half = len(some) // 2
            waiting += [some[half:], some[:half]]
        else:
            kept += some
    return kept
