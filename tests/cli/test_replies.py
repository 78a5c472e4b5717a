"""What is understood of what a person types, and what never is."""

import re

import pytest

from followthrough_cli.replies import choice_typed, choices_typed, command, labels, taken_letters

TO_PLEASE = {"yes": "nothing has been good enough for them", "no": "they have been fair"}
WANT_IT = {"yes": "yes", "unsure": "I am not sure", "no": "no"}
FOCUSING = {"me": "yes, on me", "someone else": "yes, on someone else", "not said": "no, they have not said that"}
COUNTED = {"0": "none", "1": "one", "2": "two", "many": "more than 2"}
WEEKS = {"soon": "within 2 weeks", "later": "in 3 weeks or more", "never": "not at all"}


@pytest.mark.parametrize(
    ("choices", "typed", "meant"),
    [
        (TO_PLEASE, "1", "yes"),
        (TO_PLEASE, "2", "no"),
        (TO_PLEASE, "yes", "yes"),
        (TO_PLEASE, "No.", "no"),
        (TO_PLEASE, "they have", "no"),
        (TO_PLEASE, "fair", "no"),
        (TO_PLEASE, "nothing has", "yes"),
        (TO_PLEASE, "y", "yes"),
        (TO_PLEASE, "Nothing has been good enough for them!", "yes"),
        (WANT_IT, "not sure", "unsure"),
        (WANT_IT, "uns", "unsure"),
        (WANT_IT, "n", "no"),
        (WANT_IT, "i am not", "unsure"),
        (FOCUSING, "no", "not said"),
        (FOCUSING, "No.", "not said"),
    ],
)
def test_an_answer_is_its_number_itself_or_some_of_its_words(choices: dict[str, str], typed: str, meant: str) -> None:
    assert choice_typed(choices, typed) == meant


@pytest.mark.parametrize(
    ("choices", "typed"),
    [
        (TO_PLEASE, "not"),
        (TO_PLEASE, "nothing"),
        (TO_PLEASE, "Nothing."),
        (TO_PLEASE, "good enough"),
        (TO_PLEASE, "enough"),
        (WANT_IT, "sure"),
        (FOCUSING, "not"),
        (WANT_IT, "I am"),
        (WANT_IT, "not"),
        (WEEKS, "not"),
        ({"yes": "they did answer", "no": "they didn't answer"}, "didn't"),
        ({"late": "more than a week", "now": "today"}, "a week"),
    ],
)
def test_no_word_stands_for_an_answer_that_turns_on_another(choices: dict[str, str], typed: str) -> None:
    with pytest.raises(ValueError, match="could mean the opposite"):
        choice_typed(choices, typed)


@pytest.mark.parametrize("typed", ["nothing", "good enough"])
def test_what_could_mean_the_opposite_is_asked_again(typed: str) -> None:
    with pytest.raises(ValueError, match="alone could mean the opposite; type more of the answer, or its number"):
        choice_typed(TO_PLEASE, typed)


def test_what_is_of_several_answers_is_of_none() -> None:
    with pytest.raises(ValueError, match="'they' could be 'a' or 'b'; type more of it"):
        choice_typed({"a": "they called", "b": "they wrote"}, "they")


def test_nobody_is_asked_whether_they_mean_what_they_deny() -> None:
    with pytest.raises(ValueError, match="'not yes' is not among the answers; type the label before an answer"):
        choice_typed({"yes": "yes", "no": "no"}, "not yes")


def test_a_slip_of_the_pen_is_answered_in_the_words_of_the_answer() -> None:
    with pytest.raises(ValueError, match="did you mean 'I am not sure'"):
        choice_typed({"yes": "yes", "unsure": "I am not sure"}, "unsrue")


def test_digits_are_numbers_of_lines_unless_an_answer_has_a_number() -> None:
    assert labels(TO_PLEASE) == ["1", "2"]
    assert labels(COUNTED) == ["0", "1", "2", "many"]
    assert labels(WEEKS) == ["soon", "later", "never"]


@pytest.mark.parametrize(("typed", "meant"), [("0", "0"), ("1", "1"), ("2", "2"), ("one", "1"), ("many", "many")])
def test_where_an_answer_is_a_number_a_digit_is_that_answer(typed: str, meant: str) -> None:
    assert choice_typed(COUNTED, typed) == meant


