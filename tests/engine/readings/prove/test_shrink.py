"""What is left when nothing more can be left out."""

from hypothesis import given
from hypothesis import strategies as st

from followthrough.readings.prove.shrink import shrink

SETS = st.lists(st.frozensets(st.integers(0, 9), min_size=1), min_size=1, max_size=5)


def one_after_the_other(items, still):
    kept = list(items)
    for item in items:
        fewer = [one for one in kept if one != item]
        if still(fewer):
            kept = fewer
    return kept


@given(sufficing=SETS, items=st.permutations(range(10)))
def test_it_is_as_if_each_had_been_left_out_in_turn(sufficing, items):
    def still(rest):
        return any(some <= set(rest) for some in sufficing)

    assert shrink(items, still) == one_after_the_other(items, still)


def test_nothing_is_left_where_nothing_is_needed():
    assert shrink("abc", lambda rest: True) == []
    assert shrink("", lambda rest: False) == []


def test_of_many_things_few_are_tried_one_by_one():
    tried = []
    assert shrink(range(1000), lambda rest: tried.append(rest) or 7 in rest) == [7]
    assert len(tried) < 25
