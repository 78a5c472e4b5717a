"""`verify`: whether a certificate of advice says what the rules of a base say."""

import sys
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.files import MAX_ALL_BYTES
from followthrough.format.numbers import fixed
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli import completion
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase

REFUSED = 1
_LONGEST = 400
"""Most characters of a line about a problem: what was put in place of a value may be of any length."""


@click.command()
@click.argument("certificate", metavar="FILE", shell_complete=completion.files)
@json_option
@base_option
@click.pass_obj
def verify(terminal: Terminal, certificate: str, as_json: bool, base: Folders) -> int:
    r"""Check the certificate in FILE, as `advise --certificate` writes it, or - for standard input.

    It is accepted if its rules are those of the base, and all that it says follows from its answers by them. A checker
    that shares nothing with the engine works that out (docs/certificate.md). The exit status is 1 if it is refused.

    \b
    followthrough verify advice.json
    followthrough verify - < advice.json
    """
    from followthrough.certificates.checker import check
    from followthrough.certificates.writing import about

    text = _text(certificate)
    read = _read(text, certificate)
    loaded = base.load()
    counsel = read.get("counsel")
    is_known = isinstance(counsel, str) and counsel in loaded.counsels
    known = about(loaded, str(counsel)) if is_known else {"title": loaded.title, "hash": loaded.hash}
    problems = check(text, known)
    if not is_known:
        problems.insert(0, ("counsel", f"is not one that advises in the base: {', '.join(loaded.counsels)}"))
    if as_json:
        found = [{"where": where, "says": says} for where, says in problems]
        says_of_base = {part: known[part] for part in ("title", "hash", "digest") if part in known}
        terminal.json(
            {"followthrough": JSON_VERSION, "accepted": not problems, "problems": found, "base": says_of_base}
        )
    elif problems:
        told = (f"{certificate}: {where} {says}" for where, says in problems)
        terminal.show(*(shorten(one, _LONGEST, placeholder=" …") for one in told), Line(), "Refused.")
    else:
        _show_accepted(terminal, loaded, read)
    return REFUSED if problems else 0


def _show_accepted(terminal: Terminal, base: "KnowledgeBase", read: Mapping[str, Any]) -> None:
    """Print whose advice a certificate is, on what day, and what it comes to."""
    from followthrough.format.days import spoken
    from followthrough.format.phrases import topic

    person = base.counsels[read["counsel"]].person
    day = spoken(date.fromisoformat(read["today"]))
    terminal.show(f"Accepted: by the rules of {base.title}, this is what {person} advises on {day}.")
    for name in read["knowledge"]["advises on"]:
        terminal.show(topic(base, name), Line(_said(base, name, read["advice"][name]), indent=2))


def _said(base: "KnowledgeBase", name: str, one: Mapping[str, Any]) -> str:
    """Return in words what a certificate says of a concept or a sum."""
    if name in base.sums:
        ends = [base.says(name, fixed(one[end], base.sums[name].decimals)) for end in ("from", "to")]
        return " to ".join(dict.fromkeys(ends))
    held = " ".join(base.says(name, value) for value in one["values"])
    return held or ("open" if one["open"] else "-")


def _text(source: str) -> str:
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as file:
            raw = file.read(MAX_ALL_BYTES + 1)
        if len(raw) <= MAX_ALL_BYTES:
            return raw.decode("utf-8")
        wrong, remedy = f"has more than {MAX_ALL_BYTES >> 20} MiB", "no certificate is as large; name another file"
    except FileNotFoundError:
        wrong, remedy = "there is no such file", "name a certificate, as `advise --certificate` writes it"
    except UnicodeDecodeError:
        wrong, remedy = "is not a text in UTF-8", "name a certificate, as `advise --certificate` writes it"
    except (OSError, ValueError) as error:
        wrong, remedy = f"cannot be read ({getattr(error, 'strerror', None) or error})", "name a readable file"
    raise LeadError([Problem(Place(source), wrong, remedy)])


def _read(text: str, source: str) -> Mapping[str, Any]:
    """Return what a text says, if it is meant to be a certificate. Raises LeadError."""
    from followthrough.certificates.canonical_json import Uncheckable, parsed
    from followthrough.certificates.checker import FORMAT

    try:
        read = parsed(text)
    except Uncheckable:  # the checker says where
        return {}
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        remedy = "name a certificate, as `advise --certificate` writes it"
        raise LeadError([Problem(Place(source), "is not a certificate", remedy)])
    return read
