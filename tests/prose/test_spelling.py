"""The spell-checker finds what an American editor would, where it stands, and nothing else."""

import pytest

from prose.spelling import own_words, unknown, words
from prose.texts import Text, spelled


def wrong(says: str, own: tuple[str, ...] = ()) -> list[str]:
    """Return the words of a text that are spelled wrong."""
    return [word for _, word in unknown([Text("a.md", 1, "text", says)], own)]


@pytest.mark.parametrize("says", ["They recieved it.", "Tell them you are definately in.", "Their dont know."])
def test_a_misspelt_word_is_found(says):
    assert len(wrong(says)) == 1


@pytest.mark.parametrize("word", ["colour", "organise", "neighbour", "cancelled", "favourite", "judgement", "learnt"])
def test_british_spelling_is_found(word):
    assert wrong(f"So {word} is not spelled here.") == [word]


@pytest.mark.parametrize("says", ["You don't, and they\u2019d rather not.", "The editors' note", "Wolfe's"])
def test_apostrophes_are_part_of_words(says):
    assert wrong(says, ("wolfe", "Wolfe")) == []


def test_a_word_of_our_own_may_begin_a_sentence_but_a_name_keeps_its_capital():
    assert wrong("Voicemail or voicemail", ("voicemail",)) == []
    assert wrong("clingo and experta, Rayne", ("clingo", "experta", "Rayne")) == []
    assert wrong("rayne", ("Rayne",)) == ["rayne"]


def test_a_finding_names_the_line():
    assert [line.line for line, _ in unknown([Text("a.md", 5, "text", "fine\nfine\nnot fien")], [])] == [7]


@pytest.mark.parametrize(
    "says", ["{intrviewer}", "docs/exmple.md", "--nowait", "readFrme", "UTF", "x_qqq", "a=qqq", "page1qq", "yml.qqq()"]
)
def test_what_is_no_word_of_the_language_is_left_out(says):
    assert list(words(says)) == []


def test_the_list_of_our_own_words_is_sorted_and_has_each_once():
    own = own_words()
    assert own == sorted(set(own), key=lambda word: (word.lower(), word))


def test_texts_of_every_kind_are_read():
    assert {
        "knowledge/questions.yaml",
        "knowledge/letters/telephone.txt",
        "examples/not-wanted.yaml",
        "README.md",
        "docs/consulting.md",
        "cli/followthrough_cli/ask.py",
        "engine/followthrough/format/lead.py",
        "web/followthrough_web/templates/advice.html",
    } <= {text.path for text in spelled()}


def test_a_message_is_one_text_with_what_is_put_into_it(tmp_path, monkeypatch):
    monkeypatch.setattr("prose.texts.ROOT", tmp_path)
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "a.py").write_text('say(f"the file {path} is mising, so look")\nx = "ab"\n', encoding="utf-8")
    assert [(text.line, text.says) for text in spelled()] == [(1, "the file {it} is mising, so look")]
