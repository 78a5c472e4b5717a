"""A tracker file becomes leads on the page: shown as it would be read, asked about, added as one change, and undone."""

import html
import io
import re
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest

from followthrough.leads.log import Log
from followthrough_web import safety
from followthrough_web.safety import FORM
from followthrough_web.uploads import read_multipart
from web.visiting import HOST, TODAY, TOKEN, Answer, Visitor, plain

TRACKER = b"Company,Status,Applied,Salary\nAcme,Rejected,2026-10-03,50k\nGlobex,\xf0\x9f\x91\xbb,2026-10-14,60k\n"
TWO_WAYS = b"Company,Interview date\nAcme,05/11/2026\nGlobex,06/11/2026\n"
BOUNDARY = "a-line-that-is-in-no-file"


@pytest.fixture
def visitor(tmp_path: Path) -> Visitor:
    return Visitor(tmp_path / "leads.sqlite")


def part(content: bytes, file: str | None = None, name: str = "file") -> bytes:
    told = f'; filename="{file}"' if file is not None else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{told}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def sent(visitor: Visitor, *parts: bytes, end: bytes = b"--", token: str = TOKEN, **headers: str | None) -> Answer:
    body = part(token.encode(), name="token") + b"".join(parts) + f"--{BOUNDARY}".encode() + end + b"\r\n"
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return visitor.asks("/import", "POST", body, **{"origin": f"http://{HOST}", "content_type": kind, **headers})


