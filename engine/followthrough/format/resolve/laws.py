"""laws/*.yaml: what must hold for every possible lead, with every name in it looked up."""

import re
from collections.abc import Iterable, Iterator

from followthrough.errors import nearest
from followthrough.format import hints
from followthrough.format.conditions import AS, DUE, AllOf, IsDue, LawTest, SameAs
from followthrough.format.expectations import DaysPass, DoingStep, Law
from followthrough.format.forms import Conditions, LawForm
from followthrough.format.model import PLACEHOLDER, KnowledgeBase
from followthrough.format.resolve.conditions import read_conditions
from followthrough.format.resolve.counsels import check_advises
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Noted, Word, quoted

_DAYS = re.compile(r"([0-9]{1,6}) days?")
_AFTER = "write `doing CONCEPT`, or a number of days, such as `7 days`"


def read_laws(base: KnowledgeBase, forms: Iterable[LawForm], words: Vocabulary, notes: Notes) -> tuple[Law, ...]:
    """Read the laws of a base whose rules have been read."""
    laws: dict[str, Law] = {}
    for form in forms:
        notes.accept(form.accepted, form.law.at)
        law = _LawReader(base, form, words, notes).law()
        if law.name and law.name in laws:
            notes.taken(form.law, laws[law.name].place)
        laws.setdefault(law.name, law)
    return tuple(laws.values())


