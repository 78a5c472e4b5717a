"""What sorts a person's leads, in base.yaml."""

from followthrough.format.forms import EndForm, ListingForm
from followthrough.format.listing import OPEN, Listing
from followthrough.format.resolve.conditions import read_conditions
from followthrough.format.resolve.everyday_words import read_choice_words, shown
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import quoted


def read_listing(form: ListingForm | None, words: Vocabulary, notes: Notes) -> Listing:
    """Read what sorts leads. An offer is told first even where no advice is possible, so `first` tests answers."""
    if form is None:
        return Listing()
    ends = {str(name): str(text) for name, text in shown(form.ends or {}).items()}
    for name in form.ends or {}:
        if name == OPEN:
            notes.add(
                name.at, f"no end can be called {quoted(name)}", "choose another name: leads that go on are called so"
            )
    return Listing(
        first=None if form.first is None else read_conditions(form.first, words, notes, answers_only="first"),
        waiting=None if form.waiting is None else read_conditions(form.waiting, words, notes),
        let_go=None if form.let_go is None else read_conditions(form.let_go, words, notes),
        ends=ends,
        end_words=read_choice_words(form.ends or {}, ends, notes),
        end_tests={
            str(name): read_conditions(end.if_, words, notes, answers_only="if")
            for name, end in (form.ends or {}).items()
            if isinstance(end, EndForm) and end.if_ is not None
        },
    )
