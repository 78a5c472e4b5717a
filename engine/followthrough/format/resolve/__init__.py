"""The forms of all files become a knowledge base: every name in them is looked up.

`Vocabulary` has the names that are defined, and `Notes` has what is wrong; both are handed to each module, which reads
one kind of file. The files that define names are read first (`counsels`, `questions`, `concepts`), and then those that
use them (`rules`, `laws`, `letters`, `cases`). A part that is wrong is noted and left out, and reading continues.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from typing import Any

from msgspec.structs import replace

from followthrough.errors import Problem
from followthrough.format.forms import BaseForm, ConceptForm, NeverForm, QuestionForm
from followthrough.format.layers import Layers
from followthrough.format.model import KnowledgeBase, Never, Rule
from followthrough.format.resolve.cases import read_cases
from followthrough.format.resolve.concepts import read_concepts, read_listed_concepts
from followthrough.format.resolve.counsels import check_advises, read_counsels, read_passages
from followthrough.format.resolve.days_apart import check_days_apart
from followthrough.format.resolve.doing import check_together, read_does
from followthrough.format.resolve.laws import read_laws
from followthrough.format.resolve.leads_beneath import check_leads_beneath
from followthrough.format.resolve.letters import read_letters
from followthrough.format.resolve.listing import read_listing
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.questions import check_tested, read_never, read_only_ifs, read_orders, read_questions
from followthrough.format.resolve.rules import check_circles, read_rules
from followthrough.format.resolve.sums import read_sums
from followthrough.format.resolve.vocabulary import Vocabulary

_LEADS_REST_ON = ("base.yaml", "questions.yaml", "concepts.yaml")
"""If these have problems, leads are not read, since their problems may have the same cause."""


def resolve(
    forms: Mapping[str, Any], content_hash: str, problems: list[Problem], torn: Set[str], layers: Layers
) -> KnowledgeBase | None:
    """Look up every name in the forms, by kind of file; note problems, and return None if there are any.

    `torn` has the kinds of files that could not be read whole. What they may define is not reported as unknown.
    """
    words, notes = Vocabulary(), Notes(problems, torn, layers)
    head: BaseForm | None = forms["base"]
    if head is not None:
        read_counsels(head, words, notes)
    read_passages(forms["sources"] or {}, words, notes)
    nevers = _read_facts(forms["questions"] or [], forms["concepts"] or [], words, notes)
    check_leads_beneath(nevers, words, notes)
    rules, owners = read_rules(forms["rules"], forms["tables"], words, notes)
    if head is None:
        return None
    base = _without_cases(head, forms["concepts"] or [], nevers, rules, content_hash, words, notes)
    check_circles(base, notes)
    laws = read_laws(base, forms["laws"], words, notes)
    of_laws = (test for law in laws for part in (law.conditions, law.claim) for test in part.tests())
    tests = [*base.tests(), *of_laws]
    check_tested(tests, words, notes)
    check_days_apart(base, tests, notes)
    letters = read_letters(forms["letters"], base.goals, words, notes)
    written = {name: rule.place for name, rule in rules.items() if rule.row is None}
    notes.blame_definitions({**words.definitions(), "rule": written})
    if any(layers.in_folder(problem.place) in _LEADS_REST_ON for problem in problems):
        return None
    check_together(base, forms["concepts"] or [], notes)
    cases = read_cases(base, forms["cases"], owners, words, notes)
    if problems:
        return None
    return replace(base, cases=cases, accepted=tuple(notes.accepted), letters=letters, laws=laws)


def _read_facts(
    questions: Iterable[QuestionForm | NeverForm], concepts: Collection[ConceptForm], words: Vocabulary, notes: Notes
) -> tuple[Never, ...]:
    """Read questions and concepts, then what refers to them; return the answers that exclude each other."""
    questions = list(questions)
    asked = [form for form in questions if isinstance(form, QuestionForm)]
    read_questions(asked, words, notes)
    read_concepts(concepts, words, notes)
    read_only_ifs(asked, words, notes)
    read_orders(asked, words, notes)
    nevers = tuple(read_never(form, words, notes) for form in questions if isinstance(form, NeverForm))
    read_sums(concepts, nevers, words, notes)
    return nevers


def _without_cases(
    head: BaseForm,
    concepts: Iterable[ConceptForm],
    nevers: tuple[Never, ...],
    rules: Mapping[str, Rule],
    content_hash: str,
    words: Vocabulary,
    notes: Notes,
) -> KnowledgeBase:
    """Look up the names in base.yaml, read what its goals do, and put the base together."""
    goals = read_listed_concepts(head.goals, "goal", words, notes)
    read_does(concepts, head.goals, words, notes)
    shown_sums = [word for word in head.shows if word in words.sums]
    concepts_shown = tuple(word for word in head.shows if word not in words.sums)
    shows = read_listed_concepts(concepts_shown, "shown concept", words, notes)
    notes.repeated(shown_sums)
    notes.mentions.find("fact", shown_sums)
    check_advises(head.default_counsel, words, notes)
    return KnowledgeBase(
        title=str(head.title),
        goals=goals,
        shows=shows,
        authorities=words.authorities,
        default_counsel=str(head.default_counsel),
        passages=words.passages,
        questions=words.questions,
        counts=words.counts,
        spans=words.spans,
        concepts=words.concepts,
        nevers=nevers,
        rules={name: rules[name] for name in sorted(rules)},
        cases=(),
        hash=content_hash,
        sums=words.sums,
        shown_sums=tuple(map(str, shown_sums)),
        listing=read_listing(head.leads, words, notes),
    )
