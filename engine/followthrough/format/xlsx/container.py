"""The file of a workbook, looked at before anything in it is read: a ZIP archive of XML parts."""

import lzma
import zipfile
import zlib
from io import BytesIO

MAX_PARTS_BYTES = 16 << 20
"""Most bytes of all XML parts of a workbook, unpacked: a sheet of a thousand long rows has 1 MiB."""
MAX_UNPACKED_BYTES = 64 << 20
"""Most bytes of a workbook with its pictures, unpacked."""
MAX_PARTS = 1_000

_COPY = "copy its table into a spreadsheet program, and save that as an Excel workbook (.xlsx)"
_OTHER_PARTS = (
    ("word/document.xml", "is a text document (.docx)", _COPY),
    ("ppt/presentation.xml", "is a presentation (.pptx)", _COPY),
    (
        "Index/Document.iwa",
        "is a document of Numbers, Pages, or Keynote",
        "export it as an Excel workbook (.xlsx) or CSV",
    ),
    ("xl/workbook.bin", "is a binary workbook", "save it as an Excel workbook (.xlsx)"),
)
_TYPES = {
    "vnd.oasis.opendocument.text": "is a text document (.odt)",
    "vnd.oasis.opendocument.presentation": "is a presentation (.odp)",
    "vnd.oasis.opendocument.graphics": "is a drawing (.odg)",
    "epub+zip": "is an e-book (.epub)",
}
"""Types that a file may name in itself, by how they begin, and what such a file is."""
_LONGEST_TYPE = 80
_DAMAGED = "is damaged, or not a workbook", "open it in a spreadsheet program, and save it as .xlsx again"
_UNPACKING = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(NotImplementedError, RuntimeError, OSError, ValueError, EOFError),
)
"""What unpacking a damaged archive raises."""
_STRICT = b"http://purl.oclc.org/ooxml/"


def fault_of(raw: bytes) -> tuple[str, str] | None:
    """Return what is wrong with the file of a workbook, and what to do; None if it can be read.

    >>> fault_of(b"a,b")
    ('is not a workbook', 'save it as an Excel workbook (.xlsx), or name it .csv if it is CSV')
    """
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            return "is protected by a password", "save it without one"
        return "is a workbook of an old Excel (.xls)", "save it as an Excel workbook (.xlsx)"
    if not raw.startswith(b"PK"):
        return "is not a workbook", "save it as an Excel workbook (.xlsx), or name it .csv if it is CSV"
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            return _fault_in(archive)
    except _UNPACKING:
        return _DAMAGED


def _fault_in(archive: zipfile.ZipFile) -> tuple[str, str] | None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "mimetype" in names:
        return _by_type(archive.open("mimetype").read(_LONGEST_TYPE))
    for name, wrong, remedy in _OTHER_PARTS:
        if name in names:
            return wrong, remedy
    if any(part.flag_bits & 1 for part in parts):
        return "is protected by a password", "save it without one"
    if "[Content_Types].xml" not in names:
        is_workbook = any(name.startswith("xl/") for name in names)
        return (
            _DAMAGED
            if is_workbook
            else ("is an archive of files, and no workbook", "unpack it, and name the table in it")
        )
    written = [part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml"))]
    sizes = (sum(part.file_size for part in written), sum(part.file_size for part in parts))
    if len(parts) > MAX_PARTS or sizes[0] > MAX_PARTS_BYTES or sizes[1] > MAX_UNPACKED_BYTES:
        return (
            f"has more than {MAX_PARTS_BYTES >> 20} MiB of cells once it is unpacked",
            "keep only the table in it, or split it into several",
        )
    return next((fault for part in written if (fault := _fault_of_part(archive.read(part)))), None)


def _by_type(said: bytes) -> tuple[str, str]:
    """Return what a file is that names its type in it, as OpenDocument and e-books do, and what to do."""
    kind = said.decode("ascii", "replace").strip().removeprefix("application/")
    if kind.startswith("vnd.oasis.opendocument.spreadsheet"):
        return "is an OpenDocument spreadsheet", "save it as an Excel workbook (.xlsx)"
    what = next((what for start, what in _TYPES.items() if kind.startswith(start)), f"is a file of the type {kind!r}")
    return what, _COPY


def _fault_of_part(text: bytes) -> tuple[str, str] | None:
    """Return what is wrong with a part: no program writes a document type, with which XML can grow without end."""
    if b"<!DOCTYPE" in text.replace(b"\0", b""):
        return _DAMAGED
    if _STRICT in text[:4_000]:
        return "is a Strict Open XML workbook", "save it as an Excel workbook (.xlsx)"
    return None
