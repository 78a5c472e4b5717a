"""The page about all checks, made of their docstrings."""

from collections.abc import Iterator

from followthrough.authoring.checks.findings import SECTIONS, FindingKind
from followthrough.authoring.checks.registry import KINDS

_HEAD = """\
<!-- Made by `python -m followthrough.authoring.checks > docs/checks.md`: change the docstrings, then run it. -->

# What `rules check` finds

`followthrough rules check --base DIR` first reports what cannot be read, then what these checks find. Most of them
ask about every possible lead, under every counsel: what can happen is shown by a lead in which it does, and where
nothing is found, that is proved. A check that came to its limit says so, and that counts as a finding. The
exit status is 1 if there is any finding that the base does not accept. An error can give somebody wrong advice, or
none; a warning is about something that does nothing.

To accept a finding, say so at the entry it is about, with the reason: `accepted: {FT012: why it may stay}`. Findings
that can never be accepted are marked.
"""


def page() -> str:
    """Write the page."""
    table = ["| code | severity | accepted | what it finds |", "| --- | --- | --- | --- |"]
    table += [
        f"| [{one.code}](#{one.code.lower()}) | {one.severity} | {'' if one.acceptable else 'never'} | {one.title} |"
        for one in KINDS
    ]
    return "\n".join([_HEAD, *table, *(line for one in KINDS for line in _about(one))]) + "\n"


def _about(one: FindingKind) -> Iterator[str]:
    yield from ("", f"## {one.code}", "", f"Finds {one.title} ({one.severity}).")
    for heading in SECTIONS:
        yield from ("", f"### {heading}", "", one.sections[heading])
