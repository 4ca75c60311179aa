"""``CommandLine`` and ``main``: from arguments to a command and an exit status."""

from __future__ import annotations

import os
import sys
from types import FunctionType

from .. import command as command_door
from .. import config as config_door
from ..base.exc import CommandError
from .arguments import read_usual

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping, Sequence
    from typing import Any, NoReturn

    from ..settings.config import Config
    from .command_function import CommandFunction

_TOML_NAME = "pyproject.toml"
_INI_NAME = "alembic.ini"


class CommandLine:
    """The ``alembic`` program.

    Args:
        prog: Name of the program in messages; taken from ``sys.argv`` by default.

    Attributes:
        parser: The ``ArgumentParser``.
        subparsers: Where commands are added.
    """

    parser: ArgumentParser
    subparsers: Any

    def __init__(self, prog: str | None = None) -> None:
        self._prog = prog

    def __getattr__(self, name: str) -> Any:
        if name not in {"parser", "subparsers"}:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self._make_parsers()
        return vars(self)[name]

    def _make_parsers(self) -> None:
        from .parsers import make_parser

        self.parser, self.subparsers = make_parser(self._prog)
        for fn in _commands_of_door().values():
            self.register_command(fn)

    def register_command(self, fn: CommandFunction) -> None:
        """Add a function as a command.

        Args:
            fn: Its first parameter is the ``Config``. Parameters without a default become
                positional arguments; those with a default become options when the option table
                knows their name. The first paragraph of the docstring is the help.
        """
        from .parsers import add_command

        add_command(self.subparsers, fn)

    def main(self, argv: Sequence[str] | None = None) -> None:
        """Parse arguments and run the command they name.

        Args:
            argv: The arguments. Without them those of the process are used, and errors other than
                a ``CommandError`` are reported for a person at a console as well; with them such
                errors reach the caller.
        """
        options = self._read_usual(argv) or self._parse(argv)
        config = self._config(options)
        if argv is None:
            from .collector import patient
            from .console import console

            with patient(), console(config, raiseerr=options.raiseerr):
                self.run_cmd(config, options)
        else:
            self.run_cmd(config, options)

    def _read_usual(self, argv: Sequence[str] | None) -> Namespace | None:
        """Return the options of a usual command line, unless parsing was made somebody's own."""
        if (
            type(self) is not CommandLine
            or "parser" in vars(self)
            or "ArgumentParser" in vars(config_door)
        ):
            return None
        return read_usual(sys.argv[1:] if argv is None else argv, _commands_of_door())

    def _parse(self, argv: Sequence[str] | None) -> Namespace:
        options = self.parser.parse_args(argv)
        if not hasattr(options, "cmd"):
            self.parser.error("too few arguments")
        return options

    def _config(self, options: Namespace) -> Config:
        try:
            toml, ini = self._inis_from_config(options)
        except CommandError as error:
            if options.raiseerr:
                raise
            _fail(error, {"quiet": options.quiet})
        return config_door.Config(
            file_=ini, toml_file=toml, ini_section=options.name, cmd_opts=options
        )

    def run_cmd(self, config: Config, options: Namespace) -> None:
        """Run the command of parsed options; a ``CommandError`` ends the process with status 255.

        Args:
            config: The configuration.
            options: The parsed options; ``cmd`` holds the function and the names of its
                arguments, ``raiseerr`` lets a ``CommandError`` through.
        """
        fn, positionals, keywords = options.cmd
        try:
            fn(
                config,
                *[getattr(options, each, None) for each in positionals],
                **{each: getattr(options, each, None) for each in keywords},
            )
        except CommandError as error:
            if options.raiseerr:
                raise
            # After JSON nothing else may come.
            told = {"quiet": True} if getattr(error, "is_told", False) else {}
            _fail(error, {**config.messaging_opts, **told})

    def _inis_from_config(self, options: Namespace) -> tuple[str, str]:
        """Return the names of the TOML and the ini file.

        Raises:
            CommandError: Two files of one kind are given, or the current directory is gone.
        """
        try:
            os.getcwd()
        except FileNotFoundError as error:
            raise CommandError("The current directory does not exist any more") from error
        toml, ini = _TOML_NAME, _INI_NAME
        from_environment = os.environ.get("ALEMBIC_CONFIG")
        if from_environment:
            if _is_toml(from_environment):
                toml = from_environment
            else:
                ini = from_environment
        given = list(filter(None, options.config or []))  # -c "$UNSET" names no file
        tomls = [each for each in given if _is_toml(each)]
        inis = [each for each in given if not _is_toml(each)]
        if len(tomls) > 1:
            raise CommandError("pyproject.toml indicated more than once")
        if len(inis) > 1:
            raise CommandError("only one ini file may be indicated")
        return (tomls or [toml])[0], (inis or [ini])[0]


def main(argv: Sequence[str] | None = None, prog: str | None = None, **kwargs: Any) -> None:
    """Run the ``alembic`` program.

    Args:
        argv: The arguments; those of the process by default.
        prog: Name of the program in messages.
        **kwargs: Not used.
    """
    try:
        CommandLine(prog=prog).main(argv=argv)
    except KeyboardInterrupt:
        # Before there is a console; at one, --raiseerr lets it through as well.
        if argv is not None or "--raiseerr" in sys.argv:
            raise
        from .console import end_interrupted

        end_interrupted()


def _commands_of_door() -> dict[str, FunctionType]:
    return {
        fn.__name__: fn
        for name, fn in sorted(vars(command_door).items())
        if isinstance(fn, FunctionType)
        and not name.startswith("_")
        and fn.__module__ == command_door.__name__
    }


def _fail(error: CommandError, messaging_opts: Mapping[str, bool]) -> NoReturn:
    from ..base.messaging import err

    err(str(error), **messaging_opts)


def _is_toml(path: str) -> bool:
    return os.path.basename(path) == _TOML_NAME
