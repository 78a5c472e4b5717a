"""The answers of one base as JSON Schema: every question, with its choices and their texts."""

from followthrough.format.choices import UNKNOWN
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.numbers import fixed
from followthrough.format.own_facts import Schema

_UNKNOWN = {"const": UNKNOWN, "title": "I don't know"}
_DAY = "Write 2026-11-22, or as people say it: yesterday, last Friday."


def lead_schema(base: KnowledgeBase) -> Schema:
    """Return the schema of the answers about a lead, none of which is required."""
    counts = {
        count.name: {
            "description": f"{count.means} May be given instead of {count.of}.",
            **_or_unknown({"type": "integer"}, base.questions[count.of]),
        }
        for count in base.counts.values()
    }
    return {
        "type": "object",
        "description": "The answers so far, by question.",
        "properties": {**{one.name: answer_schema(one) for one in base.questions.values()}, **counts},
        "additionalProperties": False,
    }


def make_precise(properties: dict[str, Schema], base: KnowledgeBase, lead: Schema) -> None:
    """Say in the schema of a request which names the base has, and that answers are those of a `lead`."""
    concepts = [*base.concepts, *base.sums]
    facts = [*base.questions, *base.counts, *base.spans, *concepts]
    names: dict[str, Schema] = {
        "lead": lead,
        "change": lead,
        "counsel": {"enum": [*base.counsels, None]},
        "concepts": {"type": "array", "items": {"enum": facts}},
        "counsels": {"type": "array", "items": {"enum": list(base.counsels)}},
    }
    for name, schema in properties.items():
        if name in names:
            properties[name] = {"description": schema["description"], **names[name]}
        elif name == "concept":
            nothing = [None] if "default" in schema else []
            properties[name] = {"description": schema["description"], "enum": [*base.concepts, *nothing]}


def answer_schema(question: Question) -> Schema:
    """Return the schema of an answer to a question; its title is what the person is asked."""
    return {"title": question.ask, "description": _described(question), **_or_unknown(_of_kind(question), question)}


def _described(question: Question) -> str:
    many = " Several answers are possible." if question.many else ""
    return f"{question.why}{many}{f' {_DAY}' if question.kind == 'date' else ''}".strip()


def _of_kind(question: Question) -> Schema:
    if question.choices:
        one: Schema = {"oneOf": [{"const": value, "title": says} for value, says in question.choices.items()]}
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]} if question.many else one
    if question.kind == "number":
        low, high = (float(str(fixed(one, question.decimals))) for one in (question.low, question.high))
        whole = not question.decimals
        return {
            "type": "integer" if whole else "number",
            "minimum": int(low) if whole else low,
            "maximum": int(high) if whole else high,
        }
    return {"type": "string", "minLength": 1}


def _or_unknown(schema: Schema, question: Question) -> Schema:
    if not question.unknown_allowed:
        return schema
    [(key, choices)] = schema.items() if len(schema) == 1 and "type" not in schema else [("anyOf", [schema])]
    return {key: [*choices, _UNKNOWN, {"type": "null"}]}
