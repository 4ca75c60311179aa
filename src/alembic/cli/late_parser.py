"""Parsers of commands that are made when their command is given."""

from __future__ import annotations

from argparse import ArgumentParser

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SETTINGS, _COMPLETE = "_settings", "_complete"


class LateParser(ArgumentParser):
    """An ``ArgumentParser`` that becomes one at the first access to an attribute.

    Of the parsers of all commands a process needs one, if any, and argparse looks for translations
    of three texts for each of them.

    Args:
        **settings: Those of an ``ArgumentParser``.
    """

    def __init__(self, **settings: Any) -> None:
        vars(self)[_SETTINGS] = settings

    def __getattr__(self, name: str) -> Any:
        settings = vars(self).pop(_SETTINGS, None)
        if settings is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        complete = vars(self).pop(_COMPLETE, None)
        super().__init__(**settings)
        if complete is not None:
            complete(self)
        return getattr(self, name)


def late_class(parser_class: Any) -> Any:
    """Return what makes a class of parsers late, or what stands for such a class as it is."""
    if parser_class is ArgumentParser:
        return LateParser
    is_class = isinstance(parser_class, type) and issubclass(parser_class, ArgumentParser)
    return type("LateParser", (LateParser, parser_class), {}) if is_class else parser_class


def complete_late(parser: ArgumentParser, complete: Callable[[ArgumentParser], None]) -> None:
    """Have a parser completed as soon as it is one."""
    if _SETTINGS in vars(parser):
        vars(parser)[_COMPLETE] = complete
    else:
        complete(parser)
