"""A change that is about several leads, as an import of a table records it: undone, redone, and merged."""

from datetime import UTC, date, datetime

import pytest

from bases.reset import BASES
from followthrough import LeadError, load
from followthrough.leads.log import Log, actions, undoing
from followthrough.leads.log.export_import import import_entries
from followthrough.leads.tables import read, read_table, store
from followthrough.leads.tables.words import TableWords

BASE = load(BASES / "good" / "everyday-words")
TODAY = date(2026, 11, 26)


@pytest.fixture
def log(tmp_path) -> Log:
    """Return a log with one lead, and three more from a table, of which one was there."""
    log = Log(tmp_path / "leads.sqlite")
    actions.add(log, BASE, "Ash", {}, today=TODAY)
    table = read_table(b"lead,seen\nAsh,yes\nElm,no\nOak,yes\n", "flats.csv", TableWords(BASE))
    store(log, BASE, read(BASE, table, TODAY), today=TODAY)
    return log


def known(log: Log) -> dict[str, dict[str, str]]:
    return {history.name: history.answers(TODAY) for history in log.histories()}


ALL = {"Ash": {"seen": "yes"}, "Elm": {"seen": "no"}, "Oak": {"seen": "yes"}}


def test_it_is_undone_and_redone_for_all_of_them(log):
    assert known(log) == ALL
    _, undone = undoing.undo(log, today=TODAY)
    assert {entry.value for entry in undone if entry.kind == "added"} == {"Elm", "Oak"}
    assert known(log) == {"Ash": {}}
    _, back = undoing.redo(log, today=TODAY)
    assert len(back) == len(undone)
    assert known(log) == ALL


def test_it_is_undone_for_one_of_them_by_its_name(log):
    undoing.undo(log, "Oak", today=TODAY)
    assert known(log) == {name: ALL[name] for name in ("Ash", "Elm")}
    undoing.undo(log, "Ash", today=TODAY)
    assert known(log) == {"Ash": {}, "Elm": {"seen": "no"}}
    undoing.redo(log, today=TODAY)
    assert known(log) == {name: ALL[name] for name in ("Ash", "Elm")}
    undoing.redo(log, today=TODAY)
    assert known(log) == ALL
    with pytest.raises(LeadError, match="has nothing to redo"):
        undoing.redo(log, today=TODAY)


def test_what_was_recorded_later_about_one_of_them_stays_until_it_is_undone_itself(log):
    actions.set_answers(log, BASE, "Elm", {"seen": "yes"}, today=TODAY)
    undoing.undo(log, today=TODAY)
    assert known(log) == ALL
    undoing.undo(log, today=TODAY)
    assert known(log) == {"Ash": {}}


def test_it_is_not_redone_if_another_lead_has_a_name_of_it(log, tmp_path):
    undoing.undo(log, today=TODAY)
    other = Log(tmp_path / "other.sqlite")
    actions.add(other, BASE, "Elm", {}, today=TODAY, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    import_entries(other, log.entries())
    with pytest.raises(LeadError, match="now has another lead 'Elm'"):
        undoing.redo(other, today=TODAY)
    assert known(other) == {"Elm": {}, "Ash": {}}


def test_two_logs_that_share_it_merge_whichever_of_them_undid_it(log, tmp_path):
    other = Log(tmp_path / "other.sqlite")
    import_entries(other, log.entries())
    undoing.undo(other, today=TODAY)
    import_entries(log, other.entries())
    assert known(log) == {"Ash": {}}
    undoing.redo(log, today=TODAY)
    import_entries(other, log.entries())
    assert known(other) == known(log) == ALL
