"""A knowledge base with two counts of one date, for tests of what is said of such a day."""

from pathlib import Path

TWO_COUNTS = {
    "base.yaml": b"""
title: An offer, and the day by which it is to be answered
goals: [step]
counsels:
  friend: {name: A friend, work: what a friend says}
default counsel: friend
""",
    "questions.yaml": b"""
- question: answer_by
  ask: By what day do they want an answer?
  kind: date
  ahead: yes
  unknown: allowed
  why: Time may run out.
""",
    "concepts.yaml": b"""
- {concept: days_left, counts: days until answer_by, means: How many days are left., from: 0, to: 30}
- {concept: days_late, counts: days since answer_by, means: How many days it is late., from: -5, to: 60}
- concept: step
  means: What to do.
  values: {answer: Give your answer., think: Think it over., apologize: Say that you are sorry., ask: Ask for the day.}
""",
    "sources.yaml": b"friend: {a: Answer in time.}",
    "rules/steps.yaml": b"""
- {rule: soon, counsel: friend, source: a, if: {days_left: at most 3, days_late: at most 0}, then: {step: answer},
   because: Little time is left.}
- {rule: think, counsel: friend, source: a, if: {days_left: more than 3}, then: {step: think}, because: There is time.}
- {rule: late, counsel: friend, source: a, if: {days_late: at least 1}, then: {step: apologize}, because: It is late.}
- {rule: ask, counsel: friend, source: a, if: {answer_by: unknown}, then: {step: ask}, because: No day is known.}
""",
}


def written(folder: Path) -> Path:
    """Write the base into a folder, and return it."""
    for name, text in TWO_COUNTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    return folder
