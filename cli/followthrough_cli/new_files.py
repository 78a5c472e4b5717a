"""Files that a command writes: each a new one, unless the person wants to write over what is there."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, Place, Problem

if TYPE_CHECKING:
    from pathlib import Path

force_option = click.option("--force", is_flag=True, help="Write over files that exist already.")


def check_new(paths: "Iterable[Path | str | None]", *, force: bool) -> None:
    """Refuse to write through links, where there is no folder, and over files unless by `force`.

    Raises LeadError with all of them. A command does so before its work, which may take long. None stands for no file,
    and - for standard output.
    """
    named = [one for one in paths if one is not None and str(one) != "-"]
    if not named:
        return
    from pathlib import Path

    from followthrough.replacing import refuse_link

    faults: list[Problem] = []
    for path in map(Path, named):
        try:
            refuse_link(path)
        except LeadError as link:
            faults.extend(link.problems)
            continue
        if not path.absolute().parent.is_dir():
            faults.append(Problem(Place(str(path)), "its folder does not exist", "make it, or name a file elsewhere"))
        elif path.is_file() and not force:
            remedy = "name a new file, or write over it with --force"
            faults.append(Problem(Place(str(path)), "already exists", remedy))
    if faults:
        raise LeadError(faults)


def write(path: "Path", content: str | bytes, *, force: bool) -> None:
    """Write a file whole or not at all, over another one only by `force`. Raises LeadError."""
    from followthrough.replacing import write_new, write_over, writing

    is_new = not force and (path.is_file() or not path.exists())  # a device has no content to lose
    with writing(path):
        (write_new if is_new else write_over)(path, content)
