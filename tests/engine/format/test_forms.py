"""The JSON Schemas that editors use say what the reader says."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from as_editors_read import as_editors_read
from bases.reset import BASES
from followthrough.authoring.schema_files import schema_files
from followthrough.format.forms import FILE_FORMS
from followthrough.format.json_schema import schemas
from followthrough.format.load import built_in, load

KNOWLEDGE = built_in()
GOOD = BASES / "good"
FILES = sorted(KNOWLEDGE.rglob("*.yaml"))
SMALL = sorted(GOOD.rglob("*.yaml"))


def kind_of(file: Path) -> str:
    return file.parent.name if file.parent.name in FILE_FORMS else file.stem


def mistakes(kind: str, text: str) -> set[str]:
    """Name what an editor marks, by the keyword of the schema, with the keys that lack or are too many."""
    found = set()
    for error in Draft202012Validator(schemas()[kind]).iter_errors(as_editors_read(text)):
        keys: set[str] = set()
        if error.validator == "required":
            keys = {*error.validator_value} - {*error.instance}
        elif error.validator == "additionalProperties":
            keys = {*error.instance} - {*error.schema["properties"]}
        found |= {f"{error.validator} {key}" for key in keys} or {str(error.validator)}
    return found


@pytest.mark.parametrize("kind", FILE_FORMS)
def test_the_schema_of_the_built_in_base_has_its_names(kind: str) -> None:
    written = (KNOWLEDGE / "schema" / f"{kind}.json").read_text(encoding="utf-8")
    assert written == schema_files(load())[kind]


def test_no_other_schema_is_written() -> None:
    assert {path.name for path in (KNOWLEDGE / "schema").iterdir()} == {f"{kind}.json" for kind in FILE_FORMS}


def test_the_schemas_say_all_that_editors_are_told() -> None:
    """An editor passes over keywords that it does not know: each must be one that some mistake below is marked by."""

    def keywords(schema: Any) -> set[str]:
        if isinstance(schema, list):
            return set().union(*map(keywords, schema))
        if not isinstance(schema, dict):
            return set()
        named = {"properties", "$defs"}
        inside = [value for key, value in schema.items() for value in (value.values() if key in named else [value])]
        return {*schema}.union(*map(keywords, inside))

    used = set().union(*(keywords(schema) for schema in schemas().values()))
    assert used - {"$schema", "$ref", "$defs", "title", "description", "properties", "items"} == {
        *("type", "required", "additionalProperties", "anyOf", "enum", "minItems", "minProperties", "propertyNames"),
        *("pattern", "patternErrorMessage"),
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(KNOWLEDGE).as_posix())
def test_every_shipped_file_names_its_schema(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match
    assert (file.parent / match[1]).resolve() == KNOWLEDGE.resolve() / "schema" / f"{kind_of(file)}.json"


@pytest.mark.parametrize("file", FILES + SMALL, ids=lambda file: "/".join(file.parts[-3:]))
def test_no_editor_marks_a_mistake_in_a_good_file(file: Path) -> None:
    assert mistakes(kind_of(file), file.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    ("form", "keys"),
    [
        ("BaseForm", ["title", "goals", "counsels", "default counsel", "shows", "leads"]),
        ("ListingForm", ["first", "waiting", "let go", "ends"]),
        ("CounselForm", ["name", "work", "in short", "read at", "follows", "advises"]),
        ("PassageForm", ["gist", "text", "narrative", "accepted"]),
        ("NeverForm", ["never", "because", "accepted"]),
        (
            "ConceptForm",
            [
                "concept",
                "means",
                "values",
                "many",
                "otherwise",
                "counts",
                "adds",
                "from",
                "to",
                "unit",
                "decimals",
                "accepted",
            ],
        ),
        (
            "RuleForm",
            [
                "rule",
                "counsel",
                "source",
                "if",
                "then",
                "because",
                "unless",
                "overrides",
                "due",
                "inferred",
                "accepted",
            ],
        ),
        ("ValueForm", ["says", "does"]),
        ("ChoiceForm", ["says", "also"]),
        ("LawForm", ["law", "because", "counsel", "if", "after", "never", "then", "accepted"]),
        ("CaseForm", ["case", "lead", "expect", "accepted"]),
    ],
)
def test_the_keys_are_those_of_the_files(form: str, keys: list[str]) -> None:
    described, *_ = [schema["$defs"][form] for schema in schemas().values() if form in schema["$defs"]]
    assert list(described["properties"]) == keys
    assert all(described["properties"][key]["description"] for key in keys)


def test_the_keys_of_a_question_are_those_of_the_files() -> None:
    keys = {"question", "ask", "kind", "why", "choices", "unknown", "only if", "from", "to", "unit", "can become"}
    keys |= {"decimals", "many", "not before", "ahead", "accepted", "also", "harmful", "about"}
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
    assert mistakes("rules", RULE) == set()
    assert mistakes("rules", RULE.replace("late", "7").replace("It is ", "")) == set()


@pytest.mark.parametrize("key", ["rule", "counsel", "source", "if", "then", "because"])
def test_an_editor_marks_a_rule_that_lacks_a_key(key: str) -> None:
    without = RULE.replace(f"  {key}:", "  unless:").replace(f"- {key}: tea", "- due: today")
    assert f"required {key}" in mistakes("rules", without)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("rules", RULE + "  becuase: x\n", "additionalProperties becuase"),
        ("rules", RULE.replace("drink: [tea, coffee]", ""), "minProperties"),
        ("rules", RULE.replace("[tea, coffee]", "{tea: yes}"), "anyOf"),
        ("rules", RULE + "  due: [today]\n", "anyOf"),
        ("rules", RULE + "  unless: {}\n", "minProperties"),
        ("rules", RULE.replace("[{glasses: 7}, {hot: true}]", "[]"), "minItems"),
        ("rules", "rule: tea", "type"),
        ("rules", "[]", "minItems"),
        ("base", "titel: x", "additionalProperties titel"),
        ("base", "default_counsel: x", "additionalProperties default_counsel"),
        ("base", "goals: [x]", "required title"),
        ("sources", "house: mornings", "type"),
        ("sources", "house: {mornings: {gist: x, narrative: maybe}}", "anyOf"),
        ("concepts", "- {concept: x, many: sometimes}", "enum"),
        ("concepts", "- {concept: x, counts: days since y, from: none}", "pattern"),
        ("concepts", "- {means: x}", "required concept"),
        ("questions", "- {question: x, ask: x, kind: datum, why: x}", "anyOf"),
        ("questions", "- {question: x, ask: x, kind: date, why: x, unknown: yes}", "anyOf"),
        ("questions", "- {question: x, ask: x, kind: date, why: x, only_if: {a: b}}", "anyOf"),
        ("questions", "- {never: {a: b}}", "anyOf"),
        ("laws", "- {law: x, then: {a: b}}", "required because"),
        ("laws", "- {law: x, then: {}, because: x}", "minProperties"),
        ("laws", "- {law: x, then: {a: {b: c}}, because: x}", "anyOf"),
        ("laws", "- {law: x, after: {doing: a}, because: x}", "type"),
        ("laws", "- {law: x, must: {a: b}, because: x}", "additionalProperties must"),
        ("cases", "- {case: x, lead: {a: {b: c}}, expect: {house: {a: b}}}", "anyOf"),
        ("cases", "- {case: x, lead: {a: b}}", "required expect"),
        ("rules", RULE + "  accepted: {FT001: it is meant}\n", "enum"),
        ("rules", RULE + "  accepted: {FT012: {}}\n", "type"),
    ],
)
def test_an_editor_marks_what_the_reader_refuses(kind: str, text: str, said: str) -> None:
    assert said in mistakes(kind, text)


def test_an_empty_if_is_no_mistake_because_such_a_rule_always_applies() -> None:
    always = re.sub(r"if: .*", "if: {}", RULE)
    assert mistakes("rules", always) == set()
