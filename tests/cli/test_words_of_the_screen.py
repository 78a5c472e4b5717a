"""A job seeker reads questions, answers and reasons; a name stands in parentheses, or in what is to be typed."""

import re
from pathlib import Path

import pytest

from bases_in_memory import written
from cli.running import followthrough

BASE = """\
title: A parcel
goals: [zzadvice]
shows: [zzmanner]
leads:
  first: {zzheard: zzangry}
counsels:
  zzpost: {name: The post, work: its leaflet}
  zzneighbor: {name: The neighbor, work: what she says, follows: zzpost}
default counsel: zzneighbor
"""
SOURCES = """\
zzpost:
  p1: Ask where the parcel is once a week has passed.
zzneighbor:
  n1: Look into your shed first.
"""
QUESTIONS = """\
- {question: zzsent_on, ask: When was it sent?, kind: date, unknown: allowed, why: It takes some days.}
- question: zzheard
  ask: What have they said?
  kind: choice
  choices: {zzsilent: nothing so far, zzangry: "that they are angry, too"}
  why: It matters.
- question: zzasked
  ask: Have you asked them?
  kind: choice
  choices: {zznotyet: not yet, zzyes: once}
  can become: zzyes
  why: Once is enough.
- question: zzlooked
  ask: Where have you looked?
  kind: choice
  many: yes
  choices: {zzshed: in the shed, zzporch: on the porch, none: nowhere}
  only if: {zzheard: zzsilent}
  why: It may be there.
- {never: {zzheard: zzangry, zzasked: zznotyet}, because: nobody is angry before you ask.}
"""
CONCEPTS = """\
- {concept: zzdays, counts: days since zzsent_on, from: 0, to: 90}
- concept: zzlost
  means: Whether it is lost.
  values: {zzgone: it is lost, zzcoming: it is on its way}
  otherwise: zzcoming
- concept: zzadvice
  means: What to do about the parcel.
  values:
    zzask: {says: Ask them where it is., does: {zzasked: zzyes}}
    zzwait: Wait for it.
    zzlook: Look into your shed.
- concept: zzmanner
  means: How to do that.
  many: yes
  values: {zzkindly: Stay friendly., zzshort: Be brief., zzdaily: Look every day.}
"""
RULES = """\
- rule: zzgone-after-a-week
  counsel: zzpost
  source: p1
  if: {zzdays: at least 7, zzheard: zzsilent}
  then: {zzlost: zzgone}
  because: A week has passed.
- rule: zzask-once
  counsel: zzpost
  source: p1
  if: {zzlost: zzgone, zzasked: other than zzyes}
  then: {zzadvice: zzask, zzmanner: [zzkindly, zzshort]}
  because: They know where it is.
  due: {zzdays: 7}
- rule: zzwait-otherwise
  counsel: zzpost
  source: p1
  if:
    any of:
      - {zzlost: zzcoming}
      - {zzasked: zzyes}
  then: {zzadvice: zzwait, zzmanner: zzdaily}
  because: It will come.
- rule: zzlook-first
  counsel: zzneighbor
  source: n1
  if: {zzlooked: [zzporch, none], zzlost: zzgone}
  then: {zzadvice: zzlook, zzmanner: zzkindly}
  because: It is in the shed, most likely.
  overrides: zzask-once
"""
ON = ("--on", "2026-11-22")
LEAD = ("-a", "zzsent_on=2026-11-02", "-a", "zzheard=zzsilent", "-a", "zzasked=zznotyet", "-a", "zzlooked=zzporch")


@pytest.fixture
def parcel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, ...]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    monkeypatch.setenv("COLUMNS", "100")
    files = {"base": BASE, "sources": SOURCES, "questions": QUESTIONS, "concepts": CONCEPTS}
    return ("--base", written(tmp_path / "parcel", RULES, **files), *ON)


def names_in(text: str) -> list[str]:
    """Return the names in a text that stand neither in parentheses nor in what is to be typed."""
    text = " ".join(text.split())
    for typed in (r"`[^`]*`", r"continue with: \S.*?--base \S+", r"-a '[^']*'", r"-a \S+", r"\([^()]*\)"):
        text = re.sub(typed, "", text)
    return re.findall(r"\S*zz\S*", text)


