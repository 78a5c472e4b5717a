"""`plan` at the command line."""

import json

from cli.running import EXAMPLES, followthrough

LEAD = [EXAMPLES / "the-day-after.yaml", "--on", "2026-11-22", "-a", "thank_you=sent", "-a", "second_letter=not sent"]


def test_the_days_ahead_are_laid_out_day_by_day_and_counsels_that_agree_stand_together():
    done = followthrough("plan", *LEAD)
    assert done.status == 0
    days = [line[:10] for line in done.out.splitlines() if line[:3] in ("Sun", "Sat", "Mon")]
    assert days == ["Sun 22 Nov", "Mon 23 Nov", "Sat 28 Nov", "Sun  6 Dec", "Mon  7 Dec"]
    assert "JobFairy.com and Rayne Wolfe:\n             Wait for the day they named. Due today." in done.out


def test_a_day_on_which_only_manner_or_caution_changes_says_what_comes_and_what_goes():
    day = " ".join(followthrough("plan", *LEAD).out.partition("Mon 23 Nov")[2].partition("Sat 28 Nov")[0].split())
    says = "JobFairy.com and Rayne Wolfe: Caution, no longer: A call on the next day is almost always awkward."
    assert day == f"tomorrow; days_since_interview is 2 {says}"
    after = followthrough("plan", *LEAD).out.partition("Sat 28 Nov")[2]
    assert "Manner and caution change too." in after


def test_where_the_counsels_part_each_is_named():
    after = followthrough("plan", *LEAD).out.partition("Mon  7 Dec")[2]
    assert "JobFairy.com:\n             Drop it" in after
    assert "Write a second short letter. Due since Sat 28 Nov, 9 days ago." in after


def test_a_plan_fits_eighty_columns():
    assert max(map(len, followthrough("plan", *LEAD).out.splitlines())) <= 80


def test_a_plan_as_json_has_every_counsel():
    data = json.loads(followthrough("plan", *LEAD, "--json", "--counsel", "wolfe").out)
    assert (data["counsel"], list(data["plan"])) == ("wolfe", ["wolfe", "jobfairy"])
    assert [turn["day"] for turn in data["plan"]["wolfe"]] == [
        "2026-11-22", "2026-11-23", "2026-11-28", "2026-12-06", "2026-12-07",
    ]  # fmt: skip


def test_a_day_in_another_year_says_so():
    out = followthrough("plan", EXAMPLES / "the-day-after.yaml", "--on", "2026-12-29", "-a", "thank_you=sent",
                        "-a", "second_letter=not sent").out  # fmt: skip
    assert "Mon  4 Jan in 6 days (2027)" in out


def test_what_is_settled_is_planned_and_what_is_open_named_with_exit_status_three():
    done = followthrough("plan", "-a", "interview=done", "-a", "want_it=no")
    out = " ".join(done.out.split())
    assert (done.status, done.err) == (3, "")
    assert "Drop it: your time is worth more elsewhere. Next step: not settled yet: “" in out
    assert "What JobFairy.com and Rayne Wolfe advise hinges on: What have you heard from them since?" in out
    assert followthrough("plan", "-a", "interview=done", "-a", "heard_back=turned down").status == 0


def test_a_calendar_is_written_and_brought_up_to_date(tmp_path):
    file = tmp_path / "lead.ics"
    done = followthrough("plan", *LEAD, "--ics", file, "--counsel", "wolfe")
    assert (done.status, done.err) == (0, f"{file}: 3 events (3 new, 0 changed, 0 canceled); import it again to "
                                          "move them, without duplicates.\n")  # fmt: skip
    assert done.out.startswith("After the interview: the days ahead")
    summaries = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("SUMMARY")]
    assert summaries[-1] == "SUMMARY:the-day-after: Write a second short letter."
    again = followthrough("plan", *LEAD, "--ics", file, "--counsel", "wolfe", "-a", "heard_back=turned down")
    assert "(1 new, 0 changed, 3 canceled)" in again.err


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
        assert len([line for line in out.splitlines() if line.startswith(f"  followthrough {command} ")]) >= 2
