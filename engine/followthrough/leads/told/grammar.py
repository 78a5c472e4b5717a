"""The grammar that is the same for every base: who acts, and which words change nothing, or everything.

The lists are short on purpose. A word that is on none of them is not understood, and then nothing is stored.
"""

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
    ]
)
"""Words that may stand anywhere, also inside a phrase of the base."""

ME = frozenset(["i", "we"])
"""The person who speaks: what `I rejected` says is no act of the others."""

THEM = frozenset(
    [
        *("they", "she", "he", "company", "hr", "recruiter", "manager", "boss", "team", "employer", "interviewer"),
        *("director", "supervisor", "owner", "ceo", "panel", "committee", "headhunter", "agency"),
        *("receptionist", "assistant", "secretary"),
    ]
)
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
        *("say", "saying", "rang", "messaged", "reached"),
    ]
)
"""How one comes to know what follows: `they called yesterday, ...`."""

ONE_OF_THEM = frozenset(["she", "he"])
"""Who may be somebody else: without `me`, what is said of one person is asked about."""

GAINED = frozenset(["got", "get", "gets", "gotten", "received", "has"])
"""What `she got an offer` says of her, and not of the person who speaks, unless it goes on with `me`."""

HEARD = frozenset(["hear", "heard"])
"""What only the person who speaks does: `they heard nothing` says nothing of what they said."""

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
        "tell",
        "mentioned",
        "explained",
        *("please", "yay", "ugh", "sigh", "bummer", "hooray", "fyi", "btw", "anymore", "update", "after", "all"),
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
        *("someone", "boyfriend", "girlfriend", "buddy", "pal", "aunt", "uncle", "family", "ex", "coworker"),
        *("coworkers", "classmate", "candidate", "candidates", "applicant", "applicants", "guy", "elsewhere"),
        *("doctor", "bank", "parents", "kids", "roomie", "reference"),
    ]
)
"""Those of whom a clause may speak instead."""

FUTURE = frozenset(
    [
        *("will", "shall", "tomorrow", "plan", "planning", "going", "gonna", "wanna", "want", "need", "must", "soon"),
        *("later", "todo", "remember", "remind", "about", "next", "forgot", "trying", "try", "ready"),
    ]
)
"""What has not happened yet."""

TURNS = frozenset(["but", "however", "though", "although", "except", "or", "then", "later", "until"])
"""What may take back the clause before, if what follows is not understood."""

LEADS_IN = frozenset(["but", "so", "because", "and", "though", "although", "however"])
"""What joins a clause to the one before, and says nothing of its own."""

AHEAD = frozenset(["next", "week", "month", "will", "scheduled", "set", "for", "tomorrow"])
"""What may stand beside something that is yet to take place, as in `second interview next week`."""

VAGUE = frozenset(["week", "weekend", "month", "earlier", "early", "recently", "oclock"])
"""When something was, but on no day: it changes no answer, and is kept as a note."""

AT = frozenset(["since", "after", "at", "from", "of", "for", "in"])
"""What makes of `interview` a time or a reason, as in `silence since the interview`."""

TO_THEM = frozenset(
    [
        *("called", "phoned", "rang", "emailed", "thanked", "to", "with", "sent", "wrote", "reached", "texted"),
        *("messaged", "for", "told", "followed"),
    ]
)
"""After what `the manager` is `them`, as in `sent the manager a note`."""

MEDIA = frozenset(["email", "mail", "phone", "text", "letter", "linkedin", "person", "zoom", "writing", "inbox"])
"""How somebody says something, as in `by mail` and `over the phone`: it changes nothing."""

BY_MEDIA = frozenset(["by", "in", "via", "over", "on", "through", "per"])
"""What stands before it."""

TITLES = frozenset(["ms", "mr", "mrs", "dr"])
"""What makes a name of the word that follows."""

QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb'
"""What is quoted may be said by anybody of anything, so it is asked about."""
