"""Public door: the configuration, and the command line around it."""

from .base.lazy import attach

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from argparse import ArgumentParser

    from .cli.command_function import CommandFunction
    from .cli.command_line import CommandLine, main
    from .settings.config import Config

__all__ = ["ArgumentParser", "CommandFunction", "CommandLine", "Config", "main"]

# The command line stands above this door, so its names are handed on when they are asked for;
# the configuration is not needed to print help, nor argparse to read a usual command line.
__getattr__, __dir__ = attach(
    __name__,
    {
        "ArgumentParser": "argparse:ArgumentParser",
        "CommandFunction": "alembic.cli.command_function:CommandFunction",
        "CommandLine": "alembic.cli.command_line:CommandLine",
        "Config": "alembic.settings.config:Config",
        "main": "alembic.cli.command_line:main",
    },
)

if __name__ == "__main__":  # python -m alembic.config
    __getattr__("main")()  # type: ignore[operator] # what is handed on may be anything
