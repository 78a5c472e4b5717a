"""Diagrams are kept for the next program, and made anew whenever what is kept does not fit."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from bases.reset import BASES
from followthrough import KnowledgeBase, kept_files, load
from followthrough.errors import NotSettled
from followthrough.readings.prove import kept_diagrams, outcomes
from followthrough.readings.prove.diagrams import NOTHING
from followthrough.readings.prove.outcomes import Outcomes
from followthrough.readings.prove.remaining import Compiled, Remaining
from random_bases import random_base


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(kept_files.VARIABLE, str(tmp_path / "kept"))
    monkeypatch.setattr(outcomes, "FEW_NODES", 0)
    return tmp_path / "kept"


def base_of_two_counsels() -> KnowledgeBase:
    return load(BASES / "good" / "two-counsels")


def told(base: KnowledgeBase, counsel: str) -> list[object]:
    """Return what is left open by no answer, and by each first answer alone."""
    made = Compiled(base, counsel)
    asked = made.outcomes.variables
    known = [{}, *({one.fact: one.cells[0].value} for one in asked)]
    left = [Remaining(made, answers, {}, [one.question.name for one in asked]) for answers in known]
    return [
        ([one.settled_values(name) for name in base.concepts], one.matter_alone(goals=False))
        for one in left
        if one.possible != NOTHING
    ]


def compiled_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the counsels that are compiled from now on."""
    seen = list[str]()
    compiling = Outcomes._compiled

    def noted(self: Outcomes, *given: object) -> object:
        seen.append(self.side.base.title)
        return compiling(self, *given)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(Outcomes, "_compiled", noted)
    return seen


@pytest.mark.parametrize("seed", range(8))
def test_what_is_read_back_says_what_was_compiled(folder, monkeypatch, seed):
    base = random_base(seed, dues=True, many=seed % 2 == 1)
    counsel = Random(seed).choice([*base.counsels])
    first, seen = told(base, counsel), compiled_anew(monkeypatch)
    assert told(base, counsel) == first
    assert seen == []


def test_each_counsel_has_a_file_of_its_own(folder, monkeypatch):
    base = base_of_two_counsels()
    for counsel in base.counsels:
        Outcomes(base, counsel)
    seen = compiled_anew(monkeypatch)
    for counsel in base.counsels:
        Outcomes(base, counsel)
    assert len([*folder.iterdir()]) == len(base.counsels) > 1
    assert seen == []


def test_another_base_is_not_taken_for_it(folder, monkeypatch):
    first, second = random_base(1), random_base(2)
    counsel = next(name for name in first.counsels if name in second.counsels)
    Outcomes(first, counsel)
    seen = compiled_anew(monkeypatch)
    Outcomes(second, counsel)
    assert seen == [second.title]


@pytest.mark.parametrize(
    "damage", [b"", b"half", pickle.dumps(KnowledgeBase)], ids=["emptied", "overwritten", "forged"]
)
def test_what_is_damaged_is_made_anew(folder, monkeypatch, damage):
    base = base_of_two_counsels()
    Outcomes(base, base.default_counsel)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    made_from = whole[: whole.index(b"\x80\x05") - 4]
    path.write_bytes(made_from + kept_files.checksum(damage) + damage if damage else damage)
    seen = compiled_anew(monkeypatch)
    Outcomes(base, base.default_counsel)
    assert seen == [base.title]
    assert path.read_bytes() == whole


def test_what_is_too_large_is_not_tried_again(folder, monkeypatch):
    base = base_of_two_counsels()
    monkeypatch.setattr(outcomes, "MOST_NODES", 5)
    with pytest.raises(NotSettled):
        Outcomes(base, base.default_counsel)
    seen = compiled_anew(monkeypatch)
    with pytest.raises(NotSettled):
        Outcomes(base, base.default_counsel)
    assert seen == []


def test_few_nodes_are_not_worth_a_file(folder, monkeypatch):
    monkeypatch.undo()
    monkeypatch.setenv(kept_files.VARIABLE, str(folder))
    base = base_of_two_counsels()
    Outcomes(base, base.default_counsel)
    assert not folder.exists()
    assert kept_diagrams.kept(base.default_counsel, ()) is None
