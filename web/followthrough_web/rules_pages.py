"""Pages for researchers: the rules in words, drawn, checked, and compared between counsels."""

from base64 import b64encode
from hashlib import sha256

from starlette.exceptions import HTTPException
from starlette.responses import Response

from followthrough_web.site import Visit, thinking


@thinking
def show_rules(visit: Visit) -> Response:
    """List the rules in the order of their files."""
    rules = sorted(visit.base.rules.values(), key=lambda rule: rule.place)
    return visit.shows("rules.html", rules=rules)


@thinking
def show_rule(visit: Visit) -> Response:
    """Show one rule in words."""
    from followthrough.authoring.graph import feeds, speaks_of
    from followthrough.format.phrases import is_beside

    name = visit.parameter("name")
    if name not in visit.base.rules:
        raise HTTPException(404, "No rule has this name. The list of rules has them all.")
    rule, rules = visit.base.rules[name], visit.base.rules.values()
    return visit.shows(
        "rule.html",
        rule=rule,
        yields_to=[one.name for one in rules if name in one.overrides and not is_beside(visit.base, name, one.name)],
        fed_by=[other.name for other in rules if feeds(other, rule, visit.base)],
        fed=[other.name for other in rules if feeds(rule, other, visit.base)],
        cases=[
            case
            for case in visit.base.cases
            if any(name in (*one.fired, *one.defeated, *one.silent) for one in case.expectations)
        ],
        laws=[law.name for law in visit.base.laws if speaks_of(law, rule, visit.base)],
    )


@thinking
def show_graph(visit: Visit) -> Response:
    """Show the drawing of a counsel's rules, or of those that lead to one conclusion."""
    from followthrough.authoring.graph import graph

    counsel = visit.base.counsel_named(visit.parameter("counsel") or None)
    conclusion = visit.parameter("conclusion") or None
    drawn = graph(visit.base, conclusion, counsel=counsel)
    return visit.shows("graph.html", graph=drawn)


@thinking
def draw_graph(visit: Visit) -> Response:
    """Draw the rules. The content policy allows the drawing's one style sheet by its hash."""
    from followthrough.authoring.drawing.picture import STYLE, svg
    from followthrough.authoring.graph import graph

    drawn = graph(visit.base, visit.parameter("conclusion") or None, counsel=visit.parameter("counsel") or None)
    style = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'"
    return Response(svg(drawn), media_type="image/svg+xml", headers={"content-security-policy": policy})


@thinking
def show_findings(visit: Visit) -> Response:
    """Show the findings about the rules."""
    return visit.shows("findings.html", findings=visit.lane.live_base.findings(visit.base))


@thinking
def show_disagreement(visit: Visit) -> Response:
    """Show where the counsels disagree, over all possible leads."""
    return visit.shows("disagreement.html", disagreements=visit.lane.live_base.disagreements(visit.base))
