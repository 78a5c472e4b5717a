"""Files that a person sends from the page: read out of a form, and held in memory between two pages.

A file is never written to disk. The last few are held under the hash of their content until leads were made of them,
so the second page need not send the file again.

https://www.rfc-editor.org/rfc/rfc7578
"""

from collections import OrderedDict
from email.message import Message
from email.parser import HeaderParser
from hashlib import sha256
from threading import Lock

import msgspec

from followthrough.format.words import UNSAFE

_MOST_OF_A_NAME = 80
"""Most characters of the name of a file that are shown."""
MULTIPART = "multipart/form-data"
_MOST_HELD = 4
"""Most files that are held; the one used longest ago goes first."""


class Upload(msgspec.Struct, frozen=True):
    """A file as it was sent: the name that it has on the person's disk, and its content."""

    name: str
    content: bytes

    @property
    def shown(self) -> str:
        """The name as a page can show it: short, on one line, and without what changes how a text is read."""
        plain = " ".join(UNSAFE.sub("\ufffd", self.name).split())
        return plain if len(plain) <= _MOST_OF_A_NAME else f"{plain[: _MOST_OF_A_NAME - 4]} ..."

    @property
    def key(self) -> str:
        """The name under which the file is held: it says nothing but what is in it."""
        return sha256(self.name.encode("utf-8", "surrogatepass") + b"\0" + self.content).hexdigest()


class Uploads:
    """The last few files. Any thread may use them."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Upload] = OrderedDict()
        self._busy = Lock()

    def hold(self, upload: Upload) -> str:
        """Hold a file, and return its key."""
        with self._busy:
            self._held[upload.key] = upload
            self._held.move_to_end(upload.key)
            while len(self._held) > _MOST_HELD:
                self._held.popitem(last=False)
        return upload.key

    def held(self, key: str) -> Upload | None:
        """Return the file with a key, or None if it is not held any more."""
        with self._busy:
            return self._held.get(key)


def read_multipart(content_type: str, body: bytes, most: int) -> tuple[list[tuple[str, str]], list[Upload]]:
    r"""Return the fields and the chosen files of a form. Raises ValueError if it is not whole or has over `most` parts.

    >>> head = b'Content-Disposition: form-data; name="file"; filename="a.csv"'
    >>> body = b"--x\r\n" + head + b"\r\n\r\nCompany\r\n--x--\r\n"
    >>> read_multipart("multipart/form-data; boundary=x", body, 9)
    ([], [Upload(name='a.csv', content=b'Company')])
    """
    head = Message()
    head["content-type"] = content_type
    boundary = head.get_boundary()
    if not boundary:
        raise ValueError("no boundary")
    first, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1"))
    if first or not parts or parts[-1] not in (b"--", b"--\r\n") or len(parts) > most:
        raise ValueError("not whole")
    fields: list[tuple[str, str]] = []
    files: list[Upload] = []
    for part in parts[:-1]:
        name, file, content = _part(part)
        if file is None:
            fields.append((name, content.decode()))
        elif file or content:
            files.append(Upload(file, content))
    return fields, files


def _part(part: bytes) -> tuple[str, str | None, bytes]:
    """Return the name of a part, the name of its file if it is one, and its content. Raises ValueError."""
    head, blank, content = part.partition(b"\r\n\r\n")
    if not head.startswith(b"\r\n") or not blank:
        raise ValueError("no head")
    told = HeaderParser().parsestr(head.decode().removeprefix("\r\n"))
    name = told.get_param("name", header="content-disposition")
    file = told.get_param("filename", header="content-disposition")
    if not isinstance(name, str) or not isinstance(file, str | None):
        raise ValueError("no name")
    return name, file, content
