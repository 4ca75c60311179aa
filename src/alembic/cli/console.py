"""The command line as a process: what a person sees when something else than a command fails."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..settings.config import Config

#: Exit status of a process ended by the interrupt key: 128 + SIGINT.
_INTERRUPTED = 130


@contextmanager
def console(config: Config, *, raiseerr: bool) -> Iterator[None]:
    """Report errors of the block for a person and end the process with status 1.

    Args:
        config: The configuration of the command.
        raiseerr: Let errors through as they are.
    """
    try:
        yield
    except KeyboardInterrupt:
        if raiseerr:
            raise
        print("Interrupted", file=sys.stderr)  # noqa: T201 - the console is where errors are shown
        sys.exit(_INTERRUPTED)
    except Exception as error:
        if raiseerr:
            raise
        from .failures import describe

        print(describe(error, config), file=sys.stderr)  # noqa: T201 - as above
        sys.exit(1)
    finally:
        _settle_stdout()


def _settle_stdout() -> None:
    """Flush; a reader that went away, as in ``alembic history | head``, is not an error."""
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (OSError, ValueError):
            return
