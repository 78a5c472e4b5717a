"""One lead with its trace: the peers agree with us on every concept, and each takes its time."""

from collections.abc import Callable, Mapping
from typing import Any

from bench.peers import by_clips, by_durable, by_experta, by_hand, by_zen
from bench.peers.measuring import each_in_turns
from bench.peers.translation import Answer, Said, answers

from as_in_a_case import advise
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.run.inference import infer

Build = Callable[[KnowledgeBase, str], Callable[[Mapping[str, Answer]], tuple[Said, object]]]

PEERS: dict[str, tuple[Build, str]] = {
    "experta": (by_experta.build, "names of rules"),
    "durable_rules": (by_durable.build, "names of rules"),
    "zen-engine, trace on": (by_zen.build, "value of every expression"),
    "clipspy, (watch rules)": (by_clips.build, "names of rules, with the facts they rest on"),
    "clipspy, names noted": (by_clips.build_noting, "names of rules"),
    "Python by hand": (by_hand.build, "names of rules"),
}
"""How each peer is built, and what its trace tells."""

OURS = "followthrough"
OURS_CHECKED = "followthrough, checks the lead too"


class Disagreement(Exception):
    """A peer concludes something else than we do: then nothing is worth measuring."""


def check(base: KnowledgeBase, leads: list[Lead], today: Any) -> int:
    """Compare all peers with us under all counsels, over all concepts; give the number of comparisons."""
    compared = 0
    for counsel in base.counsels:
        expected = [infer(base, counsel, lead, today).facts for lead in leads]
        for name, (build, _) in PEERS.items():
            peer = build(base, counsel)
            for lead, facts in zip(leads, expected, strict=True):
                said = peer(answers(base, lead))[0]
                for concept in base.concepts:
                    if said[concept] != facts[concept]:
                        raise Disagreement(
                            f"{name} under {counsel}: {concept} is {said[concept]!r}, ours {facts[concept]!r}, of "
                            f"{dict(answers(base, lead))}"
                        )
                compared += 1
    return compared


def measure(base: KnowledgeBase, counsel: str, leads: list[Lead], today: Any) -> list[list[object]]:
    """Give a row for each: microseconds for a lead, how many times ours that is, and what the trace tells."""
    peers = {name: build(base, counsel) for name, (build, _) in PEERS.items()}
    jobs: dict[str, Callable[[Any], Any]] = {
        name: (lambda both, advise_=peer: advise_(both[1])) for name, peer in peers.items()
    }
    jobs[OURS] = lambda both: infer(base, counsel, both[0], today)
    jobs[OURS_CHECKED] = lambda both: advise(base, both[2], counsel=counsel, today=today)
    given = [(lead, answers(base, lead), dict(lead.answers)) for lead in leads]
    taken = each_in_turns(jobs, given)
    proof = "rules that fired or were defeated, each premise with its origin, reason, passages, days"
    told = {name: trace for name, (_, trace) in PEERS.items()} | {OURS: proof, OURS_CHECKED: proof}
    ranked = sorted(taken.items(), key=lambda one: -one[1])
    return [[name, 1e6 * seconds, seconds / taken[OURS], told[name]] for name, seconds in ranked]
