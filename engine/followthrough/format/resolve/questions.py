"""questions.yaml: what a person can be asked, when each question is asked, and which answers exclude each other."""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from msgspec.structs import replace

from followthrough.format.choices import MAX_TESTED, NONE, NONE_OF_THESE, SEPARATOR
from followthrough.format.codes import CIRCLE
from followthrough.format.conditions import AllOf, FactTest, Is, OtherThan, simple_tests
from followthrough.format.forms import KINDS, THE_SEARCH, NeverForm, QuestionForm
from followthrough.format.graph_walks import circles
from followthrough.format.model import Kind, Never, Question
from followthrough.format.numbers import MAX_NUMBER, fixed, places_of
from followthrough.format.resolve.conditions import read_conditions
from followthrough.format.resolve.everyday_words import read_also, read_choice_words, shown
from followthrough.format.resolve.names import is_new_fact, read_values
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import check_placeholders, read_decimals, read_flag, read_range
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Noted, Word, quoted


def read_questions(forms: Iterable[QuestionForm], words: Vocabulary, notes: Notes) -> None:
    """Read questions, except for `only if`, which may name questions and counts that come later."""
    for form in forms:
        notes.accept(form.accepted, form.question.at)
        if is_new_fact(form.question, "questions", words, notes):
            _read_question(form, words, notes)


def read_only_ifs(forms: Iterable[QuestionForm], words: Vocabulary, notes: Notes) -> None:
    """Read when questions are asked, and what their texts mention."""
    for form in forms:
        question = words.questions.get(form.question)
        if form.only_if is not None:
            conditions = read_conditions(form.only_if, words, notes, answers_only="`only if`")
            if question is not None and question.place == form.question.at:
                words.questions[question.name] = replace(question, only_if=conditions)
        check_placeholders(form.ask, words, notes)
    _check_circles(words, notes)


def read_orders(forms: Iterable[QuestionForm], words: Vocabulary, notes: Notes) -> None:
    """Read the order of days. Dates may name dates that come later, and counts say which days have passed."""
    for form in forms:
        question = words.questions.get(form.question)
        if question is not None and question.place == form.question.at and question.kind == "date":
            words.questions[question.name] = replace(question, not_before=_not_before(form, words, notes))
            _check_ahead(form, words, notes)
        elif question is not None and form.not_before:
            wrong = f"a question of kind {form.kind} has `not before`"
            notes.add(form.not_before[0].at, wrong, "remove it: only dates are in an order")
    for name in circles(words.questions, lambda question: words.questions[question].not_before):
        wrong = f"by `not before`, {name} comes after itself"
        notes.add(words.questions[name].place, wrong, "break the circle of `not before`")


def read_never(form: NeverForm, words: Vocabulary, notes: Notes) -> Never:
    """Read answers that exclude each other."""
    check_placeholders(form.because, words, notes)
    at = next(iter(form.never), form.because).at
    notes.accept(form.accepted, at)
    return Never(read_conditions(form.never, words, notes, answers_only="`never`"), str(form.because), at)


def check_tested(tests: Iterable[FactTest], words: Vocabulary, notes: Notes) -> None:
    """Note a question of whose choices tests tell so many apart that proofs cannot look at every set of them."""
    told: dict[str, set[str | int]] = {}
    for one in tests:
        values = (part.value for part in simple_tests(one.test) if isinstance(part, Is | OtherThan))
        told.setdefault(one.fact, set()).update(values)
    for question in words.questions.values():
        number = len(told.get(question.name, set()) - {NONE})
        if question.many and number > MAX_TESTED:
            wrong = f"tests tell {number} choices of {question.name} apart, and proofs can tell {MAX_TESTED} at most"
            notes.add(question.place, wrong, "make two questions of it, or test fewer of its choices")


def _read_question(form: QuestionForm, words: Vocabulary, notes: Notes) -> None:
    if form.kind not in KINDS:
        notes.unknown(form.kind, "kind of question", KINDS)
        notes.unread.add(str(form.question))
        return
    if form.unknown not in (None, "", "allowed"):
        notes.add(form.unknown.at, f"`unknown` is {quoted(form.unknown)}", "write allowed, or remove the key")
    low, high = _range(form, _decimals(form, notes), notes)
    _check_many(form, notes)
    choices = _choices(form, words, notes)
    words.questions[str(form.question)] = Question(
        name=str(form.question),
        ask=str(form.ask),
        kind=cast(Kind, str(form.kind)),
        why=str(form.why),
        choices=choices,
        unknown_allowed=form.unknown == "allowed",
        only_if=AllOf(),
        low=low,
        high=high,
        unit=str(form.unit or ""),
        can_become=_can_become(form, choices, notes),
        harmful=_harmful(form, choices, notes),
        place=form.question.at,
        ahead=_ahead(form, notes),
        many=_is_many(form),
        decimals=places_of(high),
        also=read_also(form.also, "question", notes),
        choice_words=read_choice_words(form.choices or {}, choices, notes),
        of_search=_is_of_search(form, notes),
    )


