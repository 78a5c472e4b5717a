"""Overlays add counsels to a base, change nothing of it, and are told where they would."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from unittest.mock import patch
from weakref import WeakValueDictionary

import pytest

from followthrough import advise, check, kept_files, load
from followthrough.authoring.cases import run_cases
from followthrough.errors import KnowledgeError
from followthrough.format import load as load_module
from overlays import HIKER, umbrella, written

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the base, and the overlay, where the person stands."""
    umbrella(tmp_path / "umbrella")
    written(tmp_path / "hiker", HIKER)
    monkeypatch.chdir(tmp_path)


def problems(*overlays: str) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load("umbrella", *overlays)
    return [str(problem) for problem in caught.value.problems]


def hiker_with(**files: str) -> None:
    """Change files of the overlay; `questions__yaml` is questions.yaml, and `rules_x__yaml` rules/x.yaml."""
    named = {key.replace("__", ".").replace("_", "/"): text for key, text in files.items()}
    written(Path("hiker"), named)


# What an overlay adds


def test_an_overlay_adds_a_counsel_with_all_that_it_needs() -> None:
    base = load("umbrella", "hiker")
    assert list(base.counsels) == ["leaflet", "neighbor", "hiker"]
    assert base.default_counsel == "leaflet"
    assert base.shown() == ("umbrella", "reminder", "pack")
    lead = {"rain": "now", "wind": 5, "coat": "yes"}
    assert advise(base, lead, counsel="hiker", today=TODAY).value("umbrella") == "leave"
    assert advise(base, lead, counsel="leaflet", today=TODAY).value("umbrella") == "take"
    assert advise(base, {"rain": "hail", "coat": "no"}, counsel="hiker", today=TODAY).value("umbrella") == "stay in"
    assert check(base) == ()
    assert run_cases(base).differences == ()
    assert [letter.step for letters in base.letters.values() for letter in letters] == ["stay in"]


def test_what_is_of_the_base_stays_as_it_was() -> None:
    alone, base = load("umbrella"), load("umbrella", "hiker")
    assert all(base.rules[name] == rule for name, rule in alone.rules.items())
    assert all(case in base.cases for case in alone.cases)
    assert all(law in base.laws for law in alone.laws)
    assert all(base.passages[name] == passage for name, passage in alone.passages.items())
    assert all(base.authorities[name] == counsel for name, counsel in alone.authorities.items())
    assert (alone.title, alone.goals) == (base.title, base.goals)


def test_a_file_of_an_overlay_is_named_as_the_person_can_open_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert str(load("umbrella", "hiker").rules["a-coat-is-better"].place) == "./hiker/rules/hiker.yaml:1:9"
    assert str(load("umbrella", tmp_path / "hiker").rules["hail-row-1"].place) == "./hiker/rules/hail.csv:3:1"
    assert str(load("umbrella", "hiker").rules["wind-breaks-umbrellas"].place) == "rules/umbrella.yaml:11:9"
    monkeypatch.chdir("hiker")
    assert str(load("../umbrella", ".").rules["a-coat-is-better"].place) == "./rules/hiker.yaml:1:9"
    monkeypatch.chdir("rules")
    assert str(load("../../umbrella", "..").rules["a-coat-is-better"].place) == "../rules/hiker.yaml:1:9"
    assert Path(load("../../umbrella", tmp_path / "hiker").rules["a-coat-is-better"].place.file).exists()


def test_an_overlay_may_have_a_title_of_its_own_and_no_counsel() -> None:
    written(Path("plain"), {"base.yaml": "title: Out in the hills\n", "cases/a.yaml": DRY_CASE})
    base = load("umbrella", "plain")
    assert base.title == "Out in the hills"
    assert len(base.cases) == len(load("umbrella").cases) + 1


DRY_CASE = """\
- case: dry
  lead: {rain: none}
  expect: {leaflet: {umbrella: leave}}
"""


def test_overlays_lie_on_overlays_in_the_order_given() -> None:
    written(Path("guide"), GUIDE)
    base = load("umbrella", "hiker", "guide")
    assert base.lineage("guide") == ("guide", "hiker", "leaflet")
    assert advise(base, {"rain": "hail", "coat": "no"}, counsel="guide", today=TODAY).value("umbrella") == "stay in"
    assert problems("guide", "hiker")[0].startswith("guide/base.yaml:2:55: unknown counsel 'hiker'")