class _LawReader:
    """Reads one law."""

    def __init__(self, base: KnowledgeBase, form: LawForm, words: Vocabulary, notes: Notes) -> None:
        self.base, self.form, self.words, self.notes = base, form, words, notes
        self.is_whole = not notes.torn and all(
            notes.layers.in_folder(one.place).startswith("laws/") for one in notes.problems
        )
        """Whether all else could be read: what a law lacks may be in an entry that could not."""
        self.counsels = self._counsels()

    def law(self) -> Law:
        form = self.form
        if braces := PLACEHOLDER.search(form.because):
            wrong = f"a law speaks of every lead, so {braces[0]} stands for nothing"
            self.notes.add(form.because.at, wrong, "say it without braces")
        never, claim = self._claim()
        return Law(
            name=str(form.law),
            counsels=self.counsels,
            conditions=self._conditions(form.if_),
            after=self._after(form.after),
            never=never,
            claim=claim,
            because=str(form.because),
            place=form.law.at,
        )

    def _counsels(self) -> tuple[str, ...]:
        named = self.form.counsel
        self.notes.repeated(named)
        known = [str(counsel) for counsel in named if check_advises(counsel, self.words, self.notes)]
        return tuple(dict.fromkeys(known)) if named else tuple(self._all_that_advise())

    def _all_that_advise(self) -> Iterator[str]:
        """Name the counsels that a law without `counsel` is for: those that advise where it stands, or beneath."""
        layers = self.notes.layers
        for counsel in self.words.counsels:
            if layers.of(self.words.authorities[counsel].place) <= layers.of(self.form.law.at):
                yield counsel

    def _claim(self) -> tuple[bool, AllOf]:
        """Read what must not hold, or what must; note if a law has both or neither."""
        never, then = self.form.never, self.form.then
        if never is None and then is None:
            self.notes.add(self.form.law.at, "the law claims nothing", "add `never:` or `then:`")
        elif never and then:
            at = max(next(iter(never)).at, next(iter(then)).at)
            self.notes.add(at, "the law has both `never` and `then`", "keep one, and write a second law for the other")
        return bool(never), self._conditions(never or then)

    def _conditions(self, form: Conditions | None) -> AllOf:
        return AllOf() if form is None else read_conditions(form, self.words, self.notes, of_a_law=self._of_a_law)

    def _of_a_law(self, fact: Word, word: Word) -> tuple[LawTest, ...] | None:
        """Read `due` and `as COUNSEL`, where they are not the name of a value. Return None for any other test."""
        values = self.words.values_of(fact)
        meant = self._meant(word)
        if meant is None or word in values or word.removeprefix("other than ") in values:
            return None
        is_written = word == meant and meant.removeprefix(AS) in (DUE, *self.words.counsels)
        if not is_written and re.search(rf"\b{meant.split()[0]}\b", nearest(word, values) or ""):
            return None  # it is nearly a value that reads like it
        if not self._is_concluded(fact, word):
            return ()
        if word != meant:
            remedy = f"write `{meant}`, under `never:` for what must not be"
            self.notes.add(word.at, f"{quoted(word)} is not a test of {fact}", remedy)
            return ()
        return self._due(fact, word) if meant == DUE else self._same_as(word)

    def _meant(self, word: Word) -> str | None:
        """Return the test of laws that a text is, or that is in it; None if there is none."""
        if re.search(rf"\b{DUE}\b", word, re.IGNORECASE):
            return DUE
        compared = re.search(rf"\b{AS}\s*(\S.*)", word, re.IGNORECASE)
        if compared is None or (compared.start() and compared[1] not in self.words.counsels):
            return None
        return f"{AS}{compared[1]}"

    def _due(self, fact: Word, word: Word) -> tuple[LawTest, ...]:
        if self.is_whole and self.counsels and not self._can_be_due(fact):
            wrong = f"{fact} is never due: no rule that concludes it has a day"
            self.notes.add(word.at, wrong, "give a rule `due:`, or test a value")
        return (IsDue(),)

    def _can_be_due(self, fact: Word) -> bool:
        standing = {one for counsel in self.counsels for one in self.words.lineage(counsel)}
        return any(
            rule.due is not None and any(claim.concept == fact for claim in rule.then)
            for rule in self.base.rules.values()
            if rule.counsel in standing
        )

    def _same_as(self, word: Word) -> tuple[LawTest, ...]:
        counsel = Word(word.removeprefix(AS), word.at)
        if not check_advises(counsel, self.words, self.notes):
            return ()
        if self.counsels == (counsel,):
            wrong = f"the law is for {counsel} alone, and so is this test, which always holds"
            self.notes.add(word.at, wrong, "name another counsel")
        return (SameAs(str(counsel)),)

    def _is_concluded(self, fact: Word, word: Word) -> bool:
        """Return whether rules conclude a fact, which is what a law's own tests ask about; note it if not."""
        if fact not in self.words.concepts:
            wrong = f"{fact} is asked or counted, not concluded, so {quoted(word)} cannot test it"
            self.notes.add(word.at, wrong, "test a concept with it")
        return fact in self.words.concepts

    def _after(self, word: Word | None) -> DoingStep | DaysPass | None:
        if word is None or isinstance(word, Noted):
            return None
        if word.startswith("doing "):
            return self._doing(Word(word.removeprefix("doing ").strip(), word.at))
        if days := _DAYS.fullmatch(word):
            return self._days(int(days[1]), word)
        self.notes.add(word.at, f"{quoted(word)} is neither a step nor a number of days", self._instead(word))
        return None

    def _instead(self, word: Word) -> str:
        """Return how to write what a text after `after:` may mean."""
        named = [goal for goal in self.base.goals if goal in word.split()]
        if len(named) == 1:
            return f"write `doing {named[0]}`"
        days = hints.days(word)
        return _AFTER if days is None else f"write `{DaysPass(days)}`"

    def _doing(self, concept: Word) -> DoingStep | None:
        self.notes.mentions.find("fact", [concept])
        if concept in self.words.concepts and concept not in self.base.goals:
            self.notes.add(
                concept.at, f"{concept} is no goal, and only a goal advises a step", f"write {self._goals()}"
            )
            return None
        if concept not in self.base.goals:
            self.notes.unknown(concept, "goal", self.base.goals, "base", "concepts")
            return None
        if self.is_whole and not self.words.concepts[concept].does:
            wrong = f"doing {concept} changes nothing: none of its values has `does`"
            self.notes.add(concept.at, wrong, "say at a value what its step `does`")
        return DoingStep(str(concept))

    def _goals(self) -> str:
        return " or ".join(f"`doing {goal}`" for goal in self.base.goals)

    def _days(self, days: int, word: Word) -> DaysPass | None:
        longest = max((count.high - count.low for count in self.words.counts.values()), default=0)
        if days == 0:
            self.notes.add(word.at, "no day passes", "write at least 1 day, or remove `after`")
        elif self.is_whole and not longest:
            self.notes.add(word.at, "days change nothing: no concept counts them", "remove `after`")
        elif self.is_whole and days > longest:
            self.notes.add(word.at, f"no count spans {days} days", f"write at most {longest} days")
        else:
            return DaysPass(days)
        return None
