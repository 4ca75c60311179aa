"""Programs that run on a new revision file."""

from __future__ import annotations

import sys
from typing import Any
from unittest import mock

import pytest

from alembic.base.exc import CommandError
from alembic.script import write_hooks

FILE = "/p/f.py"


def run(**options: str) -> list:
    """Run one hook with a stand-in for the program; return the calls."""
    with mock.patch("alembic.script.write_hooks.subprocess") as subprocess:
        write_hooks._run_hooks(FILE, [{"_hook_name": "h", **options}])
    return subprocess.mock_calls


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        ({}, [FILE]),
        ({"options": ""}, [FILE]),
        ({"options": "-l 'a b'"}, [FILE, "-l", "a b"]),
        ({"options": "-l REVISION_SCRIPT_FILENAME -x"}, ["-l", FILE, "-x"]),
        ({"options": "--f=REVISION_SCRIPT_FILENAME"}, [f"--f={FILE}"]),
    ],
)
def test_arguments(options: dict[str, str], arguments: list[str]) -> None:
    """The path stands where the token says, else first."""
    assert run(type="exec", executable="fmt", **options) == [
        mock.call.run(["fmt", *arguments], cwd=None)
    ]


def test_windows_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside POSIX systems backslashes and quotes in options are kept."""
    monkeypatch.setattr("alembic.base.compat.is_posix", False)
    assert run(type="exec", executable="fmt", options=r"c:\x 'q'") == [
        mock.call.run(["fmt", FILE, r"c:\x", "'q'"], cwd=None)
    ]


def test_kinds() -> None:
    """A hook is a program, a module, or a console script of a package."""
    assert run(type="exec", executable="fmt", cwd="/x") == [mock.call.run(["fmt", FILE], cwd="/x")]
    assert run(type="module", module="json.tool", options="-h") == [
        mock.call.run([sys.executable, "-m", "json.tool", FILE, "-h"], cwd=None)
    ]
    assert run(type="console_scripts", entrypoint="mako-render") == [
        mock.call.run([sys.executable, "-c", "import mako.cmd; mako.cmd.cmdline()", FILE], cwd=None)
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Key 'h.type' (or 'type' in toml) is required for post write hook 'h'"),
        ({"type": "nope"}, "No formatter with name 'nope' registered"),
        ({"type": "exec"}, "Key h.executable is required for post write hook 'h'"),
        ({"type": "module"}, "Key h.module is required for post write hook 'h'"),
        ({"type": "console_scripts"}, "Key h.entrypoint is required for post write hook 'h'"),
        ({"type": "module", "module": "no.such"}, "Could not find module no.such"),
        (
            {"type": "console_scripts", "entrypoint": "no_such"},
            "Could not find entrypoint console_scripts.no_such",
        ),
        (
            {"type": "exec", "executable": "no-such-program-anywhere"},
            "Could not find executable no-such-program-anywhere",
        ),
        (
            {"type": "exec", "executable": "true", "cwd": "/no/such"},
            "Could not find the directory /no/such to run true in",
        ),
        (
            {"type": "exec", "executable": "true", "options": "it's"},
            "The options of post write hook 'h' cannot be split into words: \"it's\"",
        ),
        (
            {"type": "exec", "executable": "true", "options": ["a", "b"]},
            "The options of post write hook 'h' cannot be split into words: ['a', 'b']",
        ),
    ],
)
def test_errors(options: dict[str, Any], message: str) -> None:
    """What a hook lacks is told in one sentence."""
    with pytest.raises(CommandError) as caught:
        write_hooks._run_hooks(FILE, [{"_hook_name": "h", **options}])
    assert str(caught.value) == message


def test_status_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Each hook is announced, and whether it was done is said; a missing type is not announced."""
    run(type="exec", executable="fmt")
    assert capsys.readouterr().out == "Running post write hook 'h' ...\n  done\n"
    with pytest.raises(CommandError):
        run(type="exec")
    assert capsys.readouterr().out == "Running post write hook 'h' ...\n  FAILED\n"
    with pytest.raises(CommandError):
        run()
    assert capsys.readouterr().out == ""


def test_order_and_own_types() -> None:
    """Hooks run in order; a registered function gets the path and all options."""
    seen = []

    @write_hooks.register("own")
    def own(path: str, options: dict[str, str]) -> None:
        seen.append((path, dict(options)))

    hooks = [{"_hook_name": n, "type": "own", "x": n} for n in "ab"]
    try:
        write_hooks._run_hooks(FILE, hooks)
    finally:
        del write_hooks._registry["own"]
    assert seen == [
        (FILE, {"_hook_name": "a", "type": "own", "x": "a"}),
        (FILE, {"_hook_name": "b", "type": "own", "x": "b"}),
    ]


def test_ignored_output() -> None:
    """What a program prints can be discarded."""
    options = {"_hook_name": "h", "executable": "fmt", "module": "json"}
    for hook in (write_hooks.exec_, write_hooks.module):
        with mock.patch("alembic.script.write_hooks.subprocess") as subprocess:
            hook(FILE, options, ignore_output=True)
        assert subprocess.run.call_args.kwargs == {
            "cwd": None,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
        }


def test_version_of_a_console_script() -> None:
    """A console script can be asked to be new enough."""
    options = {"_hook_name": "h", "entrypoint": "mako-render"}
    with mock.patch("alembic.script.write_hooks.subprocess") as subprocess:
        write_hooks.console_scripts(FILE, options, verify_version=(1, 0))
    assert subprocess.run.called
    with pytest.raises(CommandError) as caught:
        write_hooks.console_scripts(FILE, options, verify_version=(999,))
    assert str(caught.value) == "Entrypoint console_scripts.mako-render needs version 999 or later"
