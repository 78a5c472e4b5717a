"""A new base, a new rule, and a new law: the first files a researcher has, and an entry that fits in with the others.

A rule or a law is started only if the base is as clean with it as before: it is added to the files in memory, read, and
checked over all possible leads. Where a rule concludes something else than other rules in the same possible leads, it
overrides them.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from followthrough.authoring.checks import Finding, check
from followthrough.authoring.entries import LawDraft, RuleDraft, law_lines, rule_lines
from followthrough.authoring.schema_files import FOLDER, schema_files
from followthrough.errors import KnowledgeError, LeadError, Place, Problem
from followthrough.format.files import read_layers
from followthrough.format.layers import FolderFiles
from followthrough.format.load import load, parse
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.order import Circle, settled_order
from followthrough.format.words import composed, quoted
from followthrough.readings.prove.worlds import Worlds

BROKEN_CASE = "FT015"
"""A rule that changes advice breaks the cases that expect the old one; that is for the researcher to judge."""
IDLE_OVERRIDES = ("FT007", "FT021")
"""A rule that overrides many may leave nothing to do for the overrides of others, which they may then drop."""

_STARTER = Path(__file__).parent / "starter"
_LISTED = re.compile(r"^( *)- ", re.MULTILINE)
"""The first entry of a file; others have to stand as far in."""


class Started(msgspec.Struct, frozen=True):
    """A rule or a law that was started: the text of its entry, and what else would change.

    `added_overrides` are the rules that it overrides and that were not named.
    `before` is what goes between the file as it is and the entry. `findings` are those that the base has with the rule
    and not without it; if there are any, the rule should not be added. Not among them is what it `breaks`: cases that
    expect the old advice, and overrides of other rules that it leaves nothing to do.
    """

    text: str
    before: str
    added_overrides: tuple[str, ...]
    findings: tuple[Finding, ...]
    breaks: tuple[Finding, ...]


def starter_files() -> dict[str, str]:
    """Return the files of a small base that explains itself, by their path in it, with the schemas for editors.

    >>> sorted(starter_files())[:3]
    ['base.yaml', 'cases/umbrella.yaml', 'concepts.yaml']
    """
    files = {
        path.relative_to(_STARTER).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(_STARTER.rglob("*.yaml"))
    }
    return files | {f"{FOLDER}/{kind}.json": text for kind, text in schema_files().items()}


def start_rule(folders: Sequence[Path], draft: RuleDraft, file: str, within: int = 0) -> Started:
    """Start a rule at the end of a file of rules, given by its path in its folder; nothing is written.

    `folders` are those of a base and its overlays, and the file is `within` the base, or the overlay of that number.
    Raises KnowledgeError when the base cannot be read as it is, and LeadError, with the word that was given, where the
    rule cannot be read.
    """
    base = load(*folders)
    if draft.name in base.rules:
        raise _taken(draft.name, base.rules[draft.name].place)
    if draft.because is None:
        draft = replace(draft, because=_gist(base, draft))
    there = _File(folders, file, within)
    named = draft.overrides
    changed, text = there.added(rule_lines(draft))
    if added := _needed_overrides(changed, changed.rules[draft.name]):
        draft = replace(draft, overrides=(*named, *added))
        changed, text = there.added(rule_lines(draft))
    new = _new_findings(base, changed)
    return Started(
        text,
        there.before,
        draft.overrides[len(named) :],
        tuple(one for one in new if not _is_for_others(one, changed.rules[draft.name])),
        tuple(one for one in new if _is_for_others(one, changed.rules[draft.name])),
    )


def start_law(folders: Sequence[Path], draft: LawDraft, file: str, within: int = 0) -> Started:
    """Start a law at the end of a file of laws; in all else as `start_rule`. A law that does not hold is a finding."""
    base = load(*folders)
    for law in base.laws:
        if law.name == composed(draft.name):
            raise _taken(draft.name, law.place)
    there = _File(folders, file, within)
    changed, text = there.added(law_lines(draft))
    return Started(text, there.before, (), _new_findings(base, changed), ())


def _taken(name: str, place: Place) -> LeadError:
    wrong = f"the name {quoted(name)} is already used at {place}"
    return LeadError([Problem(Place(name), wrong, "choose another name")])


def _new_findings(base: KnowledgeBase, changed: KnowledgeBase) -> tuple[Finding, ...]:
    """Return the findings that a base has since it was changed, except for those it accepts."""
    found = [one for one in check(changed) if one.accepted is None]
    known = {(one.code, one.wrong) for one in check(base)} if found else set()
    return tuple(one for one in found if (one.code, one.wrong) not in known)


def _is_for_others(finding: Finding, rule: Rule) -> bool:
    """Return whether a finding is about other entries, which a rule may break."""
    in_the_rule = finding.place.file == rule.place.file and finding.place.line >= rule.place.line
    return finding.code == BROKEN_CASE or (finding.code in IDLE_OVERRIDES and not in_the_rule)


class _File:
    """A file of a base or an overlay to which an entry is added; `before` is what goes between the two."""

    def __init__(self, folders: Sequence[Path], name: str, within: int) -> None:
        self.layers = list(read_layers(folders[0], folders[1:]))
        self.name = name
        self.within = within
        self.old = (self.layers[within].files.get(name) or b"").decode("utf-8-sig")
        kind = name.partition("/")[0]
        has_schema = (folders[within] / "schema" / f"{kind}.json").is_file()
        if self.old.strip():
            self.before = "\n" if self.old.endswith("\n") else "\n\n"
        else:
            self.before = f"# yaml-language-server: $schema=../schema/{kind}.json\n\n" if has_schema else ""

    def added(self, entry: Iterable[tuple[str, str]]) -> tuple[KnowledgeBase, str]:
        """Add an entry, given by its lines and what each was made of; return the base with it, and its text."""
        lines = list(entry)
        listed = _LISTED.search(self.old)
        text = "".join(f"{listed[1] if listed else ''}{line}\n" for line, _ in lines)
        layer = self.layers[self.within]
        files = {**layer.files, self.name: (self.old + self.before + text).encode()}
        layers = [*self.layers[: self.within], replace(layer, files=files), *self.layers[self.within + 1 :]]
        return _read(layers, layer.prefix + self.name, lines), text


def _gist(base: KnowledgeBase, draft: RuleDraft) -> str:
    """Return what the first passage says, as a reason to begin with; a wrong passage is noted when the rule is read."""
    for counsel in base.lineage(draft.counsel) if draft.counsel in base.authorities else ():
        for name in draft.sources:
            if (counsel, name) in base.passages:
                return base.passages[counsel, name].gist.replace("{", "(").replace("}", ")")
    return "the reason"


def _read(layers: Sequence[FolderFiles], file: str, lines: Sequence[tuple[str, str]]) -> KnowledgeBase:
    """Read a base with a new entry at the end of a file; a problem is reported at the words that it was made of.

    A circle of rules may be reported at any of them; it is then reported at the name.
    """
    content = next(text for one in layers for name, text in one.files.items() if one.prefix + name == file)
    first = (content or b"").decode().count("\n") - len(lines) + 1
    try:
        return parse(*layers)
    except KnowledgeError as error:
        raise LeadError(
            replace(one, place=Place(lines[one.place.line - first if one.place.file == file else 0][1]))
            for one in error.problems
        ) from None


def _needed_overrides(base: KnowledgeBase, rule: Rule) -> list[str]:
    """Name the rules that one has to override besides, so that it contradicts none that it may override.

    Each is needed: the others, and what overrides them, leave some possible lead in which it would contradict.
    """
    added: list[str] = []
    refused: set[str] = set()
    while opposed := [name for name in _opposed(_overriding(base, rule, added), rule.name) if name not in refused]:
        for name in opposed:
            if _is_in_order(_overriding(base, rule, [*added, name])):
                added.append(name)
            else:
                refused.add(name)
    for name in reversed(added) if len(added) > 1 else ():
        rest = [other for other in added if other != name]
        if not {*_opposed(_overriding(base, rule, rest), rule.name)} - refused:
            added = rest
    return added


def _overriding(base: KnowledgeBase, rule: Rule, added: Sequence[str]) -> KnowledgeBase:
    """Let a rule override others besides."""
    changed = replace(rule, overrides=(*rule.overrides, *added))
    return replace(base, rules={**base.rules, rule.name: changed})


def _is_in_order(base: KnowledgeBase) -> bool:
    """Return whether no rules depend on themselves."""
    try:
        for counsel in base.authorities:
            settled_order(base, counsel)
    except Circle:
        return False
    return True


def _opposed(base: KnowledgeBase, name: str) -> list[str]:
    """Name the rules that can fire together with one that concludes something else, and that it may override.

    They can under its own counsel, or under one that follows it.
    """
    rule = base.rules[name]
    concluded = {one.concept: one.value for one in rule.then if not base.concepts[one.concept].many}
    rivals = [
        other.name
        for other in base.rules.values()
        if other.counsel in base.lineage(rule.counsel)
        and other.name not in rule.overrides
        and any(concluded.get(one.concept, one.value) != one.value for one in other.then)
    ]
    found: dict[str, None] = {}
    for worlds in (Worlds.of(base, counsel) for counsel in base.counsels_with(rule.counsel)) if rivals else ():
        left = [rival for rival in rivals if rival not in found]
        found |= dict.fromkeys(one for one in left if worlds.possible({}, worlds.fired(name), worlds.fired(one)))
    return list(found)
