"""The import path of an application that calls a command: the same afterwards as before."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from ..base.import_path import restored

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..settings.config import Config

P = ParamSpec("P")
R = TypeVar("R")


def import_path_kept(
    command: Callable[Concatenate[Config, P], R],
) -> Callable[Concatenate[Config, P], R]:
    """Make a command take back what it has put in front of ``sys.path``, unless it ends with it."""

    @wraps(command)
    def run(config: Config, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if config.owns_process:
            return command(config, *args, **kwargs)
        with restored():
            return command(config, *args, **kwargs)

    return run
