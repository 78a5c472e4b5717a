"""The calendar of all leads, at an address to which a calendar program on this computer subscribes.

The program reads it again and again, and takes over what has changed. It may read what the page of all leads shows
without a token, so it needs no secret either (`safety`).
"""

from datetime import time
from hashlib import sha256
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.responses import Response

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.days.times import time_of_day
from followthrough.leads.calendar import ALARM, events_of_all, mark, to_ical
from followthrough.leads.plan import outlooks
from followthrough_web.site import Visit

PATH = "/calendar.ics"


def show_calendar(visit: Visit) -> Response:
    """Return the steps of all active leads as events, if they still differ from those that the program has."""
    alarm, counsel = _alarm(visit.parameter("alarm")), visit.parameter("counsel")
    base, today = visit.base, visit.today
    if counsel not in base.counsels:  # the rules may have changed since somebody subscribed
        counsel = base.default_counsel
    histories = {one.key: one for one in visit.site.log.active(today)}
    leads = [(key, one.name, one.answers(today)) for key, one in histories.items()]
    entries = {mark(one.key): one.entries for one in histories.values()}
    with visit.lane.thinking():
        planned = [
            # the log only grows, so a step that moves twice on one day still gets a higher number each time
            replace(event, sequence=event.sequence + len(entries[event.lead]))
            for event in events_of_all(base, leads, outlooks(base, leads, counsel=counsel, today=today), today, alarm)
        ]
        content = to_ical(planned, base.title)
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    head = {"etag": tag, "cache-control": "private, no-cache"}
    known = visit.request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in known.split(",")]:
        return Response(status_code=304, headers=head)
    return Response(content, headers=head, media_type="text/calendar; charset=utf-8")


def address(visit: Visit) -> str:
    """Return the address to subscribe to, without its scheme, for the counsel that the person follows."""
    return f"{visit.request.headers['host']}{PATH}?{urlencode({'counsel': visit.follows, 'alarm': '9:00'}, safe=':')}"


def _alarm(text: str) -> time | None:
    """Return when the alarms ring, from the address. Raises LeadError if it names no time of day."""
    if text.strip().casefold() == "none":
        return None
    try:
        return time_of_day(text) if text.strip() else ALARM
    except ValueError as error:
        raise LeadError([Problem(Place("alarm"), str(error), "write 9:00, 7 pm, or none")]) from None
