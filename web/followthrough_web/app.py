"""The application: which address shows what.

Reading (GET) never changes anything. What a form changes is in the search log, but for the answers of a lead that is
not saved: these go into the address to which the form leads.
"""

import secrets
from collections.abc import Callable
from datetime import date

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from followthrough_web import keeping, studying, talking
from followthrough_web.safety import Guard
from followthrough_web.site import Site, Work

TALK: tuple[tuple[str, str, Work], ...] = (
    ("/", "GET", talking.show_talk),
    ("/letter", "GET", talking.show_letter),
    ("/answer", "POST", talking.take_answer),
    ("/save", "POST", keeping.save),
    ("/leads", "GET", keeping.show_leads),
    ("/leads/{key}", "GET", talking.show_talk),
    ("/leads/{key}/letter", "GET", talking.show_letter),
    ("/leads/{key}/answer", "POST", talking.take_answer),
    ("/leads/{key}/fit", "POST", talking.fit),
    ("/leads/{key}/done", "POST", keeping.take_deed),
    ("/leads/{key}/note", "POST", keeping.take_note),
    ("/leads/{key}/drop", "POST", keeping.drop),
    ("/leads/{key}/resume", "POST", keeping.resume),
    ("/leads/{key}/undo", "POST", keeping.undo),
    ("/leads/{key}/redo", "POST", keeping.redo),
)
STUDY: tuple[tuple[str, str, Work], ...] = (
    ("/rules", "GET", studying.show_rules),
    ("/rules/graph", "GET", studying.show_graph),
    ("/rules/graph.svg", "GET", studying.draw_graph),
    ("/rules/findings", "GET", studying.show_findings),
    ("/rules/disagreement", "GET", studying.show_disagreement),
    ("/rule/{name}", "GET", studying.show_rule),
)


def create_app(
    folder: str | None = None,
    *,
    log: str | None = None,
    hosts: frozenset[str],
    today: Callable[[], date] = date.today,
    token: str | None = None,
) -> Starlette:
    """Make the application.

    `folder` has the knowledge base, the built-in one for None; `log` is the search log. It answers to one of `hosts`
    only, each with its port. `token` is what its forms prove to be its own with, a random one if not given.
    """
    secret = token or secrets.token_urlsafe(32)
    site = Site(folder, log, today, secret)
    app = Starlette(
        routes=[
            *(
                Route(path, site.endpoint(work, lane), methods=[method])
                for lane, pages in ((site.consulting, TALK), (site.studying, STUDY))
                for path, method, work in pages
            ),
            Route("/static/{name}", site.static),
        ],
        middleware=[Middleware(Guard, hosts=hosts, token=secret, refused=site.refused)],
        exception_handlers={HTTPException: site.http_fault, Exception: site.our_fault},
    )
    app.router.redirect_slashes = False
    return app
