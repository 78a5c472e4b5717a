"""What the steps of goals change, from the `does` of their values in concepts.yaml."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from followthrough.format import hints
from followthrough.format.choices import UNKNOWN, Refused, several_meant, written
from followthrough.format.doing import TODAY
from followthrough.format.expectations import CASE_DAY
from followthrough.format.fitting import wrong_with
from followthrough.format.forms import ConceptForm, OneOrMore, ValueForm
from followthrough.format.model import AfterDoing, KnowledgeBase, Question
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import read_number
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Node, Noted, Word, Words, quoted

_Effects = Mapping[Word, Word | Words | Mapping[Word, Word]]
"""What a step changes, as it is written."""


def read_does(forms: Iterable[ConceptForm], goals: OneOrMore, words: Vocabulary, notes: Notes) -> None:
    """Read what each value does, once all questions, counts, and concepts are known. `goals` are as they are listed."""
    for form in forms:
        does = {str(value): dict(_changes(effects, words, notes)) for value, effects in _effects(form)}
        if does and goals and all(goal in words.concepts for goal in goals):  # an unknown goal may mean this concept
            _check_goal(form, goals, words, notes)
        concept = words.concepts.get(form.concept)
        if does and concept is not None and concept.place == form.concept.at:
            words.concepts[concept.name] = replace(concept, does=does)


def check_together(base: KnowledgeBase, forms: Iterable[ConceptForm], notes: Notes) -> None:
    """Note answers that a step cannot give together, with any one answer that depends on the answer of now."""
    for form in forms:
        for _, effects in _effects(form):
            given = {question: then for question, then in effects.items() if isinstance(then, Word | Words)}
            wrong = wrong_with(base, given, CASE_DAY)
            if not wrong:
                alone = ({question: then} for question, then in _becoming(effects))
                wrong = tuple(problem for one in alone for problem in wrong_with(base, {**given, **one}, CASE_DAY))
            notes.problems.extend(dict.fromkeys(wrong))


def _effects(form: ConceptForm) -> Iterator[tuple[Word, _Effects]]:
    for value, given in (form.values or {}).items():
        if isinstance(given, ValueForm) and given.does:
            yield value, given.does


def _becoming(effects: _Effects) -> Iterator[tuple[Word, Word]]:
    for question, change in effects.items():
        if not isinstance(change, Word | Words):
            yield from ((question, then) for then in change.values())


def _check_goal(form: ConceptForm, goals: OneOrMore, words: Vocabulary, notes: Notes) -> None:
    """Note a concept whose values are no steps, where it first says what one does."""
    name = form.concept
    if name in goals or name not in words.concepts or "base" in notes.torn:
        return
    _, first = next(_effects(form))
    wrong = f"{name} is not a goal, so its values are no steps to take"
    notes.add(next(iter(first)).at, wrong, f"remove `does`, or add {name} to the `goals:` of base.yaml")


def _changes(effects: _Effects, words: Vocabulary, notes: Notes) -> Iterator[tuple[str, AfterDoing]]:
    """Yield what becomes of each question's answer; note what cannot be."""
    for name, change in effects.items():
        question = _question(name, words, notes)
        if question is None:
            continue
        if isinstance(change, Word | Words):
            if (then := _answer(question, change, notes)) is not None:
                yield question.name, then
        elif _depends(question, change, notes):
            yield question.name, _becoming_of(question, change, notes)


def _question(name: Word, words: Vocabulary, notes: Notes) -> Question | None:
    """Return a question whose answer a step can change; note it if it cannot."""
    notes.mentions.find("fact", [name])
    if name in words.counts:
        remedy = f"name its date, `{words.counts[name].of}: {TODAY}`"
        notes.add(name.at, f"{name} is counted, not answered", remedy)
    elif name in words.spans:
        first, last = words.spans[name].dates
        notes.add(name.at, f"{name} is counted, not answered", f"name one of its dates, {first} or {last}")
    elif name in words.concepts:
        notes.add(name.at, f"{name} is concluded by rules, not answered", "name a question of questions.yaml")
    elif name not in words.questions:
        notes.unknown(name, "question", words.questions, "questions")
    elif words.questions[name].kind == "text":
        notes.add(name.at, f"{name} is a text, which only the person knows", "remove it")
    else:
        return words.questions[name]
    return None


