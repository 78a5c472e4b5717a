"""The names of leads: kept as typed, and found however a person types them."""

import re
from collections.abc import Iterable
from unicodedata import normalize

from followthrough.errors import LeadError, Place, Problem, did_you_mean, visible
from followthrough.format.lead import MAX_TEXT
from followthrough.format.words import is_safe, quoted

MAX_NOTE = 4_000
"""Longest note, in characters: about a page."""


def check_name(name: str) -> str:
    """Return the name if a lead can have it. Raises LeadError.

    A name may contain any visible character. A person could not type an invisible one again.
    """
    if not name.strip():
        raise _refused(name, "a lead needs a name", "write one, such as the employer's")
    if len(name) > MAX_TEXT:
        raise _refused(name, f"has more than {MAX_TEXT} characters", "shorten it")
    if not is_safe(name) or "\n" in name or "\t" in name:
        raise _refused(name, "has a control character", "remove it: it is invisible")
    return name


def check_note(note: str) -> str:
    """Return the note if it can be kept. Raises LeadError."""
    if not note.strip():
        raise _refused(note, "the note is empty", "write it, or leave it out")
    if len(note) > MAX_NOTE:
        raise _refused(note, f"has more than {MAX_NOTE:,} characters", "keep it in a file of your own")
    if not is_safe(note):
        raise _refused(note, "has a control character", "remove it: it is invisible")
    return note


def folded(name: str) -> str:
    r"""Fold away differences that people ignore in names: capitals, spaces, and how an accent is encoded.

    >>> folded(" Caf\u00e9  Noir") == folded("cafe\u0301 noir")
    True
    """
    return normalize("NFC", normalize("NFKC", " ".join(name.split())).casefold())


def plain_name(name: str) -> str:
    """Return a name as words joined by hyphens, which is safe as a file name and needs no quotes in a shell.

    >>> plain_name("Brown & Co."), plain_name("=cmd|' /C calc'!A0"), plain_name("../etc")
    ('brown-co', 'cmd-c-calc-a0', 'etc')
    """
    return "-".join(re.findall(r"[^\W_]+", folded(name)))[:MAX_TEXT]


def find(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name that matches what a person typed, or whose plain form alone does; None if there is none."""
    known = list(names)
    for form in (folded, plain_name):
        found = [name for name in known if form(name) == form(wanted) != ""]
        if len(found) == 1:
            return found[0]
    return None


def typeable_names(names: Iterable[str], begun: str) -> list[str]:
    """Return the names that begin with what was typed, in a form that needs no quotes in any shell.

    >>> typeable_names(["Acme", "Brown & Co.", "Brown, Co"], "b")
    ['brown-co']
    >>> typeable_names(["Acme", "Brown & Co."], "")
    ['Acme', 'brown-co']
    """
    found = []
    for name in names:
        form = name if re.fullmatch(r"\w[\w.-]*", name) else plain_name(name)
        if form and (folded(form).startswith(folded(begun)) or folded(name).startswith(folded(begun))):
            found.append(form)
    return list(dict.fromkeys(found))


def lead_meant(wanted: str, names: Iterable[str]) -> str:
    """Return what to do about a name that no lead has: some words of one are often typed for it.

    >>> lead_meant("Brown", ["Acme", "Brown & Co., sales"]), lead_meant("Bown & Co", ["Acme", "Brown & Co."])
    ("did you mean 'Brown & Co., sales'?", "did you mean 'Brown & Co.'?")
    """
    known, words = list(names), plain_name(wanted)
    having = [name for name in known if words and f"-{words}-" in f"-{plain_name(name)}-"]
    return f"did you mean {visible(having[0])}?" if len(having) == 1 else did_you_mean(wanted, having or known)


def not_found(wanted: str, names: Iterable[str], log: str) -> LeadError:
    """Return the error for a name that no lead has."""
    known = list(names)
    remedy = lead_meant(wanted, known) if known else f"`followthrough leads add {_typed(wanted)}` starts one"
    return LeadError([Problem(Place(log), f"has no lead {quoted(wanted)}", remedy)])


def _typed(name: str) -> str:
    from shlex import quote

    return quote(name)


def _refused(text: str, wrong: str, remedy: str) -> LeadError:
    return LeadError([Problem(Place(quoted(text)), wrong, remedy)])
