"""The pages show a base with the counsels that are laid over it, and see what is saved there."""

from pathlib import Path

import pytest

from followthrough.errors import KnowledgeError
from followthrough_web.live_base import LiveBase
from overlays import HIKER, umbrella, written
from web.visiting import Visitor


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    umbrella(tmp_path / "umbrella")
    written(tmp_path / "hiker", HIKER)
    monkeypatch.chdir(tmp_path)


def test_the_pages_show_the_counsel_and_where_its_rules_are(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", "umbrella", overlays=["hiker"])
    assert "The hiker" in visitor.asks("/").text
    assert "./hiker/rules/hiker.yaml" in visitor.asks("/rules").text
    assert visitor.asks("/rule/a-coat-is-better").status == 200


def test_a_save_in_an_overlay_is_shown_and_so_is_a_mistake() -> None:
    live = LiveBase("umbrella", overlays=["hiker"])
    before = live.edition().base
    assert "hiker" in before.counsels
    written(Path("hiker"), {"base.yaml": HIKER["base.yaml"] + "title: Out in the hills\n"})
    assert live.edition().base.title == "Out in the hills"
    written(Path("hiker"), {"rules/hiker.yaml": "- rule: x\n"})
    assert live.edition().base.title == "Out in the hills"
    assert {problem.place.file for problem in live.edition().mistakes} >= {"hiker/rules/hiker.yaml"}


def test_an_overlay_that_never_could_be_read_is_told() -> None:
    written(Path("hiker"), {"rules/hiker.yaml": "- rule: x\n"})
    with pytest.raises(KnowledgeError):
        LiveBase("umbrella", overlays=["hiker"]).edition()