def _choices(form: QuestionForm, words: Vocabulary, notes: Notes) -> dict[str, str]:
    """Read the choices of a question."""
    given = shown(form.choices or {})
    if form.kind == "yes/no":
        return _yes_and_no(given, notes)
    if form.kind == "choice":
        if form.choices is None:
            notes.add(form.question.at, f"{form.question} has no choices", "write them under `choices:`")
        choices = read_values(form.question, given, words, notes)
        return _with_none(given, choices, notes) if _is_many(form) and choices else choices
    if given:
        at = next(iter(given)).at
        notes.add(at, f"a question of kind {form.kind} has choices", "remove them, or write `kind: choice`")
    return {}


def _is_of_search(form: QuestionForm, notes: Notes) -> bool:
    """Return whether a question is about the whole search; then nothing about one lead decides on it."""
    if form.about is None:
        return False
    if form.about not in ("", THE_SEARCH):
        notes.add(form.about.at, f"`about` is {quoted(form.about)}", f"write {THE_SEARCH}, or remove the key")
    for key, given in (("only if", form.only_if), ("not before", form.not_before)):
        if given:
            wrong = f"{form.question} is about the search and has `{key}`"
            notes.add(form.question.at, wrong, "remove one of the two: its answer is the same for all leads")
    return True


def _is_many(form: QuestionForm) -> bool:
    return form.kind == "choice" and form.many not in (None, "no")


def _check_many(form: QuestionForm, notes: Notes) -> None:
    """Note a `many` that is neither yes nor no, or at a question whose answer is always one."""
    if form.many is not None and form.kind != "choice" and not isinstance(form.many, Noted):
        wrong = f"a question of kind {form.kind} has `many`"
        notes.add(form.many.at, wrong, "remove it: only a choice has several answers at once")
    else:
        read_flag(form.many, "many", notes)


def _with_none(given: Mapping[Word, Word], choices: Mapping[str, str], notes: Notes) -> dict[str, str]:
    """Return the choices of which several may be the answer, with the answer that none of them is so."""
    for word in given:
        if SEPARATOR.strip() in word:
            wrong = f"the choice {quoted(word)} has a semicolon, which separates several answers"
            notes.add(word.at, wrong, "choose another name")
        elif word != NONE and word.lower() == NONE:
            notes.add(
                word.at, f"the choice {quoted(word)} reads like '{NONE}'", f"write {NONE}, which goes with no other"
            )
    return {**choices, NONE: choices.get(NONE, NONE_OF_THESE)}


def _yes_and_no(given: Mapping[Word, Word], notes: Notes) -> dict[str, str]:
    """Return what the person reads for yes and no, which is the words themselves if nothing is given."""
    texts = {str(key): str(text) for key, text in given.items()}
    if given and not {"yes", "no"} & texts.keys():
        wrong = f"a yes/no question has other choices: {', '.join(given)}"
        notes.add(next(iter(given)).at, wrong, "write `kind: choice`, or remove them")
        return texts
    for word in given:
        if word not in ("yes", "no"):
            notes.unknown(word, "choice of a yes/no question", ("yes", "no"))
    return {"yes": "yes", "no": "no"} | texts


def _can_become(form: QuestionForm, choices: Mapping[str, str], notes: Notes) -> tuple[str, ...]:
    """Read the values that a person can bring about."""
    if form.kind not in ("choice", "yes/no"):
        if form.can_become:
            wrong = f"a question of kind {form.kind} has `can become`"
            notes.add(form.can_become[0].at, wrong, "remove it: only a choice has values to become")
        return ()
    notes.mentions.find(f"value of {form.question}", form.can_become)
    for word in form.can_become:
        if choices and word not in choices:
            notes.unknown(word, f"choice of {form.question}", choices, several=True)
        elif word == NONE and _is_many(form):
            wrong = f"{form.question} has `many`, and '{NONE}' is never added to its answer"
            notes.add(word.at, wrong, "list the choices that the person can add")
    notes.repeated(form.can_become)
    return tuple(map(str, form.can_become))


