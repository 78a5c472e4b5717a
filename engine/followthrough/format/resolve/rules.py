"""rules/*: rules, written one by one or as rows of tables, with every name in them looked up."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from followthrough.errors import Place
from followthrough.format.codes import CIRCLE, UNKNOWN_CITATION
from followthrough.format.forms import OneOrMore, RuleForm
from followthrough.format.model import Due, KnowledgeBase, Rule, RuleConclusion, TableRow
from followthrough.format.order import Circle, settled_order
from followthrough.format.resolve.concepts import is_concluded
from followthrough.format.resolve.conditions import read_conditions
from followthrough.format.resolve.counsels import check_counsel
from followthrough.format.resolve.hit_policies import with_hit_policies
from followthrough.format.resolve.names import is_name
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import check_placeholders, read_flag, read_number
from followthrough.format.resolve.tables import rows_as_rules
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.table_forms import DecisionTable
from followthrough.format.words import Noted, Word, quoted

Owners = Mapping[str, str]
"""The counsel of every rule by the rule's name, whether or not the rule can be used."""


def read_rules(
    forms: Iterable[RuleForm], tables: Iterable[DecisionTable], words: Vocabulary, notes: Notes
) -> tuple[dict[str, Rule], Owners]:
    """Read all rules; return those that can be used, by name, and the counsel of every rule."""
    found: list[tuple[RuleForm, TableRow | None]] = [(form, None) for form in forms]
    for table in tables:
        found += rows_as_rules(table, words, notes)
    named = [is_name(form.rule, "rule", "rules", notes) for form, _ in found]  # all, before any rule is looked up
    owners: dict[str, str] = {}
    for form, _ in found:
        if not isinstance(form.rule, Noted):
            owners.setdefault(str(form.rule), str(form.counsel))
    rules: dict[str, Rule] = {}
    for (form, row), is_named in zip(found, named, strict=True):
        rule = _read_rule(form, row, owners, words, notes)
        if form.rule in rules:
            notes.taken(form.rule, rules[form.rule].place)
        elif is_named:
            rules[rule.name] = rule
    if not found and "rules" not in notes.torn:
        notes.add(Place("rules"), "has no rule", "add one in a .yaml or .csv file there")
    return with_hit_policies(tables, rules, words.concepts), owners


def _read_rule(form: RuleForm, row: TableRow | None, owners: Owners, words: Vocabulary, notes: Notes) -> Rule:
    notes.accept(form.accepted, form.rule.at)
    if check_counsel(form.counsel, words, notes):
        _check_whose(form, words, notes)
    _check_sources(form, words, notes)
    _check_overrides(form, owners, words, notes)
    check_placeholders(form.because, words, notes)
    return Rule(
        name=str(form.rule),
        counsel=str(form.counsel),
        sources=tuple(map(str, form.source)),
        conditions=read_conditions(form.if_, words, notes),
        unless=None if form.unless is None else read_conditions(form.unless, words, notes),
        then=tuple(
            RuleConclusion(str(concept), str(value))
            for concept, values in form.then.items()
            for value in _concluded(concept, values, words, notes)
        ),
        because=str(form.because),
        overrides=tuple(str(name) for name in form.overrides if name != form.rule),
        due=_read_due(form.due, words, notes),
        place=form.rule.at,
        row=row,
        inferred=read_flag(form.inferred, "inferred", notes),
    )


def _check_whose(form: RuleForm, words: Vocabulary, notes: Notes) -> None:
    """Note a rule of an overlay that would be one of a counsel beneath it, whose rules stay as they are."""
    owner = words.authorities[form.counsel].place
    if notes.layers.of(form.rule.at) > notes.layers.of(owner):
        wrong = f"{form.counsel} is a counsel of the base, at {notes.layers.seen(owner)}, and keeps the rules it has"
        remedy = f"give the rule to a counsel of this overlay that has `follows: {form.counsel}`"
        notes.add(form.counsel.at, wrong, remedy)


def _check_sources(form: RuleForm, words: Vocabulary, notes: Notes) -> None:
    """Note passages that a rule cannot cite."""
    notes.repeated(form.source)
    if form.counsel not in words.authorities:
        return
    lineage = words.lineage(str(form.counsel))
    notes.mentions.find("passage", form.source)
    for source in form.source:
        if any((counsel, source) in words.passages for counsel in lineage):
            continue
        owners = [counsel for counsel, name in words.passages if name == source]
        if not owners:
            citable = [name for counsel, name in words.passages if counsel in lineage]
            notes.unknown(source, "passage", citable, "sources", code=UNKNOWN_CITATION, several=True)
        else:
            notes.add(
                source.at,
                f"{source} is a passage of {owners[0]}, whom {form.counsel} does not follow",
                f"cite a passage of {' or '.join(lineage)}",
                UNKNOWN_CITATION,
            )


