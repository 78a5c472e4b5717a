"""A base that is loaded again while it is in use is the same one: what is kept for it is found without a comparison."""

from pathlib import Path
from shutil import copytree

from bases.reset import BASES
from followthrough.format.load import load


def copied(folder: Path) -> Path:
    return Path(copytree(BASES / "good" / "smallest", folder))


def test_a_base_in_use_is_not_made_again(tmp_path):
    base = load(copied(tmp_path / "one"))
    assert load(copied(tmp_path / "other")) is base


def test_a_base_whose_files_changed_is_another(tmp_path):
    folder = copied(tmp_path / "one")
    base = load(folder)
    with open(folder / "base.yaml", "a", encoding="utf-8") as file:
        file.write("# a comment\n")
    assert load(folder) != base


def laid_over(folder: Path) -> Path:
    folder.mkdir()
    (folder / "base.yaml").write_text(
        "counsels: {hut: {name: the hut, work: a work, follows: house}}\n", encoding="utf-8"
    )
    return folder


def test_a_base_is_another_than_one_with_something_laid_over_it(tmp_path):
    folder = copied(tmp_path / "one")
    laid = laid_over(tmp_path / "laid")
    base = load(folder)
    assert load(folder, laid) is not base


def test_bases_with_the_same_laid_over_them_in_different_folders_are_one(tmp_path):
    laid = laid_over(tmp_path / "laid")
    base = load(copied(tmp_path / "one"), laid)
    assert load(copied(tmp_path / "other"), laid) is base
