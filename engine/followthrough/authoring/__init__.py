"""What a researcher does with a base: check it, test it, draw it, compare it, start it."""
