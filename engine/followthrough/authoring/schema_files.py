"""The schemas of a base as files in its folder, where editors find them."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from followthrough.format.forms import FILE_FORMS
from followthrough.format.json_schema import OF_ANY_BASE, schemas
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.replacing import write_over, writing

FOLDER = "schema"
"""The folder of a base's schemas, in that of the base."""

_NAMED = re.compile(r"^# *yaml-language-server: *\$schema=", re.MULTILINE)


def schema_files(base: KnowledgeBase | None = None, *, of_overlay: bool = False) -> dict[str, str]:
    """Return the text of each schema by the kind of file it is for: of one base, or of any, or of its overlay.

    >>> schema_files()["rules"].splitlines()[2]
    '  "title": "followthrough rules",'
    """
    return {
        kind: json.dumps(made, indent=2, ensure_ascii=False) + "\n"
        for kind, made in schemas(base, of_overlay=of_overlay).items()
    }


def write_schemas(folder: Path, base: KnowledgeBase | None = None, *, of_overlay: bool = False) -> list[Path]:
    """Write the schemas of a base, or of any, or of its overlay, into a folder; return the files.

    Raises LeadError if one cannot be written.
    """
    texts = {folder / f"{kind}.json": text for kind, text in schema_files(base, of_overlay=of_overlay).items()}
    for path, text in texts.items():
        with writing(path):
            folder.mkdir(parents=True, exist_ok=True)
            write_over(path, text)
    return list(texts)


def keep_up(folders: Sequence[Path], within: int = 0) -> None:
    """Write the schemas in the folders of a base and its overlays anew if they are its own, and names have changed.

    What has changed is `within` the base, or the overlay of that number: those beneath it are as they were.
    Raises KnowledgeError where the base cannot be read, and LeadError where a file cannot be written.
    """
    for number in range(within, len(folders)):
        _keep_up(folders[: number + 1])


def _keep_up(folders: Sequence[Path]) -> None:
    own, of_overlay = folders[-1] / FOLDER, len(folders) > 1
    try:
        there = {path.stem: path.read_text(encoding="utf-8") for path in own.glob("*.json")}
        title = json.loads(there.get("rules", "{}"))["title"]
    except (OSError, ValueError, LookupError, TypeError):
        return
    if str(title).startswith(OF_ANY_BASE):
        return
    base = load(*folders)
    if there != schema_files(base, of_overlay=of_overlay):
        write_schemas(own, base, of_overlay=of_overlay)


def without_schema(folder: Path) -> dict[Path, str]:
    """Return the YAML files of a base in which no line names a schema, each with its kind: editors know of none."""
    kinds = {path: path.stem for path in sorted(folder.glob("*.yaml"))}
    kinds |= {path: path.parent.name for path in sorted(folder.glob("*/*.yaml"))}
    return {
        path: kind
        for path, kind in kinds.items()
        if kind in FILE_FORMS and not _NAMED.search(path.read_text(encoding="utf-8", errors="replace"))
    }