@pytest.mark.parametrize(("choices", "typed"), [(COUNTED, "3"), (WEEKS, "1"), (TO_PLEASE, "3"), (TO_PLEASE, "0")])
def test_a_number_of_no_line_and_no_answer_is_refused(choices: dict[str, str], typed: str) -> None:
    with pytest.raises(ValueError, match="is not among the answers"):
        choice_typed(choices, typed)


@pytest.mark.parametrize("typed", ["2", "2 weeks", "weeks"])
def test_a_number_in_the_middle_of_an_answer_is_no_answer_without_what_bounds_it(typed: str) -> None:
    with pytest.raises(ValueError, match="could mean the opposite"):
        choice_typed({"long": "more than 2 weeks", "short": "a week"}, typed)


@pytest.mark.parametrize(
    ("typed", "letter"),
    [("?", "?"), ("Why?", "?"), ("u", "u"), ("I don\u2019t know", "u"), ("B", "b"), ("go back", "b"), ("Stop!", "q")],
)
def test_a_command_is_a_letter_or_its_words(typed: str, letter: str) -> None:
    assert command(WANT_IT, typed) == letter


@pytest.mark.parametrize(
    ("choices", "typed"),
    [
        ({"b": "the second", "a": "the first"}, "b"),
        ({"x": "B", "y": "A"}, "b"),
        ({"stop": "stop", "go": "go"}, "Stop"),
        ({"q": "a query", "r": "a reply"}, "Q"),
        ({"why": "why", "how": "how"}, "why"),
    ],
)
def test_an_answer_that_is_called_like_a_command_is_an_answer(choices: dict[str, str], typed: str) -> None:
    assert command(choices, typed) is None
    assert choice_typed(choices, typed) in choices


def test_a_letter_that_is_an_answer_is_told_with_another_way_to_command() -> None:
    assert list(taken_letters({"b": "the second", "a": "q"})) == [
        "b is an answer here; type 'back' for going back.",
        "q is an answer here; type 'quit' for stopping.",
    ]
    assert list(taken_letters(WANT_IT)) == []


def test_words_that_could_be_a_command_or_begin_an_answer_are_asked_again() -> None:
    with pytest.raises(ValueError, match="'back' could be 'back to work' or going back; type more of it, or b"):
        command({"work": "back to work", "home": "home"}, "back")


def test_in_a_text_only_the_letters_are_commands() -> None:
    assert command({}, "stop", is_text=True) is None
    assert command({}, "q", is_text=True) == "q"


def test_words_before_the_first_comma_of_several_answers_are_asked_again() -> None:
    with pytest.raises(ValueError, match="'yes' could be 'me' or 'someone else'; type more of it"):
        choice_typed(FOCUSING, "yes")


OFFERED = {"car": "a car", "phone": "a phone", "bus, or train": "a ticket", "none": "nothing of this"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1 3", ["car", "bus, or train"]),
        ("3,1", ["bus, or train", "car"]),
        ("1 and 2", ["car", "phone"]),
        ("2", ["phone"]),
        ("a car and a phone", ["car", "phone"]),
        ("phone; ticket", ["phone", "bus, or train"]),
        ("2, car", ["phone", "car"]),
        ("bus, or train, phone", ["bus, or train", "phone"]),
        ("all of them", ["car", "phone", "bus, or train"]),
        ("4", ["none"]),
        ("None of them.", ["none"]),
        ("nothing of this", ["none"]),
    ],
)
def test_several_answers_are_typed_in_any_way(typed, meant):
    assert choices_typed(OFFERED, typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1 5", "'5' is not among the answers; type a number from 1 to 4"),
        ("car, bike", "'bike' is not among the answers"),
        ("4 1", "'nothing of this' goes with no other answer; type it alone, or leave it out"),
        ("none, phone", "'nothing of this' goes with no other answer; type it alone, or leave it out"),
        (", ;", "', ;' is not among the answers"),
    ],
)
def test_what_is_wrong_with_one_of_several_answers_is_said(typed, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        choices_typed(OFFERED, typed)
