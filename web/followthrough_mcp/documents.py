"""What an assistant can read, a passage, a rule, the guide, and the prompts that open a consultation."""

from collections.abc import Iterator
from urllib.parse import quote, unquote

import msgspec

from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import aloud, citation, concluded
from followthrough.format.sentences import ended
from followthrough_mcp.sentences import passage_uri, rule_uri

GUIDE = "followthrough://guide"

GUIDE_TEXT = """\
How to hold a consultation

1. Call `next_question` with the answers so far, and ask the person exactly that question. Do not guess an answer: a
   question that they cannot answer is `unknown`, if the schema allows it.
2. Go on until it is settled, or until they have had enough. What is settled already, `advise` tells at any time.
3. Call `advise`, and say its sentences. Each has the rules behind it, and each rule its passages; name them if asked.
   Do not add advice of your own as if the rules had given it.
4. `why`, `why_not`, and `what_if` answer what they ask about it. The two authorities may differ: `advise` says where.
5. `letter` writes what the next step calls for. You send nothing; they do.
6. The search log is theirs. Change it only after they said yes to what exactly changes.
"""


class ReadableText(msgspec.Struct, frozen=True):
    """A text that can be read: its address, a name, what it is, and the text."""

    uri: str
    name: str
    description: str
    text: str


class Opening(msgspec.Struct, frozen=True):
    """A prompt that opens a consultation: its name, what it does, and what the person then says."""

    name: str
    description: str
    text: str


OPENINGS = {
    one.name: one
    for one in (
        Opening(
            "consultation",
            "Ask what matters about a job interview, one question at a time, and advise.",
            "I had, or will have, a job interview, and I want to know what to do. Read followthrough://guide. Then ask "
            "me what `next_question` says, one question at a time, until the advice is settled, and tell me what "
            "`advise` says, and why.",
        ),
        Opening(
            "my_leads",
            "Go through the leads in the search log, the most urgent first.",
            "Call `leads_list`, and tell me what each of my leads needs, the most urgent first. Ask before you change "
            "anything in my log.",
        ),
    )
}
"""The prompts by name."""


def documents(base: KnowledgeBase) -> Iterator[ReadableText]:
    """Yield what can be read of a base: the guide, its passages, and its rules."""
    yield ReadableText(GUIDE, "guide", "How to hold a consultation", GUIDE_TEXT)
    for counsel, name in base.passages:
        yield passage_text(base, counsel, name)
    for name in base.rules:
        yield rule_text(base, name)


def passage_text(base: KnowledgeBase, counsel: str, name: str) -> ReadableText:
    """Return a passage with the rules that cite it."""
    passage = base.passages[counsel, name]
    rules = [one.name for one in base.rules.values() if passage in base.passages_of(one)]
    person = base.authorities[counsel].person
    lines = [f"{person}, {name}: {passage.gist}", *([passage.text] if passage.text else [])]
    lines += [f"Rules that cite it: {', '.join(rules)}."] if rules else []
    return ReadableText(passage_uri(counsel, quote(name)), f"{person} {name}", passage.gist, "\n\n".join(lines))


def rule_text(base: KnowledgeBase, name: str) -> ReadableText:
    """Return a rule in words."""
    rule = base.rules[name]
    lines = [
        f"Rule {name} ({citation(base, rule)})",
        f"If {aloud(rule.conditions) or 'anything'}",
        f"then {concluded(rule)}",
        *([f"unless {aloud(rule.unless)}"] if rule.unless is not None else []),
        f"because {ended(rule.because)}",
        *([f"It overrides {', '.join(rule.written_overrides)}."] if rule.written_overrides else []),
    ]
    return ReadableText(rule_uri(quote(name)), name, rule.because, "\n".join(lines))


def document_at(base: KnowledgeBase, uri: str) -> ReadableText:
    """Return what stands at an address. Raises LeadError if nothing does."""
    kind, _, rest = uri.removeprefix("followthrough://").partition("/")
    name = unquote(rest)
    if uri == GUIDE:
        return ReadableText(GUIDE, "guide", "How to hold a consultation", GUIDE_TEXT)
    if kind == "rule" and name in base.rules:
        return rule_text(base, name)
    counsel, _, passage = name.partition("/")
    if kind == "passage" and (counsel, passage) in base.passages:
        return passage_text(base, counsel, passage)
    known = [GUIDE, *map(rule_uri, base.rules), *(passage_uri(*one) for one in base.passages)]
    raise LeadError([Problem(Place("resource"), f"nothing stands at {uri!r}", did_you_mean(uri, known))])
