"""Loggers that log nothing: some libraries would log what a person has answered."""

import logging


class SilentLogger(logging.Logger):
    """A logger that is enabled for no level, whatever the program configures, and however late."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802  # the name is logging's
        """Return that nothing of any level is logged."""
        return False


def silence(logger: logging.Logger) -> None:
    """Make a logger that others hold a silent one.

    Its class is changed because all else can be undone from outside: levels, filters, handlers, `disabled` and
    `propagate` are what `logging.config` sets.
    """
    logger.__class__ = SilentLogger
