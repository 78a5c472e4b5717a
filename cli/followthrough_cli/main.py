"""The command `followthrough`: how it starts, and what errors, lost output and Ctrl-C do.

Exit status: 0 done; 1 findings; 2 bad input or usage; 3 a goal is open and nobody is there to ask; 70 our fault;
74 standard output cannot be written; 130 Ctrl-C; 141 nobody reads standard output anymore.
"""

import os
import sys

from followthrough_cli.interrupts import CtrlC

TYPE_CHECKING = False  # see there
if TYPE_CHECKING:
    from collections.abc import Sequence

    from followthrough.errors import MissingFacts
    from followthrough_cli.terminal import Terminal

BAD_INPUT = 2
FACTS_MISSING = 3
OUR_FAULT = 70
"""EX_SOFTWARE of sysexits.h: an error that we did not expect."""
OUTPUT_LOST = 74
"""EX_IOERR of sysexits.h: standard output is full or closed."""
INTERRUPTED = 130
"""128 plus the number of SIGINT, as shells report it."""
READER_GONE = 141
"""128 plus the number of SIGPIPE, as shells report it when nobody reads a pipe anymore."""

_SOME_OBJECTS = 50_000
"""New objects before Python collects garbage, instead of 700: about what a short command makes and keeps."""


def main(arguments: "Sequence[str] | None" = None) -> None:
    """Run the command line and exit with its status."""
    ctrl_c = CtrlC(INTERRUPTED)
    ctrl_c.ends_at_once()  # until everything is imported that a better ending needs
    import gc

    from followthrough_cli import commands, streams, terminal  # noqa: F401  imported before Ctrl-C is raised

    gc.set_threshold(_SOME_OBJECTS)
    streams.guard()
    try:
        ctrl_c.is_raised()
        status = run(arguments)
        ctrl_c.is_over()
    except KeyboardInterrupt:
        ctrl_c.is_over()
    gc.freeze()  # everything left ends with the program, so collecting it would waste time
    sys.exit(status)


def run(arguments: "Sequence[str] | None" = None) -> int:
    """Run the command line and return its exit status. Errors never escape as tracebacks."""
    from followthrough_cli.streams import OutputLost
    from followthrough_cli.terminal import Terminal

    terminal = Terminal.standard()
    try:
        status = _status(terminal, arguments)
        terminal.out.flush()
    except OutputLost as lost:
        if lost.reader_is_gone:
            return READER_GONE
        terminal.note(f"followthrough: standard output cannot be written ({lost}), so the output is incomplete")
        return OUTPUT_LOST
    except KeyboardInterrupt:
        terminal.note("")
        return INTERRUPTED
    return status


def _lacking(error: "MissingFacts") -> str:
    """Return which questions must be answered first, each with how to answer it on the command line."""
    subject = f"The {error.what}" if error.concept is None else "That"
    otherwise = "run `followthrough ask`" if error.what == "advice" else "run this at a terminal, where they are asked"
    asked = [f"  {error.asks.get(name, '')}  -a {name}=..." for name in error.questions]
    return "\n".join([f"{subject} needs answers that you have not given. Give them with -a, or {otherwise}:", *asked])


def _status(terminal: "Terminal", arguments: "Sequence[str] | None") -> int:
    import click

    from followthrough.errors import FollowthroughError, MissingFacts
    from followthrough_cli import slips
    from followthrough_cli.commands import commands
    from followthrough_cli.streams import OutputLost

    words = sys.argv[1:] if arguments is None else arguments
    if "_FOLLOWTHROUGH_COMPLETE" in os.environ:
        from followthrough_cli import shells

        shells.register()
    try:
        slips.check_answers(words)
        status = commands.main(args=arguments, prog_name="followthrough", standalone_mode=False, obj=terminal)
    except MissingFacts as error:
        terminal.note(_lacking(error))
        return FACTS_MISSING
    except FollowthroughError as error:
        terminal.note(str(error))
        return BAD_INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        terminal.note(error.format_message())
        return BAD_INPUT
    except click.ClickException as error:
        terminal.note("\n".join(f"followthrough: {wrong}" for wrong in slips.what_is_wrong(error, words)))
        return BAD_INPUT
    except click.Abort:  # click has ended the line already
        return INTERRUPTED
    except OutputLost:
        raise
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        terminal.note(
            f"followthrough: {what}; this is our fault, so please report it (python -X dev shows where it happened)"
        )
        return OUR_FAULT
    return status if isinstance(status, int) else 0
