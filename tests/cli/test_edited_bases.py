"""An ordinary edit of a base, whatever it makes of it, never makes a command fail for a reason of ours."""

import json
from pathlib import Path
from random import Random

import pytest

from cli.running import ROOT, followthrough
from edited_bases import edited, files_of, write

GOOD = ROOT / "tests" / "bases" / "good"
SMALL = [files_of(folder) for folder in sorted(GOOD.iterdir())]
SHIPPED = files_of(ROOT / "knowledge")

EDITED_SMALL, EDITED_SHIPPED = 12, 2
"""How many edited bases are tried."""

QUICK = [
    ("rules", "check"),
    ("rules", "check", "--json"),
    ("rules", "test"),
    ("rules", "test", "--json"),
    ("rules", "test", "--write"),
    ("rules", "graph"),
    ("rules", "list"),
    ("next",),
    ("plan",),
]
LONGER = [("rules", "disagree"), ("rules", "mutate", "--seconds", "0.3")]
NOT_READ = 2


def small(seed):
    random = Random(seed)
    old = random.choice(SMALL)
    return old, edited(old, random, random.choice((1, 1, 2, 3)))


def problem_of_ours(done):
    """Tell whether a command failed for a reason that is not the input's."""
    return done.status not in (0, 1, NOT_READ, 3) or "our fault" in done.err or "Traceback" in done.err


@pytest.fixture
def folders(tmp_path):
    def written(old, new):
        return write(old, tmp_path / "old"), write(new, tmp_path / "new")

    return written


@pytest.mark.parametrize("seed", range(EDITED_SMALL))
def test_every_command_can_be_run_on_an_edited_base(seed, folders):
    old, new = folders(*small(seed))
    for command in [*QUICK, *LONGER]:
        done = followthrough(*command, "--base", new)
        assert not problem_of_ours(done), (command, done.err)
    done = followthrough("rules", "diff", old, new)
    assert not problem_of_ours(done), done.err


@pytest.fixture
def settled_once(monkeypatch):
    """Settle what a base says once: commands that tell the same of it, in other words, share what was found."""
    from followthrough.authoring import cases, checks, coverage, laws

    def keep(module, name):
        settle, kept = getattr(module, name), []

        def settled(base, *arguments, **options):
            if not any(base == known for known, _ in kept):
                found = settle(base, *arguments, **options)
                kept.append((base, found if isinstance(found, coverage.Coverage) else [*found]))
            return next(found for known, found in kept if base == known)

        monkeypatch.setattr(module, name, settled)

    for module, name in [(cases, "runs"), (laws, "prove_laws"), (coverage, "coverage"), (checks, "each_finding")]:
        keep(module, name)


@pytest.mark.usefixtures("settled_once")
@pytest.mark.parametrize("seed", range(EDITED_SHIPPED))
def test_every_quick_command_can_be_run_on_the_shipped_base_with_an_edit(seed, folders):
    _, new = folders({}, edited(SHIPPED, Random(seed)))
    for command in QUICK:
        done = followthrough(*command, "--base", new)
        assert not problem_of_ours(done), (command, done.err)


def test_cases_that_are_proposed_for_an_edited_base_load_back_and_hold(folders, tmp_path, record_property):
    proposed = tried = 0
    for seed in range(5 * EDITED_SMALL):
        if proposed == EDITED_SMALL // 4:
            break
        tried += 1
        new = write(small(seed)[1], tmp_path / f"base-{seed}")
        file = Path(new, "cases", "proposed.yaml")
        file.parent.mkdir(exist_ok=True)
        if followthrough("rules", "test", "--write", file, "--base", new).status == NOT_READ or not file.exists():
            continue
        proposed += 1
        data = json.loads(followthrough("rules", "test", "--json", "--base", new).out)
        assert [one for one in data["differences"] if one["file"] == "cases/proposed.yaml"] == []
        assert data["missing"] == []
    assert proposed == EDITED_SMALL // 4
    record_property("counted", f"cases proposed for {proposed} of {tried} edited bases, all of which load")


def test_changes_that_were_not_tried_are_counted_and_make_the_status_one(folders):
    _, new = folders({}, SMALL[0])
    done = followthrough("rules", "mutate", "--seconds", "1e-9", "--base", new)
    assert (done.status, done.out.startswith("0 changes tried")) == (1, True)
    assert " left untried." in " ".join(done.out.split())
    data = json.loads(followthrough("rules", "mutate", "--seconds", "1e-9", "--json", "--base", new).out)
    assert data["mutants"] == 0
    assert data["not_tried"] > 10


def test_ctrl_c_shows_the_changes_that_were_tried(folders, monkeypatch):
    from followthrough.authoring import mutation

    def interrupted(self, mutant, **known):
        if self.base.rules and mutant.done != "deleted":
            raise KeyboardInterrupt
        return mutation.MutantOutcome(mutant, "equivalent")

    monkeypatch.setattr(mutation._Trial, "outcome", interrupted)
    _, new = folders({}, SMALL[0])
    done = followthrough("rules", "mutate", "--base", new)
    assert (done.status, done.out.startswith("1 change tried")) == (130, True)
