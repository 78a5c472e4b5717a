"""Another name for an entry, in every file: the rest of the files stays as it was, byte for byte."""

import pytest

from followthrough.authoring.renaming.rename import renaming_in
from followthrough.errors import KnowledgeError, LeadError
from followthrough.format.layers import FolderFiles
from followthrough.format.load import parse

BASE = """\
title: What to do about a leak      # not `step`
goals: [step, "tone"]
counsels:
  plumber: {name: A plumber, work: a leaflet}
  'aunt':
    name: My aunt
    work: what she says
    follows: plumber
default counsel: plumber
"""
SOURCES = """\
plumber:
  p1: A leak is stopped before it is mended.
  p2: "p1 is not always enough."
aunt: {a1: Whoever drips must wait., p2: Ask me.}
"""
QUESTIONS = """\
- question: leak          # how bad the leak is
  ask: >-
    How bad is it, if it began on {began_on}
    and {leak} says little?
  kind: choice
  choices: {drip: it drips, 'a burst': "it bursts", dry: nothing}
  can become: [dry]
  why: A drip can wait.
- {question: began_on, ask: When?, kind: date, why: "It grows.", unknown: allowed}
- {question: seen_on, ask: On, why: a, kind: date, not before: began_on, only if: {leak: [drip, dry]}, unknown: allowed}
- never: {leak: dry, seen_on: known}
  because: a dry pipe ({leak}) is not looked at
"""
CONCEPTS = """\
- concept: days_of_leak
  counts: days since began_on
- {concept: until_seen, counts: days from began_on to seen_on}
- concept: step
  means: what to do
  values:
    stop it: Stop it.
    wait:
      says: Wait.
      does: {leak: {drip: dry}, began_on: today}
    "call: now": Call.
  otherwise: wait
- concept: harm
  adds:
    leak: {drip: 1, other than drip: 3}
    days_of_leak: {at least 2: 2}
- {concept: tone, means: how, values: {drip: 'softly', firm: firmly}, otherwise: drip}
"""
RULES = """\
- rule: stop        # stop, or call
  counsel: plumber
  source: [p1, "p2"]
  if: {leak: a burst, any of: [{days_of_leak: at least 2}, {seen_on: unknown}, {leak: 'other than drip'}]}
  unless: {leak: drip}
  then:
    step: stop it
    tone: firm
  because: 'It''s {leak}, for {days_of_leak} days: {harm}.'
  due: {days_of_leak: 3}
- rule: "drip"
  counsel: aunt
  source: [p2, p1]
  if:
    leak:
      - drip
      - other than a burst
  then: {step: "call: now"}
  because: "Whoever \\x7bleak} drips, {leak}."
  overrides: [stop]
"""
TABLE = """\
counsel: aunt;source: a1;;
rule;leak;then: tone;because
;"drip, a burst";firm;"It is {leak}, she says."
gentle;other than drip;drip;Softly.
"""
CASES = """\
- case: a burst leak
  lead: {leak: A burst , days_of_leak: 3}
  expect:
    plumber: {step: stop it, tone: firm, fired: stop}
    aunt: {tone: [firm], silent: [drip]}
"""
LAWS = """\
- law: who waits has no burst
  counsel: [plumber, aunt]
  if: {step: wait}
  after: doing step
  never: {leak: a burst, step: as aunt, tone: other than drip}
  because: drip
"""
LETTER = """\
To: them
Subject: The {leak} of {began_on}
If: leak: [drip, "a burst"]

Dear them, it is {leak}.

If: leak: other than drip
+ And {leak} since {began_on} ({leak}).
"""
FILES = {
    "base.yaml": BASE,
    "sources.yaml": SOURCES,
    "questions.yaml": QUESTIONS,
    "concepts.yaml": CONCEPTS,
    "rules/rules.yaml": RULES,
    "rules/table.csv": TABLE,
    "cases/cases.yaml": CASES,
    "laws/laws.yaml": LAWS,
    "letters/call: now (by hand).txt": LETTER,
    "letters/call: now.txt": "Hello.\n",
}


def raw(files):
    return {name: text.encode() for name, text in files.items()}


def plan(files, old, new):
    return renaming_in((FolderFiles(raw(files)),), old, new)


def texts(planned, layer=0):
    return {name: content.decode() for name, content in planned.layers_then()[layer].files.items()}


def renamed(old, new, files=FILES):
    """Rename, and return the lines that changed, by their files: what was and what is."""
    planned = plan(files, old, new)
    after, lines = texts(planned), {}
    for name, before in files.items():
        pairs = zip(before.splitlines(), after[planned.moved.get(name, name)].splitlines(), strict=True)
        changed = [(was.strip(), is_now.strip()) for was, is_now in pairs if was != is_now]
        if changed:
            lines[name] = changed
    return lines


