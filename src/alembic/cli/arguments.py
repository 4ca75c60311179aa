"""The usual command line, read without ``argparse``, which takes longer than some commands.

A line is usual if every option is written in full and apart from its value. Any other is left to
``argparse``: help, mistakes, shortened and glued options, and everything else that begins with
a dash.
"""

from __future__ import annotations

from types import SimpleNamespace

from . import options as table

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from typing import Any

    from .command_function import CommandFunction


class Namespace(SimpleNamespace):
    """Parsed arguments; to whoever asks, the class of this name in ``argparse``."""

    @property  # type: ignore[misc] # what isinstance() believes
    def __class__(self) -> type:
        import argparse

        return argparse.Namespace

    def __contains__(self, name: str) -> bool:
        return name in vars(self)


def read_usual(
    words: Sequence[str], commands: Mapping[str, CommandFunction]
) -> argparse.Namespace | None:
    """Return what ``argparse`` would make of a usual command line; None for any other.

    Args:
        words: The arguments of the process.
        commands: The commands by their names.
    """
    left = list(reversed(words))
    values: dict[str, Any] = {}
    if not _take_options(left, _flags(table.GLOBAL_OPTIONS, values), values) or not left:
        return None
    fn = commands.get(left.pop())
    if fn is None:
        return None
    positionals, optional = table.arguments_of_command(fn)
    own = {each: table.OPTIONS[each] for each in optional if each in table.OPTIONS}
    flags = _flags(own, values)
    if not (
        _take_options(left, flags, values)
        and _take_positionals(left, positionals, values)
        and _take_options(left, flags, values)
    ):
        return None
    usual: Any = Namespace(**values, cmd=(fn, positionals, optional))
    return None if left else usual


def _flags(
    options: Mapping[str, table.Option], values: dict[str, Any]
) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """Return names and properties of options by flag; give each its default as a value."""
    flags = {}
    for name, (its_flags, rest) in options.items():
        values[name] = rest.get("default", False if rest.get("action") == "store_true" else None)
        for flag in its_flags:
            flags[flag] = (name, rest)
    return flags


def _take_options(
    left: list[str],
    flags: Mapping[str, tuple[str, Mapping[str, Any]]],
    values: dict[str, Any],
) -> bool:
    """Take options from the end of what is left; False when one is not usual."""
    while left and left[-1].startswith("-"):
        option = flags.get(left.pop())
        if option is None:
            return False
        name, rest = option
        action = rest.get("action")
        if action == "store_true":
            values[name] = True
            continue
        if not left or left[-1].startswith("-"):
            return False
        value = left.pop()
        if value not in rest.get("choices", (value,)):
            return False
        values[name] = [*(values[name] or ()), value] if action == "append" else value
    return True


def _take_positionals(left: list[str], names: Sequence[str], values: dict[str, Any]) -> bool:
    """Take a run of positional arguments; False when they are not as many as there are to be."""
    given = []
    while left and not left[-1].startswith("-"):
        given.append(left.pop())
    several = [each for each in names if "nargs" in table.POSITIONALS.get(each, {})]
    if not several:
        values.update(zip(names, given, strict=False))
        return len(given) == len(names)
    values[names[0]] = given
    return bool(given) and len(names) == 1
