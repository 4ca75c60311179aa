"""Parsers of commands are made when they are needed, and cannot be told from others."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

import pytest

from alembic.config import CommandLine

if TYPE_CHECKING:
    from argparse import ArgumentParser


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """Return the programs of all parsers that are made from now on."""
    programs: list[str | None] = []
    initialize = argparse.ArgumentParser.__init__

    def init(self: ArgumentParser, *args: Any, **kw: Any) -> None:
        programs.append(kw.get("prog"))
        initialize(self, *args, **kw)

    monkeypatch.setattr(argparse.ArgumentParser, "__init__", init)
    return programs


def test_only_the_parser_of_the_command_is_made(made: list[str | None]) -> None:
    """The other commands cost nothing but their names."""
    options = CommandLine(prog="alembic").parser.parse_args(["upgrade", "head", "--sql"])
    if sys.version_info < (3, 14):  # which may look at the parsers that it adds
        assert made == ["alembic", "alembic upgrade"]
    assert (options.revision, options.sql) == ("head", True)


def test_others_may_add_arguments_to_a_command() -> None:
    """They come after ours, and one that is ours already is refused as always."""
    line = CommandLine(prog="alembic")
    upgrade = line.subparsers.choices["upgrade"]
    upgrade.add_argument("--dry")
    upgrade.epilog = "Be careful."
    assert line.parser.parse_args(["upgrade", "head", "--dry", "x"]).dry == "x"
    assert upgrade.format_help().endswith("Be careful.\n")
    with pytest.raises(argparse.ArgumentError, match="conflicting option string: --sql"):
        upgrade.add_argument("--sql")


def test_what_no_parser_has_is_missed() -> None:
    """Asking for an attribute that does not exist is the usual error."""
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        CommandLine(prog="alembic").subparsers.choices["upgrade"].nothing  # noqa: B018


def test_a_class_in_place_of_the_parser_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who puts another class into ``alembic.config`` gets parsers of it for all commands."""

    class Loud(argparse.ArgumentParser):
        def error(self, message: str) -> Any:
            raise SystemExit(f"LOUD {message}")

    monkeypatch.setattr("alembic.config.ArgumentParser", Loud)
    line = CommandLine(prog="alembic")
    assert isinstance(line.subparsers.choices["upgrade"], Loud)
    with pytest.raises(SystemExit, match="LOUD the following arguments are required"):
        line.parser.parse_args(["upgrade"])


def test_whatever_makes_parsers_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function in place of the class is called for every command."""

    def make(**settings: Any) -> ArgumentParser:
        return argparse.ArgumentParser(allow_abbrev=False, **settings)

    monkeypatch.setattr("alembic.config.ArgumentParser", make)
    line = CommandLine(prog="alembic")
    assert not line.subparsers.choices["upgrade"].allow_abbrev
    assert line.parser.parse_args(["upgrade", "head"]).revision == "head"
