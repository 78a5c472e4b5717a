"""What the documents show is what the program prints."""

import re

import pytest

from docs.sessions import BLOCK, ROOT, refreshed

DOCUMENTS = ["README.md"]
SESSIONS = [(name, block) for name in DOCUMENTS for block in BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))]


def test_the_readme_has_sessions():
    assert len([name for name, _ in SESSIONS if name == "README.md"]) >= 6


@pytest.mark.parametrize(("document", "block"), SESSIONS, ids=[block.splitlines()[0] for _, block in SESSIONS])
def test_a_session_prints_what_the_document_shows(document, block):
    assert refreshed(block) == block, f"run: python tests/docs/sessions.py {document}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_python_in_a_document_runs(document):
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, document, "exec"), {})
