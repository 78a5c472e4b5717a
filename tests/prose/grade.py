"""How plain is what somebody who seeks a job reads? Its grade of Flesch and Kincaid, as a school counts grades.

The grade is 0.39 times the words of a sentence plus 11.8 times the syllables of a word minus 15.59, both on average
(J. P. Kincaid and others, *Derivation of New Readability Formulas for Navy Enlisted Personnel*, Research Branch Report
8-75, Millington 1975); `readability` counts the syllables. A few words are no measure of anything, so the texts of one
kind in one file are measured together, and a sentence on its own only if it is long. A word in braces counts as one
syllable, and so does code in a document.

`python tests/prose/grade.py` prints what is above its bound, `--all` every grade.
"""

import re
import sys
from collections.abc import Iterable, Iterator

from readability import getmeasures

from prose.texts import Text, read_by_job_seekers

GRADE = 8.0
"""What somebody reads who finished the eighth grade, or most grown people on a bad day."""
GRADE_OF_A_SENTENCE = 10.0
LONG = 20
"""With fewer words, a single long one of them would decide the grade of a sentence."""
_SENTENCE = re.compile(r"(?<=[.!?])[\"')]*\s+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.-][^\W_]+)*")


def grade(says: Iterable[str]) -> float:
    """Measure sentences together: the grade at which they are read."""
    lines = [" ".join(_WORD.findall(re.sub(r"{\w+}", "it", one))) for one in says]
    return float(getmeasures([line for line in lines if line])["readability grades"]["Kincaid"])


def sentences(text: Text) -> Iterator[Text]:
    """Give the sentences of a text, each where it begins."""
    begin = 0
    for match in [*_SENTENCE.finditer(text.says), None]:
        end = match.end() if match else len(text.says)
        line = text.line + text.says.count("\n", 0, begin)
        if _WORD.search(text.says, begin, end):
            yield Text(text.path, line, text.kind, " ".join(text.says[begin:end].split()))
        begin = end


def grades(texts: Iterable[Text]) -> dict[str, float]:
    """Measure the texts of each kind in each file."""
    groups: dict[str, list[str]] = {}
    for text in texts:
        groups.setdefault(f"{text.path}: {text.kind}", []).extend(one.says for one in sentences(text))
    return {name: grade(says) for name, says in groups.items() if says}


def findings(texts: list[Text]) -> list[str]:
    """Name the groups of texts, and the long sentences, that are harder to read than they may be."""
    found = [
        f"{name}: grade {measured:.1f}, above {GRADE:.0f}: shorten its sentences, or choose shorter words"
        for name, measured in grades(texts).items()
        if measured > GRADE
    ]
    long = (one for text in texts for one in sentences(text) if len(_WORD.findall(one.says)) >= LONG)
    return found + [
        f"{one.path}:{one.line}: grade {measured:.1f}, above {GRADE_OF_A_SENTENCE:.0f}: {one.says}"
        for one in long
        if (measured := grade([one.says])) > GRADE_OF_A_SENTENCE
    ]


if __name__ == "__main__":
    read = list(read_by_job_seekers())
    if "--all" in sys.argv:
        sys.stdout.writelines(f"{measured:5.1f}  {name}\n" for name, measured in grades(read).items())
    sys.exit("\n".join(findings(read)) or None)
