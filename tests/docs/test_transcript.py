"""The tools answer as docs/assistants.md shows."""

from docs.transcript import BLOCK, PAGE, replayed


def test_the_tools_answer_as_the_transcript_shows() -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(blocks) == 1
    assert blocks[0].count("> ") >= 5
    assert replayed(blocks[0]) == blocks[0]
