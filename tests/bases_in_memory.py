"""A knowledge base from a few lines of rules, for tests that are about one thing."""

from followthrough.load import parse
from followthrough.model import KnowledgeBase

BASE = """\
title: a test
goals: [verdict]
shows: [remark]
counsels:
  elder: {name: the elder, work: a book}
  younger: {name: the younger, work: a reply, follows: elder}
default counsel: younger
"""
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


def base_of(rules: str, **files: str) -> KnowledgeBase:
    """Make a base of these rules; `files` replaces base, sources, questions, concepts or adds cases."""
    texts = {"base": BASE, "sources": SOURCES, "questions": QUESTIONS, "concepts": CONCEPTS, **files}
    named = {f"{name}.yaml": text.encode() for name, text in texts.items() if name != "cases"}
    if "cases" in texts:
        named["cases/cases.yaml"] = texts["cases"].encode()
    return parse({**named, "rules/rules.yaml": rules.encode()})
