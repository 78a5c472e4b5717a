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
_COLUMN = re.compile(rb"(<(?:\w+:)?tableColumn\s[^>]*?\bname=)(?:\"[^\"]*\"|'[^']*')")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def with_cells(raw: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    """Return a workbook with other texts in some cells of its table, by row and column, in the format they have.

    A cell that cannot be found stays as it is. Raises ValueError if there is no sheet with a table.
    """
    title = sheet_of(raw)
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(file, "w") as new:
        sheet = _part_of(old, title)
        ranges = _ranges_of(old, sheet)
        for part in old.infolist():
            content = old.read(part)
            if part.filename == sheet:
                content = _changed(content, texts)
            elif part.filename in ranges:
                content = _with_names(content, texts)
            new.writestr(part, content)
    return file.getvalue()


def _part_of(archive: zipfile.ZipFile, title: str) -> str:
    """Return the name of the part that a sheet is."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    related = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    sheets = (one for one in book.iter() if one.tag.endswith("}sheet") and one.get("name") == title)
    return normpath(join("/xl", targets[next(sheets).get(f"{_OFFICE}id")])).removeprefix("/")


def _ranges_of(archive: zipfile.ZipFile, sheet: str) -> set[str]:
    """Return the parts in which a spreadsheet keeps the names of columns of what it calls a table of a sheet."""
    folder, _, name = sheet.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return set()
    targets = (one.get("Target", "") for one in ElementTree.fromstring(archive.read(relations)))
    parts = {normpath(join(f"/{folder}", target)).removeprefix("/") for target in targets}
    return {part for part in parts if part.startswith("xl/tables/")}


def _with_names(xml: bytes, texts: Mapping[tuple[int, int], str]) -> bytes:
    """Return a range with other names of columns, which have to be those in its first row."""
    from openpyxl.utils import range_boundaries

    edges = range_boundaries(ElementTree.fromstring(xml).get("ref", "A1"))
    left, top, right = (edge or 1 for edge in edges[:3])
    names = iter([texts.get((top, column)) for column in range(left, right + 1)])

    def column(match: re.Match[bytes]) -> bytes:
        name = next(names, None)
        return match[0] if name is None else match[1] + quoteattr(name).encode()

    return _COLUMN.sub(column, xml)


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
