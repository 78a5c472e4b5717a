"""The tools: what each does, and the schema of its request, with the choices of the base and their texts."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from followthrough.format.model import KnowledgeBase
from followthrough.format.own_facts import Schema
from followthrough.leads.log import Log
from followthrough.operations.lead_schema import lead_schema, make_precise
from followthrough.operations.requests import AboutALead, DisagreeRequest, WhatIfRequest, WhyNotRequest, WhyRequest
from followthrough_mcp import lead_tools, log_tools
from followthrough_mcp.sentences import ToolAnswer

_SAY = "Say the sentences of the result in their own words, and name the rule or the passage where you are asked why."
_CONFIRM = (
    "The person must confirm it. If your program can ask them, it is asked to; otherwise the first call answers with "
    "what to ask, and you set `confirmed` only after they said yes to exactly that."
)


class ToolOfRules(msgspec.Struct, frozen=True):
    """A tool about a lead or the rules, which only reads: its name, what it does, its request, and what answers."""

    name: str
    title: str
    description: str
    request: type[Struct]
    answer: Callable[[KnowledgeBase, Any, date], ToolAnswer]


class ToolOfLog(msgspec.Struct, frozen=True):
    """A tool about the search log. One that changes it has `would`: what to ask the person first."""

    name: str
    title: str
    description: str
    request: type[Struct]
    answer: Callable[[KnowledgeBase, Log, Any, date], ToolAnswer]
    would: Callable[[KnowledgeBase, Log, Any, date], str] | None = None


AnyTool = ToolOfRules | ToolOfLog

TOOLS: dict[str, AnyTool] = {
    one.name: one
    for one in (
        ToolOfRules(
            "questions",
            "All questions",
            "List every question that can matter, with its choices, why it is asked, and how to answer.",
            lead_tools.QuestionsRequest,
            lead_tools.questions,
        ),
        ToolOfRules(
            "next_question",
            "The question to ask next",
            "Return the one question to ask next, given the answers so far. Ask the person exactly this.",
            AboutALead,
            lead_tools.next_,
        ),
        ToolOfRules("advise", "Advice", f"Return what to do, by when, and how. {_SAY}", AboutALead, lead_tools.advised),
        ToolOfRules("why", "Why", "Return why the advice is what it is.", WhyRequest, lead_tools.why),
        ToolOfRules(
            "why_not",
            "Why not",
            "Return why a concept has not another value: the rules that could say so, and what prevented them.",
            WhyNotRequest,
            lead_tools.why_not,
        ),
        ToolOfRules(
            "what_if",
            "What if",
            "Return which changed answers would lead to another value of a concept, or what changed answers would do.",
            WhatIfRequest,
            lead_tools.what_if,
        ),
        ToolOfRules(
            "days_ahead",
            "The days ahead",
            "Return what to do on which day if each step is done on its day and nothing is heard.",
            AboutALead,
            lead_tools.days,
        ),
        ToolOfRules(
            "letter",
            "A letter",
            "Write the letter, or the script for a call, that is the next step. Nothing is ever sent.",
            lead_tools.LetterRequest,
            lead_tools.letter,
        ),
        ToolOfRules(
            "disagree",
            "Where the authorities disagree",
            "Return where two counsels disagree, over all possible leads. This takes a second or two.",
            DisagreeRequest,
            lead_tools.disagree,
        ),
        ToolOfLog(
            "leads_list",
            "The person's leads",
            "List the leads in the person's search log with what each needs, the most urgent first.",
            log_tools.LeadsListRequest,
            log_tools.list_leads,
        ),
        ToolOfLog(
            "leads_show",
            "One lead",
            "Show a lead in the person's search log: its answers, its history, and what it needs.",
            log_tools.LeadsShowRequest,
            log_tools.show_lead,
        ),
        ToolOfLog(
            "leads_add",
            "Add a lead",
            f"Add a lead to the person's search log. {_CONFIRM}",
            log_tools.LeadsAddRequest,
            log_tools.add,
            log_tools.would_add,
        ),
        ToolOfLog(
            "leads_set",
            "Record what is new",
            f"Record answers, or a note, for a lead in the person's search log. {_CONFIRM}",
            log_tools.LeadsSetRequest,
            log_tools.set_,
            log_tools.would_set,
        ),
        ToolOfLog(
            "leads_undo",
            "Undo a change",
            f"Undo the last change to the person's search log. {_CONFIRM}",
            log_tools.LeadsUndoRequest,
            log_tools.undo,
            log_tools.would_undo,
        ),
    )
}
"""All tools by name, in the order of a consultation."""


def changes_the_log(tool: AnyTool) -> bool:
    """Return whether a tool changes the search log."""
    return isinstance(tool, ToolOfLog) and tool.would is not None


def tools_offered(*, read_only: bool) -> dict[str, AnyTool]:
    """Return the tools by name; without those that change the search log, if only reading is wanted."""
    return {name: one for name, one in TOOLS.items() if not (read_only and changes_the_log(one))}


def input_schema(base: KnowledgeBase, tool: AnyTool) -> Schema:
    """Return the schema of a tool's request for a base."""
    _, components = msgspec.json.schema_components([tool.request], ref_template="#/$defs/{name}")
    schema: Schema = dict(components[tool.request.__name__])
    properties = schema["properties"]
    for one in properties.values():
        one.setdefault("description", "")
    make_precise(properties, base, _short(lead_schema(base)))
    for name in ("counsel", "concept"):
        if None in properties.get(name, {}).get("enum", ()):
            properties[name]["enum"].remove(None)
    if tool.name == "letter":
        properties["step"] = {"enum": list(base.letters), "description": "The step to write for; the next by default."}
    return {key: value for key, value in schema.items() if key != "title"}


def _short(lead: Schema) -> Schema:
    """Return the schema of a lead in as few words as choosing takes; the tool `questions` tells the rest."""
    return {**lead, "properties": {name: _short_answer(one) for name, one in lead["properties"].items()}}


def _short_answer(schema: Schema) -> Schema:
    """Return the schema of an answer with its choices as a list, and their texts in its description."""
    if "title" not in schema:
        return schema
    choices = schema.get("oneOf")
    if choices is None:
        return {key: value for key, value in schema.items() if key != "description"}
    texts = [f"{one['const']} ({one['title']})" for one in choices if "const" in one]
    values = [one.get("const") for one in choices]
    return {"description": f"{schema['title']} {', '.join(texts)}", "enum": values}
