"""Constraints: add, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import AddConstraint, DropConstraint

from .core import ImplCore

if TYPE_CHECKING:
    from sqlalchemy.schema import Constraint


class ConstraintsImpl(ImplCore):
    """Constraints."""

    def add_constraint(self, const: Any, **kw: Any) -> None:
        """Add a constraint, unless it is one that a type makes on other dialects only."""
        if const._create_rule is None or const._create_rule(self):
            self._exec(AddConstraint(const, **kw))

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Drop a constraint.

        Args:
            const: The constraint.
            **kw: ``if_exists``.
        """
        self._exec(DropConstraint(const, **kw))
