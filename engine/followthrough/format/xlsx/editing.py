"""Some cells of a workbook changed, and everything else in it left as it is, byte for byte.

What openpyxl reads and writes again loses what it does not know, such as drawings; so the XML of the cells is replaced.
"""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from posixpath import join, normpath
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from followthrough.format.xlsx.reading import letter, sheet_of

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CELL = re.compile(
    rb"<(?P<prefix>(?:\w+:)?)c(?P<attributes>(?:\s+[\w:]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?:/>|>.*?</(?P=prefix)c\s*>)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def with_cells(raw: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    """Return a workbook with other texts in some cells of its table, by row and column, in the format they have.

    A cell that cannot be found stays as it is. Raises ValueError if there is no sheet with a table.
    """
    title = sheet_of(raw)
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
        sheet = _part_of(old, title)
        for part in old.infolist():
            content = old.read(part)
            new.writestr(part, _changed(content, texts) if part.filename == sheet else content)
    return file.getvalue()


def _part_of(archive: zipfile.ZipFile, title: str) -> str:
    """Return the name of the part that a sheet is."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    sheets = (one for one in book.iter() if one.tag.endswith("}sheet") and one.get("name") == title)
    return normpath(join("/xl", targets[next(sheets).get(f"{_OFFICE}id")])).removeprefix("/")


def _changed(xml: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    """Return the XML of a sheet with other texts in some cells."""
    named = {f"{letter(column)}{row}": text for (row, column), text in texts.items()}

    def cell(match: re.Match[bytes]) -> bytes:
        attributes = {
            name: double or single for name, double, single in _ATTRIBUTE.findall(match["attributes"].decode())
        }
        if attributes.get("r") not in named:
            return match[0]
        text, prefix = named[attributes["r"]], match["prefix"].decode()
        kept = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items() if name != "t")
        said = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(text)}</{prefix}t></{prefix}is>'
        return f'<{prefix}c{kept} t="inlineStr">{said}</{prefix}c>'.encode()

    return _CELL.sub(cell, xml)
