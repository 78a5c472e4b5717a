"""Programs get under /v1/ what the command line prints as JSON, and hostile requests get a refusal in JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from jsonschema import Draft202012Validator
from schemathesis import config as settings
from schemathesis.engine import events, from_schema

from cli.running import followthrough
from followthrough import load
from followthrough.operations.answering import OPERATIONS
from followthrough_web.safety import JSON
from web.visiting import HOST, SILENCE, TODAY, YESTERDAY, Answer, Visitor

BASES = Path(__file__).parents[1] / "bases"
UPCOMING = {"interview": "upcoming", "want_it": "yes"}


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Visitor(tmp_path_factory.mktemp("log") / "leads.sqlite")


def posted(visitor: Visitor, path: str, request: object, **headers: str | None) -> Answer:
    """Send a request as JSON."""
    body = request if isinstance(request, bytes) else json.dumps(request).encode()
    return visitor.asks(path, "POST", body, **{"content_type": JSON, **headers})


def answers(lead: Mapping[str, str], name: str = "answer") -> list[tuple[str, str]]:
    return [(name, f"{question}={answer}") for question, answer in lead.items()]


def options(lead: Mapping[str, str]) -> list[str]:
    return [part for question, answer in lead.items() for part in ("-a", f"{question}={answer}")]


# The same as the command line


LEADS = {"silence": SILENCE, "yesterday": YESTERDAY, "open": UPCOMING, "nothing": {"interview": "done"}}


@pytest.mark.parametrize("lead", LEADS.values(), ids=LEADS)
@pytest.mark.parametrize(
    ("name", "words", "more"),
    [
        ("next", [], {}),
        ("advise", [], {}),
        ("advise", [], {"counsel": "wolfe"}),
        ("why", [], {}),
        ("why", ["stance", "manner"], {"concepts": ["stance", "manner"]}),
        ("why-not", ["next_step", "telephone"], {"concept": "next_step", "value": "telephone"}),
        ("what-if", ["stance", "pursue"], {"concept": "stance", "value": "pursue"}),
        ("what-if", ["stance"], {"concept": "stance"}),
        ("plan", [], {}),
    ],
)
def test_an_operation_about_a_lead_says_what_the_command_prints(
    visitor: Visitor, name: str, words: list[str], more: dict[str, Any], lead: dict[str, str]
) -> None:
    under = ["--counsel", more["counsel"]] if "counsel" in more else []
    done = followthrough(name, *words, *options(lead), *under, "--on", TODAY, "--json")
    assert done.status in (0, 3), done.err
    by_post = posted(visitor, f"/v1/{name}", {"lead": lead, **more})
    by_get = visitor.asks(f"/v1/{name}?{urlencode([*answers(lead), *more.items()], doseq=True)}")
    assert (by_post.status, by_get.status) == (200, 200)
    assert by_post.text == by_get.text == done.out


def test_answers_to_change_are_tried_as_the_command_tries_them(visitor: Visitor, tmp_path: Path) -> None:
    change = {"want_it": "no", "days_since_interview": "4"}
    kept = tmp_path / "lead.yaml"
    kept.write_text("".join(f"{question}: {answer}\n" for question, answer in YESTERDAY.items()), encoding="utf-8")
    done = followthrough("what-if", kept, *options(change), "--on", TODAY, "--json")
    by_post = posted(visitor, "/v1/what-if", {"lead": YESTERDAY, "change": change})
    by_get = visitor.asks(f"/v1/what-if?{urlencode([*answers(YESTERDAY), *answers(change, 'change')])}")
    assert by_post.text == by_get.text == done.out


@pytest.mark.parametrize("name", ["check", "disagree"])
def test_an_operation_about_the_rules_says_what_the_command_prints(tmp_path: Path, name: str) -> None:
    base = BASES / "good" / "two-counsels"
    visitor = Visitor(tmp_path / "leads.sqlite", str(base))
    done = followthrough("rules", name, "--base", base, "--json")
    assert visitor.asks(f"/v1/{name}").text == posted(visitor, f"/v1/{name}", {}).text == done.out


def test_what_is_wrong_with_the_rules_is_told_as_the_command_tells_it(tmp_path: Path) -> None:
    base = next(path.parent for path in sorted((BASES / "checks").rglob("bad/base.yaml")))
    visitor = Visitor(tmp_path / "leads.sqlite", str(base))
    done = followthrough("rules", "check", "--base", base, "--json")
    assert done.status == 1
    assert visitor.asks("/v1/check").text == done.out


def test_rules_that_cannot_be_read_are_told_as_findings_and_keep_other_operations_from_an_answer(
    tmp_path: Path,
) -> None:
    (tmp_path / "base.yaml").write_text("titel: x\n", encoding="utf-8")
    visitor = Visitor(tmp_path / "leads.sqlite", str(tmp_path))
    assert visitor.asks("/v1/check").text == followthrough("rules", "check", "--base", tmp_path, "--json").out
    for path in ("/v1/advise", "/v1/openapi.json"):
        refused = visitor.asks(path)
        assert (refused.status, json.loads(refused.text)["error"]) == (503, "The rules cannot be read")


def test_a_day_and_several_answers_are_read_as_on_the_command_line(visitor: Visitor, tmp_path: Path) -> None:
    on = visitor.asks(f"/v1/next?{urlencode([*answers(UPCOMING), ('on', 'in 3 days')])}")
    assert on.text == followthrough("next", *options(UPCOMING), "--on", "2026-11-25", "--json").out
    several = BASES / "good" / "several-answers"
    base = load(several)
    many = next(question for question in base.questions.values() if question.many)
    both = [f"{many.name}={choice}" for choice in list(many.choices)[:2]]
    done = followthrough("advise", "--base", several, "-a", both[0], "-a", both[1], "--on", TODAY, "--json")
    here = Visitor(tmp_path / "leads.sqlite", str(several))
    asked = here.asks(f"/v1/advise?{urlencode([('answer', one) for one in both])}")
    assert (asked.text or done.err) == done.out


# What is wrong, and what to do


@pytest.mark.parametrize(
    ("path", "status", "wrong", "remedy"),
    [
        ("/v1/advize", 404, "no operation is called 'advize'", "did you mean 'advise'?"),
        ("/v1", 404, "no operation is called ''", "write one of"),
        ("/v1/advise?answer=want_it%3Dyess", 422, "want_it cannot be 'yess'", "did you mean 'yes'?"),
        ("/v1/advise?answer=wantit%3Dyes", 422, "unknown question 'wantit'", "did you mean 'want_it'?"),
        ("/v1/advise?answr=want_it%3Dyes", 400, "'answr' is not a part of advise", "did you mean 'answer'?"),
        ("/v1/advise?answer=want_it", 400, "answer='want_it' is not an answer", "write answer=question=answer"),
        ("/v1/advise?counsel=wolf", 422, "unknown counsel 'wolf'", "did you mean 'wolfe'?"),
        ("/v1/advise?counsel=a&counsel=b", 400, "counsel is given twice", "give it once"),
        ("/v1/advise?on=smarch", 422, "'smarch' is not a day", "write 2026-11-01"),
        ("/v1/advise?on=%FF", 400, "the query is not UTF-8", "escape it as UTF-8"),
        ("/v1/why?concepts=stanse", 422, "unknown concept 'stanse'", "did you mean 'stance'?"),
        ("/v1/why-not?concept=stance", 400, "why-not needs a value", "add value"),
        ("/v1/what-if", 422, "neither a concept nor a changed answer is named", "name a `concept`"),
        ("/v1/disagree?counsels=wolfe", 422, "compares two counsels", "name both"),
        ("/v1/check?lead=x", 400, "'lead' is not a part of check", "leave it out"),
    ],
)
def test_a_request_that_cannot_be_answered_is_told_what_to_do(
    visitor: Visitor, path: str, status: int, wrong: str, remedy: str
) -> None:
    refused = visitor.asks(path)
    assert refused.status == status
    told = json.loads(refused.text)["problems"][0]
    assert told["wrong"] == wrong
    assert told["remedy"].startswith(remedy)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (b"", "the body is not JSON in UTF-8"),
        (b"{", "the body is not JSON in UTF-8"),
        (b'{"counsel": "\xff"}', "the body is not JSON in UTF-8"),
        (b'{"counsel": "\\ud800"}', "the body is not JSON in UTF-8"),
        (b"[" * 60_000, "the body is not JSON in UTF-8"),
        (b"[]", "the body is not an object"),
        (b"null", "the body is not an object"),
        (b'{"counsel": 1}', "counsel is of another type than it may be"),
        (b'{"lead": {"want_it": {}}}', "lead[...] is of another type than it may be"),
        (b'{"lead": {"want_it": [1]}}', "lead[...][0] is of another type than it may be"),
        (b'{"laed": {}}', "'laed' is not a part of advise"),
    ],
)
def test_a_body_that_is_no_request_is_told_so_in_our_words(visitor: Visitor, body: bytes, wrong: str) -> None:
    refused = posted(visitor, "/v1/advise", body)
    assert refused.status == 400
    assert json.loads(refused.text)["problems"][0]["wrong"] == wrong


def test_a_word_with_control_characters_comes_back_without_them(visitor: Visitor) -> None:
    refused = posted(visitor, "/v1/advise", {"lead": {"want_it\x1b[2J\u202e": "\x00"}})
    assert refused.status == 422
    assert not {"\x1b", "\x00", "\u202e"} & set(refused.text)


# Who asks


def test_a_page_of_another_origin_can_neither_send_nor_read(visitor: Visitor) -> None:
    elsewhere = "http://evil.example"
    assert posted(visitor, "/v1/advise", {}, origin=elsewhere).status == 403
    assert posted(visitor, "/v1/advise", {}, origin="null").status == 403
    assert visitor.asks("/v1/advise", sec_fetch_site="cross-site", sec_fetch_mode="cors").status == 403
    assert visitor.asks("/v1/advise", "OPTIONS", origin=elsewhere).status == 405
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", None):
        assert posted(visitor, "/v1/advise", {}, content_type=kind).status == 415
    taken = posted(visitor, "/v1/advise", {}, origin=f"http://{HOST}")
    assert taken.status == 200
    assert not [name for name in taken.headers if name.startswith("access-control")]
    assert taken.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("status", "changed"),
    [
        (421, {"host": "evil.example:8642"}),
        (400, {"content_length": "1, 2"}),
        (413, {"content_length": "70000000"}),
        (431, {"x_long": "x" * 20_000}),
    ],
)
def test_a_request_that_the_guard_refuses_is_refused_in_json(
    visitor: Visitor, status: int, changed: dict[str, str]
) -> None:
    refused = posted(visitor, "/v1/advise", {}, **changed)
    assert (refused.status, refused.headers["content-type"]) == (status, "application/json")
    assert json.loads(refused.text)["problems"][0]["remedy"]


def test_a_body_of_more_than_a_page_of_notes_is_refused(visitor: Visitor) -> None:
    assert posted(visitor, "/v1/advise", {"lead": {"want_it": "x" * 70_000}}).status == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PO\u017fT"])
def test_another_method_is_refused_with_those_that_work(visitor: Visitor, method: str) -> None:
    refused = visitor.asks("/v1/advise", method)
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, POST")


def test_a_fault_of_ours_says_where_it_is_and_repeats_no_answer(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> dict[str, Any]:
        raise RuntimeError("upcoming")

    monkeypatch.setattr("followthrough.operations.data.advice_data", fails)
    with pytest.raises(RuntimeError):  # the server never shows it; the application hands it on
        visitor.asks("/v1/advise?answer=interview%3Dupcoming")


def test_nothing_under_v1_writes_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "leads.sqlite"
    visitor = Visitor(log, str(BASES / "good" / "two-counsels"))
    for name in OPERATIONS:
        visitor.asks(f"/v1/{name}")
        posted(visitor, f"/v1/{name}", {})
    assert not log.exists()


# The document


def described(visitor: Visitor) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(visitor.asks("/v1/openapi.json").text)
    return found


def closed(schema: Any) -> Any:
    """Return a schema that allows no key which it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(one) for key, one in schema.items()}
    return {"additionalProperties": False, **made} if isinstance(made.get("properties"), dict) else made