def now(lines):
    return {name: [line for _, line in changed] for name, changed in lines.items()}


# What is found


def test_a_fact_is_renamed_in_every_file_and_only_where_it_is_the_fact():
    lines = renamed("leak", "damage")
    assert now(lines) == {
        "questions.yaml": [
            "- question: damage          # how bad the leak is",
            "and {damage} says little?",
            "- {question: seen_on, ask: On, why: a, kind: date, not before: began_on, "
            "only if: {damage: [drip, dry]}, unknown: allowed}",
            "- never: {damage: dry, seen_on: known}",
            "because: a dry pipe ({damage}) is not looked at",
        ],
        "concepts.yaml": [
            "does: {damage: {drip: dry}, began_on: today}",
            "damage: {drip: 1, other than drip: 3}",
        ],
        "rules/rules.yaml": [
            "if: {damage: a burst, any of: [{days_of_leak: at least 2}, {seen_on: unknown}, "
            "{damage: 'other than drip'}]}",
            "unless: {damage: drip}",
            "because: 'It''s {damage}, for {days_of_leak} days: {harm}.'",
            "damage:",
            'because: "Whoever {damage} drips, {damage}."',
        ],
        "rules/table.csv": ["rule;damage;then: tone;because", ';"drip, a burst";firm;"It is {damage}, she says."'],
        "cases/cases.yaml": ["lead: {damage: A burst , days_of_leak: 3}"],
        "laws/laws.yaml": ["never: {damage: a burst, step: as aunt, tone: other than drip}"],
        "letters/call: now (by hand).txt": [
            "Subject: The {damage} of {began_on}",
            'If: damage: [drip, "a burst"]',
            "Dear them, it is {damage}.",
            "If: damage: other than drip",
            "+ And {damage} since {began_on} ({damage}).",
        ],
    }


def test_a_date_is_renamed_with_its_count_and_a_count_with_its_day():
    lines = now(renamed("began_on", "day_one"))
    assert lines["concepts.yaml"] == [
        "counts: days since day_one",
        "- {concept: until_seen, counts: days from day_one to seen_on}",
        "does: {leak: {drip: dry}, day_one: today}",
    ]
    assert "not before: day_one" in lines["questions.yaml"][2]
    lines = now(renamed("days_of_leak", "age"))
    assert lines["rules/rules.yaml"][-1] == "due: {age: 3}"
    assert lines["cases/cases.yaml"] == ["lead: {leak: A burst , age: 3}"]


def test_a_count_of_days_between_dates_is_renamed():
    lines = now(renamed("until_seen", "silence"))
    assert lines == {"concepts.yaml": ["- {concept: silence, counts: days from began_on to seen_on}"]}
    assert now(renamed("seen_on", "began"))["concepts.yaml"] == [
        "- {concept: until_seen, counts: days from began_on to began}"
    ]


def test_a_sum_of_points_is_renamed():
    assert now(renamed("harm", "points")) == {
        "concepts.yaml": ["- concept: points"],
        "rules/rules.yaml": ["because: 'It''s {leak}, for {days_of_leak} days: {points}.'"],
    }


def test_a_goal_is_renamed_in_base_yaml_and_after_doing():
    lines = now(renamed("step", "advice"))
    assert lines["base.yaml"] == ['goals: [advice, "tone"]']
    assert lines["laws/laws.yaml"] == [
        "if: {advice: wait}",
        "after: doing advice",
        "never: {leak: a burst, advice: as aunt, tone: other than drip}",
    ]


def test_a_value_is_renamed_where_it_is_that_fact_s():
    lines = now(renamed("leak: drip", "a: drop"))
    assert lines == {
        "questions.yaml": [
            "choices: {'a: drop': it drips, 'a burst': \"it bursts\", dry: nothing}",
            "- {question: seen_on, ask: On, why: a, kind: date, not before: began_on, "
            "only if: {leak: ['a: drop', dry]}, unknown: allowed}",
        ],
        "concepts.yaml": [
            "does: {leak: {'a: drop': dry}, began_on: today}",
            "leak: {'a: drop': 1, 'other than a: drop': 3}",
        ],
        "rules/rules.yaml": [
            "if: {leak: a burst, any of: [{days_of_leak: at least 2}, {seen_on: unknown}, "
            "{leak: 'other than a: drop'}]}",
            "unless: {leak: 'a: drop'}",
            "- 'a: drop'",
        ],
        "rules/table.csv": [
            ';"a: drop, a burst";firm;"It is {leak}, she says."',
            "gentle;other than a: drop;drip;Softly.",
        ],
        "letters/call: now (by hand).txt": ["If: leak: ['a: drop', \"a burst\"]", "If: leak: 'other than a: drop'"],
    }


