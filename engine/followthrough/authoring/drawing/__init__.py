"""A graph as a picture for people, or as text for other programs that draw."""
