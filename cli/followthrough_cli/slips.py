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
    commands = group.list_commands(context)
    near = _near_command(name, commands)
    elsewhere = [one for one in _groups(group, context) if name in one[1]]
    said = f"no such command {name!r}; "
    if near is not None:
        return f"{said}did you mean {near!r}?"
    if elsewhere:
        return f"{said}did you mean `{elsewhere[0][0]} {name}`?"
    return f"{said}see `{context.command_path} --help`"


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


def _near_command(name: str, commands: Sequence[str]) -> str | None:
    plain = name.casefold().replace("_", "-")
    if plain in commands:
        return plain
    meant = next((command for command in commands if plain in _WORDS.get(command, ())), None)
    return meant or nearest(plain, commands)


def _groups(group: click.Group, context: click.Context) -> Iterator[tuple[str, list[str]]]:
    """Yield the groups of the whole program, each with its commands."""
    root = context.find_root()
    assert isinstance(root.command, click.Group)
    yield root.info_name or "", root.command.list_commands(root)
    for name in root.command.list_commands(root):
        if name in ("leads", "rules") and name != group.name:
            inner = root.command.get_command(root, name)
            if isinstance(inner, click.Group):
                yield f"{root.info_name} {name}", inner.list_commands(root)


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