def _depends(question: Question, change: Mapping[Word, Word], notes: Notes) -> bool:
    """Return whether what becomes of an answer can depend on the answer of now."""
    if question.many and change:
        at = next(iter(change)).at
        wrong = f"{question.name} has several answers at once, which nothing tells apart here"
        notes.add(at, wrong, f"list the choices that the step adds: `{question.name}: [...]`")
        return False
    if question.kind == "date" and change:
        at = next(iter(change)).at
        notes.add(at, f"the date {question.name} has no answers to tell apart", f"write `{question.name}: {TODAY}`")
        return False
    return True


def _becoming_of(question: Question, change: Mapping[Word, Word], notes: Notes) -> dict[str, str]:
    """Read what answers of now become."""
    read: dict[str, str] = {}
    for now, then in change.items():
        before, after = _answer(question, now, notes), _answer(question, then, notes)
        if before in read:
            notes.add(now.at, f"{question.name} is {before} twice", "keep one of the two")
        if before is not None and after is not None:
            read[before] = after
    return read


def _answer(question: Question, word: Word | Words, notes: Notes) -> str | None:
    """Read an answer that a step changes, or that it gives. Return None if there is none to read."""
    if isinstance(word, Noted):
        return None
    if question.many and str(word) not in _NO_ANSWERS:
        return _several(question, word if isinstance(word, Words) else [word], notes)
    if isinstance(word, Words):
        notes.add(word.at, f"{question.name} has one answer, and this is a list", "write one, or give it `many: yes`")
        return None
    if question.kind == "date":
        if word != TODAY:
            notes.add(word.at, f"{question.name} cannot become {quoted(word)}", f"write {TODAY}, the day of the step")
        return TODAY
    notes.mentions.find(f"value of {question.name}", [word])
    if word in question.choices:
        return str(word)
    if word in _NO_ANSWERS:
        notes.add(word.at, f"{question.name} {_NO_ANSWERS[word]}", _possible(question))
    elif question.kind == "number":
        return _number(question, word, notes)
    elif question.kind == "yes/no" and (meant := hints.yes_or_no(word)) is not None:
        notes.add(word.at, f"{question.name} cannot be {quoted(word)}", f"write {meant}")
    else:
        notes.unknown(word, f"choice of {question.name}", question.choices)
    return None


def _several(question: Question, given: Sequence[Node], notes: Notes) -> str | None:
    """Read an answer of one choice or several."""
    texts = [one for one in given if isinstance(one, Word)]
    try:
        held = several_meant(question.name, texts, question.choices)
    except Refused as error:
        notes.add(texts[0].at, error.wrong, error.remedy)
        return None
    if held is None:
        notes.add(texts[0].at, f"{question.name} {_NO_ANSWERS[UNKNOWN]}", _possible(question))
        return None
    notes.mentions.find(f"value of {question.name}", [Word(one, texts[0].at) for one in held])
    return written(held)


_NO_ANSWERS = {
    TODAY: f"is not a date, so it cannot become '{TODAY}'",
    UNKNOWN: f"changes from one answer to another, and '{UNKNOWN}' is none",
}
"""What is wrong with words that are answers elsewhere."""


def _possible(question: Question) -> str:
    """Return what to write instead of something that is no answer."""
    if question.kind == "number":
        return f"write a number from {question.low} to {question.high}"
    return hints.near_value("", question.choices)


def _number(question: Question, word: Word, notes: Notes) -> str | None:
    if word.startswith("+"):
        remedy = "write what each number becomes, such as {0: 1, 1: 2}"
        notes.add(word.at, f"{quoted(word)} is not a number that {question.name} can be", remedy)
        return None
    number = read_number(word, notes, question.decimals)
    if number is None:
        return None
    if not question.low <= number <= question.high:
        notes.add(word.at, f"{question.name} is never {number}", _possible(question))
    return str(number)
