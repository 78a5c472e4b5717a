"""`rules diff` and `rules disagree`: which possible leads get different advice."""

from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.model import KnowledgeBase, Passage
from followthrough.format.phrases import citation, counted, heading, percent
from followthrough.format.sentences import listed
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli import completion
from followthrough_cli.advice_wording import answers_in_a_row, person
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.rules import FINDINGS
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.authoring.comparison import AdviceChange, Difference, Effect, LeadGroup, NewAdvice
    from followthrough.authoring.difference import Revision

FEW = 3
"""Most groups of a change that are shown without --all: the largest ones."""

all_option = click.option(
    "--all", "everything", is_flag=True, help="Show all groups of leads of each difference, not only three."
)


@click.command()
@click.argument("old", shell_complete=completion.folders)
@click.argument("new", required=False, shell_complete=completion.folders)
@all_option
@base_option
@json_option
@click.pass_obj
def diff(terminal: Terminal, old: str, new: str | None, everything: bool, base: Folders, as_json: bool) -> int:
    r"""Show which possible leads get different advice from two versions of the rules.

    OLD and NEW are folders, or git revisions of the base that --base names (or of the built-in one). Without NEW, the
    comparison is with that base as it is now. What --with names is laid over both, as it is now. A faulty file of
    cases, laws, or letters is reported and left out. Exits with 1 then, or if any lead gets different advice.

    \b
    followthrough rules diff umbrella umbrella-2
    followthrough rules diff HEAD --base umbrella
    """
    from followthrough.authoring.difference import difference, revision_json
    from followthrough.authoring.versions import version, version_now

    faults: list[Problem] = []
    before = version(old, base.root, base.overlays, faults)
    after = version_now(base.all, faults) if new is None else version(new, base.root, base.overlays, faults)
    revision = difference(before, after)
    if as_json:
        left_out = [str(fault) for fault in faults]
        terminal.json({"followthrough": JSON_VERSION, **revision_json(revision), "left_out": left_out})
    else:
        terminal.show(*_revision(revision, None if everything else FEW))
    for fault in faults:
        terminal.note(str(fault))
    if faults:
        terminal.note(f"compared without {counted(len({fault.place.file for fault in faults}), 'faulty file')}")
    return FINDINGS if revision or faults else 0


@click.command()
@click.argument("counsels", nargs=-1, metavar="[ONE OTHER]", shell_complete=completion.counsels)
@click.option(
    "--about",
    metavar="CONCEPT",
    shell_complete=completion.concepts,
    help="Show only where they differ on this concept.",
)
@all_option
@base_option
@json_option
@click.pass_obj
def disagree(
    terminal: Terminal,
    counsels: tuple[str, ...],
    about: str | None,
    everything: bool,
    base: Folders,
    as_json: bool,
) -> None:
    r"""Show where the counsels disagree, over all possible leads, and the passages behind it.

    ONE and OTHER are counsels; without them, every two are compared. Shows the goals, or the concept that --about
    names.

    \b
    followthrough rules disagree
    followthrough rules disagree leaflet neighbor --base umbrella
    """
    from followthrough.authoring.difference import disagreement
    from followthrough.operations.data import disagreements_data

    knowledge = base.load()
    if len(counsels) not in (0, 2):
        raise LeadError([Problem(Place("rules disagree"), "compares two counsels", "name both, or none for every two")])
    shown = [*knowledge.shown(), *knowledge.shown_sums]
    if about is not None and about not in shown:
        raise LeadError([Problem(Place("--about"), f"unknown concept {about!r}", did_you_mean(about, shown))])
    pairs = [(counsels[0], counsels[1])] if counsels else list(combinations(knowledge.counsels, 2))
    found = [disagreement(knowledge, *pair) for pair in pairs]
    if as_json:
        terminal.json(disagreements_data(found))
        return
    for one in found:
        concepts = [about] if about else list(knowledge.goals)
        terminal.show(*_disagreement(one, knowledge, concepts, None if everything else FEW))


