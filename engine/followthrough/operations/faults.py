"""Errors as data: what is wrong, and what to do about it."""

from collections.abc import Iterable
from typing import Any

from followthrough.errors import (
    FollowthroughError,
    KnowledgeError,
    LeadError,
    LogError,
    MissingFacts,
    NotSettled,
    Place,
    Problem,
)
from followthrough.operations.data import VERSION


def fault_data(title: str, problems: Iterable[Problem], questions: Iterable[str] = ()) -> dict[str, Any]:
    """Return a fault as data: the title says in general what is wrong, and each problem what to do."""
    told = [{"at": str(one.place), "wrong": one.wrong, "remedy": one.remedy} for one in problems]
    return {**VERSION, "error": title, "problems": told, "questions": list(questions)}


def error_data(error: FollowthroughError) -> dict[str, Any]:
    """Return an error as data."""
    if isinstance(error, KnowledgeError):
        return fault_data("The rules cannot be read", error.problems)
    if isinstance(error, LogError):
        return fault_data("The search log cannot be used", error.problems)
    if isinstance(error, LeadError):
        return fault_data("That cannot be", error.problems)
    if isinstance(error, MissingFacts):
        problem = Problem(Place(error.what), str(error), "answer these questions first")
        return fault_data("More answers are needed", [problem], error.questions)
    remedy = "answer more questions, or ask again" if isinstance(error, NotSettled) else "please report it"
    return fault_data("That could not be settled", [Problem(Place("proof"), str(error), remedy)])
