"""A knowledge base as it was at a revision that git keeps.

git itself is asked, as a program: what a revision is called, and what its files were, is for it to say.
"""

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

from msgspec.structs import replace

from followthrough.errors import KnowledgeError, LeadError, Place, Problem
from followthrough.format.load import belongs, load, parse
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import MAX_BYTES


def version(name: str, folder: Path) -> KnowledgeBase:
    """Load a version of a knowledge base: the one in a folder of that name, or `folder` as it was at that revision.

    Raises LeadError when there is neither; KnowledgeError, with all problems, when it cannot be read.
    """
    if Path(name).is_dir():
        return load(name)
    commit = _git(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        wrong = f"is neither a folder nor a revision of {folder.name} that git knows"
        raise LeadError([Problem(Place(name), wrong, "name a folder with a base.yaml, or a revision such as HEAD~1")])
    archive = _git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
    if archive is None:
        raise LeadError([Problem(Place(name), f"has no folder {folder.name}", "name a later revision")])
    try:
        return parse(_files(archive))
    except KnowledgeError as error:
        raise KnowledgeError(
            replace(problem, place=replace(problem.place, file=f"{name}:{problem.place.file}"))
            for problem in error.problems
        ) from None


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Ask git about the folder; None if it cannot say, or is not there."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _files(archive: bytes) -> dict[str, bytes]:
    """Read the files of a base in an archive, by their path in the base."""
    found = {}
    with tarfile.open(fileobj=BytesIO(archive)) as files:
        for member in files:
            content = files.extractfile(member) if member.isfile() else None
            path = member.name.removeprefix("./")
            if content is not None and belongs(path):
                found[path] = content.read(MAX_BYTES + 1)
    return found
