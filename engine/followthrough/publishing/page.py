"""The page of a published base: data, and our own program, styles and words, in one HTML file that asks for no other.

There is no build step: the modules of the program are put one after the other, without the lines by which they import
one another. What a browser may do is written into the page, with the hashes of the program and the styles. The program
stands there as text, which the script after the first screen runs once that is painted.
"""

import re
import zlib
from base64 import b64decode, b64encode
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from followthrough.certificates.in_pages import page_script
from followthrough.publishing.first_screen import first_screen

FOLDER = Path(str(files("followthrough.publishing"))) / "parts"
"""Where the parts of the page are that are not made from a base."""

SCRIPTS = (
    "diagrams.mjs",
    "told.mjs",
    "expected.mjs",
    "together.mjs",
    "reader.mjs",
    "letters.mjs",
    "elements.mjs",
    "letter_page.mjs",
    "certificate_page.mjs",
    "graph.mjs",
    "book.mjs",
    "page.mjs",
)
"""The modules of the page's program, each after those that it imports."""

MOST_DATA = 50_000_000
"""Most bytes of data that are unpacked from a page: many times as many as a page has."""

_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_COMMENT = re.compile(r"^( *)/\*\*(?:(?!\*/).)*\*/\n|/\*\*(?:(?!\*/).)*\*/ ?", re.MULTILINE | re.DOTALL)
_TYPES = re.compile(r"@(?:param|returns|type|typedef|template)\b")
_EXPORT = re.compile(r"^export (?=const|class|function|async)", re.MULTILINE)
_PACKED = re.compile(r'<script id="base" type="application/octet-stream">\s*([A-Za-z0-9+/=\s]*)</script>')


class NotAPage(ValueError):
    """A text that is not a published page, or a damaged one. The message says what is wrong."""


def html(data: dict[str, Any]) -> str:
    """Write a page that holds some data. The same data makes the same page."""
    made = data["made"]
    opening, script, style = _untyped(_part("opening.mjs")), program(), _part("page.css")
    scripts = f"'{_hash(opening)}' '{_hash(script)}'"
    policy = f"default-src 'none'; script-src {scripts}; style-src '{_hash(style)}'; base-uri 'none'"
    given = {
        "policy": f"{policy}; form-action 'none'",
        "title": escape(data["title"]),
        "by": escape(made["by"]),
        "on": escape(made["on"]),
        "hash": escape(data["hash"]),
        "short_hash": escape(data["hash"][:12]),
        "diagrams_hash": escape(data["diagramsHash"]),
        "style": style.strip("\n") + "\n",
        "opening": opening.strip("\n") + "\n",
        "first": first_screen(data),
        "data": packed(data),
        "script": script.strip("\n") + "\n",
    }
    page = re.sub(r"\{([a-z_]+)\}", lambda match: given[match[1]], _part("page.html"))
    return page.encode("ascii", "xmlcharrefreplace").decode()  # which browsers decode faster


def program() -> str:
    """Return the checker of certificates and the page's program as one script, without what only names types."""
    ours = (_EXPORT.sub("", _IMPORT.sub("", _untyped(_part(name)))) for name in SCRIPTS)
    return "".join((_untyped(page_script()), *ours))


def _untyped(module: str) -> str:
    """Return a module without what names types: in each comment that is what follows its words."""

    def shortened(comment: re.Match[str]) -> str:
        words, *types = _TYPES.split(comment[0], maxsplit=1)
        if not types:
            return comment[0]
        said = words.rstrip(" *\n")
        if not said.strip("/* \n"):
            return ""
        end = f"\n{comment[1]} */" if "\n" in said else " */"
        return f"{said}{end}\n" if comment[0].endswith("\n") else f"{said}{end} "

    return _COMMENT.sub(shortened, module.replace("// @ts-check\n", "", 1))


@cache
def _part(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Return the hash of what stands between the tags of a script or of styles."""
    inside = "\n" + text.strip("\n") + "\n"
    return f"sha256-{b64encode(sha256(inside.encode()).digest()).decode()}"


def packed(data: dict[str, Any]) -> str:
    """Write data in letters and digits: as JSON, compressed with zlib, in base64."""
    return b64encode(zlib.compress(msgspec.json.encode(data), 9)).decode()


def unpacked(text: str) -> dict[str, Any]:
    """Read the data of a page. Raises NotAPage."""
    found = _PACKED.search(text)
    if found is None:
        raise NotAPage("holds no published base")
    try:
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(b64decode("".join(found[1].split()), validate=True), MOST_DATA)
        data = msgspec.json.decode(raw) if unpacking.eof else None
    except (ValueError, msgspec.DecodeError, zlib.error):
        data = None
    if not isinstance(data, dict):
        raise NotAPage("holds a published base that is damaged")
    return data