GUIDE = {
    "base.yaml": "counsels:\n  guide: {name: The guide, work: on the way, follows: hiker}\n",
    "sources.yaml": "guide:\n  g1: {gist: Follow me., narrative: yes}\n",
}


def test_the_hash_goes_by_the_files_of_the_base_and_of_all_overlays_in_their_order() -> None:
    written(Path("plain"), {"base.yaml": "title: Out in the hills\n"})
    hashes = [load("umbrella", *overlays).hash for overlays in ([], ["hiker"], ["hiker", "plain"], ["plain", "hiker"])]
    hiker_with(cases_more__yaml=DRY_CASE)
    hashes.append(load("umbrella", "hiker").hash)
    assert len(set(hashes)) == len(hashes)
    assert load("umbrella", "hiker").hash == load("umbrella", Path.cwd() / "hiker").hash == hashes[-1]


def test_the_built_in_base_with_overlays_is_kept_as_it_was_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept_files.VARIABLE, "kept")
    monkeypatch.setattr(load_module, "_in_use", WeakValueDictionary())
    written(Path("one"), {"base.yaml": "title: One\n"})
    written(Path("other"), {"base.yaml": "title: Other\n"})
    parsed = load(None, "one", "other")
    monkeypatch.setattr("followthrough.format.load._parse", None)
    load_module._in_use.clear()
    assert load(None, "one", "other") == parsed
    assert load().title == "After the interview"
    with pytest.raises(TypeError):
        load(None, "other", "one")
    assert sorted(path.name for path in Path("kept").iterdir()) == ["knowledge", "knowledge-with-overlays"]


# Laws and cases


def test_a_law_without_counsel_is_for_those_that_advise_where_it_stands() -> None:
    hiker_with(laws_more__yaml=DRY_LAW)
    laws = {law.name: law.counsels for law in load("umbrella", "hiker").laws}
    assert laws["no umbrella on a dry day"] == ("leaflet", "neighbor")
    assert laws["dry"] == ("leaflet", "neighbor", "hiker")


DRY_LAW = """\
- law: dry
  if: {rain: none}
  then: {umbrella: leave}
  because: It is dry.
"""


def test_a_case_of_the_base_has_no_answer_to_a_question_that_an_overlay_adds() -> None:
    hiker_with(questions__yaml=HIKER["questions.yaml"].replace("  unknown: allowed\n", ""))
    assert run_cases(load("umbrella", "hiker")).differences == ()
    hiker_with(cases_more__yaml="- case: wet\n  lead: {rain: now}\n  expect: {leaflet: {umbrella: take}}\n")
    assert problems("hiker") == ["hiker/cases/more.yaml:1:9: the lead has no answer to coat; add it under `lead:`"]


# What an overlay would change

