"""After any rename, the base means the same: proved over all possible leads."""

from pathlib import Path
from random import Random

import pytest

from followthrough.authoring.difference import difference
from followthrough.authoring.renaming.rename import renaming_in
from followthrough.errors import KnowledgeError
from followthrough.format.files import read_layers
from followthrough.format.layers import FolderFiles
from followthrough.format.load import parse
from random_bases import random_files

GOOD = Path(__file__).parents[3] / "bases" / "good"
VALUES = ("let it be", "a: b", "it's", "caf\u00e9", "x, y", "[z]", "# n")


def renames_of(base, random):
    """Draw some entries of each kind, as a person names them, each with another name."""
    facts = [*base.questions, *base.counts, *base.spans, *base.concepts, *base.sums]
    values = [
        f"{fact.name}: {value}"
        for fact in (*base.questions.values(), *base.concepts.values())
        for value in (fact.values if fact.name in base.concepts else fact.choices if fact.kind == "choice" else ())
        if value != "none"
    ]
    rules = [name for name, rule in base.rules.items() if rule.row is None]
    for names, new in (
        ([f"fact {name}" for name in facts], "quite_new"),
        (values, random.choice(VALUES)),
        ([f"rule {name}" for name in rules], "quite-new"),
        ([" ".join(key) for key in base.passages], "quite-new"),
        ([f"counsel {name}" for name in base.authorities], "quite-new"),
    ):
        for old in random.sample(names, min(1, len(names))):
            yield old, new


def is_the_same(layers, random):
    base = parse(*layers)
    for old, new in renames_of(base, random):
        planned = renaming_in(layers, old, new)
        revision = difference(base, parse(*planned.layers_then()))
        assert not revision, (old, new, revision)
        assert [edit.how for edit in revision.edits if edit.how != "reworded"] == ["renamed"], (
            old,
            new,
            revision.edits,
        )
        assert planned.changes


@pytest.mark.parametrize("folder", sorted(GOOD.iterdir()), ids=lambda folder: folder.name)
def test_a_good_base_means_the_same(folder):
    is_the_same(read_layers(folder), Random(folder.name))


def test_random_bases_mean_the_same(record_property):
    bases = 0
    for seed in range(24):
        random = Random(seed)
        files = random_files(
            random,
            days=seed % 3 == 0,
            many=seed % 2 == 0,
            sums=seed % 3 > 0,
            spans=seed % 5 == 0,
            decimals=seed % 4 == 0,
        )
        try:
            is_the_same((FolderFiles(files),), random)
            bases += 1
        except KnowledgeError:
            continue
    assert bases > 5
    record_property("counted", f"names of {bases} random bases: no lead advised differently")
