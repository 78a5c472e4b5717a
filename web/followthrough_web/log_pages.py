"""Pages of the search log: all leads, and the changes a person makes to one of them."""

from collections.abc import Callable, Sequence

from starlette.responses import RedirectResponse, Response

from followthrough.errors import LeadError
from followthrough.format.problem_texts import in_words
from followthrough.leads.deeds import Deed, goal_of
from followthrough.leads.deeds import deeds as deeds_of
from followthrough.leads.log import Entry, History, actions, status, undoing
from followthrough.leads.log.days_work import days_work
from followthrough.leads.log.history import histories as in_leads
from followthrough.leads.log.lead_names import find
from followthrough_web import import_pages
from followthrough_web.address import Address, JustDone
from followthrough_web.calendar_pages import address as calendar_address
from followthrough_web.lead_pages import Retry, talk_page
from followthrough_web.problem_wording import wrong_lead
from followthrough_web.rendering import sentence
from followthrough_web.site import Visit, no_such_lead


def show_leads(visit: Visit) -> Response:
    """Show the day's work: what to do today, what needs an answer, what waits, and what to let go."""
    entries = visit.site.log.entries()
    histories = in_leads(entries)
    with visit.lane.thinking():
        overview = status.overview(visit.base, histories, counsel=visit.follows, today=visit.today)
        changed = {one.history.key: one for one in status.recheck(visit.base, histories, today=visit.today)}
        return visit.shows(
            "leads.html",
            overview=overview,
            work=days_work(visit.base, overview.needs, visit.today),
            deeds=_deeds(overview.needs),
            letters=_letters(overview.needs),
            dropped=[one for one in histories if one.dropped_on(visit.today) is not None],
            changed=changed,
            faults={
                need.history.key: sentence(in_words(visit.base, need.fault)) for need in overview.needs if need.fault
            },
            gone=_last_lead_undone(entries),
            just=next((one for one in histories if one.key == visit.parameter("just-changed")), None),
            calendar=calendar_address(visit),
            imported=import_pages.imported(histories, visit.parameter("imported")),
            import_change=visit.parameter("imported"),
        )


def _deeds(needs: Sequence[status.Need]) -> dict[str, list[Deed]]:
    """Return for each lead the steps that can be reported as done today."""
    return {
        need.history.key: [deed for deed in deeds_of(need.turn.advice) if deed.is_due]
        for need in needs
        if need.turn is not None
    }


def _letters(needs: Sequence[status.Need]) -> dict[str, str]:
    """Return for each lead whose step calls for a letter the name of that step."""
    from followthrough.leads.letters import called_for

    turns = ((need.history.key, need.turn) for need in needs if need.turn is not None)
    return {key: step for key, turn in turns for step in [*called_for(turn.advice)][:1]}


def let_go_as_advised(visit: Visit) -> Response:
    """Let go of all leads that are advised to be let go, with nothing left to do for them."""
    with visit.lane.thinking():
        needs = status.overview(visit.base, visit.site.log.histories(), counsel=visit.follows, today=visit.today).needs
        names = [need.history.name for need in days_work(visit.base, needs, visit.today).let_go]
    for name in names:
        actions.drop(visit.site.log, name, today=visit.today)
    return RedirectResponse("/leads", 303)


def _last_lead_undone(entries: Sequence[Entry]) -> Entry | None:
    """Return the entry that began a lead, if undoing it was the last change to the log."""
    undone = {one.change for one in History("", "", tuple(entries)).undone_last()[-1:]}
    return next((entry for entry in entries if entry.change in undone and entry.kind == "added"), None)


