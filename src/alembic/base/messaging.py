"""Status messages on the current standard output, and warnings."""

from __future__ import annotations

import errno
import os
import sys
import warnings
from contextlib import contextmanager, suppress

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn, TextIO


def _terminal_width() -> int | None:
    try:
        return os.get_terminal_size(0).columns or None
    except (OSError, ValueError):
        return None


#: Columns of the terminal on standard input, or None when there is none.
TERMWIDTH = _terminal_width()


#: Errors of a disk: what was to be written is lost, while a pipe was closed by its reader.
LOST = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG}


def write_outstream(stream: TextIO | None, *text: str | bytes) -> None:
    """Write to a stream whatever its encoding can hold; a closed pipe is not an error.

    Args:
        stream: The stream; None in a process without standard output, where nothing is written.
        *text: What to write.

    Raises:
        OSError: The disk is full, or does not work.
    """
    if stream is None:
        return
    encoding = getattr(stream, "encoding", None) or "ascii"
    for each in text:
        writable = each.decode(encoding, "replace") if isinstance(each, bytes) else each
        if not writable.isascii():
            writable = writable.encode(encoding, "replace").decode(encoding)
        try:
            stream.write(writable)
        except OSError as error:
            if error.errno in LOST:
                raise


def msg(text: str, newline: bool = True, flush: bool = False, quiet: bool = False) -> None:
    """Print a message, wrapped and indented when a person reads it at a terminal."""
    if quiet:
        return
    out: TextIO | None = sys.stdout  # None in a process that was started without
    if TERMWIDTH is None:
        write_outstream(out, text)
    else:
        import textwrap

        lines = textwrap.wrap(text, TERMWIDTH, initial_indent="  ", subsequent_indent="  ")
        write_outstream(out, "\n".join(lines) if lines else "  ")
    if newline:
        write_outstream(out, "\n")
    if flush and out is not None:
        with suppress(OSError):
            out.flush()


@contextmanager
def status(text: str, newline: bool = False, quiet: bool = False) -> Iterator[None]:
    """Announce a step, and say ``done`` or ``FAILED`` when it ends."""
    msg(f"{text} ...", newline, flush=True, quiet=quiet)
    try:
        yield
    except BaseException:
        if not quiet:
            write_outstream(sys.stdout, "  FAILED\n")
        raise
    if not quiet:
        write_outstream(sys.stdout, "  done\n")


def err(message: str, quiet: bool = False) -> NoReturn:
    """Log and print the text of a failed command and end the process with status 255."""
    from . import loggers

    loggers.messaging.error(message)
    msg(f"FAILED: {message}", quiet=quiet)
    sys.exit(-1)


def warn(message: str, stacklevel: int = 2) -> None:
    """Issue a ``UserWarning`` at the caller."""
    warnings.warn(message, UserWarning, stacklevel=stacklevel + 1)


def warn_deprecated(message: str, stacklevel: int = 2) -> None:
    """Issue a ``DeprecationWarning`` at the caller."""
    warnings.warn(message, DeprecationWarning, stacklevel=stacklevel + 1)
