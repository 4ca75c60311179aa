"""What a new revision and its labels may be called."""

from __future__ import annotations

from ..base.exc import CommandError
from .revision import Revision, RevisionError

TYPE_CHECKING = False  # typing is not loaded to start: decisions/start.md
if TYPE_CHECKING:
    from collections.abc import Iterable

#: Words that commands understand as something else.
_RESERVED = frozenset({"base", "current", "head", "heads"})

#: What the column of the version table holds, unless a dialect makes another one.
COLUMN_LENGTH = 32


def check_names(revid: str, labels: Iterable[str]) -> None:
    """Refuse names that no command could refer to afterwards.

    Args:
        revid: The new identifier.
        labels: The branch labels to declare.

    Raises:
        CommandError: A name is reserved, or has characters that mean something else.
    """
    try:
        Revision.verify_rev_id(revid)
    except RevisionError as error:
        raise CommandError(str(error)) from error
    _refuse("revision identifier", revid, "/\\")
    for label in labels:
        _refuse("branch label", label, ":@")


def check_length(revid: str, room: int) -> None:
    """Refuse an identifier that the version table has no room for.

    Args:
        revid: The new identifier.
        room: How many characters it may have.

    Raises:
        CommandError: It has more.
    """
    if len(revid) > room:
        raise CommandError(
            f"Revision identifier '{revid}' has {len(revid)} characters, and the version table "
            f"has room for {room}: choose a shorter one, or, where the column was widened, set "
            "revision_id_length in the configuration"
        )


def _refuse(kind: str, name: str, illegal: str) -> None:
    if name in _RESERVED:
        raise CommandError(f"'{name}' means something else in commands: it cannot be a {kind}")
    found = sorted(set(illegal).intersection(name))
    if found:
        raise CommandError(f"Character(s) '{', '.join(found)}' not allowed in {kind} '{name}'")
