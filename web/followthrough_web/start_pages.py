"""Where a person starts: what this is, and whose advice they follow. That is asked once and kept in a cookie.

The cookie holds the name of a counsel, for this address of this computer alone. No answer is ever in it.
"""

from starlette.responses import RedirectResponse, Response

from followthrough_web.lead_pages import show_talk
from followthrough_web.site import FOLLOWS, Visit

A_YEAR = 365 * 24 * 60 * 60
"""How long the choice is kept after it was last made, in seconds."""
QUESTIONS = "/questions"
"""The first question, also for a person whose browser keeps no cookies."""


def show_first(visit: Visit) -> Response:
    """Show the start to a person who comes for the first time, and the next question or the advice to any other."""
    if visit.has_chosen or visit.address().answers:
        return show_talk(visit)
    return show_start(visit)


def show_start(visit: Visit) -> Response:
    """Show what this is and whose advice can be followed."""
    return visit.shows("start.html", back=_back(visit.parameter("back")), fault=False)


def follow(visit: Visit) -> Response:
    """Keep whose advice the person follows, and go on where they were."""
    counsel = visit.form.get("counsel", "")
    if counsel not in visit.base.counsels:
        return visit.shows("start.html", 422, back=_back(visit.form.get("back", "")), fault=True)
    response = RedirectResponse(_back(visit.form.get("back", "")), 303)
    response.set_cookie(FOLLOWS, counsel, max_age=A_YEAR, httponly=True, samesite="strict")
    return response


def _back(path: str) -> str:
    """Return a path of these pages to go back to: never another host, whatever the address says."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_ours else QUESTIONS