def test_an_answer_of_a_case_is_renamed_however_it_is_written():
    assert now(renamed("a burst", "burst"))["cases/cases.yaml"] == ["lead: {leak: burst , days_of_leak: 3}"]


def test_a_value_that_calls_for_letters_moves_them():
    planned = plan(FILES, "step=call: now", "step: phone them")
    assert planned.moved == {
        "letters/call: now (by hand).txt": "letters/phone them (by hand).txt",
        "letters/call: now.txt": "letters/phone them.txt",
    }
    assert set(texts(planned)) == {name.replace("call: now", "phone them") for name in FILES}
    assert now(renamed("call: now", "phone them"))["rules/rules.yaml"] == ['then: {step: "phone them"}']


def test_a_letter_stays_for_another_goal_with_a_value_of_that_name():
    files = FILES | {"concepts.yaml": CONCEPTS.replace("firm: firmly", "firm: firmly, 'call: now': loudly")}
    planned = plan(files, "step: call: now", "phone")
    assert {"letters/call: now.txt", "letters/phone.txt"} <= texts(planned).keys()


def test_a_rule_is_renamed_where_rules_are_named():
    assert now(renamed("stop", "halt")) == {
        "rules/rules.yaml": ["- rule: halt        # stop, or call", "overrides: [halt]"],
        "cases/cases.yaml": ["plumber: {step: stop it, tone: firm, fired: halt}"],
    }
    assert now(renamed("rule drip", "drop"))["rules/rules.yaml"] == ['- rule: "drop"']


def test_a_row_that_a_table_leaves_unnamed_gets_the_name():
    assert now(renamed("table-row-1", "firmly")) == {
        "rules/table.csv": ['firmly;"drip, a burst";firm;"It is {leak}, she says."']
    }
    assert now(renamed("gentle", "mild")) == {"rules/table.csv": ["mild;other than drip;drip;Softly."]}


def test_a_passage_is_renamed_where_it_is_that_counsel_s():
    assert now(renamed("plumber p2", "p9")) == {
        "sources.yaml": ['p9: "p1 is not always enough."'],
        "rules/rules.yaml": ['source: [p1, "p9"]'],
    }
    assert now(renamed("aunt p2", "aunt a9")) == {
        "sources.yaml": ["aunt: {a1: Whoever drips must wait., a9: Ask me.}"],
        "rules/rules.yaml": ["source: [a9, p1]"],
    }
    assert now(renamed("a1", "a9"))["rules/table.csv"] == ["counsel: aunt;source: a9;;"]


def test_a_counsel_is_renamed_with_what_is_compared_to_it():
    assert now(renamed("aunt", "uncle")) == {
        "base.yaml": ["'uncle':"],
        "sources.yaml": ["uncle: {a1: Whoever drips must wait., p2: Ask me.}"],
        "rules/rules.yaml": ["counsel: uncle"],
        "rules/table.csv": ["counsel: uncle;source: a1;;"],
        "cases/cases.yaml": ["uncle: {tone: [firm], silent: [drip]}"],
        "laws/laws.yaml": [
            "counsel: [plumber, uncle]",
            "never: {leak: a burst, step: as uncle, tone: other than drip}",
        ],
    }


def test_what_changes_is_told_with_its_places():
    planned = plan(FILES, "leak", "damage")
    places = [str(change.place) for change in planned.changes]
    assert places == sorted(places, key=lambda place: [int(x) if x.isdigit() else x for x in place.split(":")])
    for change in planned.changes:
        line = FILES[change.place.file].splitlines()[change.place.line - 1]
        assert line[change.place.column - 1 :].startswith(("leak", '"Whoever')), change
    assert [str(one.place) for one in plan(FILES, "call: now", "phone").changes] == [
        "concepts.yaml:11:5",
        "letters/call: now (by hand).txt",
        "letters/call: now.txt",
        "rules/rules.yaml:18:16",
    ]


# How files are written


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_the_mark_at_the_start_stay(end, mark):
    files = {name: mark + text.replace("\n", end) for name, text in FILES.items()}
    planned = plan(files, "leak", "damage")
    plain = plan(FILES, "leak", "damage")
    assert texts(planned) == {name: mark + text.replace("\n", end) for name, text in texts(plain).items()}
    assert planned.changes == plain.changes


