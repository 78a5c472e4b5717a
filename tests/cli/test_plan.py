"""`plan` at the command line."""

import json
from shutil import copytree

from bases.reset import BASES
from cli.running import followthrough

ROOM = ["--base", BASES / "good" / "a-room-to-let", "--on", "2026-11-22"]
LEAD = [*ROOM, "-a", "viewed_on=2026-11-22", "-a", "heard=nothing", "-a", "note=not sent", "-a", "called=no"]


def test_the_days_ahead_are_laid_out_day_by_day_and_counsels_that_agree_stand_together():
    done = followthrough("plan", *LEAD)
    assert done.status == 0
    as_advised, silence = (
        [line[:10] for line in part.splitlines() if line[:3] in ("Sun", "Mon", "Wed", "Sat")]
        for part in done.out.split("If you do nothing and hear nothing\n")
    )
    assert as_advised == ["Sun 22 Nov", "Mon 23 Nov", "Wed 25 Nov", "Mon 30 Nov", "Sat  5 Dec"]
    assert silence == ["Sun 22 Nov", "Mon 23 Nov", "Wed 25 Nov"]
    assert "the flatmate and the agency:\n             Write them a note. Due today." in done.out
    assert "if you do each step\non its day and hear nothing" in done.out


def test_what_follows_a_step_stands_below_it_on_the_same_day():
    day = " ".join(followthrough("plan", *LEAD).out.partition("\nMon 30 Nov")[2].partition("\nSat  5 Dec")[0].split())
    assert day == (
        "in 8 days the flatmate: Look for another room. Due today. the agency: Call them. Due today. "
        "the agency, once that is done: Wait for their answer. Due Sat 5 Dec."
    )


def test_a_day_on_which_only_what_is_shown_beside_changes_says_what_comes_and_what_goes():
    day = " ".join(followthrough("plan", *LEAD).out.partition("Wed 25 Nov")[2].partition("Mon 30 Nov")[0].split())
    assert day == "in 3 days the flatmate and the agency: What to beware of, no longer: A call would be too early."


def test_a_plan_fits_sixty_and_eighty_columns(monkeypatch):
    for columns in (60, 80):
        monkeypatch.setenv("COLUMNS", str(columns))
        done = followthrough("plan", *LEAD)
        assert max(map(len, done.out.splitlines())) <= columns


def test_a_plan_as_json_has_every_counsel_and_what_each_step_changes():
    data = json.loads(followthrough("plan", *LEAD, "--json", "--counsel", "agency").out)
    assert (data["counsel"], list(data["plan"])) == ("agency", ["agency", "flatmate"])
    assert [(turn["day"], turn["done"], turn["once_done"]) for turn in data["plan"]["agency"]] == [
        ("2026-11-22", {}, False),
        ("2026-11-23", {"note": "sent", "noted_on": "2026-11-23"}, False),
        ("2026-11-23", {}, True),
        ("2026-11-25", {}, False),
        ("2026-11-30", {"called": "once", "called_on": "2026-11-30"}, False),
        ("2026-11-30", {}, True),
        ("2026-12-05", {}, False),
    ]
    assert not any(turn["again"] for turn in data["plan"]["agency"])
    assert list(data["silence"]) == ["agency", "flatmate"]
    assert [(turn["day"], turn["due"], turn["done"]) for turn in data["silence"]["agency"]] == [
        ("2026-11-22", "2026-11-23", {}),
        ("2026-11-23", "2026-11-23", {}),
        ("2026-11-25", "2026-11-23", {}),
    ]


def test_a_day_in_another_year_says_so():
    assert "Mon  4 Jan in 6 days (2027)" in followthrough("plan", *LEAD, "--on", "2026-12-29", "-a",
                                                          "viewed_on=2026-12-27", "-a", "note=sent", "-a",
                                                          "noted_on=2026-12-28").out  # fmt: skip


def test_what_is_settled_is_planned_and_what_is_open_named_with_exit_status_three():
    done = followthrough("plan", *ROOM, "-a", "viewed_on=2026-11-22", "-a", "heard=nothing")
    out = " ".join(done.out.split())
    assert (done.status, done.err) == (3, "")
    assert "What the flatmate and the agency advise hinges on: Have you sent a note?" in out
    assert followthrough("plan", *ROOM, "-a", "heard=refused").status == 0


