"""Loggers that log nothing, because some libraries would log a person's answers."""

import logging


class SilentLogger(logging.Logger):
    """A logger that is enabled for no level, whatever the program configures later."""

    def isEnabledFor(self, level: int) -> bool:  # noqa: N802  # the name is logging's
        """Return False: nothing is logged at any level."""
        return False


def silence(logger: logging.Logger) -> None:
    """Make an existing logger silent.

    We change its class because everything else can be undone from outside: `logging.config` sets levels, filters,
    handlers, `disabled` and `propagate`.
    """
    logger.__class__ = SilentLogger
