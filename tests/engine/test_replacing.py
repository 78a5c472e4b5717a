"""Files are whole or not there, whatever fails at whatever step."""

import errno
import os
import stat
from pathlib import Path

import pytest

from followthrough.errors import LeadError
from followthrough.replacing import replaced, write_new, write_over, writing


@pytest.fixture(params=["open", "fsync", "replace"])
def full_disk(request, monkeypatch):
    """Fail at one step of writing a file, as a disk that is full does."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, request.param, full)


def test_on_a_full_disk_the_old_file_stays_and_nothing_is_beside_it(tmp_path, full_disk):
    file = tmp_path / "advice.csv"
    file.write_text("old")
    with pytest.raises(OSError, match="No space left"):
        write_over(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_on_a_full_disk_a_new_file_is_not_there(tmp_path, full_disk):
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "letter.txt", "Dear team")
    assert list(tmp_path.iterdir()) == []


def test_whoever_stops_half_way_leaves_all_files_as_they_were(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_text("old")

    def interrupted() -> None:
        with replaced(old, new) as parts:
            for part in parts:
                part.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert old.read_text() == "old"
    assert list(tmp_path.iterdir()) == [old]


def test_a_file_keeps_its_permissions_and_a_private_one_is_its_owners_alone(tmp_path):
    file = tmp_path / "rules.csv"
    write_over(file, "first")
    assert stat.S_IMODE(file.stat().st_mode) == 0o666 & ~_umask()
    file.chmod(0o640)
    write_over(file, "second")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    with replaced(file, private=True) as (part,):
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_link_stays_one_and_what_it_names_is_written(tmp_path):
    file, link = tmp_path / "file", tmp_path / "link"
    link.symlink_to(file)
    for text in ("first", "second"):
        write_over(link, text)
        assert (link.is_symlink(), file.read_text()) == (True, text)


def test_a_pipe_is_written_to_and_not_replaced():
    reading, writer = os.pipe()
    write_over(Path(f"/dev/fd/{writer}"), "text")
    os.close(writer)
    with os.fdopen(reading) as pipe:
        assert pipe.read() == "text"


def test_a_new_file_never_takes_the_place_of_another(tmp_path):
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    link.symlink_to(tmp_path / "nowhere")
    for path in (file, tmp_path):
        with pytest.raises(LeadError, match="already exists; name a new file"), writing(path):
            write_new(path, "new")
    with pytest.raises(LeadError, match=r"is a link to .*; name that file itself, or a new one"), writing(link):
        write_new(link, "new")
    with pytest.raises(FileExistsError):
        write_new(link, "new")
    assert file.read_text() == "old"


def test_a_folder_or_a_folder_that_is_not_there_is_one_line(tmp_path):
    for path in (tmp_path, tmp_path / "nowhere" / "file"):
        with pytest.raises(LeadError, match=r"^\S+: cannot be written \(.*\); name another file$"), writing(path):
            write_over(path, "text")
    assert list(tmp_path.iterdir()) == []