@pytest.mark.parametrize("name", ["two-counsels", "points", "several-answers", "money", "days-between", "unknowns"])
def test_the_document_names_every_key_that_comes(tmp_path: Path, name: str) -> None:
    folder = BASES / "good" / name
    base, visitor = load(folder), Visitor(tmp_path / "leads.sqlite", str(folder))
    document = described(visitor)
    components = closed(document["components"])
    concepts = {"concept": next(iter(base.concepts)), "value": next(iter(next(iter(base.concepts.values())).values))}
    for case in base.cases[:3]:
        lead = {key: str(value) for key, value in case.lead.items()}
        for operation in OPERATIONS.values():
            fields = operation.request.__struct_fields__
            wanted = {"lead": lead, **concepts, "concepts": [*base.goals, *base.sums]}
            request = {key: value for key, value in wanted.items() if key in fields}
            reply = posted(visitor, f"/v1/{operation.name}", request)
            told = document["paths"][f"/v1/{operation.name}"]["post"]["responses"][str(reply.status)]
            schema = {**told["content"][JSON]["schema"], "components": components}
            Draft202012Validator(schema).validate(json.loads(reply.text))


def test_the_document_has_every_question_with_its_choices_and_their_texts(visitor: Visitor) -> None:
    base = load()
    answered = described(visitor)["components"]["schemas"]["Lead"]["properties"]
    assert list(answered) == [*base.questions, *base.counts]
    wanted = answered["want_it"]
    assert wanted["title"] == base.questions["want_it"].ask
    assert {one["const"]: one["title"] for one in wanted["oneOf"]} == dict(base.questions["want_it"].choices)
    seen = answered["others_being_seen"]["oneOf"]
    assert seen[-2:] == [{"const": "unknown", "title": "I don't know"}, {"type": "null"}]


