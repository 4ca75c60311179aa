"""The command line for ``argparse``, made from the table of options."""

from __future__ import annotations

from argparse import HelpFormatter
from functools import partial

from .. import __version__
from .. import config as config_door
from . import options as table
from .late_parser import complete_late, late_class
from .signatures import help_of

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from typing import Any

    from .command_function import CommandFunction

#: argparse formats every argument once to check it, and would look for the terminal to do so.
_for_checks: Any = partial(HelpFormatter, width=80)


def make_parser(prog: str | None) -> tuple[ArgumentParser, Any]:
    """Return the parser of the program, and where commands are added to it."""
    parser: ArgumentParser = config_door.ArgumentParser(prog=prog, formatter_class=_for_checks)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    for dest, (flags, rest) in table.GLOBAL_OPTIONS.items():
        parser.add_argument(*flags, dest=dest, **rest)
    # Without a name argparse formats a help page to find one.
    subparsers = parser.add_subparsers(
        prog=parser.prog, parser_class=late_class(config_door.ArgumentParser)
    )
    parser.formatter_class = HelpFormatter
    return parser, subparsers


def add_command(subparsers: Any, fn: CommandFunction) -> None:
    """Add the parser of a command; its arguments when it is needed."""
    positionals, optional = table.arguments_of_command(fn)
    parser = subparsers.add_parser(
        fn.__name__, help=help_of(fn).replace("%", "%%"), formatter_class=_for_checks
    )

    def complete(parser: ArgumentParser) -> None:
        for option in optional:
            if option in table.OPTIONS:
                flags, rest = table.OPTIONS[option]
                parser.add_argument(*flags, dest=option, **rest)
        for positional in positionals:
            parser.add_argument(positional, **table.POSITIONALS.get(positional, {}))
        parser.set_defaults(cmd=(fn, positionals, optional))
        parser.formatter_class = HelpFormatter

    complete_late(parser, complete)
