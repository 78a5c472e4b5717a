"""The names that we use of experta's production system; no other module imports experta.

experta 1.9.4 is old. Its dependency frozendict 1.2 needs `collections.Mapping`, which Python 3.10 removed, and experta
itself calls `logging.basicConfig()`. The one is restored, and the other undone, while experta is imported. Its watchers
log every fact, and facts are what a person has answered, so they are silenced in the whole program, for good.
Each name is imported from its own module, because experta's `__init__` swallows an ImportError.
"""

import collections
import collections.abc
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from followthrough.silent_logging import silence


@contextmanager
def _importable() -> Iterator[None]:
    """Make experta importable, and leave `collections` and the root logger as they were."""
    root = logging.getLogger()
    handlers, level, had_mapping = root.handlers[:], root.level, hasattr(collections, "Mapping")
    if not had_mapping:
        collections.Mapping = collections.abc.Mapping  # type: ignore[attr-defined]
    try:
        yield
    finally:
        if not had_mapping:
            del collections.Mapping  # type: ignore[attr-defined]
        root.handlers[:] = handlers
        root.setLevel(level)


with _importable():
    from experta import watchers
    from experta.abstract import Matcher, Strategy
    from experta.activation import Activation
    from experta.agenda import Agenda
    from experta.conditionalelement import NOT
    from experta.engine import KnowledgeEngine
    from experta.fact import Fact, InitialFact
    from experta.factlist import FactList
    from experta.fieldconstraint import P
    from experta.rule import Rule as Production

for _name in watchers.ALL:
    silence(getattr(watchers, _name))

__all__ = [
    "NOT",
    "Activation",
    "Agenda",
    "Fact",
    "FactList",
    "InitialFact",
    "KnowledgeEngine",
    "Matcher",
    "P",
    "Production",
    "Strategy",
]
