"""Statements: short ways to say one say the same as the long way, and so are the same atom."""

from hypothesis import given
from hypothesis import strategies as st

from followthrough.readings.prove.circuit import TRUE, Circuit

FREE = 4

literals = st.lists(st.integers(1, 1 + FREE).flatmap(lambda atom: st.sampled_from([atom, -atom])), max_size=6)


def _with_free_atoms() -> Circuit:
    circuit = Circuit()
    assert [circuit.free() for _ in range(FREE)] == [TRUE + 1 + number for number in range(FREE)]
    return circuit


@given(literals)
def test_all_of_some_literals_is_one_body_of_them(some: list[int]) -> None:
    circuit = _with_free_atoms()
    assert circuit.all_of(some) == circuit.any_of_bodies([some])


@given(literals)
def test_any_of_some_literals_is_a_body_for_each(some: list[int]) -> None:
    circuit = _with_free_atoms()
    assert circuit.any_of(some) == circuit.any_of_bodies([[one] for one in some])


def test_what_contradicts_itself_never_holds() -> None:
    circuit = _with_free_atoms()
    assert circuit.all_of([2, -2]) == -TRUE
    assert circuit.any_of([]) == -TRUE
    assert circuit.all_of([]) == TRUE
