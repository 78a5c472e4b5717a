"""What a shell can complete: questions and their answers, counsels, concepts, values, letters, rules, and leads.

Each function takes what click hands it: the options that are typed already, the parameter, and the beginning of a word.
None fails: where a base or a log cannot be read, it completes nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import update_wrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

    from followthrough.format.model import KnowledgeBase, Question

    Words = Mapping[str, str]
    """Words to choose from, each with what it means."""
    Completing = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _of_base(words: "Callable[[KnowledgeBase, click.Context], Words]") -> "Completing":
    """Return a function that completes words of the base that the options name."""

    def complete(ctx: "click.Context", param: "click.Parameter", incomplete: str) -> "list[CompletionItem]":
        base = _base(ctx)
        return _items(words(base, ctx), incomplete) if base is not None else []

    update_wrapper(complete, words)
    return complete


def _base(ctx: "click.Context") -> "KnowledgeBase | None":
    """Load the base that the options name; None if it cannot be read."""
    from followthrough.errors import FollowthroughError
    from followthrough.format.load import load

    try:
        return load(ctx.params.get("base"), *(ctx.params.get("overlays") or ()))
    except (FollowthroughError, OSError):
        return None


def _items(words: "Words", begun: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    plain = begun.casefold()
    found = [(word, means) for word, means in words.items() if word.casefold().startswith(plain)]
    return [CompletionItem(word, help=" ".join(means.split()) or None) for word, means in found]


def answers(ctx: "click.Context", param: "click.Parameter", incomplete: str) -> "list[CompletionItem]":
    """Complete a question with an equals sign, and after that its answers."""
    if (base := _base(ctx)) is None:
        return []
    name, equals, given = incomplete.partition("=")
    if not equals:
        asked = {f"{one.name}=": one.ask for one in base.questions.values()}
        return _items(asked, incomplete)
    question = base.questions.get(name)
    words = {} if question is None else dict(_answers(question, given))
    return _items({f"{name}={word}": means for word, means in words.items()}, incomplete)


def _answers(question: "Question", given: str) -> "Iterator[tuple[str, str]]":
    """Yield the answers to a question that can be listed; of several answers, the next one after those given."""
    from followthrough.format.choices import SEPARATOR

    mark = SEPARATOR.strip()
    before = f"{given.rpartition(mark)[0]}{mark}" if question.many and mark in given else ""
    for choice, says in question.choices.items():
        yield f"{before}{choice}", says
    if question.kind == "yes/no":
        yield from (("yes", ""), ("no", ""))
    elif question.kind == "date":
        yield from (("today", ""), ("yesterday", ""))
    if question.unknown_allowed:
        yield "unknown", "I don't know"


@_of_base
def questions(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete questions."""
    return {name: one.ask for name, one in base.questions.items()}


@_of_base
def counsels(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete counsels."""
    return {name: one.person for name, one in base.authorities.items() if one.advises}


@_of_base
def authorities(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete all whose passages rules cite, whether or not they advise."""
    return {name: one.person for name, one in base.authorities.items()}


@_of_base
def concepts(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete concepts."""
    return {name: one.means for name, one in base.concepts.items()}


@_of_base
def values(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete the values of the concept that is typed before."""
    concept = base.concepts.get(ctx.params.get("concept") or "")
    return concept.values if concept is not None else {}


@_of_base
def letters(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete the steps that have a letter."""
    return {step: _means(base, step) for step in base.letters}


@_of_base
def drafts(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete the labels of the drafts for the letter that `--anyway` names, or for all."""
    step = ctx.params.get("anyway")
    return {one.name: _means(base, name) for name in base.letters if step in (None, name) for one in base.letters[name]}


@_of_base
def steps(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete the steps whose doing changes an answer."""
    return {step: _means(base, step) for one in base.concepts.values() for step in one.does}


@_of_base
def ends(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete how a lead can end."""
    return base.listing.ends


@_of_base
def rules(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete rules."""
    return {name: one.because for name, one in base.rules.items()}


@_of_base
def rules_and_laws(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete rules, laws, and sums of points."""
    laws = {law.name: law.because for law in base.laws}
    return {**{name: one.because for name, one in base.rules.items()}, **laws, **dict.fromkeys(base.sums, "")}


@_of_base
def conclusions(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete concepts, concepts with one of their values, and rules."""
    pairs = {f"{one.name}={value}": says for one in base.concepts.values() for value, says in one.values.items()}
    means = {name: one.means for name, one in base.concepts.items()}
    return {**means, **pairs, **{name: one.because for name, one in base.rules.items()}}


@_of_base
def names(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete facts, rules, and counsels."""
    asked = {name: one.ask for name, one in base.questions.items()}
    means = {name: one.means for name, one in base.concepts.items()}
    people = {name: one.person for name, one in base.authorities.items()}
    return {**asked, **means, **{name: one.because for name, one in base.rules.items()}, **people}


@_of_base
def passages(base: "KnowledgeBase", ctx: "click.Context") -> "Words":
    """Complete the passages of the counsel that `--counsel` names, or of all."""
    counsel = ctx.params.get("counsel")
    return {one.name: one.gist for one in base.passages.values() if counsel in (None, one.counsel)}


def concepts_or_lead(ctx: "click.Context", param: "click.Parameter", incomplete: str) -> "list[CompletionItem]":
    """Complete concepts, the values of a concept before, and whatever else the parameter may be: leads, and files."""
    base, before = _base(ctx), ctx.params.get(param.name or "") or ()
    words: dict[str, str] = {}
    if base is not None:
        about = base.concepts.get(before[-1]) if before and isinstance(before, tuple) else None
        words = {
            **(about.values if about is not None else {}),
            **{one.name: one.means for one in base.concepts.values()},
        }
    found = _items(words, incomplete)
    leads = param.type.shell_complete(ctx, param, incomplete)
    return [*found, *(one for one in leads if one.type == "plain" or not found)]


def files(ctx: "click.Context", param: "click.Parameter", incomplete: str) -> "list[CompletionItem]":
    """Let the shell complete files."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def folders(ctx: "click.Context", param: "click.Parameter", incomplete: str) -> "list[CompletionItem]":
    """Let the shell complete folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def _means(base: "KnowledgeBase", step: str) -> str:
    """Return what a step says, of the first concept that has it."""
    return next((one.values[step] for one in base.concepts.values() if step in one.values), "")
