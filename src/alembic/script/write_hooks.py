"""Programs that run on a new revision file: formatters and the like."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

from ..base import compat
from ..base.exc import CommandError
from ..base.messaging import status
from ..base.pyfiles import module_is_importable

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    _Hook = Callable[[str, Mapping[str, Any]], Any]

#: In the options of a hook it stands for the path of the new file.
REVISION_SCRIPT_TOKEN = "REVISION_SCRIPT_FILENAME"

_registry: dict[str, _Hook] = {}


def register(name: str) -> Callable[[_Hook], _Hook]:
    """Return a decorator that makes a function the hook type of a name.

    Args:
        name: What ``<hook>.type`` says to choose it. The function gets the path of the new file and
            the hook's options.
    """

    def decorate(fn: _Hook) -> _Hook:
        _registry[name] = fn
        return fn

    return decorate


def _run_hooks(path: str | os.PathLike[str], hooks: Iterable[Mapping[str, Any]]) -> None:
    """Run the configured hooks on a new file, one after the other.

    Raises:
        CommandError: A hook is not configured completely, or its program does not exist.
    """
    for hook in hooks:
        name = hook["_hook_name"]
        kind = hook.get("type")
        if kind is None:
            raise CommandError(
                f"Key '{name}.type' (or 'type' in toml) is required for post write hook {name!r}"
            )
        with status(f"Running post write hook {name!r}", newline=True):
            _invoke(kind, os.fspath(path), hook)


def _invoke(kind: str, path: str, options: Mapping[str, Any]) -> Any:
    hook = _registry.get(kind)
    if hook is None:
        raise CommandError(f"No formatter with name '{kind}' registered")
    return hook(path, options)


def _required(options: Mapping[str, Any], name: str) -> str:
    value = options.get(name)
    if value is None:
        hook = options["_hook_name"]
        raise CommandError(f"Key {hook}.{name} is required for post write hook {hook!r}")
    return str(value)


def _arguments(path: str, options: Mapping[str, Any]) -> list[str]:
    """Return the options of the program, with the path where the token says, else first."""
    given = options.get("options") or ""
    try:
        words = shlex.split(given, posix=compat.is_posix)
    except (ValueError, AttributeError) as error:  # an open quotation, or no string in TOML
        raise CommandError(
            f"The options of post write hook {options['_hook_name']!r} cannot be split into words: "
            f"{given!r}"
        ) from error
    if not any(REVISION_SCRIPT_TOKEN in word for word in words):
        return [path, *words]
    return [word.replace(REVISION_SCRIPT_TOKEN, path) for word in words]


def _run(command: list[str], path: str, options: Mapping[str, Any], *, ignore_output: bool) -> None:
    """Run a program on the file."""
    streams: dict[str, Any] = {}
    if ignore_output:
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    # Nothing more is passed than must be: test suites put a stand-in here and compare the call.
    subprocess.run(  # noqa: PLW1510 - the program's exit status is its own affair
        [*command, *_arguments(path, options)], cwd=options.get("cwd"), **streams
    )


@register("console_scripts")
def console_scripts(
    path: str,
    options: Mapping[str, Any],
    ignore_output: bool = False,
    verify_version: tuple[int, ...] | None = None,
) -> None:
    """Run the console script of an installed package.

    Args:
        path: The new file.
        options: The hook's options; ``entrypoint`` names the script.
        ignore_output: Whether to discard what it prints.
        verify_version: The version the package must have at least.

    Raises:
        CommandError: There is no such script, or its package is too old.
    """
    name = _required(options, "entrypoint")
    for entry in compat.importlib_metadata_get("console_scripts"):
        if entry.name == name:
            break
    else:
        raise CommandError(f"Could not find entrypoint console_scripts.{name}")
    if verify_version:
        _verify_version(entry, verify_version)
    code = f"import {entry.module}; {entry.module}.{entry.attr}()"
    _run([sys.executable, "-c", code], path, options, ignore_output=ignore_output)


def _verify_version(entry: Any, least: tuple[int, ...]) -> None:
    parts = entry.dist.version.split(".") if entry.dist is not None else []
    found = tuple(int(part) for part in parts if part.isdigit())
    if found < least:
        raise CommandError(
            f"Entrypoint console_scripts.{entry.name} needs version "
            f"{'.'.join(map(str, least))} or later"
        )


@register("exec")
def exec_(path: str, options: Mapping[str, Any], ignore_output: bool = False) -> None:
    """Run a program.

    Args:
        path: The new file.
        options: The hook's options; ``executable`` names the program.
        ignore_output: Whether to discard what it prints.

    Raises:
        CommandError: The program does not exist, or the directory to run it in.
    """
    executable = _required(options, "executable")
    try:
        _run([executable], path, options, ignore_output=ignore_output)
    except FileNotFoundError as error:
        cwd = options.get("cwd")
        if cwd is not None and not os.path.isdir(cwd):
            raise CommandError(f"Could not find the directory {cwd} to run {executable} in") from (
                error
            )
        raise CommandError(f"Could not find executable {executable}") from error


@register("module")
def module(path: str, options: Mapping[str, Any], ignore_output: bool = False) -> None:
    """Run a module as a program.

    Args:
        path: The new file.
        options: The hook's options; ``module`` names the module.
        ignore_output: Whether to discard what it prints.

    Raises:
        CommandError: The module does not exist.
    """
    name = _required(options, "module")
    if not module_is_importable(name):
        raise CommandError(f"Could not find module {name}")
    _run([sys.executable, "-m", name], path, options, ignore_output=ignore_output)