def _harmful(form: QuestionForm, choices: Mapping[str, str], notes: Notes) -> tuple[str, ...]:
    """Read the values that a person can bring about, and is never told to."""
    if form.harmful and form.kind not in ("choice", "yes/no"):
        wrong = f"a question of kind {form.kind} has `harmful`"
        notes.add(form.harmful[0].at, wrong, "remove it: only a choice has values to become")
        return ()
    notes.mentions.find(f"value of {form.question}", form.harmful)
    for word in form.harmful:
        if choices and word not in choices:
            notes.unknown(word, f"choice of {form.question}", choices, several=True)
        elif word not in form.can_become:
            wrong = f"{form.question} has {quoted(word)} under `harmful`, but not under `can become`"
            notes.add(word.at, wrong, "list it there too, or remove it here")
    notes.repeated(form.harmful)
    return tuple(map(str, form.harmful))


def _ahead(form: QuestionForm, notes: Notes) -> bool:
    """Read whether a day may lie ahead."""
    if form.ahead is not None and form.kind != "date" and not isinstance(form.ahead, Noted):
        wrong = f"a question of kind {form.kind} has `ahead`"
        notes.add(form.ahead.at, wrong, "remove it: only a day can lie ahead")
    return read_flag(form.ahead, "ahead", notes)


def _not_before(form: QuestionForm, words: Vocabulary, notes: Notes) -> tuple[str, ...]:
    """Read which days come first."""
    notes.mentions.find("fact", form.not_before)
    dates = [name for name, question in words.questions.items() if question.kind == "date"]
    for word in form.not_before:
        if word == form.question:
            notes.add(word.at, f"{word} is not before itself", "name another date, or remove it")
        elif word in words.counts:
            notes.add(word.at, f"{word} is a count of days", f"name its date, {words.counts[word].of}")
        elif word in words.spans:
            notes.add(word.at, f"{word} is a count of days", f"name a date, such as {words.spans[word].last}")
        elif word in words.questions and word not in dates:
            notes.add(word.at, f"the question {word} is not of kind date", "name a date, or give it `kind: date`")
        elif word not in dates:
            notes.unknown(word, "date question", dates, "questions", several=True)
    notes.repeated(form.not_before)
    return tuple(dict.fromkeys(str(word) for word in form.not_before if word in dates and word != form.question))


def _check_ahead(form: QuestionForm, words: Vocabulary, notes: Notes) -> None:
    """Note a day that may lie ahead, but whose count allows only days that have passed."""
    passed = (count for count in words.counts.values() if count.of == form.question and count.passed)
    count = next(passed, None)
    if words.questions[form.question].ahead and count is not None and form.ahead is not None:
        wrong = f"{form.question} may lie ahead, but {count.name} counts the days since it from {count.low}"
        notes.add(form.ahead.at, wrong, "remove `ahead`, or count from a number below 0")


def _decimals(form: QuestionForm, notes: Notes) -> int:
    """Read how many decimals a number has."""
    return read_decimals(form.decimals, notes) if form.kind == "number" else 0


def _range(form: QuestionForm, decimals: int, notes: Notes) -> tuple[int, int]:
    """Read the range of a number."""
    if form.kind == "number":
        if form.low is None or form.high is None:
            notes.add(form.question.at, f"the number {form.question} has no range", "write `from:` and `to:`")
        return read_range(form.low, form.high, fixed(0, decimals), fixed(MAX_NUMBER, decimals), notes, decimals)
    for key, word in (("from", form.low), ("to", form.high), ("unit", form.unit), ("decimals", form.decimals)):
        if word is not None and not isinstance(word, Noted):
            notes.add(word.at, f"a question of kind {form.kind} has `{key}`", "remove it: only numbers have it")
    return 0, 0


def _check_circles(words: Vocabulary, notes: Notes) -> None:
    """Note questions that are asked only if they are answered, once for each circle."""

    def asked_before(question: str) -> Iterator[str]:
        tests = words.questions[question].only_if.tests()
        return (name for test in tests for name in words.questions_of(test.fact))

    for name in circles(words.questions, asked_before):
        wrong = f"{name} is asked only if it is answered"
        notes.add(words.questions[name].place, wrong, "break the circle of `only if`", CIRCLE)
