"""The bad knowledge bases, and what is said about each: run this file to write the `expected.txt` of all anew.

    python tests/bases/reset.py && git diff tests/bases/bad

A bad base is a folder `bad/GOOD/FAULT`: its files are laid over those of `good/GOOD`, so that only what is
faulty has to be written down. Below `bad/alone` a base has all of its files, and so can lack one.
"""

from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

from followthrough.errors import KnowledgeError
from followthrough.format.load import load

BASES = Path(__file__).parent
EXPECTED = "expected.txt"


def bad_bases() -> list[Path]:
    """List the folders of the bad bases."""
    return sorted(folder for folder in (BASES / "bad").glob("*/*") if folder.is_dir())


def lay_over(bad: Path, target: Path) -> None:
    """Put together a bad base in a new folder."""
    if bad.parent.name != "alone":
        copytree(BASES / "good" / bad.parent.name, target)
    copytree(bad, target, dirs_exist_ok=True, ignore=ignore_patterns(EXPECTED))


def messages(bad: Path) -> str:
    """Give what is said about a bad base, with places relative to its folder."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "base"
        lay_over(bad, target)
        try:
            load(target)
        except KnowledgeError as error:
            return f"{error}\n".replace(f"{target.as_posix()}/", "")
    return "nothing is wrong with it\n"


def name(bad: Path) -> str:
    """Name a bad base in a few words."""
    return f"{bad.parent.name}/{bad.name}"


if __name__ == "__main__":
    for one in bad_bases():
        (one / EXPECTED).write_text(messages(one), encoding="utf-8")