def test_nothing_that_the_document_allows_or_forbids_is_answered_otherwise_than_it_says(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "one-choice"))
    project = settings.ProjectConfig(
        headers={"host": HOST},
        continue_on_failure=True,
        # a value of its question may contradict another answer, as no schema can say
        checks=settings.ChecksConfig(
            positive_data_acceptance=settings.PositiveDataAcceptanceConfig(expected_statuses=["2xx", 422])
        ),
        phases=settings.PhasesConfig(
            coverage=settings.CoveragePhaseConfig(unexpected_methods={"PUT"}),
            stateful=settings.StatefulPhaseConfig(enabled=False),
        ),
        generation=settings.GenerationConfig(max_examples=3, deterministic=True),
    )
    all_settings = settings.SchemathesisConfig(
        seed=1, suppress_health_check=[settings.HealthCheck.all], projects=settings.ProjectsConfig(default=project)
    )
    schema = schemathesis.openapi.from_asgi(
        "/v1/openapi.json", visitor.app, config=all_settings, headers={"host": HOST}
    )
    wrong, statuses = set(), set()
    for event in from_schema(schema).execute():
        assert not isinstance(event, events.NonFatalError | events.FatalError), event
        if isinstance(event, events.ScenarioFinished):
            made = event.recorder
            statuses |= {one.response.status_code for one in made.interactions.values() if one.response is not None}
            checks = [check for found in made.checks.values() for check in found if check.failure_info is not None]
            wrong |= {(made.label, check.name, str(check.failure_info.failure)) for check in checks}
    assert wrong == set()
    assert {200, 400, 405, 415, 422} <= statuses