WOULD_CHANGE: Mapping[str, tuple[Callable[[], None], list[str]]] = {
    "goals": (
        lambda: hiker_with(base__yaml="goals: [reminder]\n" + HIKER["base.yaml"]),
        [
            "hiker/base.yaml:1:9: `goals` is for the base to say, at umbrella/base.yaml:5:9, and an overlay changes "
            "nothing of it; remove `goals`"
        ],
    ),
    "the default counsel": (
        lambda: hiker_with(base__yaml="default counsel: hiker\n" + HIKER["base.yaml"]),
        [
            "hiker/base.yaml:1:18: `default counsel` is for the base to say, at umbrella/base.yaml:15:18, and an "
            "overlay changes nothing of it; remove `default counsel`"
        ],
    ),
    "a counsel defined again": (
        lambda: hiker_with(
            base__yaml=HIKER["base.yaml"].replace("shows", "  leaflet: {name: L, work: w, follows: hiker}\nshows")
        ),
        [
            "hiker/base.yaml:3:3: leaflet is a counsel of the base already, at umbrella/base.yaml:8:3; choose another "
            "name, and write `follows: leaflet` to adopt its rules"
        ],
    ),
    "a passage of its counsel": (
        lambda: hiker_with(sources__yaml=HIKER["sources.yaml"] + "leaflet:\n  p9: More.\n"),
        [
            "hiker/sources.yaml:4:1: leaflet is a counsel of the base, at umbrella/base.yaml:8:3, and has its own "
            "passages; give the passages to a counsel of this overlay"
        ],
    ),
    "a rule of its counsel": (
        lambda: hiker_with(rules_more__yaml=RULE.replace("counsel: hiker", "counsel: neighbor").replace("h1", "n1")),
        [
            "hiker/rules/more.yaml:2:12: neighbor is a counsel of the base, at umbrella/base.yaml:11:3, and keeps the "
            "rules it has; give the rule to a counsel of this overlay that has `follows: neighbor`"
        ],
    ),
    "a row of its counsel": (
        lambda: hiker_with(rules_more__csv="counsel: leaflet,source: p1,\nrain,then: umbrella,because\nsoon,leave,x\n"),
        [
            "hiker/rules/more.csv:1:1: leaflet is a counsel of the base, at umbrella/base.yaml:8:3, and keeps the "
            "rules it has; give the rule to a counsel of this overlay that has `follows: leaflet`"
        ],
    ),
    "a rule of a counsel that it does not follow": (
        lambda: hiker_with(rules_more__yaml=RULE + "  overrides: not-before-it-rains\n"),
        [
            "hiker/rules/more.yaml:7:14: not-before-it-rains is a rule of neighbor, whom hiker does not follow; "
            "override rules of hiker or leaflet only"
        ],
    ),
    "a rule defined again": (
        lambda: hiker_with(rules_more__yaml=RULE.replace("more", "wind-breaks-umbrellas")),
        [
            "hiker/rules/more.yaml:1:9: the name 'wind-breaks-umbrellas' is already used at "
            "umbrella/rules/umbrella.yaml:11:9; choose another name"
        ],
    ),
    "a question": (
        lambda: hiker_with(
            questions__yaml=HIKER["questions.yaml"].replace(
                "choices: {hail: it hails}", "choices: {hail: x}\n  ask: Wet?"
            )
        ),
        [
            "hiker/questions.yaml:6:13: rain is in the base already, at umbrella/questions.yaml:4:13; choose another "
            "name, or write only `question:` and the `choices:` to add",
        ],
    ),
    "a choice": (
        lambda: hiker_with(
            questions__yaml=HIKER["questions.yaml"].replace("{hail: it hails}", "{hail: it hails, soon: in an hour}")
        ),
        [
            "hiker/questions.yaml:7:29: 'soon' is a choice of rain already, at umbrella/questions.yaml:9:5; remove it, "
            "or choose another name"
        ],
    ),
    "the kind of a question": (
        lambda: hiker_with(
            questions__yaml=HIKER["questions.yaml"] + "- question: wind\n  choices: {storm: it blows}\n"
        ),
        [
            "hiker/questions.yaml:10:13: wind is of kind number, at umbrella/questions.yaml:13:13, and has no choices "
            "to add; ask a question of its own instead"
        ],
    ),
    "a question that is not there": (
        lambda: hiker_with(questions__yaml=HIKER["questions.yaml"].replace("question: rain", "question: rian")),
        ["hiker/questions.yaml:6:13: 'rian' is not a question of the base; did you mean 'rain'?"],
    ),
    "a concept": (
        lambda: hiker_with(
            concepts__yaml=HIKER["concepts.yaml"].replace(
                "{stay in: Stay in.}", "{stay in: Stay in.}\n  otherwise: take"
            )
        ),
        [
            "hiker/concepts.yaml:3:12: umbrella is in the base already, at umbrella/concepts.yaml:4:12; choose another "
            "name, or write only `concept:` and the `values:` to add"
        ],
    ),
    "a value": (
        lambda: hiker_with(
            concepts__yaml=HIKER["concepts.yaml"].replace("{stay in: Stay in.}", "{stay in: Stay in., take: Take it.}")
        ),
        [
            "hiker/concepts.yaml:4:31: 'take' is a value of umbrella already, at umbrella/concepts.yaml:7:5; remove "
            "it, or choose another name"
        ],
    ),
    "possible leads": (
        lambda: hiker_with(questions__yaml=HIKER["questions.yaml"].replace("coat: yes, rain: hail", "rain: soon")),
        [
            "hiker/questions.yaml:8:11: excludes leads that are possible in the base: rain is from "
            "umbrella/questions.yaml:4:13, and nothing in the `never` is an answer that this overlay adds; test in it "
            "a question of this overlay too, or a choice that it adds"
        ],
    ),
    "possible leads, by what is not answered": (
        lambda: hiker_with(questions__yaml=HIKER["questions.yaml"].replace("coat: yes, rain: hail", "coat: unknown")),
        [
            "hiker/questions.yaml:8:11: excludes leads that are possible in the base: coat is from "
            "hiker/questions.yaml:1:13, and nothing in the `never` is an answer that this overlay adds; test in it a "
            "question of this overlay too, or a choice that it adds"
        ],
    ),
    "possible leads, by several exclusions": (
        lambda: hiker_with(
            questions__yaml=HIKER["questions.yaml"].replace("  unknown: allowed\n", "")
            + "- never: {coat: no, rain: now}\n  because: x.\n- never: {coat: yes, rain: now}\n  because: x.\n"
        ),
        [
            "hiker/questions.yaml:11:11: with it, every answer to coat is excluded for some leads of the base; give "
            "coat `unknown: allowed`, or leave one answer out of each `never`"
        ],
    ),
    "a case": (
        lambda: hiker_with(cases_more__yaml=DRY_CASE.replace("case: dry", "case: rain and a strong wind")),
        [
            "hiker/cases/more.yaml:1:9: the name 'rain and a strong wind' is already used at "
            "umbrella/cases/umbrella.yaml:10:9; choose another name"
        ],
    ),
    "what is shown": (
        lambda: hiker_with(base__yaml=HIKER["base.yaml"].replace("[pack]", "[pack, reminder]")),
        ["hiker/base.yaml:3:15: reminder is shown already, by umbrella/base.yaml:6:9; remove it"],
    ),
}

