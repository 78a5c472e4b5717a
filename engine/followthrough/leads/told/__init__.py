"""What a person says of a lead in their own words, understood by the everyday words of a base alone.

A sentence is cut into clauses (`clauses`), and a clause answers a question only if each of its words is accounted for:
by the words of the base (`phrases`), by a day, or by a word that changes nothing (`grammar`). So a word that nobody
foresaw makes a note of a sentence, or a question about it, never an answer. `storing` compares it with the
log, and stores what the person agrees to.
"""

from followthrough.leads.told.reading import UnclearWords, Understanding, Understood, understand
from followthrough.leads.told.storing import ToldOfLead, as_a_note, store_told, told_of

__all__ = [
    "ToldOfLead",
    "UnclearWords",
    "Understanding",
    "Understood",
    "as_a_note",
    "store_told",
    "told_of",
    "understand",
]
