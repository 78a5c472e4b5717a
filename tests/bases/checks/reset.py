"""The bases for the checks, and what is found in them: run this file to write the `expected.txt` of all anew.

    PYTHONPATH=engine:tests python tests/bases/checks/reset.py && git diff tests/bases/checks

Every kind of finding has a folder with its code, and in it two bases, `bad` and `good`. Their files are laid over those
of `ground`, in which nothing is wrong, so that only what matters to the kind has to be written down.
"""

from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from followthrough.authoring.checks import KINDS, Finding, check
from followthrough.authoring.laws import broken_json
from followthrough.errors import KnowledgeError
from followthrough.format.files import belongs
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase

BASES = Path(__file__).parent
EXPECTED = "expected.txt"


def base_for(code: str, kind: str) -> KnowledgeBase:
    """Put together the bad or the good base of a kind."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / "base"
        copytree(BASES / "ground", target)
        copytree(BASES / code / kind, target, dirs_exist_ok=True)
        files = {path.relative_to(target).as_posix(): path for path in target.rglob("*.*")}
        return parse({name: path.read_bytes() for name, path in files.items() if belongs(name)})


def findings(code: str) -> str:
    """Write down what is found in the bad base of a kind: by the checks, or while it is read."""
    try:
        base = base_for(code, "bad")
    except KnowledgeError as error:
        return f"{error}\n"
    return "".join(f"{line}\n" for finding in check(base) for line in lines(finding))


def lines(finding: Finding) -> list[str]:
    """Write down a finding whole."""
    return [
        str(finding),
        *([f"  other: {finding.other}"] if finding.other else []),
        *(f"  also: {place}" for place in finding.also),
        *([f"  counsel: {finding.counsel}"] if finding.counsel else []),
        *([f"  witness: {dict(finding.witness)}"] if finding.witness is not None else []),
        *([f"  core: {dict(finding.core)}"] if finding.core is not None else []),
        *([f"  law: {broken_json(finding.broken)}"] if finding.broken is not None else []),
        *([f"  accepted: {finding.accepted}"] if finding.accepted is not None else []),
    ]


if __name__ == "__main__":
    for one in KINDS:
        (BASES / one.code / "bad" / EXPECTED).write_text(findings(one.code), encoding="utf-8")
