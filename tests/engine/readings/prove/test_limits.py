"""Work that takes too long is interrupted, and only while it is under way."""

from threading import Event
from time import monotonic

import pytest

from followthrough.errors import NotSettled
from followthrough.readings.prove.limits import (
    WATCHDOG,
    SharedWork,
    Watchdog,
    WorkStop,
    is_over,
    proving_with,
    sharing,
    stopped_by,
    within,
    work_of_a_proof,
)


def test_work_that_takes_too_long_is_interrupted():
    interrupted = Event()
    with Watchdog().limit(0.01, interrupted.set) as limit:
        assert interrupted.wait(10)
    assert limit.ran_out


def test_work_that_ends_in_time_is_left_alone():
    calls: list[str] = []
    watchdog = Watchdog()
    for number in range(100):
        with watchdog.limit(60, lambda number=number: calls.append(str(number))) as limit:
            pass
        assert not limit.ran_out
    assert calls == []


def test_a_nearer_limit_is_kept_while_a_farther_one_waits():
    interrupted = Event()
    watchdog = Watchdog()
    started = monotonic()
    with watchdog.limit(60, lambda: None), watchdog.limit(0.01, interrupted.set):
        assert interrupted.wait(10)
    assert monotonic() - started < 10


def test_nothing_is_interrupted_after_its_context():
    calls: list[str] = []
    later = Event()
    watchdog = Watchdog()
    with watchdog.limit(0.05, lambda: calls.append("late")):
        pass
    with watchdog.limit(0.1, later.set):
        assert later.wait(10)
    assert calls == []


def test_work_ends_when_all_work_has_to_though_it_might_take_longer_by_itself():
    interrupted = Event()
    with within(0.01) as is_over, Watchdog().limit(60, interrupted.set) as limit:
        assert interrupted.wait(10)
        assert is_over()
    assert limit.ran_out


def test_no_work_begins_when_all_work_has_had_to_end():
    with within(0) as is_over:
        assert is_over()
        with pytest.raises(NotSettled), Watchdog().limit(60, lambda: None):
            pytest.fail("it began")
    with Watchdog().limit(60, lambda: None):
        pass


def test_a_wider_limit_holds_within_a_narrower_one_and_after_it():
    with within(0), within(60) as is_over:
        assert is_over()
    with within(60) as is_over:
        with within(0):
            pass
        assert not is_over()


def test_a_stop_ends_the_work_that_it_was_given_to_and_no_other():
    stop, mine, other = WorkStop(), Event(), Event()
    with WATCHDOG.limit(60, other.set) as others:
        with stopped_by(stop), WATCHDOG.limit(60, mine.set) as limit:
            stop.set()
            assert mine.is_set()
            assert limit.ran_out
            assert is_over()
        assert not other.is_set()
        assert not others.ran_out
        assert not is_over()


def test_no_work_begins_once_its_stop_is_set():
    stop = WorkStop()
    stop.set()
    with stopped_by(stop), pytest.raises(NotSettled), WATCHDOG.limit(60, lambda: None):
        pytest.fail("it began")


def test_a_proof_takes_no_more_than_it_may_nor_than_is_left_of_the_work_that_is_shared():
    with proving_with(100), sharing(SharedWork(150)):
        assert work_of_a_proof() == 100
    with proving_with(100), sharing(SharedWork(30)):
        assert work_of_a_proof() == 30
    with proving_with(100), sharing(SharedWork(-5)):
        assert work_of_a_proof() == 0
    assert work_of_a_proof() > 100