COMMANDS: dict[str, tuple[tuple[str, ...], str]] = {
    "advise": (("advise", *LEAD), ""),
    "advise on little": (("advise", "-a", "zzasked=zznotyet"), ""),
    "advise as another": (("advise", *LEAD, "--counsel", "the post"), ""),
    "why": (("why", *LEAD), ""),
    "why in a sentence": (("why", *LEAD, "--depth", "sentence"), ""),
    "why as a tree": (("why", *LEAD, "--depth", "tree"), ""),
    "why of all": (("why", "zzlost", "zzmanner", "zzdays", "zzlooked", *LEAD), ""),
    "why not": (("why-not", "zzadvice", "zzask", *LEAD), ""),
    "why not the usual": (("why-not", "zzlost", "zzcoming", *LEAD), ""),
    "why not what is": (("why-not", "zzadvice", "zzlook", *LEAD), ""),
    "why not of many": (("why-not", "zzmanner", "zzdaily", *LEAD), ""),
    "what if": (("what-if", "zzadvice", *LEAD), ""),
    "what if of many": (("what-if", "zzadvice", "zzask", *LEAD), ""),
    "what if for sure": (("what-if", "zzadvice", "zzlook", *LEAD), ""),
    "next": (("next",), ""),
    "next of several": (("next", "-a", "zzheard=zzsilent", "-a", "zzasked=zznotyet", "-a", "zzsent_on=2026-11-02"), ""),
    "ask": (("ask",), "?\nnothing so far\n?\nnot yet\n?\n2026-11-02\n?\non the porch, in the shed\nr\n\n"),
    "ask again": (("ask",), "that they\nsilly\nonce\nb\nnot yet\nr\n1\nnothing so far\nnowhere\nq\n"),
    "plan": (("plan", *LEAD), ""),
    "letter": (("letter", *LEAD), ""),
    "questions": (("questions",), ""),
    "a wrong answer": (("advise", "-a", "zzheard=silence", "-a", "zzlooked=shop", "-a", "zzsent_on=tomorrow"), ""),
    "answers that do not fit": (("advise", "-a", "zzheard=zzangry", "-a", "zzlooked=none"), ""),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_no_command_shows_a_name_where_words_would_do(what: str, parcel: tuple[object, ...]) -> None:
    words, typed = COMMANDS[what]
    done = followthrough(*words, *parcel, typed=typed)
    assert done.status in (0, 2, 3)
    assert names_in(done.out) == []
    if done.status != 2:
        assert names_in(done.err) == []


def test_a_day_that_does_not_fit_another_is_refused_in_the_words_of_both_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ("-a", "interview=done", "-a", "interviewed_on=2026-11-20", "-a", "thank_you=sent")
    done = followthrough("ask", *given, "-a", "thanked_on=2026-11-21", *ON, typed="b\n2026-11-01\n")
    said = "that is before 2026-11-20, the answer to “On what day was the interview?"
    assert said in " ".join(done.out.split())
    assert "interviewed_on" not in done.out


UNKNOWN = {
    "a question with a near name": (("advise", "-a", "zzhaerd=x"), "did you mean “What have they said?” (zzheard)?"),
    "a question of which some words are known": (
        ("leads", "set", "Sofa", "-a", "where seen=x"),
        "did you mean “Where have you looked?” (zzlooked)? `followthrough questions` lists them all",
    ),
    "any other question": (
        ("advise", "-a", "foo=x"),
        "unknown question 'foo'; `followthrough questions` lists them all",
    ),
    "a concept": (
        ("why", "foo", "Sofa"),
        "name one such as “What to do about the parcel” (zzadvice), “How to do that” (zzmanner) or “Whether it is "
        "lost” (zzlost)",
    ),
    "a value": (
        ("what-if", "zzadvice", "foo", "Sofa"),
        "name one such as “Ask them where it is” (zzask), “Wait for it” (zzwait) or “Look into your shed” (zzlook)",
    ),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_where_a_name_is_unknown_a_few_are_suggested_in_words(what: str, parcel: tuple[object, ...]) -> None:
    words, remedy = UNKNOWN[what]
    followthrough("leads", "add", "Sofa", *LEAD, *parcel)
    done = followthrough(*words, *parcel)
    assert done.status == 2
    assert remedy in done.err
    assert names_in(done.err.partition(";")[2]) == []


def test_no_command_about_leads_shows_a_name_where_words_would_do(parcel: tuple[object, ...]) -> None:
    shown = []
    for words in (
        ("add", "Sofa", *LEAD),
        ("add", "Lamp", "-a", "zzheard=zzangry"),
        ("list",),
        ("show", "Sofa"),
        ("did", "Sofa", "zzask"),
        ("set", "Sofa", "-a", "zzlooked=zzshed"),
        ("set", "Sofa", "-a", "zzheard=zzangry"),
        ("unset", "Sofa", "zzsent_on"),
        ("undo",),
        ("undo", "Sofa"),
        ("redo",),
        ("recheck", "--on", "2026-12-22"),
        ("list", "--on", "2026-12-22"),
        ("show", "Sofa", "--on", "2026-12-22"),
        ("drop", "Sofa"),
        ("look-back",),
    ):
        done = followthrough("leads", *words, *parcel)
        assert done.status == 0, done.err
        shown.append(done.out + done.err)
    assert names_in("\n".join(shown)) == []
