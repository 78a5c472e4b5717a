"""For researchers: rules are searched, passages have their rules, and a page follows the files as they are saved."""

import re
import shutil
from pathlib import Path

import pytest

from bases.reset import BASES
from followthrough import load
from followthrough.authoring.comparison import AdviceChange
from followthrough_web.rendering import by_size
from web.visiting import SILENCE, YESTERDAY, Visitor, at, plain


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    return Visitor(tmp_path_factory.mktemp("log") / "leads.sqlite")


def found(visitor: Visitor, **search: str) -> set[str]:
    """Return the rules that a search finds."""
    page = visitor.loads("/rules", search)
    return {name for name in load().rules if f'href="/rule/{name}"' in page}


def test_rules_are_found_by_words_in_any_order_whatever_their_case(visitor: Visitor) -> None:
    both = found(visitor, words="LETTER week")
    assert "second-letter" in both
    assert both == found(visitor, words="week letter")
    assert found(visitor, words="zeppelin") == set()
    assert "No rule found." in visitor.reads("/rules", {"words": "zeppelin"})


def test_rules_are_found_by_concept_counsel_and_passage_together(visitor: Visitor) -> None:
    base = load()
    about = found(visitor, concept="called")
    assert about == {name for name, rule in base.rules.items() if "called" in rule.tested()}
    citing = found(visitor, passage="wolfe/p13")
    assert citing == {
        name for name, rule in base.rules.items() if base.passages["wolfe", "p13"] in base.passages_of(rule)
    }
    assert found(visitor, passage="wolfe/p13", counsel="jobfairy") < citing
    assert found(visitor) == set(base.rules)


def test_what_is_looked_for_stands_in_the_form_again(visitor: Visitor) -> None:
    page = visitor.loads("/rules", {"words": 'a "quoted" <b>', "concept": "stance"})
    assert 'value="a &#34;quoted&#34; &lt;b&gt;"' in page
    assert "<option selected>stance</option>" in page


@pytest.fixture(scope="module")
def cook(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """Visit a base one of whose passages may be shown."""
    return Visitor(tmp_path_factory.mktemp("log") / "leads.sqlite", str(BASES / "good" / "notes-of-our-own"))


def test_a_passage_that_may_be_shown_stands_beside_its_gist(cook: Visitor) -> None:
    page = cook.loads("/passage/packet/p1")
    assert "for each cup of rice. in our words" in plain(page)
    assert "bring TWO cups of water to the boil. in the words of the packet" in plain(page)
    assert '<a href="https://rice.example/back?cup=1&amp;for=two" rel="noreferrer">rice.example' in page
    other = cook.reads("/passage/cook/c1")
    assert "in the words of" not in other
    assert "You can read" not in other


def test_a_reason_has_the_passage_in_its_own_words_where_they_may_be_shown(cook: Visitor) -> None:
    reasons = cook.reads("/reasons", {"rice": "white", "soaked": "no", "stove": "gas"})
    assert "In the words of the packet : p1 Directions. For each cup of rice" in reasons


def test_coverage_is_told_on_demand_and_then_stands_beside_the_findings(cook: Visitor) -> None:
    assert "What the cases exercise Run the cases" in cook.reads("/rules/findings")
    page = cook.reads("/rules/coverage")
    assert re.search(r"\d cases?, \d expectations: all hold\.", page)
    assert "The cases exercise the packet the cook rules that fire" in page
    assert "No case exercises" in page
    assert 'href="/rule/brown-rice-takes-more"' in cook.loads("/rules/coverage")
    findings = cook.reads("/rules/findings")
    assert "The cases exercise the packet the cook rules that fire" in findings
    assert "What no case exercises" in findings


def test_rules_without_cases_are_told_how_to_get_some(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "lent-book"))
    assert "There are no cases yet." in visitor.reads("/rules/findings")
    assert "No case exercises" in visitor.reads("/rules/coverage")


def test_a_case_that_does_not_hold_is_named_where_coverage_is_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BASES / "good" / "notes-of-our-own", tmp_path / "cook"))
    visitor = Visitor(tmp_path / "leads.sqlite", str(folder))
    visitor.reads("/rules/coverage")
    wrong = "- case: too dry\n  lead: {rice: white, soaked: no, stove: gas}\n  expect: {packet: {water: less}}\n"
    (folder / "cases" / "wrong.yaml").write_text(wrong)
    assert "Run the cases" in visitor.reads("/rules/findings"), "what is known of other rules is not shown"
    assert "what is advised differs in these. too dry" in visitor.reads("/rules/coverage")


