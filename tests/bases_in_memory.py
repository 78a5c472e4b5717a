"""A knowledge base from a few lines of rules, for tests that are about one thing."""

from itertools import combinations
from pathlib import Path

from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase

BASE = """\
title: a test
goals: [verdict]
shows: [remark]
counsels:
  elder: {name: the elder, work: a book}
  younger: {name: the younger, work: a reply, follows: elder}
default counsel: younger
"""
PIGEONS = "".join(
    [
        *(
            f"- {{question: p{one}, ask: Where?, kind: choice, why: x, "
            f"choices: {{{', '.join(f'h{hole}: hole {hole}' for hole in range(11))}}}}}\n"
            for one in range(12)
        ),
        *(
            f"- {{never: {{p{one}: h{hole}, p{other}: h{hole}}}, because: there is no room}}\n"
            for one, other in combinations(range(12), 2)
            for hole in range(11)
        ),
    ]
)
"""Questions: in which of 11 holes each of 12 pigeons sits alone. That no lead is possible takes long to prove."""

SOURCES = "elder: {e1: the elder's passage}\nyounger: {y1: {gist: the younger's passage, narrative: yes}}\n"
QUESTIONS = """\
- {question: wet, ask: Is it wet?, kind: yes/no, unknown: allowed, why: it matters}
- {question: late, ask: Is it late?, kind: yes/no, unknown: allowed, why: it matters}
- {question: seen_on, ask: When was it seen?, kind: date, unknown: allowed, why: it matters}
"""
CONCEPTS = """\
- concept: days_since_seen
  counts: days since seen_on
- {concept: mood, means: how it feels, values: {good: good, bad: bad}, otherwise: good}
- {concept: verdict, means: what to do, values: {go: Go., stay: Stay., hide: Hide.}}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
"""

EITHER_WAY = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is}
- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: stay}, because: it is not}
- {rule: hide, counsel: younger, source: y1, if: {cold: yes}, then: {verdict: hide}, because: ok, overrides: wet}
- {rule: dim, counsel: elder, source: e1, if: {dark: [yes, no]}, then: {remark: quick}, because: it is known}
- {rule: who-knows, counsel: elder, source: e1, if: {dark: unknown, seen: known}, then: {remark: quiet}, because: ok}
"""
EITHER_QUESTIONS = """\
- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}
- {question: cold, ask: Is it cold?, kind: yes/no, only if: {wet: yes}, unknown: allowed, why: it matters}
- {question: dark, ask: Is it dark?, kind: yes/no, unknown: allowed, why: it matters}
- {question: seen, ask: Is it seen?, kind: yes/no, only if: {dark: unknown}, unknown: allowed, why: it matters}
"""
EITHER_CONCEPTS = """\
- {concept: verdict, means: what to do, values: {go: Go., stay: Stay., hide: Hide.}}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
"""
EITHER_BASE = """\
title: a test
goals: [verdict]
shows: [remark]
counsels:
  elder: {name: the elder, work: a book}
  younger: {name: the younger, work: a reply, follows: elder}
default counsel: elder
"""
"""A base in which a question settles the verdict by two rules, so that it is the same whatever the answer is."""

FOLDERS = ("cases", "laws")


def base_of(rules: str, **files: str) -> KnowledgeBase:
    """Make a base of these rules; `files` replaces base, sources, questions, concepts or adds cases and laws."""
    return parse(_files(rules, files))


def written(folder: Path, rules: str, **files: str) -> Path:
    """Write such a base into a folder, for those that read it there."""
    for name, raw in _files(rules, files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def _files(rules: str, files: dict[str, str]) -> dict[str, bytes]:
    texts = {"base": BASE, "sources": SOURCES, "questions": QUESTIONS, "concepts": CONCEPTS, **files}
    named = {
        f"{name}/{name}.yaml" if name in FOLDERS else f"{name}.yaml": text.encode() for name, text in texts.items()
    }
    return {**named, "rules/rules.yaml": rules.encode()}


CONTESTED = """\
- {rule: rain-is-sad, counsel: elder, source: e1, if: {wet: yes}, then: {mood: bad}, because: Rain is sad.}
- {rule: sleep-is-good, counsel: elder, source: e1, if: {late: yes}, then: {mood: good}, because: Sleep is good.}
- {rule: go-if-open, counsel: elder, source: e1, if: {mood: unknown}, then: {verdict: go}, because: Who can tell.}
- {rule: hide-if-bad, counsel: elder, source: e1, if: {mood: bad}, then: {verdict: hide}, because: It is bad.}
- rule: not-in-the-rain
  counsel: younger
  source: y1
  overrides: go-if-open
  if: {wet: yes}
  then: {remark: [quick, quiet]}
  because: Rain keeps us in.
- {rule: quick-when-late, counsel: elder, source: e1, if: {late: yes}, then: {remark: quick}, because: It is late.}
"""
"""Where it is wet and late two rules contradict each other about the mood; the younger defeats what follows from it."""


PARCEL_FILES = {
    "base": """\
title: A parcel that does not come
goals: [step]
shows: [manner]
counsels:
  sender: {name: the sender, work: a leaflet}
  neighbor: {name: the neighbor, work: a note, follows: sender}
default counsel: sender
""",
    "sources": "sender: {e1: the leaflet says so}\nneighbor: {y1: the neighbor says so}\n",
    "questions": """\
- question: arrived
  ask: Has the parcel arrived?
  kind: choice
  choices: {whole: "yes, and it is whole", broken: "yes, but it is broken", missing: not yet}
  why: What has arrived need not be looked for.
- {question: fragile, ask: Is it fragile?, kind: yes/no, unknown: allowed, why: they handle it with care}
- {question: sent_on, ask: On what day was it sent?, kind: date, only if: {arrived: [broken, missing]}, why: days}
- {question: tracked, ask: Does it have a number?, kind: yes/no, only if: {arrived: missing}, why: they ask for it}
- {question: insured, ask: Is it insured?, kind: yes/no, only if: {arrived: [broken, missing]}, why: it may be paid}
""",
    "concepts": """\
- {concept: days_since_sent, counts: days since sent_on, from: 0, to: 60}
- concept: step
  means: what to do
  values: {keep: Keep it., wait: Wait., ask: Ask the post office., return: Return it.}
- concept: manner
  means: how to do it
  many: yes
  values: {number: Have its number at hand., care: Say that it is fragile., claim: Ask for your money.}
""",
}
PARCEL = """\
- {rule: keep, counsel: sender, source: e1, if: {arrived: whole}, then: {step: keep}, because: all is well}
- rule: wait
  counsel: sender
  source: e1
  if: {arrived: missing, days_since_sent: less than 7}
  then: {step: wait}
  due: {days_since_sent: 7}
  because: it takes a week
- rule: ask
  counsel: sender
  source: e1
  if: {arrived: missing, days_since_sent: at least 7}
  then: {step: ask}
  due: today
  because: a week has passed
- rule: return
  counsel: sender
  source: e1
  if: {arrived: broken}
  then: {step: return}
  due: {days_since_sent: 14}
  because: there are two weeks for it
- {rule: number, counsel: sender, source: e1, if: {step: ask, tracked: yes}, then: {manner: number}, because: so}
- {rule: care, counsel: sender, source: e1, if: {arrived: missing, fragile: yes}, then: {manner: care}, because: so}
- {rule: claim, counsel: neighbor, source: y1, if: {step: ask, insured: yes}, then: {manner: claim}, because: so}
"""
"""Rules of a base whose goal has days, one of which is counted from an answer that no rule tests there."""
