"""Graph algorithms on names or numbers: what can be reached, an order, and circles."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set


def reached(starts: Iterable[str], following: Callable[[str], Iterable[str]]) -> tuple[str, ...]:
    """Return some nodes and everything that can be reached from them, nearest first, each once.

    >>> reached(["a"], {"a": "bc", "b": "d", "c": "d", "d": "a"}.__getitem__)
    ('a', 'b', 'c', 'd')
    """
    found: dict[str, None] = {}
    waiting = list(starts)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting.extend(following(name))
    return tuple(found)


def circles(names: Iterable[str], following: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """Yield one node of each circle, the first in the order of `names`.

    >>> list(circles("abcd", {"a": "b", "b": "a", "c": "a", "d": "d"}.__getitem__))
    ['a', 'd']
    """
    in_circles: set[str] = set()
    for name in names:
        after = reached(following(name), following)
        if name in after and name not in in_circles:
            in_circles.update(one for one in after if name in reached(following(one), following))
            yield name


def topological(before: Sequence[Set[int]]) -> list[int]:
    """Sort by Kahn's algorithm, least free node first (A. B. Kahn, CACM 5(11), 1962); leave out what circles hold up.

    Nodes are numbers, not names, since there may be many, and names are far apart in memory.
    """
    from heapq import heapify, heappop, heappush

    after: list[list[int]] = [[] for _ in before]
    for node, needed in enumerate(before):
        for one in needed:
            after[one].append(node)
    missing = [len(needed) for needed in before]
    free = [node for node, count in enumerate(missing) if count == 0]
    heapify(free)
    order = []
    while free:
        node = heappop(free)
        order.append(node)
        for follower in after[node]:
            missing[follower] -= 1
            if missing[follower] == 0:
                heappush(free, follower)
    return order


def some_circle(before: Sequence[Set[int]], left: Set[int]) -> list[int]:
    """Return a circle among nodes that all wait for another, by walking backwards until a node repeats."""
    path = [min(left)]
    while True:
        following = min(before[path[-1]] & left)
        if following in path:
            circle = [*path[path.index(following) :], following]
            return circle[::-1]
        path.append(following)
