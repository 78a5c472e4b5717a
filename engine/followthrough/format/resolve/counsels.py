"""base.yaml and sources.yaml: the counsels, whom they follow, and the passages of their sources."""

from collections.abc import Mapping

from msgspec.structs import replace

from followthrough.errors import nearest
from followthrough.format.codes import CIRCLE
from followthrough.format.forms import BaseForm, PassageForm
from followthrough.format.graph_walks import circles
from followthrough.format.model import Counsel, Passage, without_advice
from followthrough.format.resolve.names import is_name
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.scalars import read_flag
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.words import Word


def read_counsels(head: BaseForm, words: Vocabulary, notes: Notes) -> None:
    """Read the counsels and whom they follow."""
    if not head.counsels:
        notes.torn.add("base")
    for name, form in head.counsels.items():
        notes.mentions.find("counsel", form.follows)
        for followed in form.follows:
            if followed not in head.counsels:
                notes.unknown(followed, "counsel", head.counsels, "base")
        notes.repeated(form.follows)
        others = [other for other in head.counsels if other != name]
        meant = (followed if followed in head.counsels else nearest(followed, others) for followed in form.follows)
        follows = tuple(str(followed) for followed in meant if followed is not None)
        if is_name(name, "counsel", "base", notes):
            advises = read_flag(form.advises, "advises", notes, default=True)
            words.authorities[str(name)] = Counsel(
                name=str(name),
                person=str(form.name),
                work=str(form.work),
                follows=follows,
                place=name.at,
                advises=advises,
                in_short=str(form.in_short or ""),
                read_at=str(form.read_at or ""),
            )
    for counsel in list(words.authorities.values()):
        follows = tuple(one for one in counsel.follows if one in words.authorities)
        words.authorities[counsel.name] = replace(counsel, follows=follows)
    if words.authorities and not words.counsels:
        first = next(iter(words.authorities.values()))
        notes.add(first.place, "no counsel advises", "remove `advises: no` from the one whose advice it is")
    for circular in circles(words.authorities, lambda counsel: words.authorities[counsel].follows):
        wrong = f"the counsel {circular} follows itself"
        notes.add(words.authorities[circular].place, wrong, "break the circle of `follows`", CIRCLE)


def read_passages(form: Mapping[Word, Mapping[Word, Word | PassageForm]], words: Vocabulary, notes: Notes) -> None:
    """Read the gists of the passages."""
    for counsel, passages in form.items():
        if not passages:
            notes.torn.add("sources")
        notes.mentions.find("counsel", [counsel])
        if passages and counsel not in words.authorities:
            notes.unknown(counsel, "counsel", words.authorities, "base")
            notes.unread.update(map(str, passages))
            continue
        for name, told in passages.items():
            if is_name(name, "passage", "sources", notes):
                words.passages[str(counsel), str(name)] = _passage(counsel, name, told, notes)


def _passage(counsel: Word, name: Word, told: Word | PassageForm, notes: Notes) -> Passage:
    """Read a passage, of which there may be more than its gist."""
    if isinstance(told, Word):
        return Passage(str(counsel), str(name), str(told), narrative=False, place=name.at)
    narrative = read_flag(told.narrative, "narrative", notes, default=True)
    notes.accept(told.accepted, name.at)
    return Passage(str(counsel), str(name), str(told.gist), narrative, name.at, str(told.text or ""))


def check_counsel(counsel: Word, words: Vocabulary, notes: Notes) -> bool:
    """Return whether a counsel is defined; note it if not."""
    notes.mentions.find("counsel", [counsel])
    if counsel not in words.authorities:
        notes.unknown(counsel, "counsel", words.authorities, "base")
    return counsel in words.authorities


def check_advises(counsel: Word, words: Vocabulary, notes: Notes) -> bool:
    """Return whether a counsel is known and advises; note it if not. That nobody advises has been noted."""
    if counsel in words.authorities and counsel not in words.counsels and words.counsels:
        following = [name for name in words.counsels if counsel in words.lineage(name)]
        notes.add(counsel.at, *without_advice(str(counsel), following, words.counsels))
    elif counsel not in words.authorities:
        notes.unknown(counsel, "counsel", words.counsels, "base")
    return counsel in words.counsels
