"""The schemas of a base as files in its folder, where editors find them."""

import json
import re
from pathlib import Path

from followthrough.format.forms import FILE_FORMS
from followthrough.format.json_schema import OF_ANY_BASE, schemas
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.replacing import write_over, writing

FOLDER = "schema"
"""The folder of a base's schemas, in that of the base."""

_NAMED = re.compile(r"^# *yaml-language-server: *\$schema=", re.MULTILINE)


def schema_files(base: KnowledgeBase | None = None) -> dict[str, str]:
    """Return the text of each schema by the kind of file it is for: of one base, or of any.

    >>> schema_files()["rules"].splitlines()[2]
    '  "title": "followthrough rules",'
    """
    return {kind: json.dumps(made, indent=2, ensure_ascii=False) + "\n" for kind, made in schemas(base).items()}


def write_schemas(folder: Path, base: KnowledgeBase | None = None) -> list[Path]:
    """Write the schemas of a base, or of any, into a folder; return the files. Raises LeadError if one cannot be."""
    texts = {folder / f"{kind}.json": text for kind, text in schema_files(base).items()}
    for path, text in texts.items():
        with writing(path):
            folder.mkdir(parents=True, exist_ok=True)
            write_over(path, text)
    return list(texts)


def keep_up(folder: Path) -> None:
    """Write the schemas in the folder of a base anew if they are its own, and its names have changed.

    Raises KnowledgeError where the base cannot be read, and LeadError where a file cannot be written.
    """
    own = folder / FOLDER
    try:
        there = {path.stem: path.read_text(encoding="utf-8") for path in own.glob("*.json")}
        title = json.loads(there.get("rules", "{}"))["title"]
    except (OSError, ValueError, LookupError, TypeError):
        return
    if not str(title).startswith(OF_ANY_BASE) and there != schema_files(base := load(folder)):
        write_schemas(own, base)


def without_schema(folder: Path) -> dict[Path, str]:
    """Return the YAML files of a base in which no line names a schema, each with its kind: editors know of none."""
    kinds = {path: path.stem for path in sorted(folder.glob("*.yaml"))}
    kinds |= {path: path.parent.name for path in sorted(folder.glob("*/*.yaml"))}
    return {
        path: kind
        for path, kind in kinds.items()
        if kind in FILE_FORMS and not _NAMED.search(path.read_text(encoding="utf-8", errors="replace"))
    }
