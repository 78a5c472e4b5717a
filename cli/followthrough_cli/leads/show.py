"""`leads list`, `show` and `recheck`: what is in the log, and what it calls for."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from followthrough.format.sentences import names_listed
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.options import Folders, LeadName, base_option, counsel_option, json_option, log_option, on_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import History


def about_the_log(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of reading the log to a command."""
    return json_option(counsel_option(on_option(base_option(log_option(click.pass_obj(command))))))


@click.command("list")
@click.option("--plain", is_flag=True, help="Print only the names, one on each line.")
@about_the_log
def list_leads(
    terminal: Terminal,
    plain: bool,
    as_json: bool,
    counsel: str | None,
    on: date | None,
    base: Folders,
    log: str | None,
) -> None:
    r"""List the active leads with what each needs, the most urgent first.

    \b
    followthrough leads list
    followthrough leads list --on 'next Monday'
    """
    from followthrough.leads.log import Log, log_path
    from followthrough.leads.log.days_work import days_work
    from followthrough.leads.log.status import overview
    from followthrough_cli.leads import need_wording, work_wording

    today, knowledge, path = on or date.today(), base.load(), log_path(log)
    histories = Log(path).histories()
    found = overview(knowledge, histories, counsel=counsel, today=today)
    if plain:
        for need in found.needs:
            terminal.verbatim(" ".join(need.history.name.split()))
        return
    if as_json:
        needs = [need_wording.need_json(knowledge, need, today) for need in found.needs]
        dropped = [one.name for one in histories if one.dropped_on(today) is not None]
        terminal.json({"followthrough": JSON_VERSION, "on": today, "leads": needs, "dropped": dropped})
        return
    if not found.needs:
        terminal.show(f"No lead in {path} is active; `followthrough leads add NAME` starts one.")
    else:
        terminal.show(need_wording.title(knowledge, "your leads", knowledge.counsel_named(counsel), today), Line())
        work = days_work(knowledge, found.needs, today)
        for line in work_wording.work_lines(knowledge, work, today, terminal.width):
            terminal.verbatim(line)
        terminal.show(*work_wording.let_go_lines(work), Line())
        terminal.show(*work_wording.overview_lines(knowledge, found, today))
    for label, names in (
        ("Let go", [_with_end(knowledge, one, today) for one in histories if one.dropped_on(today) is not None]),
        ("To come", [f"{one.name} (from {one.begun_on})" for one in histories if one.begun_on > today]),
    ):
        if names:
            terminal.show(Line(f"{names_listed(names)}.", label, style="faint"))


def _with_end(base: "KnowledgeBase", history: "History", today: date) -> str:
    """Return the name of a lead that was let go, with how it ended."""
    end = history.end(today)
    return f"{history.name} ({base.listing.ends.get(end, end)})" if end else history.name


@click.command()
@click.argument("name", type=LeadName(), metavar="NAME")
@about_the_log
def show(
    terminal: Terminal,
    name: str,
    as_json: bool,
    counsel: str | None,
    on: date | None,
    base: Folders,
    log: str | None,
) -> None:
    r"""Show a lead: what it needs, its answers, its history and the advice given.

    \b
    followthrough leads show Acme
    """
    from followthrough.leads.log import Log, log_path
    from followthrough.leads.log.status import need
    from followthrough.leads.log.work_texts import day_text
    from followthrough_cli.leads import history_wording, need_wording

    today, knowledge = on or date.today(), base.load()
    history = Log(log_path(log)).history(name)
    dropped, found = history.dropped_on(today), need(knowledge, history, counsel=counsel, today=today)
    if as_json:
        terminal.json(
            {
                "followthrough": JSON_VERSION,
                "on": today,
                **need_wording.need_json(knowledge, found, today),
                "dropped": dropped,
                "answers": history.answers(today),
                "history": list(history.until(today)),
            }
        )
        return
    terminal.show(need_wording.title(knowledge, history.name, knowledge.counsel_named(counsel), today), Line())
    if dropped is not None:
        ended = history.end(today)
        how = f": {knowledge.listing.ends.get(ended, ended)}" if ended else ""
        terminal.show(Line(f"Dropped on {day_text(dropped, today)}{how}.", style="strong"))
    elif history.begun_on > today:
        terminal.show(Line(f"Starts on {day_text(history.begun_on, today)}.", style="strong"))
    else:
        terminal.show(*need_wording.need_lines(knowledge, found, today))
    terminal.show(Line(), Line("History", style="strong"), *history_wording.history_lines(knowledge, history, today))


@click.command()
@about_the_log
def recheck(
    terminal: Terminal,
    as_json: bool,
    counsel: str | None,
    on: date | None,
    base: Folders,
    log: str | None,
) -> None:
    r"""Show which leads now get different advice than last time, and what changed it.

    Rules, facts or time may have changed it. `followthrough advise NAME` shows the new advice.

    \b
    followthrough leads recheck
    """
    from followthrough.leads.log import Log, log_path, status
    from followthrough_cli.leads import need_wording, recheck_wording

    today, knowledge = on or date.today(), base.load()
    found = status.recheck(knowledge, Log(log_path(log)).histories(), counsel=counsel, today=today)
    if as_json:
        data = [
            {
                **need_wording.need_json(knowledge, one.need, today),
                "given": one.given.day,
                "changed": one.shifts,
                "facts": [{"question": name, "then": then, "now": now} for name, then, now in one.facts],
                "counts": [{"count": name, "then": then, "now": now} for name, then, now in one.counts],
            }
            for one in found
        ]
        terminal.json({"followthrough": JSON_VERSION, "on": today, "changed": data})
        return
    if not found:
        terminal.show("The advice on every lead is the same as last time.")
    for number, one in enumerate(found):
        terminal.show(*([Line()] if number else []), *recheck_wording.recheck_lines(knowledge, one, today))
