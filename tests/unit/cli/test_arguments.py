"""From arguments to a function call."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import pytest

from alembic import __version__, command, config
from alembic.config import CommandLine, Config

COMMANDS = [
    "branches",
    "check",
    "current",
    "doctor",
    "downgrade",
    "edit",
    "ensure_version",
    "heads",
    "history",
    "init",
    "list_templates",
    "log",
    "merge",
    "revision",
    "show",
    "stamp",
    "unlock",
    "upgrade",
]

#: Options of the commands that change a database, beyond those of the incumbent.
GUARDED = ["no_lock", "lock_wait", "lock_timeout", "lock_retry"]

#: Command to its positionals and options, as the parsed line names them.
ARGUMENTS: dict[str, tuple[list[str], list[str]]] = {
    "branches": ([], ["verbose"]),
    "check": ([], []),
    "current": ([], ["check_heads", "verbose"]),
    "doctor": ([], ["json"]),
    "downgrade": (["revision"], ["sql", "tag", *GUARDED, "resume"]),
    "edit": (["rev"], []),
    "ensure_version": ([], ["sql"]),
    "heads": ([], ["verbose", "resolve_dependencies"]),
    "history": ([], ["rev_range", "verbose", "indicate_current"]),
    "init": (["directory"], ["template", "package"]),
    "list_templates": ([], []),
    "log": ([], ["json", "verbose"]),
    "merge": (["revisions"], ["message", "branch_label", "rev_id", "splice"]),
    "revision": (
        [],
        [
            "message",
            "autogenerate",
            "sql",
            "head",
            "splice",
            "branch_label",
            "version_path",
            "rev_id",
            "depends_on",
            "process_revision_directives",
        ],
    ),
    "show": (["rev"], []),
    "stamp": (["revisions"], ["sql", "tag", "purge", *GUARDED]),
    "unlock": ([], ["force"]),
    "upgrade": (["revision"], ["sql", "tag", *GUARDED, "resume"]),
}


def parsed(*arguments: str) -> dict[str, Any]:
    return vars(CommandLine(prog="alembic").parser.parse_args(arguments))


def test_the_commands_are_listed_in_alphabetical_order() -> None:
    """Every public function of ``alembic.command`` is a command."""
    assert list(CommandLine().subparsers.choices) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_arguments_of_every_command(name: str) -> None:
    """Parameters without a default are positional, the others options, in the order declared."""
    positionals, options = ARGUMENTS[name]
    given = ["x"] * len(positionals)
    fn, required, optional = parsed(name, *given)["cmd"]
    assert fn is getattr(command, name)
    assert required == positionals
    assert optional == options


def test_the_namespace_that_env_py_sees() -> None:
    """Global options are always there, with the command's own; absent ones are None or False."""
    found = parsed("-x", "a=1", "-x", "b", "upgrade", "head")
    fn = found.pop("cmd")[0]
    assert fn is command.upgrade
    assert found == {
        "config": None,
        "name": "alembic",
        "x": ["a=1", "b"],
        "raiseerr": False,
        "quiet": False,
        "revision": "head",
        "sql": False,
        "tag": None,
        "no_lock": False,
        "lock_wait": None,
        "lock_timeout": None,
        "lock_retry": None,
        "resume": None,
    }


def test_options_of_revision() -> None:
    """``--depends-on`` may be repeated; the other options are single."""
    found = parsed(
        *("revision", "-m", "text", "--autogenerate", "--sql", "--head", "aa", "--splice"),
        *("--branch-label", "lab", "--version-path", "v", "--rev-id", "r1"),
        *("--depends-on", "d1", "--depends-on", "d2"),
    )
    assert {name: found[name] for name in ARGUMENTS["revision"][1][:-1]} == {
        "message": "text",
        "autogenerate": True,
        "sql": True,
        "head": "aa",
        "splice": True,
        "branch_label": "lab",
        "version_path": "v",
        "rev_id": "r1",
        "depends_on": ["d1", "d2"],
    }


