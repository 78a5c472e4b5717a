"""The command `followthrough`: its subcommands, and how errors leave it.

Exit status: 0 done; 1 findings; 2 bad input or usage; 3 facts are missing and nobody is there to ask.
"""

import gc
import os
import sys
from collections.abc import Sequence

import click

from followthrough.errors import FollowthroughError, MissingFacts
from followthrough_cli.lazy import LazyGroup
from followthrough_cli.terminal import Terminal

BAD_INPUT = 2
FACTS_MISSING = 3
OUR_FAULT = 70
"""EX_SOFTWARE of sysexits.h: an error that we did not foresee."""
INTERRUPTED = 130
"""128 and the number of SIGINT, as shells report it."""

_SOME_OBJECTS = 50_000
"""New objects after which Python looks for garbage, not 700: about what a short command makes and needs to its end."""

_COMMANDS = {
    "ask": "asking:ask",
    "next": "asking:next_",
    "advise": "advising:advise",
    "why": "advising:why",
    "why-not": "doubting:why_not",
    "what-if": "doubting:what_if",
    "plan": "planning:plan",
    "letter": "lettering:letter",
    "leads": "leads:leads",
    "serve": "serving:serve",
    "batch": "batching:batch",
    "rules": "rules:rules",
}
"""Every subcommand, in the order a newcomer meets them, and where it lives."""


@click.command(
    cls=LazyGroup,
    commands_at=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(None, "--version", package_name="followthrough", message="%(prog)s %(version)s")
@click.pass_context
def commands(ctx: click.Context) -> None:
    """Advice for the days after a job interview, with its reasons.

    Two authorities advise, and partly contradict each other: an article, and its editors who objected. Start
    with `followthrough ask`.
    """
    if ctx.obj is None:
        ctx.obj = Terminal.standard()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    gc.set_threshold(_SOME_OBJECTS)
    status = run(arguments)
    gc.freeze()  # all that is left goes with the program, and need not be looked through for garbage first
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; give its exit status. No error leaves it as a traceback."""
    terminal = Terminal.standard()
    try:
        status = commands.main(args=arguments, prog_name="followthrough", standalone_mode=False, obj=terminal)
        sys.stdout.flush()
    except MissingFacts as error:
        otherwise = "run `followthrough ask`" if error.what == "advice" else "at a terminal, where they are asked"
        terminal.note(f"{error}; answer with -a question=value, or {otherwise}")
        return FACTS_MISSING
    except FollowthroughError as error:
        terminal.note(str(error))
        return BAD_INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        terminal.note(error.format_message())
        return BAD_INPUT
    except click.ClickException as error:
        terminal.note(f"followthrough: {error.format_message()}")
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        terminal.note("")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone, as in `followthrough rules list | head`; nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if sys.flags.dev_mode:
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        terminal.note(f"followthrough: {what}; this is our fault, please report it (python -X dev shows where it is)")
        return OUR_FAULT
    return status if isinstance(status, int) else 0
