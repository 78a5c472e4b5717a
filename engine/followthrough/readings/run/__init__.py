"""The rules run on one lead, with experta: the proof of all that follows."""
