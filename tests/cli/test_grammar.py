"""Where every answer and every value is a sentence of its own, no full stop stands before another mark."""

import re

import pytest

from bases_in_memory import CONTESTED, written
from cli.running import followthrough
from web.visiting import Visitor

WRONG = re.compile(r"[^\s.][.!?]\s*[,;:)]|[^\s.][.!?]\s*\.(?!\.)")
"""A mark that ends a sentence, and behind it one that stands inside a sentence, or one more full stop."""
QUESTIONS = """\
- question: wet
  ask: Is it wet?
  kind: yes/no
  choices: {yes: I am all wet., no: I am quite dry.}
  unknown: allowed
  can become: yes
  why: It matters.
- question: late
  ask: Is it late?
  kind: choice
  choices: {yes: I am late., no: I have time!, never: I am never late.}
  why: It matters.
- {question: seen_on, ask: When was it seen?, kind: date, unknown: allowed, why: It matters.}
"""
CONCEPTS = """\
- {concept: days_since_seen, counts: days since seen_on, to: 60}
- {concept: mood, means: How it feels., values: {good: It is good., bad: It is bad.}, otherwise: good}
- {concept: verdict, means: What to do., values: {go: Go now., stay: Stay in., hide: Hide yourself!}, otherwise: stay}
- {concept: remark, means: What else., many: yes, values: {quick: Be quick., quiet: Be quiet.}}
"""
RULES = (
    CONTESTED
    + """\
- {rule: hide-when-old, counsel: elder, source: e1, if: {remark: quick, days_since_seen: at least 9},
   then: {verdict: hide}, because: As you said: {late}, due: {days_since_seen: 9}, overrides: [go-if-open, hide-if-bad]}
"""
)
LEAD = ("-a", "wet=yes", "-a", "late=yes", "-a", "days_since_seen=10")
DRY = ("-a", "wet=no", "-a", "late=never", "-a", "days_since_seen=2")
ABOUT = ("mood", "verdict", "remark", "late")


@pytest.fixture
def base(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return written(tmp_path / "base", RULES.replace("As you said: {late}", '"As you said: {late}"'),
                   questions=QUESTIONS, concepts=CONCEPTS)  # fmt: skip


def commands():
    for lead in (LEAD, DRY):
        yield ("advise", *lead)
        yield ("plan", *lead)
        for depth in ("sentence", "rule", "tree"):
            yield ("why", *ABOUT, *lead, "--depth", depth)
        for concept, value in (("verdict", "go"), ("verdict", "stay"), ("mood", "good"), ("mood", "bad")):
            yield ("why-not", concept, value, *lead)
            yield ("what-if", concept, value, *lead)
        yield ("what-if", "verdict", *lead)
    yield ("next", "-a", "wet=yes")
    yield ("rules", "disagree", "elder", "younger")


def test_no_command_puts_a_mark_behind_a_full_stop(base):
    for arguments in commands():
        for counsel in ((),) if arguments[0] == "rules" else ((), ("--counsel", "elder")):
            done = followthrough(*arguments, *counsel, "--base", base)
            assert (done.status, done.err) == (0, ""), arguments
            found = WRONG.search(" ".join(done.out.split()))
            assert not found, (arguments, done.out)


def test_no_question_of_a_consultation_does(base):
    done = followthrough("ask", "--base", base, typed="?\n1\nb\n\n?\nu\n?\n")
    assert "Your answer was: I am late. Enter keeps it." in done.out
    assert not WRONG.search(" ".join(done.out.split())), done.out


def test_no_page_does(base, tmp_path):
    visitor = Visitor(tmp_path / "leads.sqlite", str(base))
    answers = ("wet=yes&late=yes&seen_on=2026-11-12", "wet=no&late=never&seen_on=2026-11-20", "wet=yes")
    for address in (*answers, f"{answers[1]}&if-wet=yes"):
        page = visitor.reads(f"/?{address}")
        assert not WRONG.search(page), WRONG.findall(page)