def test_a_passage_has_its_rules_and_is_marked_as_in_our_words(visitor: Visitor) -> None:
    page = visitor.reads("/passage/wolfe/p13")
    assert "If a week goes by and you hear nothing, send another short letter." in page
    assert "in our words" in page
    assert "second-letter" in page
    assert "no rule cites it" in visitor.reads("/passage/wolfe/p1")
    assert "Its own words are not ours to show. You can read them at jobfairy.com, in the Complete Article" in page
    assert "No source has this passage." in visitor.reads("/passage/wolfe/p99", status=404)


def test_a_rule_has_what_its_author_wrote_and_its_cases_open_as_leads(visitor: Visitor) -> None:
    page = visitor.loads("/rule/second-letter")
    assert "- rule: second-letter\n  counsel: wolfe" in page
    case = page.partition("<dt>cases</dt><dd>")[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert visitor.asks(case).status in (200, 303)


def test_each_part_of_a_disagreement_opens_as_a_lead(tmp_path: Path) -> None:
    visitor = Visitor(tmp_path / "leads.sqlite", str(BASES / "good" / "two-counsels"))
    page = visitor.loads("/rules/disagreement")
    link = page.partition("(")[2].partition('<a href="/?')[2].partition('"')[0].replace("&amp;", "&")
    assert link
    assert visitor.asks(f"/?{link}").status in (200, 303)


def test_where_authorities_part_is_told_by_size() -> None:
    sizes = [one.leads for one in by_size([AdviceChange((), number, ()) for number in (3, None, 5)])]
    assert sizes == [5, 3, None]


def test_a_page_about_the_rules_follows_the_files_and_tells_what_the_last_save_changed(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(BASES / "good" / "lent-book", tmp_path / "lent"))
    visitor = Visitor(tmp_path / "leads.sqlite", str(folder))
    page = visitor.loads("/rules/findings")
    before = page.partition('<meta name="edition" content="')[2].partition('"')[0]
    assert visitor.asks("/rules/edition").text == before
    assert "Since the last save" not in page
    concepts = folder / "rules" / next(path.name for path in (folder / "rules").iterdir())
    concepts.write_text(concepts.read_text().replace("at least 30", "at least 20"))
    assert visitor.asks("/rules/edition").text != before
    changed = visitor.reads("/rules/findings")
    assert "Since the last save" in changed
    assert "possible leads" in changed
    concepts.write_text("rules: [")
    assert visitor.asks("/rules/edition").text != before


def test_only_pages_about_the_rules_follow_the_files(visitor: Visitor) -> None:
    assert "edition" not in visitor.loads("/", SILENCE)
    assert '<meta name="edition"' in visitor.loads("/rules")


def test_static_files_are_kept_by_browsers_until_they_change(visitor: Visitor) -> None:
    page = visitor.loads("/start")
    for name in ("style.css", "script.js", "icon.svg"):
        address = f"/static/{name}?" + page.partition(f"/static/{name}?")[2].partition('"')[0]
        assert visitor.asks(address).headers["cache-control"] == "private, max-age=31536000, immutable"
        assert visitor.asks(f"/static/{name}?0123").headers["cache-control"] == "no-store"


def test_every_page_is_light_but_that_with_every_reason(visitor: Visitor) -> None:
    pages = ["/start", "/questions", at({"interview": "done"}), at(SILENCE), at(YESTERDAY), at(YESTERDAY, "/letter")]
    pages += ["/leads", "/rules", "/rule/second-letter", "/passage/wolfe/p13", "/rules/graph"]
    assert {path: size for path in pages if (size := len(visitor.loads(path).encode())) > 60_000} == {}


def test_the_drawing_is_shown_at_the_size_that_is_wanted_and_its_rules_lead_to_their_pages(visitor: Visitor) -> None:
    page = visitor.loads("/rules/graph", {"counsel": "jobfairy", "zoom": "50"})
    assert '<option value="50" selected>50%</option>' in page
    source = page.partition('<img src="')[2].partition('"')[0].replace("&amp;", "&")
    half, whole = (visitor.asks(source.replace("zoom=50", f"zoom={zoom}")).text for zoom in (50, 100))
    widths = [float(picture.partition('width="')[2].partition('"')[0]) for picture in (half, whole)]
    assert widths[0] * 2 == pytest.approx(widths[1], abs=0.2)
    assert '<a href="/rule/one-letter-is-enough" target="_top">' in whole
    assert visitor.asks(source.replace("zoom=50", "zoom=huge")).text == whole
