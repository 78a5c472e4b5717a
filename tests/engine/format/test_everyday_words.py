"""`also`: everyday words beside questions and choices, as the loader reads them."""

import shutil
from pathlib import Path

from bases.reset import BASES
from followthrough.authoring.renaming.names import named
from followthrough.format.load import load

FLAT = BASES / "good" / "everyday-words"


def test_a_question_and_its_choices_have_everyday_words():
    base = load(FLAT)
    seen, said = base.questions["seen"], base.questions["said"]
    assert (seen.also, said.also) == (("viewing",), ("status", "answer"))
    assert seen.choice_words == {"yes": ("viewed", "was there", "taken"), "no": ("viewing booked",)}
    assert said.choice_words == {"nothing": ("silence", "no answer", "⏳"), "yes": ("taken", "mine")}


def test_a_choice_with_everyday_words_reads_as_one_without():
    base = load(FLAT)
    assert base.questions["said"].choices == {
        "nothing": "nothing",
        "yes": "that it is mine",
        "no": "that somebody else has it",
    }
    assert base.says("seen", "yes") == "yes, I have"


def test_a_question_without_everyday_words_has_none():
    for question in load(BASES / "good" / "smallest").questions.values():
        assert (question.also, question.choice_words) == ((), {})


def test_an_overlay_adds_a_choice_with_everyday_words(tmp_path: Path):
    added = "- question: said\n  choices:\n    later: {says: that I have to wait, also: [waiting list, on the list]}\n"
    (tmp_path / "base.yaml").write_text("title: A flat to rent, and its waiting list\n")
    (tmp_path / "questions.yaml").write_text(added)
    said = load(FLAT, tmp_path).questions["said"]
    assert said.choices["later"] == "that I have to wait"
    assert said.choice_words["later"] == ("waiting list", "on the list")
    assert said.choice_words["yes"] == ("taken", "mine")


def test_a_renamed_choice_keeps_its_everyday_words():
    base = load(FLAT)
    renamed = named(base, "said: nothing").renamed("silent").a_question(base.questions["said"])
    assert renamed.choice_words == {"silent": ("silence", "no answer", "⏳"), "yes": ("taken", "mine")}


def test_everyday_words_are_no_part_of_what_a_base_advises(tmp_path: Path):
    from followthrough.authoring.contents import of_question

    folder = tmp_path / "base"
    shutil.copytree(FLAT, folder)
    path = folder / "questions.yaml"
    path.write_text(path.read_text().replace("also: [taken, mine]", "also: [ours]"))
    before, after = (of_question(load(one).questions["said"]) for one in (FLAT, folder))
    assert before[0] == after[0]
    assert before[1] != after[1]
