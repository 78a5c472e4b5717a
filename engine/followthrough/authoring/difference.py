"""Which possible leads are advised differently: by two versions of a base, or by two counsels of one.

Every lead is among those looked at. What differs is counted, and described in few conditions with a lead each, which is
then advised on twice, by `infer`, to find the rules responsible.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec.structs import asdict

from followthrough.advising.advice_json import answers_json
from followthrough.authoring.comparison import Comparison, Difference, Effect, LeadGroup
from followthrough.authoring.renaming.found import renames
from followthrough.authoring.versions import Edit, edits
from followthrough.errors import LeadError, Place, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.space import LeadSpace
from followthrough.short_repr import Result


class Revision(Result, frozen=True):
    """How two versions of a base differ: what was edited, and by the name of each counsel of both what that does.

    Names are those of the new version. A counsel that only this one has is `added`, and compared with the one whose
    rules it takes over, if it follows one of both versions; that is no difference.
    """

    edits: tuple[Edit, ...]
    differences: Mapping[str, Difference]
    added: Mapping[str, Difference] = {}

    def __bool__(self) -> bool:
        return any(self.differences.values())


def difference(old: KnowledgeBase, new: KnowledgeBase) -> Revision:
    """Compare two versions of a base, counsel by counsel, over all possible leads.

    What only has another name is renamed in the old version, and is no difference.
    Raises KnowledgeError where a question means something else in the two; NotSettled when a proof takes too long.

    >>> from followthrough import load
    >>> bool(difference(load(), load()))
    False
    """
    names = renames(old, new)
    made = tuple(edits(old, new, names))
    old = names.of(old) if names else old
    changed = [edit.name for edit in made if edit.kind == "rule" and edit.how not in ("renamed", "reworded")]
    return Revision(
        edits=made,
        differences={
            counsel: Comparison(LeadSpace(new, old), (old, counsel), (new, counsel), changed).difference()
            for counsel in new.counsels
            if counsel in old.counsels
        },
        added={counsel: _added(old, new, counsel) for counsel in new.counsels if _followed(old, new, counsel)},
    )


def _followed(old: KnowledgeBase, new: KnowledgeBase, counsel: str) -> str | None:
    """Return the counsel of both versions that a new one follows, the nearest; None if there is none."""
    if counsel in old.authorities:
        return None
    return next((name for name in new.lineage(counsel) if name in old.counsels and name in new.counsels), None)


def _added(old: KnowledgeBase, new: KnowledgeBase, counsel: str) -> Difference:
    """Compare a new counsel with the one that it follows, as that one advises now."""
    followed = _followed(old, new, counsel)
    assert followed is not None, "only such a counsel is compared"
    return disagreement(new, followed, counsel)


def disagreement(base: KnowledgeBase, one: str | None = None, other: str | None = None) -> Difference:
    """Compare two counsels of a base over all possible leads: those named, or the two that the base has.

    Raises LeadError where the base has no such counsel, or none is named and it has not just two; NotSettled as
    `difference` does.

    >>> from followthrough import load
    >>> found = disagreement(load())
    >>> found.before, found.after, bool(found)
    ('wolfe', 'jobfairy', True)
    """
    if one is None and other is None and len(base.counsels) == 2:
        one, other = base.counsels
    if one is None or other is None:
        raise LeadError([Problem(Place("counsel"), "two counsels are compared", "name two of them")])
    names = base.counsel_named(one), base.counsel_named(other)
    if names[0] == names[1]:
        raise LeadError([Problem(Place("counsel"), f"{one!r} is compared with itself", "name two counsels")])
    return _disagreement(base, *names)


@lru_cache(maxsize=8)
def _disagreement(base: KnowledgeBase, one: str, other: str) -> Difference:
    """Compare two counsels of a base, once: it takes seconds, and is shown, published, and asked for by assistants."""
    of_one_only = {*base.lineage(one)} ^ {*base.lineage(other)}
    only_one = [rule.name for rule in base.rules.values() if rule.counsel in of_one_only]
    return Comparison(LeadSpace(base), (base, one), (base, other), only_one).difference()


def revision_json(revision: Revision) -> dict[str, Any]:
    """Return how two versions of a base differ as data."""
    return {
        "edits": [
            {
                "kind": edit.kind,
                "name": edit.name,
                "how": edit.how,
                **({"was": edit.was} if edit.was else {}),
                "file": edit.place.file,
                "line": edit.place.line,
            }
            for edit in revision.edits
        ],
        "differences": {counsel: difference_json(one) for counsel, one in revision.differences.items()},
        "added": {counsel: difference_json(one) for counsel, one in revision.added.items()},
    }


def difference_json(difference: Difference) -> dict[str, Any]:
    """Return a difference as data; the conditions of a part are text, as in a rule."""
    return {
        **asdict(difference),
        "changes": [
            {
                **asdict(change),
                "effects": [_effect_json(effect) for effect in change.effects],
                "parts": [_part_json(part) for part in change.parts],
            }
            for change in difference.changes
        ],
        "gone": [_part_json(part) for part in difference.gone],
        "come": [_part_json(part) for part in difference.come],
        "advised": [{**asdict(one), "witness": answers_json(one.witness)} for one in difference.advised],
    }


def _effect_json(effect: Effect) -> dict[str, Any]:
    dues = {"due_before": effect.due_before, "due_after": effect.due_after}
    return {**asdict(effect), **{name: str(due) if due else None for name, due in dues.items()}}


def _part_json(part: LeadGroup) -> dict[str, Any]:
    return {
        "if": str(part.conditions),
        "leads": part.leads,
        "witness": answers_json(part.witness),
        "before_by": list(part.before_by),
        "after_by": list(part.after_by),
        "responsible": list(part.responsible),
    }
