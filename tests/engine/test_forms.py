"""The JSON Schemas that editors use say what the reader says."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from followthrough.forms import FILE_FORMS, schemas
from followthrough.load import built_in

KNOWLEDGE = built_in()
GOOD = Path(__file__).parents[1] / "bases" / "good"
FILES = sorted(KNOWLEDGE.rglob("*.yaml"))
SMALL = sorted(GOOD.rglob("*.yaml"))


def kind_of(file: Path) -> str:
    return file.parent.name if file.parent.name in FILE_FORMS else file.stem


class EditorLoader(yaml.SafeLoader):
    """Reads YAML as editors do: with numbers and booleans, but with dates as texts, as in YAML 1.2."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_editors_read(text: str) -> Any:
    return json.loads(json.dumps(yaml.load(text, Loader=EditorLoader)))


def mistakes(kind: str, text: str) -> list[str]:
    found = Draft202012Validator(schemas()[kind]).iter_errors(as_editors_read(text))
    return sorted(error.message for error in found)


@pytest.mark.parametrize("kind", FILE_FORMS)
def test_the_written_schema_is_what_the_forms_say(kind: str) -> None:
    written = (KNOWLEDGE / "schema" / f"{kind}.json").read_text(encoding="utf-8")
    assert written == json.dumps(schemas()[kind], indent=2) + "\n"


def test_no_other_schema_is_written() -> None:
    assert {path.name for path in (KNOWLEDGE / "schema").iterdir()} == {f"{kind}.json" for kind in FILE_FORMS}


@pytest.mark.parametrize("kind", FILE_FORMS)
def test_every_schema_is_a_schema(kind: str) -> None:
    Draft202012Validator.check_schema(schemas()[kind])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(KNOWLEDGE).as_posix())
def test_every_shipped_file_names_its_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match
    assert (file.parent / match[1]).resolve() == KNOWLEDGE.resolve() / "schema" / f"{kind_of(file)}.json"


@pytest.mark.parametrize("file", FILES + SMALL, ids=lambda file: "/".join(file.parts[-3:]))
def test_no_editor_marks_a_mistake_in_a_good_file(file: Path) -> None:
    assert mistakes(kind_of(file), file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        ("BaseForm", ["title", "goals", "counsels", "default counsel", "shows"]),
        ("CounselForm", ["name", "work", "follows"]),
        ("PassageForm", ["gist", "narrative", "accepted"]),
        ("NeverForm", ["never", "because", "accepted"]),
        ("ConceptForm", ["concept", "means", "values", "many", "otherwise", "counts", "from", "to", "accepted"]),
        ("RuleForm", ["rule", "counsel", "source", "if", "then", "because", "unless", "overrides", "due", "accepted"]),
        ("CaseForm", ["case", "lead", "expect", "accepted"]),
    ],
)
def test_the_keys_are_those_of_the_files(form: str, keys: list[str]) -> None:
    (described,) = [schema["$defs"][form] for schema in schemas().values() if form in schema["$defs"]]
    assert list(described["properties"]) == keys
    assert all(described["properties"][key]["description"] for key in keys)


def test_the_keys_of_a_question_are_those_of_the_files() -> None:
    keys = {"question", "ask", "kind", "why", "choices", "unknown", "only if", "from", "to", "unit", "can become"}
    keys |= {"accepted"}
    assert schemas()["questions"]["$defs"]["QuestionForm"]["properties"].keys() == keys


RULE = """
- rule: tea
  counsel: house
  source: mornings
  if: {time: evening, any of: [{glasses: 7}, {hot: true}]}
  then: {drink: [tea, coffee]}
  because: It is late.
"""


def test_numbers_and_booleans_are_texts_to_us_and_no_mistakes() -> None:
    assert mistakes("rules", RULE) == []
    assert mistakes("rules", RULE.replace("late", "7").replace("It is ", "")) == []


@pytest.mark.parametrize("key", ["rule", "counsel", "source", "if", "then", "because"])
def test_an_editor_marks_a_rule_that_lacks_a_key(key: str) -> None:
    without = RULE.replace(f"  {key}:", "  unless:").replace(f"- {key}: tea", "- due: today")
    assert f"'{key}' is a required property" in mistakes("rules", without)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("rules", RULE + "  becuase: x\n", "'becuase' was unexpected"),
        ("rules", RULE.replace("drink: [tea, coffee]", ""), "non-empty"),
        ("rules", RULE.replace("[tea, coffee]", "{tea: yes}"), "is not valid under any"),
        ("rules", RULE + "  due: [today]\n", "is not valid under any"),
        ("rules", RULE + "  unless: {}\n", "non-empty"),
        ("rules", RULE.replace("[{glasses: 7}, {hot: true}]", "[]"), "non-empty"),
        ("rules", "rule: tea", "is not of type 'array'"),
        ("rules", "[]", "non-empty"),
        ("base", "titel: x", "'titel' was unexpected"),
        ("base", "default_counsel: x", "'default_counsel' was unexpected"),
        ("base", "goals: [x]", "'title' is a required property"),
        ("sources", "house: mornings", "is not of type 'object'"),
        ("sources", "house: {mornings: {gist: x, narrative: maybe}}", "is not valid under any"),
        ("concepts", "- {concept: x, many: sometimes}", "is not one of ['yes', 'no', True, False]"),
        ("concepts", "- {means: x}", "'concept' is a required property"),
        ("questions", "- {question: x, ask: x, kind: datum, why: x}", "is not valid under any"),
        ("questions", "- {question: x, ask: x, kind: date, why: x, unknown: yes}", "is not valid under any"),
        ("questions", "- {question: x, ask: x, kind: date, why: x, only_if: {a: b}}", "is not valid under any"),
        ("questions", "- {never: {a: b}}", "is not valid under any"),
        ("cases", "- {case: x, lead: {a: [b]}, expect: {house: {a: b}}}", "is not of type"),
        ("cases", "- {case: x, lead: {a: b}}", "'expect' is a required property"),
    ],
)
def test_an_editor_marks_what_the_reader_refuses(kind: str, text: str, said: str) -> None:
    found = mistakes(kind, text)
    assert [message for message in found if said in message], found


def test_an_empty_if_is_no_mistake_because_such_a_rule_always_applies() -> None:
    always = re.sub(r"if: .*", "if: {}", RULE)
    assert mistakes("rules", always) == []