def test_steps_that_come_again_and_again_are_said_to(tmp_path):
    folder = copytree(BASES / "good" / "a-room-to-let", tmp_path / "base")
    concepts = folder / "concepts.yaml"
    every_day = concepts.read_text().replace("does: {note: sent, noted_on: today}", "does: {viewed_on: today}")
    concepts.write_text(every_day)
    out = " ".join(followthrough("plan", *LEAD, "--base", folder).out.split())
    assert out.count("Write them a note. Due today.") == 2
    assert "After that, the same steps come again as long as you hear nothing. If you do nothing and" in out


def test_what_comes_if_nothing_is_done_stands_below_and_says_in_a_word_what_is_the_same():
    out = " ".join(followthrough("plan", *LEAD).out.partition("If you do nothing and hear nothing")[2].split())
    assert out == (
        "Sun 22 Nov today the flatmate and the agency: As above. "
        "Mon 23 Nov tomorrow the flatmate and the agency: As above, but it stays undone. "
        "Wed 25 Nov in 3 days the flatmate and the agency: As above."
    )


def test_where_nothing_that_falls_due_can_be_done_there_is_one_future():
    out = " ".join(followthrough("plan", *ROOM, "-a", "heard=refused").out.split())
    assert out.endswith("explains a day. If you do nothing, the same days come.")


def test_a_calendar_is_written_and_brought_up_to_date(tmp_path):
    file = tmp_path / "room.ics"
    done = followthrough("plan", *LEAD, "--ics", file, "--counsel", "agency")
    assert (done.status, done.err.splitlines()[-1]) == (
        0, f"{file}: 3 events (3 new, 0 changed, 0 canceled); import it again to move them, without duplicates."
    )  # fmt: skip
    assert done.out.startswith("A room to let: the days ahead")
    summaries = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("SUMMARY")]
    assert [line.partition(": ")[2] for line in summaries] == [
        "Write them a note.",
        "Call them.",
        "Look for another room.",
    ]
    refused = [*ROOM, "-a", "viewed_on=2026-11-22", "-a", "heard=refused"]
    again = followthrough("plan", *refused, "--ics", file, "--counsel", "agency")
    assert "(0 new, 1 changed, 2 canceled)" in again.err


def test_a_sum_that_changes_as_time_passes_has_its_day():
    bicycle = ["--base", BASES / "good" / "points", "--on", "2026-11-22", "-a", "bought_on=2025-11-25"]
    lead = [*bicycle, "-a", "loved=yes", "-a", "rust=nowhere", "-a", "flats=0", "-a", "brakes=yes"]
    day = " ".join(followthrough("plan", *lead).out.partition("Wed 25 Nov")[2].split())
    assert day.startswith("in 3 days the mechanic and the club: What speaks for it, now: 4 points. Sat 11 Feb")
    turn = json.loads(followthrough("plan", *lead, "--json").out)["plan"]["mechanic"][1]
    assert (turn["changed"], turn["beside"], turn["sums"]["worth"]["value"]) == (["worth"], True, 4)


def test_a_file_that_is_no_calendar_is_left_alone(tmp_path):
    file = tmp_path / "diary.txt"
    file.write_text("Dear diary", encoding="utf-8")
    done = followthrough("plan", *LEAD, "--ics", file)
    assert (done.status, file.read_text(encoding="utf-8")) == (2, "Dear diary")
    assert done.err == f"{file}: already exists, and followthrough did not write it; name another file\n"


def test_in_the_help_each_example_stands_on_a_line_of_its_own():
    for command in ("plan", "letter", "advise"):
        out = followthrough(command, "--help").out
        assert "\\b" not in out
        assert len([line for line in out.splitlines() if line.startswith(f"    followthrough {command} ")]) >= 2


def test_the_hour_of_the_alarms_is_that_of_the_person(tmp_path):
    file = tmp_path / "room.ics"
    for said, trigger in (("9:00", "PT9H"), ("7:30", "PT7H30M"), ("7 pm", "PT19H"), ("8", "PT8H"), ("6.15", "PT6H15M")):
        assert followthrough("plan", *LEAD, "--ics", file, "--alarm", said).status == 0
        assert f"TRIGGER:{trigger}\n" in file.read_text(encoding="utf-8")
    followthrough("plan", *LEAD, "--ics", file, "--alarm", "none")
    assert "VALARM" not in file.read_text(encoding="utf-8")


def test_what_is_no_time_of_day_is_refused_with_a_way_to_write_one():
    for said in ("25:00", "13 pm", "0 am", "soon", "", "9:60", "-1", "\u0669"):
        done = followthrough("plan", *LEAD, "--alarm", said)
        assert (done.status, done.out) == (2, "")
        assert "is not a time of day; write 9:00, 7 pm, or none" in done.err