RULE = """\
- rule: more
  counsel: hiker
  source: h1
  if: {rain: soon}
  then: {reminder: put on your coat}
  because: Rain comes.
"""


@pytest.mark.parametrize("what", WOULD_CHANGE)
def test_what_would_change_the_base_is_refused_with_both_places(what: str) -> None:
    spoil, told = WOULD_CHANGE[what]
    spoil()
    assert problems("hiker") == told


def test_a_count_that_an_overlay_adds_to_a_date_of_the_base_is_no_answer_of_its_own() -> None:
    files = {
        "base.yaml": "title: Soon\n",
        "concepts.yaml": "- concept: soon\n  counts: days until interviewed_on\n  from: -30\n  to: 30\n",
        "questions.yaml": "- never: {soon: at most 0}\n  because: x.\n",
    }
    written(Path("soon"), files)
    with pytest.raises(KnowledgeError) as caught:
        load(None, "soon")
    [problem] = caught.value.problems
    assert str(problem).startswith("soon/questions.yaml:1:11: excludes leads that are possible in the base: soon is ")


def test_a_count_of_an_overlay_may_not_put_a_day_into_the_past() -> None:
    count = "- concept: since\n  counts: days since answer_by\n"
    written(Path("since"), {"base.yaml": "title: Since\n", "concepts.yaml": count + "  from: 0\n  to: 30\n"})
    with pytest.raises(KnowledgeError) as caught:
        load(None, "since")
    [problem] = caught.value.problems
    assert problem.wrong.startswith("answer_by, at ")
    assert problem.wrong.endswith("may lie ahead, and a count from 0 denies it")
    written(Path("since"), {"concepts.yaml": count + "  from: -30\n  to: 30\n"})
    assert "since" in load(None, "since").counts


def test_a_misspelled_name_is_not_blamed_on_the_base() -> None:
    hiker_with(
        rules_more__yaml=RULE.replace("rain: soon", "winds: 5") + RULE.replace("more", "most").replace("soon", "now")
    )
    hiker_with(rules_most__yaml=RULE.replace("rain: soon", "winds: 7").replace("more", "moot"))
    assert [problem.partition(": ")[0] for problem in problems("hiker")] == [
        "hiker/rules/more.yaml:4:8",
        "hiker/rules/most.yaml:4:8",
    ]