def test_a_value_with_accents_is_found_however_they_are_stored_and_the_others_stay_as_they_are():
    composed, apart = "caf\u00e9", "cafe\u0301"
    files = FILES | {
        "questions.yaml": QUESTIONS.replace("dry", apart),
        "concepts.yaml": CONCEPTS.replace("dry", composed),
        "rules/table.csv": TABLE.replace('"drip, a burst"', f'"drip, {apart}"'),
    }
    planned = plan(files, f"leak: {composed}", "th\u00e9 \u2615")
    after = texts(planned)
    assert after["questions.yaml"] == QUESTIONS.replace("dry", "th\u00e9 \u2615").replace(
        "a th\u00e9 \u2615", f"a {apart}"
    )
    assert '"drip, th\u00e9 \u2615"' in after["rules/table.csv"]
    other = texts(plan(files, "leak: drip", "drop"))["rules/table.csv"]
    assert f'"drop, {apart}"' in other


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("{leak: drip}", "{leak: let it}"),
        ('{"leak": "drip"}', '{"leak": "let it"}'),
        ("{'leak': 'drip'}", "{'leak': 'let it'}"),
        ("{? leak : drip}", "{? leak : let it}"),
        ("{leak: !!str drip}", None),
        ("\n    leak: >-\n      drip\n    # a comment", "\n    leak: let it\n    # a comment"),
        ("\n    leak:\n      drip   # a comment", "\n    leak:\n      let it   # a comment"),
        ('{leak: "dr\\x69p"}', '{leak: "let it"}'),
        ("{leak: [drip, dry]}", "{leak: [let it, dry]}"),
        ("{leak:\n    [\n    drip,\n    ]}", "{leak:\n    [\n    let it,\n    ]}"),
    ],
)
def test_every_way_to_write_a_word_in_yaml_is_kept(written, becomes):
    files = FILES | {"rules/rules.yaml": RULES.replace("{leak: drip}", written)}
    if becomes is None:
        with pytest.raises(KnowledgeError):
            plan(files, "leak: drip", "let it")
        return
    after = texts(plan(files, "leak: drip", "let it"))["rules/rules.yaml"]
    assert f"unless: {becomes}\n" in after.replace("unless: \n", "unless: \n")


@pytest.mark.parametrize(
    "name",
    ["it's", 'so "he" said', "a: b", "x # y", "[a]", "- b", "{c}", "true", "12", "# d", "é, ü", "&x", "* y", "a\\b"],
)
def test_a_new_name_is_quoted_where_it_would_be_read_as_something_else(name):
    planned = plan(FILES, "leak: drip", name)
    again = texts(plan(texts(planned), f"leak: {name}", "drip"))
    assert again["rules/table.csv"].replace('"drip"', "drip").replace('"other than drip"', "other than drip") == TABLE
    words = again["questions.yaml"].replace("'drip'", "drip")
    assert words == QUESTIONS


def test_a_fact_with_the_name_of_a_column_is_marked_as_a_fact():
    planned = plan(FILES, "leak", "source")
    assert "rule;if: source;then: tone;because" in texts(planned)["rules/table.csv"]
    assert texts(plan(texts(planned), "source", "due"))["rules/table.csv"].count("if: due") == 1


