"""Files that are no tables, known by how they begin: what each is, and how its leads can be read all the same."""

import re
from collections.abc import Collection

_TYPED = "copy its table into a spreadsheet program, and save that as .xlsx or CSV"
_PICTURE = "is a picture", "type what it shows into a spreadsheet program, and save that as .xlsx or CSV"
_ARCHIVE = "is an archive of files", "unpack it, and choose the table in it"
_RECORDING = "is a recording", "name a file with a line of column names, and a row for each lead"
_PROGRAM = "is a program", "name a file with a line of column names, and a row for each lead"
_ONE_LEAD = "has the answers about one lead", "add it with `followthrough leads add NAME --from FILE`"

_BEGINS: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"%PDF-", ("is a PDF", _TYPED)),
    *((sign, _PICTURE) for sign in (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"BM\0")),
    *((sign, _ARCHIVE) for sign in (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh9", b"\xfd7zXZ")),
    (b"{\\rtf", ("is a text document (.rtf)", _TYPED)),
    (b"SQLite format 3\0", ("is a database", "export its table as CSV")),
    *((sign, ("is a Parquet or Arrow file", "save its table as CSV")) for sign in (b"PAR1", b"ARROW1")),
    *((sign, _ARCHIVE) for sign in (b"\x28\xb5\x2f\xfd",)),
    *((sign, _RECORDING) for sign in (b"ID3", b"OggS\0", b"\x1aE\xdf\xa3")),
    *((sign, _PROGRAM) for sign in (b"\x7fELF", b"MZ\x90\0", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")),
    (b"%!PS", ("is a document for a printer", _TYPED)),
    (b"BEGIN:VCALENDAR", ("is a calendar", _TYPED)),
    (b"BEGIN:VCARD", ("is a list of contacts", _TYPED)),
    (b"MIME-Version:", ("is an e-mail or a saved page", _TYPED)),
)
_ANSWER = re.compile(r"^([a-z][a-z0-9_]*): \S", re.MULTILINE)


def what_else(raw: bytes) -> tuple[str, str] | None:
    r"""Return what a file is that is no table, and what to do; None if it may be one.

    >>> what_else(b"%PDF-1.7 and more")
    ('is a PDF', 'copy its table into a spreadsheet program, and save that as .xlsx or CSV')
    >>> what_else(b"Company,Status\n")
    """
    if raw[:4] == b"RIFF" and raw[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return _PICTURE if raw[8:12] == b"WEBP" else _RECORDING
    if raw[4:8] == b"ftyp":
        return _PICTURE if raw[8:12] in (b"heic", b"heix", b"mif1", b"avif") else _RECORDING
    if raw[257:262] == b"ustar":
        return _ARCHIVE
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((told for sign, told in _BEGINS if start.startswith(sign)), None)


def answers_about_one(text: str, questions: Collection[str]) -> tuple[str, str] | None:
    r"""Return what to do with a file that answers questions about one lead; None if the text is none.

    >>> answers_about_one("interview: done\nwant_it: yes\n", ["interview", "want_it"])[0]
    'has the answers about one lead'
    >>> answers_about_one("interview: want_it\nElm: yes\n", ["interview", "want_it"])
    """
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    answered = [name for name in _ANSWER.findall(text) if name in questions]
    return _ONE_LEAD if len(answered) > 1 and 2 * len(answered) > len(lines) else None
