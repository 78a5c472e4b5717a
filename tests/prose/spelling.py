"""Is every text that people read spelled as Americans spell? Hunspell, with the dictionary that comes with it, says.

Words of the project's own (names, terms, and words that the dictionary lacks) stand in `words.txt`, sorted, in the
capitals in which they may be written. A word in code, an address, a number, and what is written in braces is none.

`python tests/prose/spelling.py` prints each word that is in neither, with the nearest that are; `--write` puts them
into `words.txt`, and takes out those that nothing needs: look at the difference before you commit it.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from hunspell import Hunspell

from prose.texts import Text, spelled

WORDS = Path(__file__).with_name("words.txt")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_NAME = re.compile(r"[A-Z]+s?|[A-Z]?[a-z]+[A-Z]\w*")
"""Letters that stand for words, and names with capitals inside, as of a class."""
_NO_WORD = re.compile(
    r"{[^{}\s]*}"  # what a message or a letter fills in
    r"|\\[nrt]|%\w|&\w+;"
    r"|\S*[\w)]\.(?:[a-z]{2,}|\*)\b\S*"  # the name of a file, a module, or a method
    r"|\S*(?:\w/|/\w|::|\w\(|=)\S*"  # a path, a call, an option with its value
    r"|--?[a-z][\w-]*|\$\S+|@\S+|\b\w*[\d_]\w*\b"
)


def own_words() -> list[str]:
    """Return the words of the project's own, as they stand in their file."""
    return WORDS.read_text(encoding="utf-8").split()


def words(says: str) -> Iterator[str]:
    """Give the words of a text, without what is no word of the language."""
    for match in _WORD.finditer(_NO_WORD.sub(" ", says)):
        word = match[0].replace("\u2019", "'").removesuffix("'s")
        if not _NAME.fullmatch(word):
            yield word


def unknown(texts: Iterable[Text], own: Iterable[str]) -> Iterator[tuple[Text, str]]:
    """Give each word that neither the dictionary nor our own list has, with the line where it stands."""
    known = set(own)
    for text in texts:
        for line in text.lines():
            for word in words(line.says):
                if not is_known(word) and not known.intersection((word, word.lower())):
                    yield line, word


@cache
def is_known(word: str) -> bool:
    """Say whether the dictionary has a word."""
    return bool(_dictionary().spell(word))


@cache
def _dictionary() -> Hunspell:
    return Hunspell("en_US", system_encoding="UTF-8")


def findings() -> list[str]:
    """Tell every word that is spelled as no word is, and every word of our own that nothing needs."""
    own = own_words()
    found = [
        f"{line.path}:{line.line}: '{word}' is no American word, nor one of ours; did you mean {_nearest(word)}?"
        for line, word in unknown(spelled(), own)
    ]
    needed = {word for _, word in unknown(spelled(), [])}
    needed |= {word.lower() for word in needed}
    return found + [f"{WORDS.name}: nothing needs '{word}' any more" for word in own if word not in needed]


@cache
def _nearest(word: str) -> str:
    return " or ".join(f"'{near}'" for near in _dictionary().suggest(word)[:3]) or "another"


def _write() -> None:
    needed = {word for _, word in unknown(spelled(), [])}
    needed = {word for word in needed if word.islower() or word.lower() not in needed}
    WORDS.write_text("".join(f"{word}\n" for word in sorted(needed, key=str.lower)), encoding="utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv:
        _write()
    sys.exit("\n".join(findings()) or None)
