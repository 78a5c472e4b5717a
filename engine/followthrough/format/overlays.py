"""The forms of an overlay are laid over those of a base: what it adds is added, and what it would change is noted.

A name that the base has already is noted where names are looked up (`resolve`), as any name that is used twice.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from followthrough.errors import Place, Problem, nearest
from followthrough.format.choices import NONE
from followthrough.format.forms import (
    BaseForm,
    CaseForm,
    ConceptForm,
    Conditions,
    LawForm,
    MoreChoicesForm,
    NeverForm,
    OverlayForm,
    OverlayWithMore,
    QuestionForm,
    RuleForm,
)
from followthrough.format.layers import FolderFiles, Layers
from followthrough.format.words import Word, quoted

_FEW = 2
"""Fewer unknown names than this are slips, and each is reported. More of them may mean that the base is another one."""


def lay_over(
    base: Mapping[str, Any], overlay: Mapping[str, Any], layers: Layers, layer: FolderFiles, problems: list[Problem]
) -> dict[str, Any]:
    """Return the forms of a base, by kind of file, with those of an overlay. The base's forms are sound.

    Without a base.yaml that can be read, there is nothing to lay over the base.
    """
    laying = _Laying(base, overlay, layers, problems)
    if overlay["base"] is None or laying.is_a_base() or laying.is_for_another_base(Place(f"{layer.prefix}base.yaml")):
        return dict(base)
    lists = {kind: [*base[kind], *overlay[kind]] for kind in ("rules", "laws", "cases", "letters", "tables")}
    return {
        **lists,
        "base": laying.head(),
        "sources": laying.sources(),
        "questions": laying.questions(),
        "concepts": laying.concepts(),
    }


class _Laying:
    """Lays one overlay over what is beneath it."""

    def __init__(
        self, base: Mapping[str, Any], overlay: Mapping[str, Any], layers: Layers, problems: list[Problem]
    ) -> None:
        self.base = base
        self.overlay = overlay
        self.layers = layers
        self.problems = problems
        self.beneath: BaseForm = base["base"]
        self.asked = [form for form in base["questions"] if isinstance(form, QuestionForm)]
        self.places = {
            **{str(form.question): form.question.at for form in self.asked},
            **{str(form.concept): form.concept.at for form in base["concepts"]},
        }
        """Where each fact of the base is defined."""

    def note(self, at: Place, wrong: str, remedy: str) -> None:
        self.problems.append(Problem(at, wrong, remedy))

    def seen(self, place: Place) -> Place:
        return self.layers.seen(place)

    # Which base it is for, if it is no base itself

    def is_a_base(self) -> bool:
        """Return whether an overlay is a whole base; note it if so, or if it says something that only a base says."""
        form: OverlayWithMore = self.overlay["base"]
        if form.goals and form.default_counsel is not None:
            remedy = "name it with --base, or lay a folder over the base that has only what is to be added"
            self.note(form.goals[0].at, "this is a whole knowledge base, not an overlay", remedy)
            return True
        for key, given, known in (
            ("goals", next(iter(form.goals), None), self.beneath.goals[0]),
            ("default counsel", form.default_counsel, self.beneath.default_counsel),
        ):
            if given is not None:
                wrong = (
                    f"`{key}` is for the base to say, at {self.seen(known.at)}, and an overlay changes nothing of it"
                )
                self.note(given.at, wrong, f"remove `{key}`")
        return False

    def is_for_another_base(self, at: Place) -> bool:
        """Return whether most facts that an overlay names are not in this base; note it if so."""
        if self.problems:  # what could not be read may define what is missed
            return False
        names = list(_named(self.overlay))
        known = {*self.places, *_defined(self.overlay)}
        strange: dict[str, Place] = {}
        for name in names:
            if name not in known:
                strange[str(name)] = min(strange.get(str(name), name.at), name.at)
        if len(strange) < _FEW or len(strange) <= len({str(name) for name in names if name in self.places}):
            return False
        first = min(strange, key=lambda name: strange[name])
        wrong = (
            f"is made for another base than {str(self.beneath.title)!r}: it names {len(strange)} facts that are not "
            f"there, {quoted(first)} at {self.seen(strange[first])} first"
        )
        self.note(at, wrong, "name the base that it is made for with --base")
        return True

    # base.yaml and sources.yaml

    def head(self) -> BaseForm:
        """Add counsels, and concepts to be shown; take the title."""
        form: OverlayForm = self.overlay["base"]
        known = {str(name): name for name in self.beneath.counsels}
        for name in form.counsels or ():
            if name in known:
                wrong = f"{name} is a counsel of the base already, at {self.seen(known[name].at)}"
                self.note(name.at, wrong, f"choose another name, and write `follows: {name}` to adopt its rules")
        shown = {str(name): name for name in (*self.beneath.goals, *self.beneath.shows)}
        for name in form.shows:
            if name in shown:
                self.note(name.at, f"{name} is shown already, by {self.seen(shown[name].at)}", "remove it")
        return replace(
            self.beneath,
            title=form.title or self.beneath.title,
            counsels={
                **self.beneath.counsels,
                **{name: one for name, one in (form.counsels or {}).items() if name not in known},
            },
            shows=(*self.beneath.shows, *(name for name in form.shows if name not in shown)),
        )

    def sources(self) -> dict[Word, Any]:
        """Add the passages of its own counsels."""
        counsels = {str(name): name for name in self.beneath.counsels}
        given: Mapping[Word, Any] = self.overlay["sources"] or {}
        for name in given:
            if name in counsels:
                wrong = f"{name} is a counsel of the base, at {self.seen(counsels[name].at)}, and has its own passages"
                self.note(name.at, wrong, "give the passages to a counsel of this overlay")
        return {**self.base["sources"], **{name: one for name, one in given.items() if name not in counsels}}

    # questions.yaml

    def questions(self) -> list[Any]:
        """Add questions and exclusions, and choices to the questions of the base."""
        forms = list(self.base["questions"])
        for form in self.overlay["questions"] or ():
            if isinstance(form, MoreChoicesForm):
                self._add_choices(form, forms)
            elif isinstance(form, NeverForm) or form.question not in self.places:
                forms.append(form)
            else:
                self._note_again(form.question, "question", "choices")
                more = MoreChoicesForm(form.question, form.choices or {})
                self._add_choices(more, forms)
        return forms

    def _note_again(self, name: Word, what: str, key: str) -> None:
        """Note a fact of the base that is defined again, instead of what its entry lacks."""
        here = (name.at.file, name.at.line)
        self.problems[:] = [one for one in self.problems if (one.place.file, one.place.line) != here]
        wrong = f"{name} is in the base already, at {self.seen(self.places[name])}"
        self.note(name.at, wrong, f"choose another name, or write only `{what}:` and the `{key}:` to add")

    def _add_choices(self, more: MoreChoicesForm, forms: list[Any]) -> None:
        name = more.question
        number = next(
            (n for n, form in enumerate(forms) if isinstance(form, QuestionForm) and form.question == name), None
        )
        if number is None:
            known = [str(form.question) for form in self.asked]
            meant = self._note_unknown(name, "question", known, "`ask`, `kind`, and `why`")
            if meant is not None:
                self._add_choices(replace(more, question=meant), forms)
        elif forms[number].kind == "choice":
            choices = forms[number].choices or {}
            none = Word(NONE, forms[number].question.at)
            there = {none: "", **choices} if forms[number].many == "yes" else choices
            added = self._only_new(more.choices, there, f"a choice of {name}")
            forms[number] = replace(forms[number], choices={**choices, **added})
        elif more.choices:
            wrong = (
                f"{name} is of kind {forms[number].kind}, at {self.seen(self.places[name])}, and has no choices to add"
            )
            self.note(name.at, wrong, "ask a question of its own instead")

    def _note_unknown(self, name: Word, what: str, known: list[str], lacking: str) -> Word | None:
        """Note that a fact is not of the base, so that nothing can be added to it; return the one that is meant."""
        meant = nearest(name, known)
        remedy = f"add {lacking} if it is a new {what}" if meant is None else f"did you mean {meant!r}?"
        self.note(name.at, f"{quoted(name)} is not a {what} of the base", remedy)
        return None if meant is None else Word(meant, name.at)

    def _only_new(self, more: Mapping[Word, Any], known: Mapping[Word, Any], what: str) -> dict[Word, Any]:
        """Return the values that are not there yet; note the others."""
        there = {str(value): value for value in known}
        for value in more:
            if value in there:
                wrong = f"{quoted(value)} is {what} already, at {self.seen(there[value].at)}"
                self.note(value.at, wrong, "remove it, or choose another name")
        return {value: said for value, said in more.items() if value not in there}

    # concepts.yaml

    def concepts(self) -> list[ConceptForm]:
        """Add concepts, and values to the concepts of the base."""
        forms: list[ConceptForm] = list(self.base["concepts"])
        for form in self.overlay["concepts"] or ():
            if _only_adds_values(form):
                self._add_values(form, forms)
            elif form.concept not in self.places:
                forms.append(form)
            else:
                self._note_again(form.concept, "concept", "values")
                self._add_values(form, forms)
        return forms

    def _add_values(self, more: ConceptForm, forms: list[ConceptForm]) -> None:
        name = more.concept
        number = next((n for n, form in enumerate(forms) if form.concept == name), None)
        if number is None:
            meant = self._note_unknown(name, "concept", [str(form.concept) for form in forms if form.values], "`means`")
            if meant is not None:
                self._add_values(replace(more, concept=meant), forms)
        elif (values := forms[number].values) is not None:
            added = self._only_new(more.values or {}, values, f"a value of {name}")
            forms[number] = replace(forms[number], values={**values, **added})
        elif more.values:
            wrong = f"{name}, at {self.seen(self.places[name])}, is a number, and has no values to add"
            self.note(name.at, wrong, "add a concept of its own instead")


def _only_adds_values(form: ConceptForm) -> bool:
    return form.values is not None and form == ConceptForm(form.concept, values=form.values)


def _defined(overlay: Mapping[str, Any]) -> Iterator[str]:
    """Yield the facts that an overlay defines."""
    for form in overlay["questions"] or ():
        if isinstance(form, QuestionForm):
            yield str(form.question)
    for form in overlay["concepts"] or ():
        if not _only_adds_values(form):
            yield str(form.concept)


def _named(overlay: Mapping[str, Any]) -> Iterator[Word]:
    """Yield the facts that the rules, tables, laws, and cases of an overlay name."""
    for kind in ("rules", "laws"):
        for form in overlay[kind]:
            yield from _of_an_entry(form)
    for table in overlay["tables"]:
        yield from (column.name for use in ("if", "then") for column in table.using(use))
    for case in overlay["cases"]:
        assert isinstance(case, CaseForm)
        yield from case.lead


def _of_an_entry(form: RuleForm | LawForm) -> Iterator[Word]:
    then = form.then if isinstance(form, LawForm) else None
    more = form.never if isinstance(form, LawForm) else form.unless
    yield from _tested(tests for tests in (form.if_, more, then) if tests is not None)
    if isinstance(form, RuleForm):
        yield from form.then


def _tested(conditions: Iterable[Conditions]) -> Iterator[Word]:
    for one in conditions:
        for fact, tests in one.items():
            if isinstance(tests, list):
                yield from _tested(tests)
            else:
                yield fact
