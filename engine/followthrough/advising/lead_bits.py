"""Many leads at once, as the bits of long numbers: which of them fit, and what is said of each."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def where_among(cells: bytes, among: set[int]) -> int:
    """Return the bits of the leads whose cells are among some."""
    return int(cells.translate(bytes(b"01"[cell in among] for cell in range(256))), 2)


def told_apart(said: Sequence[int], number: int) -> Iterator[bytes]:
    """Return for each lead all that is said of it, a bit for each."""
    width = -(-len(said) // 8)
    ones = int.from_bytes(b"\1" * number, "big")
    rows = bytearray(width * number)
    for place in range(width):
        lane = 0
        for shift, leads in enumerate(said[8 * place : 8 * place + 8]):
            if leads:
                lane |= (int.from_bytes(format(leads, f"0{number}b").encode(), "big") & ones) << shift
        rows[place::width] = lane.to_bytes(number, "big")
    return (bytes(rows[start : start + width]) for start in range(0, width * number, width))


def said_of(words: Iterable[T], holds: Iterator[int]) -> tuple[T, ...]:
    """Take the words of which the next bits say that they are so."""
    return tuple(word for word, bit in zip(words, holds, strict=False) if bit)
