"""A line that a person types at a terminal, with the arrow keys and whatever else readline knows.

What is typed can be fetched back with the arrow keys until the command ends. It is never written to a file.
"""

import os
import sys
from functools import cache


def can_edit() -> bool:
    """Return whether a person types at a terminal that readline can use, and sees there what is typed."""
    try:
        is_at_terminal = sys.stdin.fileno() == 0 and sys.stdout.fileno() == 1 and os.isatty(0) and os.isatty(1)
    except (OSError, ValueError):  # a stream is closed, or no file
        return False
    return is_at_terminal and _is_ready()


def edited(prompt: str) -> str:
    """Show a prompt, and return the line that is typed. Raises EOFError at Ctrl-D, and KeyboardInterrupt."""
    above, newline, last = prompt.rpartition("\n")
    sys.stdout.write(above + newline)
    return input(last)  # readline measures the prompt, so only one line of it


@cache
def _is_ready() -> bool:
    """Set readline up, once; return whether there is one."""
    try:
        import readline
    except ImportError:  # as on Windows
        return False
    readline.parse_and_bind("set enable-bracketed-paste off")  # several lines that are pasted are several answers
    return True