# What is refused


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "x", "rules rename: nothing is named ''"),
        ("leak", " ", "rules rename: '' is not a valid name for a fact"),
        ("leek", "x", "leek: nothing is named 'leek'; did you mean 'leak'?"),
        ("leak: drop", "x", "leak: drop: 'leak' has no value 'drop'; did you mean 'drip'?"),
        ("aunt pp2", "x", "aunt pp2: aunt has no passage 'pp2'; did you mean 'p2'?"),
        ("drip", "x", "drip: 'drip' names 3 entries; write 'leak: drip', 'tone: drip' or 'rule drip'"),
        ("p2", "x", "p2: 'p2' names 2 entries; write 'plumber p2' or 'aunt p2'"),
        ("a burst leak", "x", "a burst leak: nothing mentions a case by its name; change it at cases/cases.yaml:1:9"),
        ("leak", "step", "step: the name 'step' is already used at concepts.yaml:4:12; choose another name"),
        ("stop", "drip", "drip: the name 'drip' is already used at rules/rules.yaml:11:9; choose another name"),
        ("aunt", "plumber", "plumber: the name 'plumber' is already used at base.yaml:4:3; choose another name"),
        ("plumber p1", "p2", "p2: the name 'p2' is already used at sources.yaml:3:3; choose another name"),
        ("leak: dry", "drip", "drip: the name 'drip' is already used at questions.yaml:1:13; choose another name"),
        ("leak", "leak", "leak: is the name of the fact leak already; choose another name"),
        ("leak", "Leak!", "use lowercase letters, digits, and _, starting with a letter"),
        ("leak", "fired", "'fired' has a special meaning in cases; choose another name"),
        ("leak", "today", "'today' is the day of writing in letters; choose another name"),
        ("stop", "stop_it", "use lowercase letters, digits, and -, starting with a letter"),
        ("leak: dry", "other than wet", "the value 'other than wet' reads like a test; choose another name"),
        ("leak: dry", "we\u202et", "the name has a control character; remove it: it is invisible"),
        ("leak: dry", " ", "is not a word or phrase; write one on a single line"),
        ("call: now", "a/b", "and no file can be named 'a/b (by hand).txt'; choose another name"),
        ("call: now", ".hidden", "and no file can be named '.hidden (by hand).txt'; choose another name"),
        ("tone: drip", "-", "would be read as something else than the value 'drip' of tone at"),
        ("step: wait", "as aunt", "would be read as something else than the value 'wait' of step at laws/laws.yaml"),
        ("plumber p1", "a1", "would be read as something else than the passage p1 of plumber at rules/rules.yaml:11:9"),
        ("aunt a1", "p1", "would be read as something else than"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_what_to_do(old, new, said):
    with pytest.raises(LeadError) as error:
        plan(FILES, old, new)
    assert said in str(error.value)
    assert str(error.value).count("\n") == 0


def test_a_row_named_by_its_number_needs_a_column_for_names():
    table = TABLE.replace("rule;", "", 1).replace("\n;", "\n").replace("gentle;", "").replace("a1;;", "a1;")
    with pytest.raises(LeadError, match="add a column `rule` to the table"):
        plan(FILES | {"rules/table.csv": table}, "table-row-1", "firmly")


def test_yes_and_no_and_none_stay_what_they_are():
    asked = "- {question: seen, ask: Seen?, kind: yes/no, why: x, unknown: allowed}\n"
    with pytest.raises(LeadError, match="seen is a yes/no question, whose values are yes and no"):
        plan(FILES | {"questions.yaml": QUESTIONS + asked}, "seen: yes", "yeah")
    many = "- {question: tools, ask: X, kind: choice, many: yes, unknown: allowed, choices: {saw: a, ax: b}, why: x}\n"
    with pytest.raises(LeadError, match="none means that none of the choices of tools is so"):
        plan(FILES | {"questions.yaml": QUESTIONS + many}, "tools: none", "nothing")


# Overlays


HUT = {
    "base.yaml": "counsels:\n  hut: {name: The hut, work: a note, follows: aunt}\n",
    "sources.yaml": "hut: {h1: A flood is no drip.}\n",
    "questions.yaml": "- {question: leak, choices: {flood: it floods}}\n",
    "rules/hut.yaml": (
        "- {rule: flood, counsel: hut, source: h1, if: {leak: [flood, drip]}, then: {tone: firm},"
        " because: 'It is {leak}.', overrides: drip}\n"
    ),
    "cases/hut.yaml": "- {case: a flood, lead: {leak: flood}, expect: {hut: {tone: firm, fired: flood}}}\n",
}


def laid(old, new):
    layers = FolderFiles(raw(FILES)), FolderFiles(raw(HUT), "./hut/")
    planned = renaming_in(layers, old, new)
    parse(*planned.layers_then())
    before = HUT
    return [file for file in planned.written if not file.startswith("./")], {
        name: text for name, text in texts(planned, 1).items() if text != before[name]
    }


def test_what_is_laid_over_a_base_is_renamed_with_it():
    base, hut = laid("leak", "damage")
    assert "rules/rules.yaml" in base
    assert hut == {
        "questions.yaml": HUT["questions.yaml"].replace("leak", "damage"),
        "rules/hut.yaml": HUT["rules/hut.yaml"].replace("leak", "damage"),
        "cases/hut.yaml": HUT["cases/hut.yaml"].replace("leak", "damage"),
    }
    assert laid("rule drip", "drop")[1]["rules/hut.yaml"] == HUT["rules/hut.yaml"].replace(": drip}", ": drop}")
    assert laid("leak: flood", "deluge")[0] == []
    assert laid("tone", "manner")[1].keys() == {"rules/hut.yaml", "cases/hut.yaml"}
    assert laid("aunt", "uncle")[1] == {"base.yaml": HUT["base.yaml"].replace("aunt", "uncle")}
