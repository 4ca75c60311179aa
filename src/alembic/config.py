"""Public door: the configuration, and the command line around it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from .base.lazy import attach
from .settings.config import Config

if TYPE_CHECKING:
    from .cli.command_line import CommandFunction, CommandLine, main

__all__ = ["ArgumentParser", "CommandFunction", "CommandLine", "Config", "main"]

# The command line stands above this door, so its names are handed on when they are asked for.
__getattr__, __dir__ = attach(
    __name__,
    {
        "CommandFunction": "alembic.cli.command_line:CommandFunction",
        "CommandLine": "alembic.cli.command_line:CommandLine",
        "main": "alembic.cli.command_line:main",
    },
)