def _check_overrides(form: RuleForm, owners: Owners, words: Vocabulary, notes: Notes) -> None:
    """Note rules that a rule cannot override."""
    notes.repeated(form.overrides)
    notes.mentions.find("rule", form.overrides)
    for name in form.overrides:
        if name == form.rule:
            notes.add(name.at, f"{name} overrides itself", "remove it from `overrides`")
        elif not _annotates(str(form.counsel), owners.get(name), words):
            check_followed(name, form.counsel, "override rules", owners, words, notes)


def _annotates(counsel: str, owner: str | None, words: Vocabulary) -> bool:
    """Return whether a counsel has notes for the followers of which this is one: notes may stand against the text."""
    known = words.authorities.get(counsel)
    return known is not None and not known.advises and owner is not None and counsel in words.lineage(owner)


def check_followed(rule: Word, counsel: Word, doing: str, owners: Owners, words: Vocabulary, notes: Notes) -> None:
    """Note a rule that is unknown, or that belongs to a counsel that this one does not follow."""
    if rule not in owners:
        notes.unknown(rule, "rule", owners, "rules", several=True)
        return
    owner, lineage = owners[rule], words.lineage(str(counsel))
    if lineage and owner in words.authorities and owner not in lineage:
        notes.add(
            rule.at,
            f"{rule} is a rule of {owner}, whom {lineage[0]} does not follow",
            f"{doing} of {' or '.join(lineage)} only",
        )


def _concluded(concept: Word, values: OneOrMore, words: Vocabulary, notes: Notes) -> Iterable[Word]:
    """Return the values that a rule can conclude for a concept; note the others."""
    if not is_concluded(concept, words, notes):
        return ()
    known = words.concepts[concept]
    notes.repeated(values)
    notes.mentions.find(f"value of {concept}", values)
    if not known.many and len(set(values)) > 1:
        wrong = f"{concept} holds one value, but {len(set(values))} are given"
        notes.add(values[1].at, wrong, "conclude one of them, or give the concept `many: yes`")
    for value in values:
        if known.values and value not in known.values:
            notes.unknown(value, f"value of {concept}", known.values, several=known.many)
    return [value for value in dict.fromkeys(values) if value in known.values]


def _read_due(form: Word | Mapping[Word, Word] | None, words: Vocabulary, notes: Notes) -> Due | None:
    if form is None or isinstance(form, Noted):
        return None
    if isinstance(form, Word):
        if form != "today":
            notes.add(form.at, f"`due` is {quoted(form)}", "write today, or a count and its day, {count: 7}")
        return Due()
    days = [_read_due_day(count, day, words, notes) for count, day in form.items()]
    read = tuple(day for day in days if day is not None)
    return Due(read) if read else None


def _read_due_day(count: Word, day: Word, words: Vocabulary, notes: Notes) -> tuple[str, int] | None:
    notes.mentions.find("fact", [count])
    number = read_number(day, notes)
    if count in words.spans:
        first, last = words.spans[count].dates
        remedy = f"name a count of days since or until {first} or {last}"
        notes.add(count.at, f"{count} counts the days between two dates, so it reaches no number as days pass", remedy)
        return None
    if count not in words.counts:
        notes.unknown(count, "count of days", words.counts, "questions", "concepts")
        return None
    if number is None:
        return None
    known = words.counts[count]
    if not known.low <= number <= known.high:
        notes.add(day.at, f"{count} is never {number}", f"write a day from {known.low} to {known.high}")
    return known.name, number


def check_circles(base: KnowledgeBase, notes: Notes) -> None:
    """Note every circle of rules. A circle that several counsels share is noted once."""
    reported = set()
    for counsel in base.authorities:
        open_base = base
        while circle := _circle(open_base, counsel):
            names = frozenset(name for kind, name in circle.nodes if kind == "rule")
            first = min(names, key=lambda name: (-notes.layers.of(base.rules[name].place), name))
            if names not in reported:
                wrong = f"rules depend on themselves: {circle}"
                notes.add(base.rules[first].place, wrong, "remove a test or an override from the circle", CIRCLE)
            reported.add(names)
            rest = {name: rule for name, rule in open_base.rules.items() if name != first}
            open_base = replace(open_base, rules=rest)


def _circle(base: KnowledgeBase, counsel: str) -> Circle | None:
    """Return a circle among the rules of a counsel, or None."""
    try:
        settled_order(base, counsel)
    except Circle as circle:
        return circle
    return None
