"""What to say, sentence by sentence, each with the rules and the passages that it rests on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from followthrough.format.conditions import Truth, values_of
from followthrough.format.days import spoken
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import counted, fact_text, fact_words, topic
from followthrough.format.sentences import ended, inside, listed
from followthrough.format.tests_in_words import test_words

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.advising.explain import Ground, WhyNot
    from followthrough.advising.interview import Next
    from followthrough.advising.whatif import Change, WhatIf
    from followthrough.authoring.comparison import Difference
    from followthrough.leads.plan import Plan

MOST_ASKED = 3
"""Most questions to name of those that something hinges on."""


class CitedSentence(msgspec.Struct, frozen=True):
    """A sentence to say, and the rules that it rests on."""

    say: str
    rules: tuple[str, ...] = ()


class ToolAnswer(msgspec.Struct, frozen=True):
    """What a tool answers: the data, and the sentences to say about it."""

    data: Mapping[str, Any]
    sentences: tuple[CitedSentence, ...]
    is_error: bool = False


def cited(base: KnowledgeBase, sentence: CitedSentence) -> dict[str, Any]:
    """Return a sentence with its rules and their passages as data."""
    return {
        "say": sentence.say,
        "rules": [
            {
                "rule": name,
                "person": base.authorities[base.rules[name].counsel].person,
                "because": base.rules[name].because,
                "passages": [
                    {"uri": passage_uri(one.counsel, one.name), "passage": one.name, "gist": one.gist}
                    for one in base.passages_of(base.rules[name])
                ],
            }
            for name in sentence.rules
            if name in base.rules
        ],
    }


def passage_uri(counsel: str, name: str) -> str:
    """Return the address of a passage among the resources."""
    return f"followthrough://passage/{counsel}/{name}"


def rule_uri(name: str) -> str:
    """Return the address of a rule among the resources."""
    return f"followthrough://rule/{name}"


def advice_sentences(advice: "Advice") -> Iterator[CitedSentence]:
    """Yield what is advised, and what is open."""
    yield from settled_sentences(advice)
    yield from open_sentences(advice.base, advice.open)


def settled_sentences(advice: "Advice") -> Iterator[CitedSentence]:
    """Yield what is advised, value by value."""
    from followthrough.advising.plainly import plainly_undecided

    base = advice.base
    for concept in advice.shown():
        for value in values_of(advice.known(concept)):
            due = advice.due(concept, str(value))
            when = f" Due {spoken(due)}." if due is not None else ""
            rules = tuple(step.rule for step in advice.proof.deciding(concept, str(value)))
            yield CitedSentence(f"{ended(base.says(concept, value))}{when}", rules)
        if concept in base.goals and concept not in advice.open and advice.known(concept) in (None, ()):
            yield CitedSentence(f"{topic(base, concept)}: undecided, because {plainly_undecided(advice, concept)}.")


def open_sentences(base: KnowledgeBase, opened: Mapping[str, Any]) -> Iterator[CitedSentence]:
    """Yield what is not settled, and the questions that it hinges on."""
    for concept, one in opened.items():
        asked = " ".join(base.questions[name].ask for name in one.questions[:MOST_ASKED])
        yield CitedSentence(f"{topic(base, concept)}: not settled yet. It hinges on: {asked}")


def next_sentences(base: KnowledgeBase, found: "Next") -> Iterator[CitedSentence]:
    """Yield the question to ask, why, and its choices."""
    if found.question is None:
        yield CitedSentence("The advice is settled: no other answer would change it.")
        return
    question = base.questions[found.question]
    yield CitedSentence(question.ask)
    yield CitedSentence(question.why)
    if question.choices:
        texts = [f"“{inside(one)}”" for one in question.choices.values()]
        yield CitedSentence(f"The answer can be: {listed(texts, 'or')}.")
    if found.phase == "sharpening":
        yield CitedSentence("What to do is settled already; this only sharpens the advice.")


def why_sentences(advice: "Advice", grounds: "Iterable[Ground]") -> Iterator[CitedSentence]:
    """Yield the reasons for conclusions."""
    for ground in grounds:
        for reason in ground.reasons or ground.conflict:
            rests = listed([f"{fact_words(advice.base, one.fact)} {one.says}" for one in reason.grounds])
            yield CitedSentence(f"{ended(ground.says)} {ended(reason.step.because)}", (reason.step.rule,))
            if rests:
                yield CitedSentence(f"That rests on: {ended(rests)}", (reason.step.rule,))
        if not (ground.reasons or ground.conflict):
            yield CitedSentence(f"{fact_words(advice.base, ground.fact)} {ended(ground.says)}")


def why_not_sentences(base: KnowledgeBase, found: "WhyNot") -> Iterator[CitedSentence]:
    """Yield why a concept has not a value, rule by rule, the nearest first."""
    says = inside(base.says(found.concept, found.asked))
    if found.holds:
        yield CitedSentence(f"It is so: {ended(says)}")
        return
    for one in found.candidates:
        lacks = [
            f"{fact_words(base, premise.fact)} {test_words(base, premise.fact, premise.test)}"
            for part in one.requirements
            if part.outcome is not Truth.TRUE
            for premise in part.premises
            if premise.outcome is not Truth.TRUE
        ]
        if lacks:
            yield CitedSentence(f"“{says}” would also take: {ended(listed(lacks))}", (one.rule.name,))
        for name in (*one.defeated_by, *one.contradicted_by):
            yield CitedSentence(f"Against it stands: {ended(base.rules[name].because)}", (name,))
    if not found.candidates:
        yield CitedSentence(f"No rule in force here ever says “{says}”.")


def what_if_sentences(base: KnowledgeBase, found: "WhatIf") -> Iterator[CitedSentence]:
    """Yield the smallest changes that lead to another value, those in the person's hands first."""
    for changes in (*found.yours, *found.others):
        after = found.after[changes]
        texts = [_change_text(base, one) for one in changes]
        then = listed([inside(base.says(found.concept, one)) for one in values_of(after.known(found.concept))])
        rules = tuple(step.rule for step in after.proof.deciding(found.concept))
        yield CitedSentence(f"If {listed(texts)}: {ended(then or 'it would be undecided')}", rules)
    if not found.yours and not found.others:
        few = counted(found.most, "change")
        yield CitedSentence(f"Up to {few} do not lead there." if found.possible else "No possible lead leads there.")