# Letters


def test_a_draft_may_not_stand_in_for_one_of_the_base() -> None:
    written(Path("umbrella"), {"letters/take.txt": "Dear neighbor,\n\nI take mine.\n"})
    hiker_with(**{"letters_take (short)__txt": "Dear neighbor,\n\nBye.\n"})
    assert problems("hiker") == [
        "hiker/letters/take (short).txt: would be written for leads of the base, which has umbrella/letters/take.txt "
        "for this step; write above it an `If:` that tests something that this overlay adds, or name it after a step "
        "of its own"
    ]
    hiker_with(**{"letters_take (short)__txt": "If: coat: yes\n\nDear neighbor,\n\nBye.\n"})
    assert [letter.label for letter in load("umbrella", "hiker").letters["take"]] == ["short", ""]


# What is no overlay


def test_a_folder_that_is_none_is_told_with_what_to_do() -> None:
    Path("empty").mkdir()
    which = "name the folder of a counsel, or start one with `followthrough rules new counsel`"
    assert problems("nowhere", "hiker/base.yaml", "empty") == [
        f"empty/base.yaml: is missing; add it, or {which}",
        f"hiker/base.yaml: is a file, not a folder; {which}",
        f"nowhere: does not exist; {which}",
    ]


def test_the_same_overlay_twice_is_refused_however_it_is_written() -> None:
    Path("other").symlink_to("hiker")
    assert problems("hiker", str(Path.cwd() / "hiker")) == ["hiker: is laid over the base twice; name it once"]
    assert problems("hiker", "other") == ["hiker: is laid over the base twice; name it once"]
    assert problems("umbrella/.") == ["umbrella: is the base itself; name it once"]


def test_a_whole_base_is_no_overlay_and_nothing_more_is_said_of_it() -> None:
    umbrella(Path("second"))
    assert problems("second") == [
        "second/base.yaml:5:9: this is a whole knowledge base, not an overlay; name it with --base, or lay a folder "
        "over the base that has only what is to be added"
    ]


def test_an_overlay_in_the_folder_of_its_base_has_to_leave_it() -> None:
    written(Path("umbrella/hiker"), HIKER)
    assert problems("umbrella/hiker") == [
        "umbrella/hiker: has a base.yaml of its own; move it out of the base's folder"
    ]


def test_an_overlay_that_is_made_for_another_base_is_told_once() -> None:
    with pytest.raises(KnowledgeError) as caught:
        load(None, "hiker")
    assert str(caught.value) == (
        "hiker/base.yaml: is made for another base than 'After the interview': it names 4 facts that are not there, "
        "'rain' at hiker/cases/hiker.yaml:2:10 first; name the base that it is made for with --base"
    )


def test_a_base_has_to_be_sound_before_anything_is_laid_over_it() -> None:
    written(Path("umbrella"), {"rules/more.yaml": RULE})
    assert problems("hiker") == load_problems("umbrella")


def test_a_base_that_was_sound_beneath_an_overlay_is_looked_at_again_when_it_has_changed() -> None:
    load("umbrella", "hiker")
    written(Path("umbrella"), {"rules/more.yaml": RULE})
    assert problems("hiker") == load_problems("umbrella")


def test_what_lies_beneath_an_overlay_is_parsed_once_while_it_stays_as_it_is() -> None:
    written(
        Path("umbrella"), {"base.yaml": (Path("umbrella") / "base.yaml").read_text() + "# as only this test has it"}
    )
    with patch("followthrough.format.load._parse", wraps=load_module._parse) as parsed:
        load("umbrella", "hiker")
        load("umbrella", "hiker")
    assert [len(call.args[0]) for call in parsed.call_args_list] == [1, 2, 2]


def load_problems(folder: str) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


def test_every_problem_of_an_overlay_is_reported() -> None:
    hiker_with(base__yaml=HIKER["base.yaml"] + "titel: x\n", rules_more__yaml="- rule: [\n", rules_x__yml="")
    assert [problem.partition(": ")[0] for problem in problems("hiker")] == [
        "hiker/base.yaml:4:1",
        "hiker/rules/more.yaml:2:1",
        "hiker/rules/x.yml",
    ]
