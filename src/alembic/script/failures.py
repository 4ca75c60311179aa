"""Errors of the graph, said to a user in one sentence."""

from __future__ import annotations

from contextlib import contextmanager

from ..base.exc import CommandError
from .revision import MultipleHeads, RangeNotAncestorError, ResolutionError, RevisionError

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterator

_MULTIPLE_HEADS = (
    "Multiple head revisions are present for given argument '%(head_arg)s'; please specify a "
    "specific target revision, '<branchname>@%(head_arg)s' to narrow to a specific head, or "
    "'heads' for all heads"
)
_NOT_ANCESTOR = (
    "Requested range %(start)s:%(end)s does not refer to ancestor/descendant revisions along the "
    "same branch"
)
_UNKNOWN = "Can't locate revision identified by '%s'"


@contextmanager
def command_errors(
    ancestor: str | None = None,
    multiple_heads: str | None = None,
    start: object = None,
    end: object = None,
    resolution: str | None = None,
) -> Iterator[None]:
    """Turn an error of the graph into a ``CommandError``; the original is its cause.

    Args:
        ancestor: Text for a range that is none; may use ``%(start)s`` and ``%(end)s``.
        multiple_heads: Text for several heads; may use ``%(head_arg)s`` and ``%(heads)s``.
        start: Lower end, for the text.
        end: Upper end or target, for the text.
        resolution: Text for a revision that is not there.

    Raises:
        CommandError: The block raised an error of the graph.
    """
    try:
        yield
    except RangeNotAncestorError as error:
        text = ancestor or _NOT_ANCESTOR
        raise CommandError(
            text % {"start": start or error.lower or "base", "end": end or error.upper or "base"}
        ) from error
    except MultipleHeads as error:
        text = multiple_heads or _MULTIPLE_HEADS
        argument = error.argument
        if isinstance(end, str) and str(argument) in end:
            argument = end  # as the user wrote it: head-1, not the head that it starts from
        values = {"head_arg": argument, "heads": ", ".join(error.heads)}
        raise CommandError(text % values) from error
    except ResolutionError as error:
        raise CommandError(resolution or _UNKNOWN % error.argument) from error
    except RevisionError as error:
        raise CommandError(str(error)) from error
