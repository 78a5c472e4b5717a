"""Python looks for garbage again after something was built, and only if it did before."""

import gc

import pytest

from followthrough.garbage_collection import uncollected


@pytest.fixture(autouse=True)
def _as_it_was():
    was_enabled = gc.isenabled()
    yield
    (gc.enable if was_enabled else gc.disable)()


def test_nothing_looks_for_garbage_inside_and_it_does_afterwards():
    gc.enable()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_does_afterwards_though_building_failed():
    gc.enable()
    with pytest.raises(ValueError, match="failed"), uncollected():
        raise ValueError("failed")
    assert gc.isenabled()


def test_who_had_it_off_keeps_it_off():
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()
