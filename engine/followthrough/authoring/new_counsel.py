"""The first files of a counsel that is to be laid over a base: an overlay to which rules can be added one by one."""

from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from followthrough.authoring.entries import one_line
from followthrough.errors import KnowledgeError, LeadError, Place, Problem, did_you_mean
from followthrough.format.files import read_layers, shown_as
from followthrough.format.layers import FolderFiles, prefix_of, seen_from
from followthrough.format.load import load, parse
from followthrough.format.model import KnowledgeBase

_HEAD = """\
# yaml-language-server: $schema=schema/base.json
# A counsel of its own, laid over {title} with `--with`. Nothing of that base is changed.

counsels:
  {name}:
    name: {person}  # what a person reads
    work: {work}  # where its advice is from
    follows: {follows}  # whose rules stand here too, unless one is overridden
"""
_SOURCES = """\
# yaml-language-server: $schema=schema/sources.json
# What each passage says, in your own words. Every one is cited by a rule, or is a `narrative`.

{name}:
  {passage}: {{gist: What the first passage says, narrative: yes}}
"""


def counsel_files(
    folders: Sequence[Path],
    name: str,
    follows: Sequence[str],
    *,
    person: str | None = None,
    work: str | None = None,
) -> dict[str, str]:
    """Return the files of a new counsel that is to be laid over a base and its overlays, by their path in its folder.

    It follows counsels of theirs; `person` is its name as people read it, and `work` where its advice is from. Raises
    KnowledgeError when the base cannot be read, and LeadError for a name that cannot be, or that is not there.
    """
    base = load(*folders)
    for followed in follows:
        if followed not in base.authorities:
            wrong = f"unknown counsel {followed!r}"
            raise LeadError([Problem(Place("--follows"), wrong, did_you_mean(followed, base.authorities))])
    said = {
        "title": repr(base.title),
        "name": name,
        "person": one_line(person or name.replace("-", " ").capitalize()),
        "work": one_line(work or "the title, and the address"),
        "follows": f"[{', '.join(follows)}]" if len(follows) > 1 else follows[0],
        "passage": f"{name[:1]}1",
    }
    files = {"base.yaml": _HEAD.format(**said), "sources.yaml": _SOURCES.format(**said)}
    _check(base, folders, name, files)
    return files


def _check(base: KnowledgeBase, folders: Sequence[Path], name: str, files: dict[str, str]) -> None:
    """Raise LeadError if a counsel cannot have this name."""
    if name in base.authorities:
        wrong = f"is a counsel already, at {seen_from(shown_as(folders[0]), base.authorities[name].place)}"
        raise LeadError([Problem(Place(name), wrong, "choose another name")])
    new = FolderFiles({path: text.encode() for path, text in files.items()}, prefix_of(name or "new"))
    try:
        parse(*read_layers(folders[0], folders[1:]), new)
    except KnowledgeError as error:
        raise LeadError(replace(one, place=Place(name)) for one in error.problems[:1]) from None
