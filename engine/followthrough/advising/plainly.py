"""Why there is no value, and where one comes from, in the words of a person who knows no names of rules."""

from followthrough.advising.advice import Advice, waiting_for
from followthrough.format.phrases import about
from followthrough.format.sentences import inside, listed


def plainly_undecided(advice: Advice, concept: str) -> str:
    """Return why a concept is undecided, without the names of rules and concepts.

    >>> from datetime import date
    >>> from followthrough import advise, load
    >>> plainly_undecided(advise(load(), {}, today=date(2026, 11, 22)), "stance")
    'it hinges on answers that are missing'
    """
    if concept in advice.open or concept in advice.open_beneath:
        return "it hinges on answers that are missing"
    conflict = advice.proof.conflict(concept)
    if conflict is not None:
        said = listed(list(dict.fromkeys(f"“{inside(advice.base.says(concept, one))}”" for one, _ in conflict.claims)))
        return f"the rules contradict each other: they say {said}"
    if any(advice.proof.beaten(concept)):
        return "every rule that would decide it is overruled by another"
    if concept not in advice.base.concepts:
        return "nobody has said"
    waited = [f"{about(advice.base, name)} is undecided too" for name in waiting_for(advice, concept)]
    return f"no rule decides it while {listed(waited)}" if waited else "no rule decides it"
