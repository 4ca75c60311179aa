"""A command's arguments and help, read from its function."""

from __future__ import annotations

from types import FunctionType

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def arguments_of(fn: Callable[..., Any]) -> tuple[list[str], list[str]]:
    """Return the parameters without and with a default, but for the first, the configuration.

    A plain function is read through its code object, so that starting the command line does not
    load ``inspect``.
    """
    if isinstance(fn, FunctionType) and not hasattr(fn, "__wrapped__"):
        return _from_code(fn)
    import inspect

    parameters = list(inspect.signature(fn).parameters.values())[1:]
    named = [
        each for each in parameters if each.kind not in {each.VAR_POSITIONAL, each.VAR_KEYWORD}
    ]
    return (
        [each.name for each in named if each.default is each.empty],
        [each.name for each in named if each.default is not each.empty],
    )


def _from_code(fn: FunctionType) -> tuple[list[str], list[str]]:
    code = fn.__code__
    names = code.co_varnames[: code.co_argcount]
    required = len(names) - len(fn.__defaults__ or ())
    keyword_only = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    return list(names[1:required]), [*names[max(required, 1) :], *keyword_only]


def help_of(fn: Callable[..., Any]) -> str:
    """Return the first paragraph of a docstring on one line."""
    paragraph: list[str] = []
    for line in (fn.__doc__ or "").strip().splitlines():
        if not line.strip():
            break
        paragraph.append(line.strip())
    return " ".join(paragraph)
