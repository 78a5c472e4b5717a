"""What the documents show is what the program prints."""

import re

import pytest

from docs.sessions import ROOT, documents, followed

GUIDE = "docs/guide.md"
DOCUMENTS = documents()


def test_the_documents_that_a_newcomer_reads_have_sessions():
    assert {"README.md", "docs/consulting.md", "docs/leads.md", "docs/batch.md", "docs/rules.md", GUIDE} <= {*DOCUMENTS}


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if name != GUIDE])  # test_guide.py follows the guide
def test_a_session_prints_what_the_document_shows(document, tmp_path):
    shown = (ROOT / document).read_text(encoding="utf-8")
    assert followed(shown, tmp_path) == shown, "if that is meant, run: ./check docs"


def test_the_python_in_the_readme_runs():
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(block, "README.md", "exec"), {})
