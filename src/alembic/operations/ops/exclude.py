"""PostgreSQL's EXCLUDE constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...schema.constraints import constraint_name_or_none
from ...schema.copying import _copy_expression
from ...schema.objects import SchemaObjects
from .constraints import AddConstraintOp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.dialects.postgresql import ExcludeConstraint
    from sqlalchemy.schema import Constraint


@AddConstraintOp.register_add_constraint("exclude_constraint")
class CreateExcludeConstraintOp(AddConstraintOp):
    """A new EXCLUDE constraint.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        table_name: The table.
        elements: Pairs of an expression or column name, and an operator.
        where: The condition rows must meet to count.
        schema: The table's schema; None is the connection's default.
        **kw: ``using``, ``deferrable``, ``initially``.
    """

    constraint_type = "exclude"

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        elements: Sequence[tuple[Any, str]],
        where: Any = None,
        schema: str | None = None,
        _orig_constraint: ExcludeConstraint | None = None,
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.elements = elements
        self.where = where
        self.schema = schema
        self._orig_constraint = _orig_constraint
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateExcludeConstraintOp:
        """Return the operation that makes an EXCLUDE constraint."""
        exclude: ExcludeConstraint = constraint  # type: ignore[assignment] # by visit name
        table = exclude.table
        return cls(
            constraint_name_or_none(exclude.name),
            table.name,
            [(expression, operator) for expression, _, operator in exclude._render_exprs],
            where=exclude.where,
            schema=table.schema,
            _orig_constraint=exclude,
            deferrable=exclude.deferrable,
            initially=exclude.initially,
            using=exclude.using,
        )

    def to_constraint(self, migration_context: Any = None) -> ExcludeConstraint:
        """Return the constraint this was made from, or one on a scratch table."""
        from sqlalchemy.dialects.postgresql import ExcludeConstraint
        from sqlalchemy.sql.elements import ClauseElement

        if self._orig_constraint is not None:
            return self._orig_constraint
        table = SchemaObjects(migration_context).table(self.table_name, schema=self.schema)
        elements = []
        for expression, operator in self.elements:
            element: Any = expression
            if isinstance(expression, ClauseElement):
                element = _copy_expression(expression, table)
            else:
                _ensure_column(table, expression)
            elements.append((element, operator))
        constraint = ExcludeConstraint(
            *elements, name=self.constraint_name, where=self.where, **self.kw
        )
        if getattr(constraint, "parent", None) is not table:
            table.append_constraint(constraint)
        return constraint


def _ensure_column(table: Any, name: str) -> None:
    from sqlalchemy.schema import Column
    from sqlalchemy.types import NULLTYPE

    if name not in table.c:
        table.append_column(Column(name, NULLTYPE))
