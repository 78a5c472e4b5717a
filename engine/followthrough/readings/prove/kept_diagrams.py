"""Large diagrams, kept in a file for the next program: the last ones that were made under a counsel of that name.

They are read back as numbers and lists of numbers, and nothing else; so a forged file can do no more than be wrong.
"""

import os
import pickle
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from typing import Any

from followthrough import kept_files


def kept(counsel: str, made_from: object) -> Any:
    """Return what is kept that was made from something with the same `repr`; None if nothing is."""
    data = kept_files.kept(_name(counsel), _origin(made_from))
    if data is not None:
        with suppress(pickle.UnpicklingError):
            return _PlainReader(BytesIO(data)).load()
    return None


def keep(counsel: str, made_from: object, made: object) -> None:
    """Keep numbers, and lists of numbers, that were made from something."""
    kept_files.keep(_name(counsel), _origin(made_from), pickle.dumps(made, pickle.HIGHEST_PROTOCOL))


def _name(counsel: str) -> str:
    return f"diagrams-{sha256(counsel.encode()).hexdigest()[:16]}"


def _origin(made_from: object) -> bytes:
    modules = kept_files.made_by([os.path.dirname(__file__)])
    return modules + sha256(repr(made_from).encode()).digest()


class _PlainReader(pickle.Unpickler):
    """Reads what Python is made of, and nothing that has to be imported."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is no number")
