"""Rendering of Mako templates; the only place that imports Mako."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

from ..base.exc import CommandError

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

#: What Mako loads to colour the HTML form of its error reports; the form written here is text.
_COLOURS = "mako.ext.pygmentplugin"


def template_to_file(
    template_file: str | os.PathLike[str],
    dest: str | os.PathLike[str],
    output_encoding: str,
    *,
    append_with_newlines: bool = False,
    **kw: Any,
) -> None:
    """Render a template into a file.

    Args:
        template_file: The template.
        dest: The file to write.
        output_encoding: The encoding of the file.
        append_with_newlines: Whether to append to the file, after two newlines.
        **kw: The template's variables.

    Raises:
        CommandError: The template cannot be read. It does not compile or render; the text names a
            file with the template's own traceback. Or the encoding cannot hold the text.
    """
    try:
        with open(template_file, "rb"):
            pass
    except OSError as error:
        raise CommandError(f"Template {template_file} cannot be read: {error.strerror}") from error
    try:
        text = _render(os.fspath(template_file), kw)
    except Exception as error:
        report = _write_report()
        raise CommandError(
            f"Template rendering failed; see {report} for a template-oriented traceback."
        ) from error
    output = _encoded(text, output_encoding, dest)
    with open(dest, "ab" if append_with_newlines else "wb") as file:
        if append_with_newlines:
            file.write("\n\n".encode(output_encoding))
        file.write(output)


def check_template(template_file: str) -> None:
    """Compile a template.

    Raises:
        Exception: What Mako, or the file system, says about it.
    """
    _compiled(template_file)


def _compiled(template_file: str) -> Any:
    with _without_colours():
        from mako.template import Template  # type: ignore[import-untyped] # Mako has no types

    return Template(filename=template_file)


def _render(template_file: str, variables: dict[str, Any]) -> str:
    text: str = _compiled(template_file).render_unicode(**variables)
    if text.partition("\n")[0].endswith("\r"):
        # A template with line ends of Windows: what is filled in has those of Unix.
        return text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text


@contextmanager
def _without_colours() -> Iterator[None]:
    """Keep Mako from loading Pygments, which takes longer than everything else about a new file.

    A process that has loaded either of them keeps what it has.
    """
    if "pygments" in sys.modules or "mako.exceptions" in sys.modules:
        yield
        return
    sys.modules[_COLOURS] = None  # type: ignore[assignment] # how an import is made to fail
    try:
        yield
    finally:
        sys.modules.pop(_COLOURS, None)


def _encoded(text: str, encoding: str, dest: str | os.PathLike[str]) -> bytes:
    try:
        return text.encode(encoding)
    except LookupError as error:
        raise CommandError(f"There is no encoding '{encoding}' to write {dest} in") from error
    except UnicodeEncodeError as error:
        raise CommandError(f"{dest} cannot be written in {encoding}: {error}") from error


def _write_report() -> str:
    """Write the traceback of the error being handled, in terms of the template, to a file."""
    import tempfile

    from mako import exceptions  # type: ignore[import-untyped] # Mako has no types

    with tempfile.NamedTemporaryFile(suffix=".txt", delete=False) as file:
        file.write(exceptions.text_error_template().render_unicode().encode())
    return file.name
