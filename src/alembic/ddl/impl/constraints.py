"""Constraints: add, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import UnsupportedCompilationError
from sqlalchemy.schema import AddConstraint, DropConstraint

from ...schema.constraints import _get_constraint_final_name
from ..refusals import ChangeRefused, ElementRefused
from .core import ImplCore

if TYPE_CHECKING:
    from sqlalchemy.schema import Constraint


class ConstraintsImpl(ImplCore):
    """Constraints."""

    def add_constraint(self, const: Any, **kw: Any) -> None:
        """Add a constraint, unless it is one that a type makes on other dialects only.

        Raises:
            ElementRefused: The dialect has no such constraints; an
                ``UnsupportedCompilationError``.
        """
        if not self._is_wanted(const):
            return
        try:
            self._exec(AddConstraint(const, **kw))
        except UnsupportedCompilationError as error:
            raise self._unknown_kind(const) from error

    def refuse_constraint(self, const: Any) -> None:
        """Raise what ``add_constraint()`` would refuse a constraint with, and run nothing.

        Operations of several statements ask before the first of them.
        """
        if not self._is_wanted(const):
            return
        rule = const._create_rule  # which AddConstraint takes over for itself
        try:
            AddConstraint(const).compile(dialect=self.dialect)
        except UnsupportedCompilationError as error:
            raise self._unknown_kind(const) from error
        finally:
            const._create_rule = rule

    def drop_constraint(self, const: Constraint, **kw: Any) -> None:
        """Drop a constraint.

        Args:
            const: The constraint.
            **kw: ``if_exists``.

        Raises:
            ChangeRefused: It has no name; a ``CompileError``.
        """
        if _get_constraint_final_name(const, self.dialect) is None:
            raise ChangeRefused(
                f"Can't emit DROP CONSTRAINT for constraint {const!r}; it has no name",
                table=const.table.fullname,
                instead="pass the name that the database gave it, or name it where it is made",
            )
        self._exec(DropConstraint(const, **kw))

    def _is_wanted(self, const: Any) -> bool:
        return const._create_rule is None or bool(const._create_rule(self))

    def _unknown_kind(self, const: Any) -> ElementRefused:
        kind = const.__visit_name__.removesuffix("_constraint").upper()
        return ElementRefused(
            f"The dialect {self.dialect.name} has no {kind} constraints.",
            table=const.table.fullname,
            constraint=const.name,
            instead="leave it out on this dialect, or keep the rule in a trigger",
        )
