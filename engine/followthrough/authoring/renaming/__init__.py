"""Renamed entries: a base in other names, and which names two versions of a base have for the same thing."""
