"""Files that are no tables, known by how they begin: what each is, and how its leads can be read all the same."""

_TYPED = "copy its table into a spreadsheet program, and save that as .xlsx or CSV"
_PICTURE = "is a picture", "type what it shows into a spreadsheet program, and save that as .xlsx or CSV"
_ARCHIVE = "is an archive of files", "unpack it, and choose the table in it"

_BEGINS: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"%PDF-", ("is a PDF", _TYPED)),
    *((sign, _PICTURE) for sign in (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"BM\0")),
    *((sign, _ARCHIVE) for sign in (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh9", b"\xfd7zXZ")),
    (b"{\\rtf", ("is a text document (.rtf)", _TYPED)),
    (b"SQLite format 3\0", ("is a database", "export its table as CSV")),
    (b"PAR1", ("is a Parquet file", "save its table as CSV")),
)


def what_else(raw: bytes) -> tuple[str, str] | None:
    r"""Return what a file is that is no table, and what to do; None if it may be one.

    >>> what_else(b"%PDF-1.7 and more")
    ('is a PDF', 'copy its table into a spreadsheet program, and save that as .xlsx or CSV')
    >>> what_else(b"Company,Status\n")
    """
    if (raw[:4] == b"RIFF" and raw[8:12] == b"WEBP") or raw[4:8] == b"ftyp":
        return _PICTURE
    start = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    return next((told for sign, told in _BEGINS if start.startswith(sign)), None)
