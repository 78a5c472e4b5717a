"""What advice becomes with another answer, in a sentence."""

from collections.abc import Iterator, Sequence

from followthrough.advising.advice import Advice, differing
from followthrough.advising.plainly import plainly_undecided
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import about, topic
from followthrough.format.sentences import begun, ended, listed


def becoming(before: Advice, after: Advice) -> str:
    """Say what advice becomes: the goals that change, and which of what is shown with them changes too."""
    base, changed = before.base, differing(before, after)
    said = [
        ended(base.says(goal, value)) if (value := after.value(goal)) else _undecided_goal(after, goal)
        for goal in base.goals
        if goal in changed
    ]
    said.extend(also_changing(base, changed))
    return " ".join(said) or "Nothing else changes."


def also_changing(base: KnowledgeBase, changed: Sequence[str]) -> Iterator[str]:
    """Say which of the concepts shown with the goals change, and whether a goal does so too."""
    also = [about(base, name) for name in changed if name not in base.goals]
    if also:
        verb = "changes" if len(also) == 1 else "change"
        yield f"{begun(listed(also))} {verb}{' too' if len(also) < len(changed) else ''}."


def _undecided_goal(after: Advice, goal: str) -> str:
    return f"{topic(after.base, goal)}: {plainly_undecided(after, goal)}."
