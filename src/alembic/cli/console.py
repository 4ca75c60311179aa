"""The command line as a process: what a person sees when something else than a command fails."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import contextmanager

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn, TextIO

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
    config.owns_process = True
    _paint(config)
    try:
        with _plain_warnings(quiet=config.messaging_opts["quiet"]):
            yield
    except KeyboardInterrupt:
        if raiseerr:
            raise
        end_interrupted()
    except Exception as error:
        if raiseerr:
            raise
        if not (isinstance(error, BrokenPipeError) and _reader_is_gone(error)):
            from .failures import describe

            _tell(describe(error, config))
        sys.exit(1)
    finally:
        _settle_stdout()


def _paint(config: Config) -> None:
    """Show results in colours where a person reads them at a terminal."""
    stream = config.stdout
    if stream is not None and stream is sys.stdout and stream.isatty():
        from .terminal import painted

        config.stdout = painted(stream)


def end_interrupted() -> NoReturn:
    """End the process as the interrupt key does."""
    _tell("Interrupted")
    sys.exit(_INTERRUPTED)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - the console is where errors are shown


@contextmanager
def _plain_warnings(*, quiet: bool) -> Iterator[None]:
    """Show warnings about the user's files in one line, without the place in our own code.

    Args:
        quiet: Whether the text of the error that ends a command is not shown.
    """
    shown = warnings.showwarning

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        from .frames import is_users

        if issubclass(category, UserWarning) and not is_users(filename):
            if quiet or not _is_error_next(str(message)):
                _tell(f"WARNING: {message}")
        else:
            shown(message, category, filename, lineno, file, line)

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = shown


def _is_error_next(text: str) -> bool:
    """Tell whether a warning is always followed by an error of the same text."""
    return text.startswith("Revision ") and text.endswith(" is not present")


def _reader_is_gone(error: BrokenPipeError) -> bool:
    """Tell whether it is standard output that broke, rather than the pipe of a driver."""
    from .frames import frames_of, is_ours

    *_, innermost = frames_of(error)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return True
    return is_ours(innermost.f_code.co_filename)


def _settle_stdout() -> None:
    """Flush; a reader that went away, as in ``alembic history | head``, is not an error."""
    if sys.stdout is None:  # a process can be started without
        return
    try:
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        _drop_stdout()
    except OSError as error:
        _drop_stdout()
        _tell(f"FAILED: Can't write to standard output: {error.strerror}")
        sys.exit(1)


def _drop_stdout() -> None:
    """Send what is still unwritten nowhere; the interpreter would try again when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
