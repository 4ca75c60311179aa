"""The import path of an application that calls a command: the same afterwards as before."""

from __future__ import annotations

from functools import wraps

from ..base.import_path import restored

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Concatenate, ParamSpec, TypeVar

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