# How two versions differ


def _revision(revision: "Revision", most: int | None) -> Iterator[Line]:
    """Yield what was edited, and for each counsel which leads get different advice."""
    for edit in revision.edits:
        was = f", which was {edit.was}" if edit.was else ""
        yield Line(f"{edit.kind} {edit.name}{was}, {edit.place}", edit.how)
    if not revision:
        yield Line("No possible lead gets different advice.")
    for counsel, difference in revision.differences.items() if revision else ():
        yield Line()
        yield from _difference(difference, f"Under {counsel}", most)
    for counsel, difference in revision.added.items():
        yield Line()
        new = f"Under {counsel}, who is new, compared with {difference.before},"
        yield from _difference(difference, new, most)


def _difference(difference: "Difference", under: str, most: int | None) -> Iterator[Line]:
    if not difference:
        yield Line(f"{under} no possible lead gets different advice.", style="strong")
        return
    yield Line(f"{under} {_share(difference)} get different advice.", style="strong")
    for change in difference.changes:
        yield Line()
        yield Line(_leads(change.leads), style="strong")
        yield from _effects(change.effects)
        for part in _largest(change.parts, most):
            yield from _part(part)
            before = [name for name in part.before_by if name not in part.after_by]
            now = [name for name in part.after_by if name not in part.before_by]
            yield Line(f"before {_rules(before)}; now {_rules(now)}", "by", style="faint")
            if part.responsible:
                yield Line(", ".join(part.responsible), "because of", style="faint")
        yield from _more(change.parts, most)
        yield from _others(change)
    for parts, said in ((difference.gone, "No longer possible"), (difference.come, "Possible only now")):
        if parts:
            yield Line()
            yield Line(f"{said} ({_leads(_together(parts))})")
            for part in _largest(parts, most):
                yield from _part(part)
            yield from _more(parts, most)
    for goal, about in groupby(difference.advised, key=lambda one: one.goal):
        yield Line(f"{heading(goal)}: {'; '.join(map(_newly, about))}")


def _newly(one: "NewAdvice") -> str:
    """Return what leads are advised that are possible only now."""
    if one.contradiction:
        return f"a contradiction of {listed(one.by)} ({_leads(one.leads)})"
    by = f", by {listed(one.by)}" if one.by else ""
    return f"{'nothing' if one.value is None else repr(one.value)} ({_leads(one.leads)}{by})"


def _effects(effects: "Sequence[Effect]") -> Iterator[Line]:
    """Yield what changes, in a line for each concept."""
    for concept, about in groupby(effects, key=lambda effect: effect.concept):
        yield Line(f"{heading(concept)}: {'; '.join(map(_said, about))}")


def _said(effect: "Effect") -> str:
    if effect.due_before or effect.due_after:
        before, after = (f"due {due}" if due else "due on no day" for due in (effect.due_before, effect.due_after))
        return f"{effect.after!r} is {after}, was {before}"
    if effect.before is None or effect.after is None:
        return f"{'no longer' if effect.after is None else 'now'} {effect.before or effect.after!r}"
    return f"{effect.after!r}, was {effect.before!r}"


# Where two counsels disagree


