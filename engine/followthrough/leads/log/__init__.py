"""The search log: all of a person's leads, what became known or was done and when, and the advice given.

    from followthrough.leads.log import Log, log_path

    log = Log(log_path(option))               # --log, else FOLLOWTHROUGH_LOG, else the user's data folder
    for lead in log.active(today):            # started and not dropped; log.histories() includes dropped ones
        lead.key, lead.name                   # the key never changes; the name is as the person typed it
        lead.answers(today)                   # what `read_lead`, `advise` and `plan` take as a lead
        lead.done(today)                      # entries with their days: what became known or was done
        lead.dropped_on(today)                # a day, or None
    log.history("Brown & Co")                 # one lead by name; raises LeadError with "did you mean"

A log that does not exist yet reads as one without leads. Any problem with the file raises a one-line LogError. Status
is never stored: `history` derives the state of a lead on a day from its entries, and `status` derives what it needs
from the rules. `lead_names` finds a lead by its name and turns a name into a file name; `actions` has what a person can
do to the log.
"""

from followthrough.leads.log.history import Entry, Given, History, leads_in
from followthrough.leads.log.lead_names import find, lead_meant, plain_name, typeable_names
from followthrough.leads.log.store import Log, log_path

__all__ = [
    "Entry",
    "Given",
    "History",
    "Log",
    "find",
    "lead_meant",
    "leads_in",
    "log_path",
    "plain_name",
    "typeable_names",
]