@pytest.mark.parametrize(
    ("arguments", "dest", "value"),
    [
        (["history", "-r-3:current"], "rev_range", "-3:current"),
        (["history", "--rev-range=-3:"], "rev_range", "-3:"),
        (["downgrade", "-1"], "revision", "-1"),
        (["show", "-1"], "rev", "-1"),
        (["downgrade", "--", "-1"], "revision", "-1"),
        (["stamp", "a", "b"], "revisions", ["a", "b"]),
        (["current", "-c"], "check_heads", True),
        (["init", "x"], "template", "generic"),
    ],
)
def test_what_arguments_mean(arguments: list[str], dest: str, value: Any) -> None:
    """Negative numbers may be positional, and option values when glued to the option."""
    assert parsed(*arguments)[dest] == value


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "alembic: error: too few arguments"),
        (["nothing"], "invalid choice: 'nothing'"),
        (["current", "-q"], "unrecognized arguments: -q"),
        (["history", "-r", "-3:current"], "argument -r/--rev-range: expected one argument"),
        (["upgrade"], "the following arguments are required: revision"),
    ],
)
def test_misuse_ends_with_status_2(
    arguments: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage and what is wrong go to standard error."""
    with pytest.raises(SystemExit) as ended:
        config.main(argv=arguments, prog="alembic")
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("usage: alembic ")
    assert text in err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """``--version`` prints program and version."""
    with pytest.raises(SystemExit) as ended:
        config.main(argv=["--version"], prog="alembic")
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"alembic {__version__}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """Help goes to standard output, and has one line of explanation per command at least."""
    with pytest.raises(SystemExit) as ended:
        config.main(argv=["--help"], prog="alembic")
    assert ended.value.code == 0
    out = capsys.readouterr().out
    for name in COMMANDS:
        assert f"\n    {name} " in out


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command explains its arguments."""
    with pytest.raises(SystemExit) as ended:
        config.main(argv=[name, "--help"], prog="alembic")
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: alembic {name} [-h]")


def _own(config: Config, name: str, message: str | None = None, other: int = 3) -> None:
    """Do something of
    our own, 100%.

    Not part of the help.
    """
    config.attributes["called"] = (name, message, other)


class _Recorder:
    """A callable object as a command."""

    __name__ = "record"

    def __call__(self, config: Config, name: str, message: str | None = None) -> None:
        """Record the call."""
        config.attributes["called"] = (name, message)


def test_a_function_of_the_caller_becomes_a_command() -> None:
    """Known option names get their flags; options without a flag arrive as None."""
    line = CommandLine(prog="alembic")
    line.register_command(_own)
    assert list(line.subparsers.choices) == [*COMMANDS, "_own"]
    assert "Do something of our own, 100%." in line.parser.format_help()
    options = line.parser.parse_args(["_own", "ann", "-m", "hi"])
    own = Config(cmd_opts=options)
    line.run_cmd(own, options)
    assert own.attributes["called"] == ("ann", "hi", None)


def test_a_callable_object_becomes_a_command() -> None:
    """Anything with a name and a signature can be a command."""
    line = CommandLine(prog="alembic")
    line.register_command(_Recorder())
    options = line.parser.parse_args(["record", "ann"])
    own = Config(cmd_opts=options)
    line.run_cmd(own, options)
    assert own.attributes["called"] == ("ann", None)


def test_a_function_added_to_the_command_module_is_a_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The commands are what ``alembic.command`` holds when the command line is made."""

    def audit(config: Config) -> None:
        """Audit."""

    audit.__module__ = "alembic.command"
    monkeypatch.setattr(command, "audit", audit, raising=False)
    assert next(iter(CommandLine().subparsers.choices)) == "audit"


def test_the_parser_class_is_looked_up_in_the_config_module(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Programs that replace ``alembic.config.ArgumentParser`` get their own."""

    class Own(ArgumentParser):
        pass

    monkeypatch.setattr("alembic.config.ArgumentParser", Own)
    assert isinstance(CommandLine().parser, Own)
