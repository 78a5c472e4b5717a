"""Pages for researchers: the rules in words, drawn, checked, and compared between counsels."""

from base64 import b64encode
from hashlib import sha256

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from followthrough.authoring.coverage import KINDS, by_rule
from followthrough.authoring.difference import Revision
from followthrough.errors import KnowledgeError, NotSettled
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.phrases import aloud, citation, concluded
from followthrough_web.site import Visit, edition_of, thinking

ZOOMS = (25, 50, 75, 100, 150, 200)
"""The sizes of a drawing, in percent."""


class RuleSearch(msgspec.Struct, frozen=True):
    """What a person looks for among the rules: words, a concept, a counsel, and a passage. Empty finds all."""

    words: str = ""
    concept: str = ""
    counsel: str = ""
    passage: str = ""

    def finds(self, base: KnowledgeBase, rule: Rule) -> bool:
        """Return whether a rule has all the words, and is about the concept, of the counsel, and cites the passage."""
        told = " ".join(
            (rule.name, aloud(rule.conditions), concluded(rule), rule.because, citation(base, rule))
        ).casefold()
        about = {*rule.tested(), *(one.concept for one in rule.then)}
        cited = {f"{one.counsel}/{one.name}" for one in base.passages_of(rule)}
        return (
            all(word in told for word in self.words.casefold().split())
            and self.concept in ("", *about)
            and self.counsel in ("", rule.counsel)
            and self.passage in ("", *cited)
        )


@thinking
def show_rules(visit: Visit) -> Response:
    """List the rules that are looked for, in the order of their files."""
    search = RuleSearch(*(visit.parameter(name) for name in RuleSearch.__struct_fields__))
    rules = [rule for rule in visit.base.rules.values() if search.finds(visit.base, rule)]
    return visit.shows("rules.html", rules=sorted(rules, key=lambda rule: rule.place), search=search)


@thinking
def show_passage(visit: Visit) -> Response:
    """Show a passage with the rules that cite it."""
    counsel, name = visit.parameter("counsel"), visit.parameter("name")
    if (counsel, name) not in visit.base.passages:
        raise HTTPException(404, "No source has this passage. The list of rules names those that are cited.")
    passage = visit.base.passages[counsel, name]
    rules = [rule for rule in visit.base.rules.values() if passage in visit.base.passages_of(rule)]
    return visit.shows("passage.html", passage=passage, rules=sorted(rules, key=lambda rule: rule.place))


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
        laws=[law for law in visit.base.laws if speaks_of(law, rule, visit.base)],
        written=visit.lane.live_base.entry(rule.place),
    )


@thinking
def show_graph(visit: Visit) -> Response:
    """Show the drawing of a counsel's rules, or of those that lead to one conclusion."""
    from followthrough.authoring.graph import graph

    counsel = visit.base.counsel_named(visit.parameter("counsel") or None)
    conclusion = visit.parameter("conclusion") or None
    drawn = graph(visit.base, conclusion, counsel=counsel)
    return visit.shows("graph.html", graph=drawn, zooms=ZOOMS, zoom=_zoom(visit))


def _zoom(visit: Visit) -> int:
    """Return at how many percent of its size the drawing is wanted."""
    wanted = visit.parameter("zoom")
    return int(wanted) if wanted in map(str, ZOOMS) else 100


@thinking
def draw_graph(visit: Visit) -> Response:
    """Draw the rules, each with a link. The content policy allows the drawing's one style sheet by its hash."""
    from followthrough.authoring.drawing.picture import STYLE, svg
    from followthrough.authoring.graph import graph

    drawn = graph(visit.base, visit.parameter("conclusion") or None, counsel=visit.parameter("counsel") or None)
    style = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'"
    picture = svg(drawn, rule_address=lambda name: f"/rule/{name}", zoom=_zoom(visit) / 100)
    return Response(picture, media_type="image/svg+xml", headers={"content-security-policy": policy})


@thinking
def show_findings(visit: Visit) -> Response:
    """Show the findings about the rules, and what the last save changed."""
    live = visit.lane.live_base
    since: Revision | str | None
    try:
        since = live.since_last_save(visit.base)
    except (KnowledgeError, NotSettled) as error:
        since = str(error)
    findings, exercise = live.findings(visit.base), live.known_exercise(visit.base)
    return visit.shows("findings.html", findings=findings, since=since, exercise=exercise, kinds=KINDS)


@thinking
def show_coverage(visit: Visit) -> Response:
    """Show which parts of the rules the cases exercise, and which none does."""
    return visit.shows(
        "coverage.html", exercise=visit.lane.live_base.exercise(visit.base), by_rule=by_rule, kinds=KINDS
    )


def tell_edition(visit: Visit) -> Response:
    """Return what changes when a file of the rules is saved, so that a page can follow it."""
    return PlainTextResponse(edition_of(visit))


@thinking
def show_disagreement(visit: Visit) -> Response:
    """Show where the counsels disagree, over all possible leads."""
    return visit.shows("disagreement.html", disagreements=visit.lane.live_base.disagreements(visit.base))
