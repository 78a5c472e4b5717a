"""The rules over all possible leads, with clingo and decision diagrams."""