def save(visit: Visit) -> Response:
    """Save the answers in the address as a lead in the log."""
    name = visit.form.get("name", "")
    try:
        stored = actions.add(visit.site.log, visit.base, name, visit.answers(None), today=visit.today)
    except LeadError as error:
        by_name = {one.name: one for one in visit.site.log.histories()}
        taken = by_name.get(find(name, by_name) or "")
        said = " ".join(wrong_lead(visit.base, error.problems, visit.site.log.path))
        with visit.lane.thinking():
            return talk_page(visit, None, 422, Retry(save_fault=said, taken=taken, name=name))
    visit.keep_advice(stored.history.key)
    return RedirectResponse(Address(key=stored.history.key, now="saved").to(), 303)


def take_deed(visit: Visit) -> Response:
    """Record that a step was done today, unless that is already recorded."""
    step, goal = visit.form.get("step", ""), visit.form.get("goal", "")
    if goal not in visit.base.goals or step not in visit.base.concepts[goal].does:
        goal = goal_of(visit.base, step)  # the rules may have changed since the page was shown
    if not actions.given_by(visit.base, visit.kept(), goal, step, visit.today):
        return _there(visit)
    there = _recorded(visit, lambda name: actions.did(visit.site.log, visit.base, name, goal, step, today=visit.today))
    if visit.form.get("back") != "leads":
        there.headers["location"] = Address(key=visit.request.path_params["key"], did=step).to()
    return there


def take_answers(visit: Visit) -> Response:
    """Record answers that were only tried, as true now."""

    def change(name: str) -> None:
        stored = actions.set_answers(visit.site.log, visit.base, name, visit.given(), today=visit.today)
        if stored.refused:
            raise LeadError(stored.refused)

    return _recorded(visit, change, "recorded")


def take_note(visit: Visit) -> Response:
    """Record a note."""
    note = visit.form.get("note", "").replace("\r\n", "\n")
    return _recorded(
        visit,
        lambda name: actions.set_answers(visit.site.log, visit.base, name, {}, today=visit.today, note=note),
        "noted",
    )


def drop(visit: Visit) -> Response:
    """Let go of a lead, unless that is already done."""
    if visit.kept().dropped_on(visit.today) is not None:
        return _there(visit, "dropped")
    return _recorded(visit, lambda name: actions.drop(visit.site.log, name, today=visit.today), "dropped")


def resume(visit: Visit) -> Response:
    """Take up a lead again, unless that is already done."""
    if visit.kept().dropped_on(visit.today) is None:
        return _there(visit, "resumed")
    return _recorded(visit, lambda name: actions.resume(visit.site.log, name, today=visit.today), "resumed")


def undo(visit: Visit) -> Response:
    """Undo the last change of a lead. If that removes the whole lead, first show what goes with it."""
    history, seen = visit.kept(), visit.form.get("change")
    _, last = undoing.last_change(visit.site.log, history.name)
    if seen is None and any(entry.kind == "added" for entry in last):
        return visit.shows("undo.html", history=history, change=last[0].change)
    return _recorded(visit, lambda name: undoing.undo(visit.site.log, name, today=visit.today, change=seen), "undone")


def redo(visit: Visit) -> Response:
    """Bring back what was last undone of a lead, or the lead itself."""
    key = visit.request.path_params["key"]
    name = next((one.value for one in visit.site.log.entries() if (one.lead, one.kind) == (key, "added")), None)
    if name is None:
        raise no_such_lead()
    undoing.redo(visit.site.log, name, today=visit.today)
    visit.keep_advice(key)
    return _there(visit, "redone")


def _recorded(visit: Visit, change: Callable[[str], object], now: JustDone = "") -> Response:
    """Change the log, and show the lead with what was done to it, or all leads if it is gone."""
    history = visit.kept()
    change(history.name)
    is_there = visit.keep_advice(history.key)
    return _there(visit, now) if is_there else RedirectResponse("/leads", 303)


def _there(visit: Visit, now: JustDone = "") -> Response:
    """Return to the page that had the form: the lead, or all leads."""
    key = visit.request.path_params["key"]
    is_listed = visit.form.get("back") == "leads"
    return RedirectResponse(f"/leads?just-changed={key}" if is_listed else Address(key=key, now=now).to(), 303)
