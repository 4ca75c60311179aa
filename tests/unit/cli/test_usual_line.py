"""A usual command line means the same with and without ``argparse``."""

from __future__ import annotations

import copy
import pickle
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alembic import command, config
from alembic.cli import options as table
from alembic.cli.arguments import read_usual
from alembic.cli.command_line import CommandLine, _commands_of_door

if TYPE_CHECKING:
    from alembic.config import Config

_FLAGS = sorted(
    {
        flag
        for flags, _ in (*table.OPTIONS.values(), *table.GLOBAL_OPTIONS.values())
        for flag in flags
    }
)
_VALUES = ["head", "a b", "", "-", "--", "-1", "-x1", "--ta", "--tag=v", "-vv", "done", "a:b", "é"]
_WORDS = st.sampled_from([*_FLAGS, *_VALUES, *_commands_of_door()])


def _by_argparse(words: list[str]) -> dict[str, Any] | None:
    try:
        parsed = CommandLine(prog="alembic").parser.parse_args(words)
    except SystemExit:
        return None
    return vars(parsed) if "cmd" in parsed else None


@st.composite
def _lines(draw: st.DrawFn) -> list[str]:
    """Draw global options, a command with its own options, and now and then anything else."""
    before = draw(st.lists(st.sampled_from(["-q", "--raiseerr", "-x", "-c", "a.ini"]), max_size=3))
    name = draw(st.sampled_from(sorted(_commands_of_door())))
    positionals, optional = table.arguments_of_command(_commands_of_door()[name])
    own = [flag for each in optional for flag in table.OPTIONS.get(each, ((),))[0]]
    usual = st.sampled_from([*own, *["head", "done", "a b"][: 2 + len(positionals)]])
    return [*before, name, *draw(st.lists(st.one_of(usual, usual, usual, _WORDS), max_size=6))]


@example(["downgrade", "-1"])
@example(["merge", "a", "-m", "text", "b"])
@example(["upgrade", "head", "-x", "a=1"])
@example(["-x", "a=1", "-x", "b", "upgrade", "--sql", "head", "--tag", "v"])
@example(["upgrade", "head", "--resume", "nothing"])
@example(["revision", "--depends-on", "a", "--depends-on", "b", "-m", "x"])
@example(["upgrade", ""])
@given(st.one_of(_lines(), st.lists(_WORDS, max_size=5)))
def test_what_is_read_is_what_argparse_reads(words: list[str]) -> None:
    """What it would refuse, or print help for, is never taken for usual."""
    read = read_usual(words, _commands_of_door())
    if read is not None:
        assert vars(read) == _by_argparse(words)


@pytest.mark.parametrize(
    "words",
    [
        ["heads"],
        ["history", "-v", "-r", "a:b"],
        ["-c", "other.ini", "-n", "main", "upgrade", "head", "--sql"],
        ["upgrade", "--lock-wait", "3", "head"],
        ["stamp", "a", "b", "--purge"],
        ["revision", "--autogenerate", "-m", "a message"],
        ["merge", "-m", "x", "heads"],
        ["init", "migrations", "-t", "async"],
        ["upgrade", "head", "--resume", "redo"],
    ],
    ids=" ".join,
)
def test_what_people_write_is_usual(words: list[str]) -> None:
    """Every command written in full is read without argparse."""
    read = read_usual(words, _commands_of_door())
    assert read is not None
    assert vars(read) == _by_argparse(words)


@pytest.mark.parametrize(
    "words",
    [["--help"], ["heads", "-h"], ["heads", "--verb"], ["nothing"], [], ["-x"], ["upgrade"]],
    ids=" ".join,
)
def test_anything_else_is_left_to_argparse(words: list[str]) -> None:
    """Help, mistakes and shortened options are its business."""
    assert read_usual(words, _commands_of_door()) is None


def test_the_options_are_a_namespace_to_everybody() -> None:
    """Code that knows ``argparse`` cannot tell the difference."""
    read: Any = read_usual(["upgrade", "head", "--sql"], _commands_of_door())
    parsed = CommandLine(prog="alembic").parser.parse_args(["upgrade", "head", "--sql"])
    assert isinstance(read, Namespace)
    assert read == parsed
    assert parsed == read
    assert "sql" in read
    assert "nothing" not in read
    assert repr(read) == repr(Namespace(**vars(read)))
    assert vars(copy.deepcopy(read)) == vars(read)
    assert vars(pickle.loads(pickle.dumps(read))) == vars(read)
    assert ArgumentParser().parse_args([], namespace=read) is read


def test_whoever_has_looked_at_the_parser_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arguments added to a parser count, and so does a class in place of the parser."""
    seen: list[Any] = []

    def heads(config: Config) -> None:
        """Heads."""
        seen.append(config.cmd_opts)

    heads.__module__ = command.__name__
    monkeypatch.setattr(command, "heads", heads)
    line = CommandLine(prog="alembic")
    line.parser.add_argument("--extra", default="e")
    line.main(["heads"])
    assert seen.pop().extra == "e"

    class Own(ArgumentParser):
        def parse_args(self, *args: Any, **kw: Any) -> Any:
            return Namespace(**vars(super().parse_args(*args, **kw)), own=True)

    monkeypatch.setattr("alembic.config.ArgumentParser", Own)
    config.main(["heads"])
    assert seen.pop().own


def test_a_subclass_reads_its_own_line() -> None:
    """A command line of the caller's own goes through its parser."""

    class Own(CommandLine):
        def __init__(self) -> None:
            super().__init__(prog="own")
            self.parser.set_defaults(own=True)

        def run_cmd(self, config: Config, options: Namespace) -> None:
            assert options.own

    Own().main(["heads"])
