"""The built-in base is kept as it was parsed, and parsed anew whenever what is kept does not fit."""

import os
import pickle
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from bases.reset import BASES
from followthrough import kept_files, load
from followthrough.errors import Place
from followthrough.format import cache
from followthrough.format import load as load_module
from followthrough.format.conditions import number_test
from followthrough.format.load import built_in
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import Word


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(kept_files.VARIABLE, str(tmp_path / "kept"))
    load_module._in_use.clear()  # as in a new program
    return tmp_path / "kept"


FILES = {
    path.relative_to(built_in()).as_posix(): path.read_bytes()
    for pattern in ("**/*.yaml", "letters/*.txt")
    for path in built_in().glob(pattern)
}


def test_what_is_kept_is_what_was_parsed(folder):
    parsed, kept = load(), load()
    assert cache.kept(FILES) is not None
    assert repr(kept) == repr(parsed)


def test_another_content_is_not_taken_for_it(folder):
    load()
    *others, last = FILES
    assert cache.kept({name: FILES[name] for name in others}) is None
    assert cache.kept({**FILES, last: FILES[last] + b"#"}) is None
    assert cache.kept({f"{name}.": content for name, content in FILES.items()}) is None


@pytest.mark.parametrize("damage", [b"", b"half", None], ids=["emptied", "overwritten", "one bit turned"])
def test_a_damaged_file_is_replaced(folder, damage):
    content = load().hash
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    path.write_bytes(bytes([*whole[:-9], whole[-9] ^ 1, *whole[-8:]]) if damage is None else damage)
    assert cache.kept(FILES) is None
    assert load().hash == content
    assert path.read_bytes() == whole


@pytest.mark.parametrize("module", ["errors.py", "format/model.py", "format/resolve/rules.py", "format/new.py"])
def test_a_changed_module_makes_it_stale(folder, monkeypatch, tmp_path, module):
    (tmp_path / "format" / "resolve").mkdir(parents=True)
    for name in ("errors.py", "format/model.py", "format/resolve/rules.py"):
        (tmp_path / name).touch()
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "format" / "cache.py"))
    load()
    assert cache.kept(FILES) is not None
    (tmp_path / module).write_text("changed", encoding="utf-8")
    assert cache.kept(FILES) is None


def test_every_class_of_the_base_is_in_a_module_that_may_be_read(folder):
    classes = {(module, name) for module, name in _globals(pickle.dumps(load())) if not module.startswith("datetime")}
    assert {module for module, _ in classes} <= set(cache._MODULES)
    assert ("followthrough.format.conditions", "AllOf") in classes


def _globals(pickled: bytes) -> set[tuple[str, str]]:
    """Return the module and name of everything that a pickle calls."""
    found: set[tuple[str, str]] = set()

    class Seeing(pickle.Unpickler):
        def find_class(self, module, name):
            found.add((module, name))
            return super().find_class(module, name)

    Seeing(BytesIO(pickled)).load()
    return found


class Forged:
    """What pickles as a call of something else."""

    def __init__(self, called: Callable[..., object], *given: object) -> None:
        self.call = called, given

    def __reduce__(self) -> tuple[object, ...]:
        return self.call


@pytest.mark.parametrize(
    "forged",
    [Forged(os.mkdir, "forged"), Forged(number_test, "7", 0, 9), Forged(Word, "7", Place("x.yaml"))],
    ids=["a function of the system", "a function of ours", "a class of ours that no base has"],
)
def test_a_forged_file_runs_nothing(folder, monkeypatch, tmp_path, forged):
    load()
    monkeypatch.chdir(tmp_path)
    pickled = pickle.dumps(forged)
    (folder / "knowledge").write_bytes(cache._origin(FILES) + kept_files.checksum(pickled) + pickled)
    assert cache.kept(FILES) is None
    assert not Path("forged").exists()


def test_nothing_is_left_behind_where_nothing_can_be_kept(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(kept_files.VARIABLE, str(tmp_path / "file" / "kept"))
    assert isinstance(load(), KnowledgeBase)
    monkeypatch.setenv(kept_files.VARIABLE, "")
    assert isinstance(load(), KnowledgeBase)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_programs_that_write_at_once_do_not_meet(folder, monkeypatch):
    base = load()
    whole = (folder / "knowledge").read_bytes()
    (folder / f"knowledge.{os.getpid() + 1}").write_bytes(whole[:1000])
    cache.keep(base, FILES)
    assert (folder / "knowledge").read_bytes() == whole


def test_only_the_built_in_base_is_kept(folder):
    root = BASES / "good"
    load(next(iter(sorted(root.iterdir()))))
    assert not folder.exists()