def shown(visitor: Visitor, content: bytes, file: str = "tracker.csv") -> str:
    """Send a file; return the page that shows how it is read."""
    answer = sent(visitor, part(content, file))
    assert answer.status == 200, plain(answer.text)
    return answer.text


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the form that adds leads."""
    form = page[page.rindex("<form") :]
    return dict(re.findall(r'type="hidden" name="((?!token)[^"]+)" value="([^"]*)"', form))


def chosen(page: str, prefix: str = "said-") -> list[str]:
    """Return what is chosen in the lists of the page, of the fields with a prefix."""
    lists = re.findall(rf'<select [^>]*name="{prefix}[^"]*"[^>]*>(.*?)</select>', page, re.DOTALL)
    return [html.unescape(re.search(r'value="([^"]*)" selected', one)[1]) for one in lists]  # type: ignore[index]


def field_of(page: str, label: str) -> str:
    """Return the name of the field with a label."""
    found = re.search(rf'<label for="([^"]+)">[^<]*{re.escape(label)}', page)
    assert found is not None, plain(page)
    return found[1]


def kept(tmp_path: Path) -> list[str]:
    return [one.name for one in Log(tmp_path / "leads.sqlite").histories()]


def test_a_file_is_shown_as_it_would_be_read_and_nothing_is_stored(visitor: Visitor, tmp_path: Path) -> None:
    said = plain(shown(visitor, TRACKER))
    assert "2 rows" in said
    assert "Company the name of the lead" in said
    assert "Kept as notes: Salary." in said
    assert "note: Salary: 50k" in said
    assert "2 leads would be added; 1 of them would be let go, since it has ended." in said
    assert "Add these 2 leads" in said
    assert kept(tmp_path) == []


def test_its_leads_are_added_as_one_change_and_undone_in_one_step(visitor: Visitor, tmp_path: Path) -> None:
    there = visitor.sends("/import/add", fields(shown(visitor, TRACKER)))
    assert kept(tmp_path) == ["Acme", "Globex"]
    page = visitor.loads(there)
    assert "2 leads added." in plain(page)
    change = re.search(r'action="/import/undo">.*?name="change" value="([^"]+)"', page)
    assert change is not None
    assert visitor.sends("/import/undo", {"change": change[1]}) == "/leads"
    assert kept(tmp_path) == []
    assert "2 leads added." not in visitor.reads(there)


def test_an_undo_of_what_is_no_longer_the_last_change_does_nothing(visitor: Visitor, tmp_path: Path) -> None:
    there = visitor.sends("/import/add", fields(shown(visitor, TRACKER)))
    visitor.sends("/save?interview=done", {"name": "Initech"})
    said = visitor.sends("/import/undo", {"change": there.partition("=")[2]}, 400)
    assert "nothing was undone" in said
    assert kept(tmp_path) == ["Acme", "Globex", "Initech"]


def test_a_date_that_could_be_two_days_is_asked_about_before_anything_can_be_added(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = shown(visitor, TWO_WAYS)
    assert "could be" in plain(page)
    assert 'value="Interview date=day first"' in page
    assert "Add these" not in page
    assert "could be" in visitor.sends("/import/add", fields(page), 200)
    assert kept(tmp_path) == []
    said = visitor.sends("/import/read", {**fields(page), "said-1": "Interview date=day first"}, 200)
    assert "5 November 2026" in said
    visitor.sends("/import/add", {**fields(page), "said-1": "Interview date=day first"})
    assert kept(tmp_path) == ["Acme", "Globex"]


def test_what_was_said_of_a_file_is_used_for_the_next_one_with_its_columns(visitor: Visitor) -> None:
    visitor.sends("/import/add", {**fields(shown(visitor, TWO_WAYS)), "said-1": "Interview date=day first"})
    page = shown(visitor, TWO_WAYS.replace(b"Acme", b"Hooli"))
    assert "What you said of such a file before is used again." in plain(page)
    assert chosen(page) == ["Interview date=day first"]
    assert "could be" in visitor.sends("/import/read", {"file": fields(page)["file"]}, 200)


def test_a_value_that_means_nothing_known_is_a_note_or_what_the_person_says(visitor: Visitor, tmp_path: Path) -> None:
    page = shown(visitor, b"Company,Status\nAcme,Rejected\nGlobex,florble\n")
    assert "“florble” in Status" in plain(page) or "'florble' in Status" in plain(page)
    assert "keep it as a note" in plain(page)
    visitor.sends("/import/add", {**fields(page), "said-1": "Status:florble=drop"})
    dropped = [one.name for one in Log(tmp_path / "leads.sqlite").histories() if one.dropped_on(TODAY) is not None]
    assert dropped == ["Acme", "Globex"]


def test_rows_without_a_name_are_left_out_and_told(visitor: Visitor) -> None:
    said = plain(shown(visitor, b"Company,Status\nAcme,Rejected\n,Rejected\n"))
    assert "Line 3" in said
    assert "Add this lead" in said


def test_what_stands_in_a_cell_is_shown_as_text(visitor: Visitor) -> None:
    page = shown(visitor, b"Company,<b>x</b>\n<script>alert(1)</script>,<img src=x>\n", "<i>.csv")
    for tag in ("<script>alert", "<img src=x", "<b>x</b>", "<i>.csv"):
        assert tag not in page
    assert "&lt;script&gt;alert(1)" in page


def bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 60_000_000)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "file"),
    [
        (b"", "empty.csv"),
        (b"\n\n  \n", "blank.csv"),
        (bytes(range(256)) * 40, "picture.png"),
        (b"PK\x03\x04 and no workbook", "broken.xlsx"),
        (b"<html><table></table></html>", "page.html"),
        (b'{"followthrough', "half.json"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(visitor: Visitor, content: bytes, file: str) -> None:
    answer = sent(visitor, part(content, file))
    assert answer.status == 422
    said = plain(answer.text)
    assert file in said
    assert "Traceback" not in said
    assert "--map" not in said


def test_a_workbook_that_would_unpack_to_far_more_is_refused(visitor: Visitor) -> None:
    answer = sent(visitor, part(bomb(), "bomb.xlsx"))
    assert answer.status == 422
    assert "bomb.xlsx" in plain(answer.text)


def test_no_file_and_two_files_are_told(visitor: Visitor) -> None:
    none = sent(visitor, part(b"", ""))
    assert (none.status, "Choose a file first." in none.text) == (422, True)
    two = sent(visitor, part(TRACKER, "a.csv"), part(TRACKER, "b.csv"))
    assert (two.status, "one file at a time" in two.text) == (422, True)


def test_a_file_that_is_not_held_any_more_is_asked_for_again(visitor: Visitor, tmp_path: Path) -> None:
    first = fields(shown(visitor, TRACKER))
    for number in range(4):
        shown(visitor, TRACKER + f"C{number},,,\n".encode())
    assert "Choose it again" in visitor.sends("/import/add", first, 422)
    assert "Choose it again" in visitor.sends("/import/read", {"file": "made up"}, 422)
    assert kept(tmp_path) == []


# What the guard lets through


def test_a_file_is_taken_at_its_own_path_only(visitor: Visitor) -> None:
    body = part(TOKEN.encode(), name="token") + f"--{BOUNDARY}--".encode()
    for path in ("/answer", "/save", "/import/add", "/import/"):
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        assert visitor.asks(path, "POST", body, origin=f"http://{HOST}", content_type=kind).status == 415, path
    assert sent(visitor, part(TRACKER, "a.csv"), content_type=safety.FORM).status == 415


def test_a_file_from_elsewhere_or_of_an_old_page_is_refused(visitor: Visitor) -> None:
    assert sent(visitor, part(TRACKER, "a.csv"), origin="http://evil.example").status == 403
    old = sent(visitor, part(TRACKER, "a.csv"), token="of yesterday")
    assert (old.status, "Choose the file again" in old.text) == (403, True)


def test_a_file_that_is_too_long_is_refused_with_the_way_that_takes_it(visitor: Visitor) -> None:
    answer = sent(visitor, part(b"x" * safety.MAX_UPLOAD, "big.csv"))
    assert answer.status == 413
    assert "Files up to 1 MiB" in answer.text
    assert "followthrough leads import" in answer.text
    assert sent(visitor, part(TRACKER, "a.csv"), content_length="9" * 30).status == 413


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=other"]
)
def test_a_form_without_its_line_between_parts_cannot_be_read(visitor: Visitor, kind: str) -> None:
    assert sent(visitor, part(TRACKER, "a.csv"), content_type=kind).status == 400


def test_a_form_that_was_cut_off_cannot_be_read(visitor: Visitor) -> None:
    assert sent(visitor, part(TRACKER, "a.csv"), end=b"").status == 400
    assert sent(visitor, b"--" + BOUNDARY.encode() + b"\r\nno head").status == 400
    assert sent(visitor, *[part(b"", name=f"n{number}") for number in range(safety.MAX_FIELDS + 1)]).status == 400


def test_any_bytes_arrive_as_they_were_sent() -> None:
    content = bytes(range(256)) + b"\r\n\r\n--\r\n--a-line"
    body = part(content, 'ä \\"b.bin') + f"--{BOUNDARY}--".encode()
    _, (file,) = read_multipart(f"multipart/form-data; boundary={BOUNDARY}", body, 9)
    assert (file.name, file.content) == ('ä "b.bin', content)


# Everything can be said differently


def again_with(visitor: Visitor, said: dict[str, str]) -> str:
    """Read the file again with what is said, and return the page."""
    body = urlencode({"token": TOKEN, **said}).encode()
    answer = visitor.asks("/import/read", "POST", body, origin=f"http://{HOST}", content_type=FORM)
    assert answer.status == 200, plain(answer.text)
    return answer.text


def test_each_column_can_be_something_else_and_be_changed_back(visitor: Visitor, tmp_path: Path) -> None:
    page = shown(visitor, b"Firm,Town,Sent\nAcme,Oslo,2026-11-01\nGlobex,Rome,2026-11-02\n")
    assert chosen(page, "use-") == ["company", "note", "note"] or chosen(page, "use-")[1:] == ["note", "lead start"]
    changed = again_with(visitor, {**fields(page), field_of(page, "Town"): "lead name"})
    assert "Oslo" in plain(changed[changed.index("How the first rows are read") :])
    assert chosen(changed, "use-")[1] == "lead name"
    back = again_with(visitor, {**fields(changed), field_of(changed, "Town"): "note"})
    assert chosen(back, "use-")[1] == "note"
    visitor.sends("/import/add", {**fields(changed), "use-1": "lead name"})
    assert kept(tmp_path) == ["Oslo", "Rome"]


def test_an_answer_to_a_doubt_can_be_changed_again(visitor: Visitor, tmp_path: Path) -> None:
    page = shown(visitor, b"Company,Status\nAcme,florble\nGlobex,Applied\n")
    name = field_of(page, "&#39;florble&#39; in Status")
    assert chosen(page) == [""]
    answered = again_with(visitor, {**fields(page), name: "Status:florble=drop"})
    assert chosen(answered) == ["Status:florble=drop"]
    assert "let go" in plain(answered)
    again = again_with(visitor, {**fields(answered), name: "Status:florble=interview=upcoming"})
    assert chosen(again) == ["Status:florble=interview=upcoming"]
    assert chosen(again_with(visitor, {**fields(again), name: ""})) == [""]


def test_which_of_two_days_is_meant_can_be_changed_again(visitor: Visitor) -> None:
    page = shown(visitor, TWO_WAYS)
    name = field_of(page, "could be")[: len("said-doubt-0")]
    read = again_with(visitor, {**fields(page), name: "Interview date=day first"})
    assert chosen(read) == ["Interview date=day first"]
    other = again_with(visitor, {**fields(read), name: "Interview date=month first"})
    assert chosen(other) == ["Interview date=month first"]
    assert "11 May 2026" in plain(other)


def test_of_two_cells_that_cannot_both_be_true_one_is_chosen_and_can_be_changed(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = shown(visitor, b"Company,Status,Outcome\nAcme,Rejected,Offer\n")
    name = field_of(page, "cannot both be true")
    assert chosen(page) == ["Status:Rejected=after Outcome"]
    other = again_with(visitor, {**fields(page), name: "Status:Rejected=before Outcome"})
    assert chosen(other) == ["Status:Rejected=before Outcome"]
    assert "let go: was turned down" in plain(other)
    back = again_with(visitor, {**fields(other), name: "Status:Rejected=after Outcome"})
    assert chosen(back) == ["Status:Rejected=after Outcome"]
    assert "let go: was turned down" not in plain(back)


@pytest.mark.parametrize("path", ["/import/read", "/import/add"])
@pytest.mark.parametrize("said", ["Status:florble=heard_back=nonsense", "nothing", "Gone=name", "--map"])
def test_what_a_form_says_that_cannot_be_is_left_out_and_no_command_is_named(
    visitor: Visitor, path: str, said: str
) -> None:
    page = shown(visitor, b"Company,Interview date\nAcme,05/11/2026\nGlobex,06/11/2026\n")
    answer = visitor.sends(path, {**fields(page), "said-9": said, "use-0": said}, 200)
    for word in ("--map", "COLUMN", "followthrough leads"):
        assert word not in answer.replace(said, "")


def test_a_name_of_a_file_with_control_characters_is_shown_as_text(visitor: Visitor) -> None:
    said = plain(shown(visitor, TRACKER, "a\x1b[31m\u202ecsv.exe\x07" + "x" * 300))
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\x07" not in said
    assert "x" * 100 not in said
    assert "a\ufffd[31m\ufffdcsv.exe" in said


@pytest.mark.parametrize(
    "content",
    [
        b"Company,Notes\nAcme," + b"long " * 15_000 + b"\n",
        b"Company,Status\nAcme," + b"long " * 15_000 + b"\n",
        b"Company,Status," + b"head" * 15_000 + b"\nAcme,Applied,x\n",
        b"Company,Status,"
        + b",".join(b"Column %d" % one for one in range(200))
        + b"\nAcme,Applied"
        + b",x" * 200
        + b"\n",
        b"Company,Status\n" + b"".join(b"Acme %d,status %d\n" % (one, one) for one in range(900)),
        b"Company," + b"Interview date," * 30 + b"x\nAcme," + b"05/11/2026," * 30 + b"x\n",
    ],
    ids=["cell", "status", "header", "columns", "values", "dates"],
)
def test_whatever_is_in_a_file_its_page_stays_small(visitor: Visitor, content: bytes) -> None:
    page = shown(visitor, content)
    assert len(page.encode()) < 60_000
