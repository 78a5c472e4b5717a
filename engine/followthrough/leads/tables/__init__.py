"""Any table of leads, read as leads: a tracker in CSV, a workbook, or JSON, whatever its columns are called.

A file is read as a table (`files`), each column is given a use (`columns`) and each row becomes a lead (`rows`) by the
words of a base (`words`, `choices`), and the leads are stored as one change of the log (`storing`). Nothing is guessed
silently: what cannot be told is a `Doubt`, for the person to settle with a `Saying`, and a cell that answers no
question becomes a note.
"""

from followthrough.leads.tables.files import read_table
from followthrough.leads.tables.reading import Doubt, Reading, read
from followthrough.leads.tables.sayings import Saying, sayings, that_still_fit
from followthrough.leads.tables.shapes import keep_sayings, kept_sayings
from followthrough.leads.tables.storing import StoredLeads, store
from followthrough.leads.tables.table import LeadTable

__all__ = [
    "Doubt",
    "LeadTable",
    "Reading",
    "Saying",
    "StoredLeads",
    "keep_sayings",
    "kept_sayings",
    "read",
    "read_table",
    "sayings",
    "store",
    "that_still_fit",
]
