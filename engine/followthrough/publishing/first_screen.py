"""The first screen of a page as markup, to be painted before any program runs: the same that the program then makes.

With several counsels it asks whose advice to follow; with one it is the first question.
"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from followthrough.format.phrases import DONT_KNOW, heading

LEDE = (
    "Answer a few questions, and learn what to do, and why. \u201cI don't know\u201d is an answer too. "
    "Nothing that you answer leaves this page."
)
UNKNOWN = "unknown"


def first_screen(data: Mapping[str, Any]) -> str:
    """Return the markup of what a page shows at first, of its data."""
    if len(data["diagrams"]["views"]) > 1:
        return "".join(_start(data))
    if data["first"] is None:  # there is nothing to ask
        return _element("h1", {}, escape(data["title"]))
    return "".join(_question(data, **data["first"]))


def _element(name: str, attributes: Mapping[str, str | bool], *children: str) -> str:
    """Write an element as browsers write it. Children are markup; attributes that are False are left out."""
    written = [f' {key}="{_attribute(one)}"' for key, one in attributes.items() if one is not False]
    inside = "".join(children)
    return f"<{name}{''.join(written)}>" + ("" if name == "input" else f"{inside}</{name}>")


def _attribute(value: str | bool) -> str:
    return "" if value is True else str(value).replace("&", "&amp;").replace('"', "&quot;")


def _text(text: str) -> str:
    return escape(text, quote=False)


def _start(data: Mapping[str, Any]) -> Iterator[str]:
    yield _element("h1", {}, _text(data["title"]))
    yield _element("p", {"class": "lede"}, _text(LEDE))
    hint = "They do not always agree. You see what the others say too."
    counsels = [_counsel(data, name) for name in data["diagrams"]["views"]]
    asked = _element(
        "fieldset",
        {},
        _element("legend", {}, _element("h2", {}, "Whose advice do you follow?")),
        _element("p", {"class": "hint"}, hint),
        _element("div", {"class": "choices"}, *counsels),
    )
    button = _element("button", {"class": "button"}, "Start")
    yield _element("form", {}, asked, _element("div", {"class": "actions"}, button))


def _counsel(data: Mapping[str, Any], name: str) -> str:
    one = data["authorities"][name]
    in_short = _element("span", {"class": "in-short"}, _text(one["inShort"])) if one["inShort"] else ""
    said = _element("span", {}, _element("b", {}, _text(one["person"])), _text(f", {one['work']}"), in_short)
    is_default = name == data["default"]
    field: dict[str, str | bool] = {
        "type": "radio",
        "name": "counsel",
        "value": name,
        "required": True,
        "checked": is_default,
    }
    return _element("label", {"class": "choice"}, _element("input", field), said)


def _question(data: Mapping[str, Any], question: str, most: int, hinges: list[str]) -> Iterator[str]:
    one = data["questions"][question]
    yield _element("p", {"class": "back"}, _element("a", {"href": "#"}, "Back"))
    left = f"at most {most - 1} more" if most > 1 else "then the advice"
    fault = _element("p", {"class": "fault", "id": "fault", "role": "alert", "hidden": True})
    asked = _choices(one, fault) if one["choices"] else _field(data, question, one, fault)
    buttons = _element("button", {"class": "button"}, "Continue")
    if one["unknown"] and (one["many"] or not one["choices"]):
        buttons += _element("button", {"class": "quiet", "name": UNKNOWN}, DONT_KNOW)
    form: dict[str, str | bool] = {"novalidate": True, "data-question": question}
    why = _element("b", {}, "Why this is asked: ")
    told = f"The answer can change: {', '.join(heading(name).lower() for name in hinges)}."
    yield _element(
        "section",
        {"class": "ask", "aria-label": "Question"},
        _element("p", {"class": "progress"}, "Question 1", _element("span", {}, left)),
        _element("form", form, asked, _element("div", {"class": "actions"}, buttons)),
        _element("p", {"class": "why-asked"}, why, _text(one["why"])),
        _element("p", {"class": "why-asked small"}, _text(told)) if hinges else "",
    )


def _choices(one: Mapping[str, Any], fault: str) -> str:
    kind = "checkbox" if one["many"] else "radio"

    def option(value: str, text: str, more: str = "") -> str:
        field = _element("input", {"type": kind, "name": "answer", "value": value})
        return _element("label", {"class": f"choice{more}"}, field, " ", _element("span", {}, _text(text)))

    unsure = option(UNKNOWN, DONT_KNOW, " unsure") if one["unknown"] and not one["many"] else ""
    return _element(
        "fieldset",
        {"aria-describedby": "fault"},
        _element("legend", {}, _element("h1", {}, _text(one["ask"]))),
        fault,
        _element("p", {"class": "hint"}, "Tick all that apply.") if one["many"] else "",
        _element("div", {"class": "choices"}, *(option(*choice) for choice in one["choices"]), unsure),
    )


def _field(data: Mapping[str, Any], name: str, one: Mapping[str, Any], fault: str) -> str:
    asked = _element("h1", {}, _element("label", {"for": "answer"}, _text(one["ask"])))
    if one["kind"] != "date":
        low, high = (_number(one[end], one["decimals"]) for end in ("low", "high"))
        kind = "decimal" if one["decimals"] else "numeric"
        field = {"value": "", "autocomplete": "off", "inputmode": kind, "aria-describedby": "fault hint"}
        hint = _element("p", {"class": "hint", "id": "hint"}, _text(f"{low} to {high} {one['unit']}".strip()))
        return _element("div", {}, asked, fault, hint, _line(field))
    level = next(level for level in data["diagrams"]["levels"] if level["question"] == name)
    has_passed = level["reach"][0] >= 0
    days = ["today", "yesterday", "a week ago"] if has_passed else ["today", "tomorrow", "in a week"]
    quick = [_element("button", {"type": "button", "class": "quiet small-button"}, day) for day in days]
    field = {"type": "date", "value": "", "aria-describedby": "fault"}
    said = _element("output", {"class": "hint", "for": "answer"})
    return _element(
        "div", {}, asked, fault, _element("div", {"class": "pick"}, _line(field), *quick), _element("p", {}, said)
    )


def _line(attributes: Mapping[str, str]) -> str:
    return _element("input", {"class": "line", "id": "answer", "name": "answer", **attributes})


def _number(number: int, decimals: int) -> str:
    digits = str(abs(number)).zfill(decimals + 1)
    whole = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{whole}" if number < 0 else whole
