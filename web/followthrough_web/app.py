"""The application: which address shows what.

Reading (GET) never changes anything. A form changes only the search log. The answers of a lead that is not saved go
into the address of the next page instead, and a letter comes back as a file. Under /v1/ programs ask the same, and get
JSON (`api`).
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import date

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from followthrough_web import api, calendar_pages, import_pages, lead_pages, log_pages, rules_pages, start_pages
from followthrough_web.safety import IMPORT, Guard
from followthrough_web.site import Site, Work

TALK: tuple[tuple[str, str, Work], ...] = (
    ("/", "GET", start_pages.show_first),
    ("/start", "GET", start_pages.show_start),
    ("/follow", "POST", start_pages.follow),
    ("/questions", "GET", lead_pages.show_talk),
    ("/reasons", "GET", lead_pages.show_reasons),
    ("/letter", "GET", lead_pages.show_letter),
    ("/file", "POST", lead_pages.send_letter),
    ("/answer", "POST", lead_pages.take_answer),
    ("/save", "POST", log_pages.save),
    (calendar_pages.PATH, "GET", calendar_pages.show_calendar),
    ("/leads", "GET", log_pages.show_leads),
    ("/let-go", "POST", log_pages.let_go_as_advised),
    (IMPORT, "GET", import_pages.show_import),
    (IMPORT, "POST", import_pages.take_file),
    (import_pages.AGAIN, "POST", import_pages.read_again),
    (import_pages.ADD, "POST", import_pages.add_leads),
    (import_pages.UNDO, "POST", import_pages.undo_import),
    ("/leads/{key}", "GET", lead_pages.show_talk),
    ("/leads/{key}/reasons", "GET", lead_pages.show_reasons),
    ("/leads/{key}/letter", "GET", lead_pages.show_letter),
    ("/leads/{key}/file", "POST", lead_pages.send_letter),
    ("/leads/{key}/answer", "POST", lead_pages.take_answer),
    ("/leads/{key}/fit", "POST", lead_pages.take_back_contradictions),
    ("/leads/{key}/did", "POST", log_pages.take_deed),
    ("/leads/{key}/set", "POST", log_pages.take_answers),
    ("/leads/{key}/note", "POST", log_pages.take_note),
    ("/leads/{key}/drop", "POST", log_pages.drop),
    ("/leads/{key}/resume", "POST", log_pages.resume),
    ("/leads/{key}/undo", "POST", log_pages.undo),
    ("/leads/{key}/redo", "POST", log_pages.redo),
)
STUDY: tuple[tuple[str, str, Work], ...] = (
    ("/rules", "GET", rules_pages.show_rules),
    ("/rules/graph", "GET", rules_pages.show_graph),
    ("/rules/graph.svg", "GET", rules_pages.draw_graph),
    ("/rules/edition", "GET", rules_pages.tell_edition),
    ("/rules/findings", "GET", rules_pages.show_findings),
    ("/rules/coverage", "GET", rules_pages.show_coverage),
    ("/rules/disagreement", "GET", rules_pages.show_disagreement),
    ("/rule/{name}", "GET", rules_pages.show_rule),
    ("/passage/{counsel}/{name}", "GET", rules_pages.show_passage),
)


def create_app(
    folder: str | None = None,
    *,
    overlays: Sequence[str] = (),
    log: str | None = None,
    hosts: frozenset[str],
    today: Callable[[], date] = date.today,
    token: str | None = None,
) -> Starlette:
    """Return the application.

    `folder` holds the knowledge base; None means the built-in one. `overlays` are laid over it. `log` is the path of
    the search log. Only requests that name one of `hosts`, each written with its port, are answered. The forms carry
    `token`, or a random one, to prove that they came from these pages.
    """
    secret = token or secrets.token_urlsafe(32)
    site = Site(folder, log, today, secret, overlays)
    app = Starlette(
        routes=[
            *(
                Route(path, site.endpoint(work, lane), methods=[method])
                for lane, pages in ((site.consulting, TALK), (site.studying, STUDY))
                for path, method, work in pages
            ),
            *api.routes(site),
            Route("/static/{name}", site.static),
        ],
        middleware=[Middleware(Guard, hosts=hosts, token=secret, refused=site.refused)],
        exception_handlers={HTTPException: site.http_fault, Exception: site.our_fault},
    )
    app.router.redirect_slashes = False
    return app
