"""The grammar that is the same for every base: who acts, and which words change nothing, or everything.

The lists are short on purpose. A word that is on none of them is not understood, and then nothing is stored.
"""

import re

GLUE = frozenset(
    [
        "a",
        "an",
        "the",
        "my",
        "our",
        "your",
        "their",
        "his",
        "her",
        "its",
        "this",
        "that",
        "these",
        "just",
        "also",
        "really",
        "only",
        "already",
        "now",
        "finally",
        "please",
    ]
)
"""Words that may stand anywhere, also inside a phrase of the base."""

ME = frozenset(["i", "we"])
"""The person who speaks: what `I rejected` says is no act of the others."""

THEM = frozenset(["they", "she", "he", "company", "hr", "recruiter", "manager", "boss", "team", "employer"])
"""The others: what `they called` says is no act of the person who speaks."""

PASSIVE = frozenset(["am", "was", "were", "been", "get", "got", "gotten", "getting", "being", "is", "are", "be"])
"""What turns an act around: `I was rejected` is theirs again."""

SAID = frozenset(
    [
        "said",
        "says",
        "told",
        "wrote",
        "emailed",
        "mailed",
        "called",
        "phoned",
        "texted",
        "announced",
        "confirmed",
        "informed",
    ]
)
"""How one comes to know what follows: `they called yesterday, ...`."""

ONE_OF_THEM = frozenset(["she", "he"])
"""Who may be somebody else: without `me`, what is said of one person is asked about."""

GAINED = frozenset(["got", "get", "gets", "gotten", "received", "has"])
"""What `she got an offer` says of her, and not of the person who speaks, unless it goes on with `me`."""

EMPTY = SAID | frozenset(
    [
        "am",
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "being",
        "have",
        "has",
        "had",
        "got",
        "get",
        "gotten",
        "received",
        "made",
        "make",
        "me",
        "us",
        "them",
        "it",
        "there",
        "you",
        "so",
        "and",
        "of",
        "for",
        "to",
        "with",
        "from",
        "on",
        "at",
        "in",
        "by",
        "as",
        "who",
        "which",
        "yet",
        "still",
        "then",
        "since",
        "well",
        "ok",
        "okay",
        "oh",
        "hi",
        "hello",
        "yes",
        "unfortunately",
        "sadly",
        "luckily",
        "happily",
        "today",
        "job",
        "position",
        "role",
        "interview",
        "tell",
        "mentioned",
        "explained",
    ]
)
"""Words that add nothing to a phrase of the base. `told` and `wrote` say how it came to be known."""

TO_COME = frozenset(["will", "would", "promised", "let", "know", "wanted", "hear", "should"])
"""What may stand beside a day by which something is to come, and nowhere else."""

NEGATIONS = frozenset(
    ["not", "no", "never", "nobody", "nothing", "none", "neither", "nor", "without", "hardly", "barely", "cannot"]
)
"""What denies a clause, and those after it that have nobody of their own who acts."""

DOUBTS = frozenset(
    [
        "if",
        "unless",
        "whether",
        "maybe",
        "perhaps",
        "possibly",
        "probably",
        "likely",
        "think",
        "thought",
        "guess",
        "suppose",
        "supposed",
        "hope",
        "hoped",
        "hoping",
        "wish",
        "believe",
        "might",
        "may",
        "could",
        "would",
        "should",
        "seems",
        "seem",
        "sounds",
        "apparently",
        "supposedly",
        "rumor",
        "rumors",
        "pretend",
        "imagine",
        "dream",
        "dreamed",
        "dreamt",
        "joke",
        "joking",
        "kidding",
        "almost",
        "nearly",
        "wonder",
        "wondering",
        "expect",
        "afraid",
        "fear",
        "worried",
        "doubt",
        "unsure",
        "feel",
        "feels",
        "bet",
        "ask",
        "asked",
    ]
)
"""What leaves open whether any of a sentence is so."""

OTHERS = frozenset(
    [
        "friend",
        "friends",
        "brother",
        "sister",
        "wife",
        "husband",
        "partner",
        "colleague",
        "colleagues",
        "neighbor",
        "roommate",
        "cousin",
        "mother",
        "father",
        "mom",
        "dad",
        "son",
        "daughter",
        "somebody",
        "anybody",
        "everyone",
        "everybody",
        "other",
        "another",
        "else",
        "else's",
    ]
)
"""Those of whom a clause may speak instead."""

FUTURE = frozenset(
    ["will", "shall", "tomorrow", "plan", "planning", "going", "gonna", "want", "need", "must", "soon", "later"]
)
"""What has not happened yet."""

TURNS = frozenset(["but", "however", "though", "although", "except", "or", "then", "later", "until"])
"""What may take back the clause before, if what follows is not understood."""

QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
"""What is quoted may be said by anybody of anything, so it is asked about."""

_CONTRACTED = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\b(did|do|does|have|has|had|was|were|is|are|would|could)nt\b"), r"\1 not"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"\bim\b"), "i am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\b(it|he|she|that|who|there)'s\b"), r"\1 is"),
)


def words_of(text: str) -> list[str]:
    """Return the words of a text, without capitals, contractions, punctuation, and glue.

    >>> words_of("I haven't sent the thank-you note")
    ['i', 'have', 'not', 'sent', 'thank', 'you', 'note']
    """
    said = text.casefold().replace("\u2019", "'")
    for pattern, full in _CONTRACTED:
        said = pattern.sub(full, said)
    return [word for word in re.findall(r"[^\W_]+", said.replace("e-mail", "email")) if word not in GLUE]
