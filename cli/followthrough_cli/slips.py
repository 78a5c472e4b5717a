"""Slips of the hand on a command line: every faulty option at once, and the near word or the remedy for each."""

from collections.abc import Iterator, Sequence
from shlex import quote

import click

from followthrough.errors import LeadError, Place, Problem, did_you_mean, nearest


def what_is_wrong(error: click.ClickException, arguments: Sequence[str]) -> list[str]:
    """Return what is wrong with a command line, each fault with what to do about it."""
    context = getattr(error, "ctx", None)
    if context is None or not isinstance(error, click.UsageError):
        return [_in_our_words(error.format_message(), "followthrough")]
    path = context.command_path
    own = list(arguments)
    for word in path.split()[1:]:  # the default command of a group need not be among the words
        own = own[1:] if own[:1] == [word] else own
    found = list(_options(context.command, own)) if not isinstance(error, click.MissingParameter) else []
    return found or [_in_our_words(error.format_message(), path)]


def check_answers(arguments: Sequence[str]) -> None:
    """Raise LeadError for answers without an equals sign, as in `-a name value` and `-a name = value`."""
    if faults := list(_without_equals(list(arguments))):
        raise LeadError(faults)


def _without_equals(words: list[str]) -> Iterator[Problem]:
    words = words[: words.index("--")] if "--" in words else words
    for place, word in enumerate(words):
        if word in ("-a", "--answer") and words[place + 1 : place + 2] and "=" not in words[place + 1].strip("="):
            name, *rest = words[place + 1 : place + 4]
            value = next((one for one in rest[:2] if one.strip("=")), "")
            if name.startswith("-") or not value or value.startswith("-"):
                continue
            meant = quote(f"{name.rstrip('=')}={value.lstrip('=')}")
            yield Problem(Place(f"-a {name}"), "has no answer", f"did you mean -a {meant}?")


def no_such_command(group: click.Group, context: click.Context, name: str) -> str:
    """Return what is wrong with a command that does not exist, with the near one."""
    said = f"no such command {name!r}; "
    own = _near_command(name, "", group.list_commands(context))
    other = max((_near_command(name, *one) for one in _groups(context)), key=lambda one: one[0])
    likeness, path, command = own if own[0] + _OWN >= other[0] else other
    if likeness < _LIKE:
        return f"{said}see `{context.command_path} --help`"
    return f"{said}did you mean {f'`{path} {command}`' if path else repr(command)}?"


_LIKE = 0.6
"""Least likeness of a command to a word that was typed for it, from 0 to 1."""
_OWN = 0.15
"""How much nearer a command of another group has to be than one of the group that was named."""
_WORDS = {
    "delete": ("remove", "rm", "del", "erase"),
    "list": ("ls", "all"),
    "add": ("new", "create", "start"),
    "set": ("update", "edit", "change", "answer"),
    "show": ("view", "info", "history", "get"),
    "rename": ("mv", "move"),
    "unset": ("clear", "retract"),
    "ask": ("start", "begin", "consult"),
    "advise": ("advice",),
    "letter": ("mail", "email", "write"),
    "serve": ("web", "browser"),
    "plan": ("calendar", "todo", "agenda"),
    "drop": ("close",),
}
"""Other words that people try for a command."""


def _near_command(name: str, path: str, commands: Sequence[str]) -> tuple[float, str, str]:
    """Return how near the nearest of the commands of a group is to a word, from 0 to 1, and its path and name."""
    from difflib import SequenceMatcher

    plain = name.casefold().replace("_", "-")
    meant = {word: command for command in reversed(commands) for word in (*_WORDS.get(command, ()), command)}
    likeness, near = max((SequenceMatcher(None, plain, word).ratio(), word) for word in meant)
    return likeness, path, meant[near]


def _groups(context: click.Context) -> Iterator[tuple[str, list[str]]]:
    """Yield the groups of the whole program, each with its commands."""
    root = context.find_root()
    for path in ((), ("leads",), ("rules",), ("rules", "new")):
        inner: click.Command | None = root.command
        for name in path:
            inner = inner.get_command(root, name) if isinstance(inner, click.Group) else None
        if isinstance(inner, click.Group):
            yield " ".join([root.info_name or "", *path]), inner.list_commands(root)


def _options(command: click.Command, words: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with each option among the words after a command."""
    known = {name: one for one in command.params if isinstance(one, click.Option) for name in one.opts}
    known |= {name: click.Option([name], is_flag=True) for name in ("-h", "--help")}
    left = iter(words)
    for word in left:
        name, equals, value = word.partition("=")
        if word == "--":
            return
        if len(word) < 2 or not word.startswith("-") or word[1].isdigit():
            continue
        option = known.get(name) or (known.get(word[:2]) if not word.startswith("--") else None)
        if option is None:
            yield _no_such_option(name, known)
        elif not option.is_flag:
            is_apart = word == name
            given = next(left, None) if is_apart else value if equals else word[2:]
            yield from _value(option, name, given)


def _no_such_option(name: str, known: dict[str, click.Option]) -> str:
    near = nearest(name, known) or nearest(f"-{name}", known) if len(name) > 2 else None
    return f"no such option {name!r}; " + (f"did you mean {near!r}?" if near else "--help lists them all")


def _value(option: click.Option, name: str, given: str | None) -> Iterator[str]:
    """Yield what is wrong with the value of an option."""
    if given is None:
        yield f"{name} has no value; write {name} {option.metavar or 'VALUE'} after it"
        return
    try:
        option.type.convert(given, option, None)
    except click.BadParameter as error:
        yield f"{name}: {_refused(option, given) or error.message.removesuffix('.')}"


def _refused(option: click.Option, given: str) -> str:
    """Return what is wrong with a number or one of several words, with what to write; empty for any other value."""
    kind = option.type
    if isinstance(kind, click.Choice):
        return f"cannot be {given!r}; {did_you_mean(given, map(str, kind.choices))}"
    if not isinstance(kind, click.IntRange | click.FloatRange):
        return ""
    what = "a whole number" if isinstance(kind, click.IntRange) else "a number"
    ends = f"from {kind.min} to {kind.max}" if kind.max is not None else f"above {kind.min}"
    return f"cannot be {given!r}; write {what} {ends if kind.min_open or kind.max is not None else f'from {kind.min}'}"


def _in_our_words(said: str, command: str) -> str:
    """Return a message of click without the capital and the period, and with what to do if it does not say it."""
    said = said.replace("requires an argument", "needs a value after it")
    if said.endswith(".") or said.startswith("Got unexpected"):
        return f"{said[0].lower()}{said[1:].removesuffix('.')}; see `{command} --help`"
    return said
