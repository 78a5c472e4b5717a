"""cases/*.yaml: example leads and the advice expected for them, with every name in them looked up."""

from collections.abc import Iterable, Iterator, Mapping

from followthrough.errors import LeadError
from followthrough.format.conditions import Value
from followthrough.format.expectations import CASE_DAY, Case, Expectation
from followthrough.format.forms import CaseForm, OneOrMore
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.resolve.counsels import check_advises
from followthrough.format.resolve.names import EXPECTED_RULES
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.rules import Owners, check_followed
from followthrough.format.resolve.scalars import read_number
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Noted, Word


def read_cases(
    base: KnowledgeBase, forms: Iterable[CaseForm], owners: Owners, words: Vocabulary, notes: Notes
) -> tuple[Case, ...]:
    """Read the cases of a base that is otherwise complete."""
    cases: dict[str, Case] = {}
    for form in forms:
        notes.accept(form.accepted, form.case.at)
        case = _read_case(base, form, owners, words, notes)
        if case.name and case.name in cases:
            notes.taken(form.case, cases[case.name].place)
        cases[case.name] = case
    return tuple(cases.values())


def _read_case(base: KnowledgeBase, form: CaseForm, owners: Owners, words: Vocabulary, notes: Notes) -> Case:
    expectations = []
    for counsel, expected in form.expect.items():
        if check_advises(counsel, words, notes):
            expectations.append(_read_expectation(counsel, expected, owners, words, notes))
    return Case(str(form.case), _read_answers(base, form, notes), tuple(expectations), form.case.at)


def _read_answers(base: KnowledgeBase, form: CaseForm, notes: Notes) -> Mapping[str, Value]:
    if any(isinstance(word, Noted) for word in form.lead.values()):
        return {}  # what is wrong with it has been noted
    layer_of = notes.layers.of
    try:
        lead = read_lead(base, form.lead, CASE_DAY)
    except LeadError as error:
        notes.problems.extend(error.problems)
        return {}
    missing = [one for one in lead.missing if layer_of(base.questions[one].place) <= layer_of(form.case.at)]
    if missing:
        notes.add(form.case.at, f"the lead has no answer to {', '.join(missing)}", "add it under `lead:`")
    return lead.answers


def _read_expectation(
    counsel: Word, expected: Mapping[Word, OneOrMore], owners: Owners, words: Vocabulary, notes: Notes
) -> Expectation:
    values: dict[str, tuple[str, ...]] = {}
    named: dict[str, tuple[str, ...]] = dict.fromkeys(EXPECTED_RULES, ())
    for key, written in expected.items():
        notes.repeated(written)
        if key in EXPECTED_RULES:
            for word in written:
                check_followed(word, counsel, "expect rules", owners, words, notes)
            named[str(key)] = tuple(map(str, written))
        elif key in words.sums:
            values[str(key)] = tuple(_read_total(key, written, words, notes))
        elif key not in words.concepts:
            notes.unknown(key, "concept", [*words.concepts, *words.sums, *EXPECTED_RULES], "concepts")
        else:
            values[str(key)] = _read_values(key, written, words, notes)
    return Expectation(str(counsel), values, named["fired"], named["defeated"], named["silent"], counsel.at)


def _read_total(name: Word, written: OneOrMore, words: Vocabulary, notes: Notes) -> Iterator[str]:
    """Read what a sum is expected to add up to."""
    if len(written) > 1:
        notes.add(written[1].at, f"{name} cannot be {' and '.join(written)} at once", "expect one of them")
    for word in written[:1]:
        if word == "unknown":
            notes.add(word.at, f"{name} is a sum, which is always known", "expect how much it is")
        elif (number := read_number(word, notes, words.sums[name].decimals)) is not None:
            yield str(number)


def _read_values(concept: Word, written: OneOrMore, words: Vocabulary, notes: Notes) -> tuple[str, ...]:
    """Read the values that a concept is expected to have; `unknown` means that it has none."""
    known = words.concepts[concept]
    for word in written:
        if word not in known.values and word != "unknown":
            notes.unknown(word, f"value of {concept}", [*known.values, "unknown"], several=known.many)
    if len(set(written)) > 1 and (not known.many or "unknown" in written):
        wrong = f"{concept} cannot be {' and '.join(written)} at once"
        notes.add(written[1].at, wrong, "expect one of them")
    return tuple(str(word) for word in written if word != "unknown")
