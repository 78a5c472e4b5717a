"""A letter as an e-mail that a mail program opens: a file (RFC 5322), or a link (RFC 6068). Nothing is sent."""

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from followthrough.errors import LeadError, Place, Problem

if TYPE_CHECKING:
    from email.headerregistry import Address

LONG_LINK = 2_000
"""Some programs cut a link that has more characters than this, without a word."""

_ADDRESS = re.compile(r"(?P<name>[^\s@<>,;]+)@(?P<domain>[^\s@<>,;]+)")


def checked(address: str) -> str:
    """Return an e-mail address if it is one. Raises LeadError otherwise."""
    _parsed(address)
    return address


def link(to: str, subject: str, text: str) -> str:
    """Return a link that opens a letter in a mail program; without an address, the program asks for it.

    >>> link("ada@example.org", "Thanks & more", "Dear Ada,")
    'mailto:ada@example.org?subject=Thanks%20%26%20more&body=Dear%20Ada%2C'
    """
    body = text.replace("\n", "\r\n")
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def message(to: str, subject: str, text: str) -> bytes:
    """Return a letter as the file of an e-mail, in plain text, which Outlook opens as a draft.

    The mail program adds who sends it, and when; and to whom, if there is no address. Raises LeadError if the address
    is none.
    """
    from email.message import EmailMessage
    from email.policy import SMTP, SMTPUTF8

    mail = EmailMessage(policy=SMTP if to.partition("@")[0].isascii() else SMTPUTF8)
    if to:
        mail["To"] = _parsed(to)
    mail["Subject"] = " ".join(subject.split())  # a line break would begin another header
    mail["X-Unsent"] = "1"
    mail.set_content(f"{text}\n", cte="quoted-printable")
    return bytes(mail)


def _parsed(address: str) -> "Address":
    """Return an address with a domain in ASCII. Raises LeadError if it is no address."""
    from email.headerregistry import Address

    try:
        found = _ADDRESS.fullmatch(address)
        if found is None or not address.isprintable():
            raise ValueError
        return Address(username=found["name"], domain=found["domain"].encode("idna").decode("ascii"))
    except ValueError:  # from the codec, too
        wrong = f"{address!r} is not an e-mail address"
        raise LeadError([Problem(Place("letter"), wrong, "write one such as name@example.org")]) from None
