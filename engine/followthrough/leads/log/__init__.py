"""The search log: all leads of a person, what was known and done of each and when, and the advice given.

    from followthrough.leads.log import Log, log_path

    log = Log(log_path(option))               # --log, else FOLLOWTHROUGH_LOG, else the user's data folder
    for lead in log.active(today):            # begun and not dropped; log.histories() has the dropped ones too
        lead.key, lead.name                   # the key never changes; the name is as the person typed it
        lead.answers(today)                   # what `read_lead`, `advise` and `plan` take as a lead
        lead.done(today)                      # entries, each with its day: what became known or was done
        lead.dropped_on(today)                # a day, or None
    log.history("Brown & Co")                 # one lead by name; raises LeadError with did-you-mean

A log that is not there yet reads as one without leads. Whatever goes wrong with the file is a LogError of one line.
Status is never stored: `history` derives from the entries how a lead stands on a day, and `status` from the rules what
it needs. `lead_names` finds a lead by its name and turns a name into a file name; `actions` is what a person can do to
the log.
"""

from followthrough.leads.log.history import Entry, Given, History
from followthrough.leads.log.lead_names import find, plain_name, typeable_names
from followthrough.leads.log.store import Log, log_path

__all__ = ["Entry", "Given", "History", "Log", "find", "log_path", "plain_name", "typeable_names"]
