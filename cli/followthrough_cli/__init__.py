"""The command line of followthrough."""