def _disagreement(
    difference: "Difference", base: KnowledgeBase, concepts: Sequence[str], most: int | None
) -> Iterator[Line]:
    """Yield where two counsels disagree, concept by concept, and each passage once at the end."""
    pair = difference.before, difference.after
    people = person(base, pair[0]), person(base, pair[1])
    if not difference:
        yield Line(f"{people[0]} and {people[1]} give every possible lead the same advice.")
        return
    yield Line(f"{people[0]} and {people[1]} disagree on {_share(difference)}.", style="strong")
    passages: dict[Passage, None] = {}
    for change in difference.changes:
        parting = [effect for effect in change.effects if effect.concept in concepts]
        if parting:
            yield Line()
            yield Line(f"{heading(parting[0].concept)} ({_leads(change.leads)})", style="strong")
            for effect in parting:
                for who, value in zip(people, (effect.before, effect.after), strict=True):
                    yield Line(f"{who}: {base.says(effect.concept, value) if value else '-'}")
            for part in _largest(change.parts, most):
                yield from _disagreeing_leads(part, base, pair, passages)
            yield from _more(change.parts, most)
            yield from _others(change)
    if passages:
        yield Line()
        yield Line("Passages", style="strong")
        yield from (Line(f"{passage.name} of {person(base, passage.counsel)}: {passage.gist}") for passage in passages)
    others = [
        name
        for name in dict.fromkeys(effect.concept for change in difference.changes for effect in change.effects)
        if name not in concepts
    ]
    if others:
        yield Line()
        yield Line(f"They also disagree on {', '.join(others)}: see --about {others[0]}.")


def _disagreeing_leads(
    part: "LeadGroup", base: KnowledgeBase, pair: tuple[str, str], passages: dict[Passage, None]
) -> Iterator[Line]:
    """Yield on which leads two counsels disagree, and by which rules of each, and add their passages to `passages`."""
    yield from _part(part)
    for who, rules in zip(pair, (part.before_by, part.after_by), strict=True):
        yield Line(f"{person(base, who)}: {_cited(base, rules, passages, who)}", "by", style="faint")
    only = [name for name in part.responsible if name not in (*part.before_by, *part.after_by)]
    if only:
        yield Line(_cited(base, only, passages, ""), "because of", style="faint")


def _cited(base: KnowledgeBase, rules: Sequence[str], passages: dict[Passage, None], who: str) -> str:
    """Return the rules of `who` with whose they are and what they cite, and add the passages to `passages`."""
    for name in rules:
        passages.update(dict.fromkeys(base.passages_of(base.rules[name])))
    return ", ".join(f"{name} ({citation(base, base.rules[name], beside=who)})" for name in rules) or "no rule"


# Parts of both


def _part(part: "LeadGroup") -> Iterator[Line]:
    yield Line(f"{str(part.conditions) or 'any lead'} ({_leads(part.leads)})", "if")
    yield Line(answers_in_a_row(part.witness), "such as", style="faint")


def _largest(parts: "Sequence[LeadGroup]", most: int | None) -> "Sequence[LeadGroup]":
    return parts if most is None or len(parts) <= most + 1 else parts[:most]


def _more(parts: "Sequence[LeadGroup]", most: int | None) -> Iterator[Line]:
    """Yield how many groups are not shown."""
    left = parts[len(_largest(parts, most)) :]
    if left:
        yield Line(f"and {len(left)} smaller groups ({_leads(_together(left))}): see --all", style="faint")


def _others(change: "AdviceChange") -> Iterator[Line]:
    """Yield how many leads are in no group."""
    described = _together(change.parts)
    if change.leads is not None and described is not None and described < change.leads:
        yield Line(f"and {_leads(change.leads - described)} of too many kinds to describe", style="faint")


def _rules(names: Sequence[str]) -> str:
    return ", ".join(names) or "no rule"


def _together(parts: "Sequence[LeadGroup]") -> int | None:
    counts = [part.leads for part in parts]
    return None if None in counts else sum(count for count in counts if count is not None)


def _leads(number: int | None) -> str:
    if number is None:
        return "leads not counted"
    return "1 lead" if number == 1 else f"{number:,} leads"


def _share(difference: "Difference") -> str:
    number, of = difference.leads, difference.possible
    if of is None:
        return f"{'some' if number is None else 'none'} of the possible leads (too many to count)"
    if number is None:
        return f"some of {of:,} possible leads (too many to count)"
    return f"{number:,} of {of:,} possible leads ({percent(number, of)})"
