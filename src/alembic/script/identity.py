"""What a revision file says about itself."""

from __future__ import annotations

from ..base.late_typing import NamedTuple


class Identity(NamedTuple):
    """What a revision file says about itself.

    Attributes:
        revision: The identifier.
        down_revision: The parents.
        branch_labels: Labels it declares.
        depends_on: What it depends on.
        docstring: Its docstring as written.
    """

    revision: str
    down_revision: str | tuple[str, ...] | None
    branch_labels: str | tuple[str, ...] | None
    depends_on: str | tuple[str, ...] | None
    docstring: str | None
