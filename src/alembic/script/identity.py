"""What a revision file says about itself."""

from __future__ import annotations

from collections import namedtuple


class Identity(namedtuple("Identity", "revision down_revision branch_labels depends_on docstring")):
    """What a revision file says about itself.

    Attributes:
        revision: The identifier.
        down_revision: The parents: None, an identifier, or a tuple of them.
        branch_labels: Labels it declares, in the same way.
        depends_on: What it depends on, in the same way.
        docstring: Its docstring as written, or None.
    """

    __slots__ = ()