def _change_text(base: KnowledgeBase, change: "Change") -> str:
    if not change.applies:
        return f"“{fact_text(base, base.question_of(change.fact))}” were no longer asked"
    then = inside(base.says(change.fact, change.then))
    if change.high is not None and change.high != change.then:
        then = f"{change.then} to {change.high}"
    return f"“{fact_text(base, change.fact)}” {then}"


def difference_sentences(before: "Advice", after: "Advice", concepts: Iterable[str]) -> Iterator[CitedSentence]:
    """Yield what changed answers change, concept by concept."""
    base, any_change = before.base, False
    for name in concepts:
        any_change = True
        now, then = (
            listed([inside(base.says(name, value)) for value in values_of(one.known(name))]) or "not settled"
            for one in (before, after)
        )
        rules = tuple(step.rule for step in after.proof.deciding(name)) if name not in after.open else ()
        yield CitedSentence(f"{topic(base, name)}: now {now}; then {ended(then)}", rules)
    if not any_change:
        yield CitedSentence("Nothing changes.")


def plan_sentences(found: "Plan") -> Iterator[CitedSentence]:
    """Yield what to do on which day under the counsel that was asked for."""
    base = found.base
    for turn in found.turns[found.counsel]:
        told = [
            ended(base.says(goal, value))
            for goal in base.goals
            if goal in turn.changed or goal == turn.goal
            for value in values_of(turn.advice.known(goal))
        ]
        if told:
            yield CitedSentence(f"{spoken(turn.day)}: {' '.join(told)}", (turn.step.rule,) if turn.step else ())
    if questions := found.unsettled.get(found.counsel):
        asked = " ".join(base.questions[name].ask for name in questions[:MOST_ASKED])
        yield CitedSentence(f"What comes hinges on: {asked}")


def disagreement_sentences(base: KnowledgeBase, found: "Iterable[Difference]") -> Iterator[CitedSentence]:
    """Yield where two counsels disagree about the goals, each kind of difference once."""
    for one in found:
        people = [base.authorities[name].person for name in (one.before, one.after)]
        if not one:
            yield CitedSentence(f"{listed(people)} advise the same on every possible lead.")
        for change in one.changes:
            rules = [name for part in change.parts[:1] for name in (*part.before_by, *part.after_by)]
            for effect in change.effects:
                if effect.concept in base.goals and effect.before and effect.after and not effect.due_before:
                    says = [inside(base.says(effect.concept, value)) for value in (effect.before, effect.after)]
                    told = f"{people[0]} says “{says[0]}”, and {people[1]} “{says[1]}”."
                    yield CitedSentence(told, tuple(dict.fromkeys(rules)))
