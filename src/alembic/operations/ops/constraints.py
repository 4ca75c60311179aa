"""Constraints: create of each kind, drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...base.dispatch import Dispatcher
from ...schema.constraints import _fk_spec, _table_for_constraint, constraint_name_or_none
from ...schema.objects import SchemaObjects
from .base import MigrateOperation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.schema import (
        CheckConstraint,
        Constraint,
        ForeignKeyConstraint,
        PrimaryKeyConstraint,
        Table,
        UniqueConstraint,
    )
    from sqlalchemy.sql.elements import ColumnElement, TextClause


class AddConstraintOp(MigrateOperation):
    """A new constraint, of any kind."""

    add_constraint_ops = Dispatcher()

    constraint_name: str | None
    table_name: str
    schema: str | None

    @property
    def constraint_type(self) -> str:
        """The kind of constraint."""
        raise NotImplementedError

    @classmethod
    def register_add_constraint(
        cls, type_: str
    ) -> Callable[[type[AddConstraintOp]], type[AddConstraintOp]]:
        """Have :meth:`from_constraint` use the decorated class for a kind of constraint.

        Args:
            type_: The ``__visit_name__`` of the SQLAlchemy constraint.
        """

        def register(klass: type[AddConstraintOp]) -> type[AddConstraintOp]:
            cls.add_constraint_ops.dispatch_for(type_)(klass.from_constraint)
            return klass

        return register

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> AddConstraintOp:
        """Return the operation that makes a constraint, whatever its kind.

        Raises:
            ValueError: No class is registered for the kind.
        """
        make = cls.add_constraint_ops.dispatch(constraint.__visit_name__)
        op: AddConstraintOp = make(constraint)
        return op

    def to_constraint(self, migration_context: Any = None) -> Constraint:
        """Return the constraint, on a scratch table."""
        raise NotImplementedError

    def reverse(self) -> DropConstraintOp:
        """Return the operation that drops the constraint and remembers it."""
        return DropConstraintOp.from_constraint(self.to_constraint())

    def to_diff_tuple(self) -> tuple[str, Constraint]:
        """Return ``("add_constraint", Constraint)``."""
        return ("add_constraint", self.to_constraint())


@AddConstraintOp.register_add_constraint("primary_key_constraint")
class CreatePrimaryKeyOp(AddConstraintOp):
    """A new primary key.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        table_name: The table.
        columns: The names of its columns.
        schema: The table's schema; None is the connection's default.
        **kw: Options of ``PrimaryKeyConstraint``.
    """

    constraint_type = "primarykey"

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreatePrimaryKeyOp:
        """Return the operation that makes a primary key."""
        pk: PrimaryKeyConstraint = constraint  # type: ignore[assignment] # by visit name
        return cls(
            constraint_name_or_none(pk.name),
            pk.table.name,
            [column.name for column in pk.columns],
            schema=pk.table.schema,
            **pk.dialect_kwargs,
        )

    def to_constraint(self, migration_context: Any = None) -> PrimaryKeyConstraint:
        """Return the primary key, on a scratch table."""
        return SchemaObjects(migration_context).primary_key_constraint(
            self.constraint_name, self.table_name, self.columns, schema=self.schema, **self.kw
        )


@AddConstraintOp.register_add_constraint("unique_constraint")
class CreateUniqueConstraintOp(AddConstraintOp):
    """A new unique constraint.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        table_name: The table.
        columns: The names of its columns.
        schema: The table's schema; None is the connection's default.
        **kw: Options of ``UniqueConstraint``.
    """

    constraint_type = "unique"

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateUniqueConstraintOp:
        """Return the operation that makes a unique constraint."""
        unique: UniqueConstraint = constraint  # type: ignore[assignment] # by visit name
        return cls(
            constraint_name_or_none(unique.name),
            unique.table.name,
            [column.name for column in unique.columns],
            schema=unique.table.schema,
            **_stated(unique, "deferrable", "initially"),
            **unique.dialect_kwargs,
        )

    def to_constraint(self, migration_context: Any = None) -> UniqueConstraint:
        """Return the unique constraint, on a scratch table."""
        return SchemaObjects(migration_context).unique_constraint(
            self.constraint_name, self.table_name, self.columns, schema=self.schema, **self.kw
        )


@AddConstraintOp.register_add_constraint("foreign_key_constraint")
class CreateForeignKeyOp(AddConstraintOp):
    """A new foreign key.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        source_table: The table that refers; also ``table_name``.
        referent_table: The table referred to.
        local_cols: The columns that refer.
        remote_cols: The columns referred to.
        **kw: Options of ``ForeignKeyConstraint``, ``source_schema`` and ``referent_schema``.
    """

    constraint_type = "foreignkey"

    def __init__(
        self,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.source_table = source_table
        self.referent_table = referent_table
        self.local_cols = local_cols
        self.remote_cols = remote_cols
        self.kw = kw

    def to_diff_tuple(self) -> tuple[str, Constraint]:
        """Return ``("add_fk", ForeignKeyConstraint)``."""
        return ("add_fk", self.to_constraint())

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateForeignKeyOp:
        """Return the operation that makes a foreign key; the table referred to must be known."""
        fk: ForeignKeyConstraint = constraint  # type: ignore[assignment] # by visit name
        spec = _fk_spec(fk)
        return cls(
            constraint_name_or_none(fk.name),
            spec.source_table,
            spec.target_table,
            spec.source_columns,
            spec.target_columns,
            **_stated(fk, "onupdate", "ondelete", "initially", "deferrable", "use_alter", "match"),
            source_schema=spec.source_schema,
            referent_schema=spec.target_schema,
            **fk.dialect_kwargs,
        )

    def to_constraint(self, migration_context: Any = None) -> ForeignKeyConstraint:
        """Return the foreign key, between scratch tables."""
        return SchemaObjects(migration_context).foreign_key_constraint(
            self.constraint_name,
            self.source_table,
            self.referent_table,
            self.local_cols,
            self.remote_cols,
            **self.kw,
        )


@AddConstraintOp.register_add_constraint("check_constraint")
@AddConstraintOp.register_add_constraint("table_or_column_check_constraint")
@AddConstraintOp.register_add_constraint("column_check_constraint")
class CreateCheckConstraintOp(AddConstraintOp):
    """A new CHECK.

    Args:
        constraint_name: Its name; None leaves it to the naming convention or the database.
        table_name: The table.
        condition: SQL text or an expression.
        schema: The table's schema; None is the connection's default.
        **kw: Options of ``CheckConstraint``.
    """

    constraint_type = "check"

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: str | TextClause | ColumnElement[Any],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.condition = condition
        self.schema = schema
        self.kw = kw

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> CreateCheckConstraintOp:
        """Return the operation that makes a CHECK, one within a column included."""
        check: CheckConstraint = constraint  # type: ignore[assignment] # by visit name
        table = _table_for_constraint(check)
        return cls(
            constraint_name_or_none(check.name),
            table.name,
            check.sqltext,
            schema=table.schema,
            **_stated(check, "deferrable", "initially"),
            **check.dialect_kwargs,
        )

    def to_constraint(self, migration_context: Any = None) -> CheckConstraint:
        """Return the CHECK, on a scratch table."""
        return SchemaObjects(migration_context).check_constraint(
            self.constraint_name, self.table_name, self.condition, schema=self.schema, **self.kw
        )


#: The kinds ``drop_constraint`` takes, by the ``__visit_name__`` of the constraint.
_DROP_TYPES = {
    "unique_constraint": "unique",
    "foreign_key_constraint": "foreignkey",
    "primary_key_constraint": "primary",
    "check_constraint": "check",
    "column_check_constraint": "check",
    "table_or_column_check_constraint": "check",
}


class DropConstraintOp(MigrateOperation):
    """A constraint taken away.

    Args:
        constraint_name: Its name.
        table_name: The table.
        type_: ``foreignkey``, ``primary``, ``unique``, ``check`` or None; kept as
            ``constraint_type``.
        schema: The table's schema; None is the connection's default.
        if_exists: Whether a constraint that is not there is no error.
    """

    def __init__(
        self,
        constraint_name: str | None,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        _reverse: AddConstraintOp | None = None,
    ) -> None:
        self.constraint_name = constraint_name
        self.table_name = table_name
        self.constraint_type = type_
        self.schema = schema
        self.if_exists = if_exists
        self._reverse = _reverse

    def reverse(self) -> AddConstraintOp:
        """Return the operation that makes the constraint again.

        Raises:
            ValueError: The constraint is not known.
        """
        return AddConstraintOp.from_constraint(self.to_constraint())

    def to_diff_tuple(self) -> tuple[str, Constraint]:
        """Return ``("remove_fk", Constraint)`` or ``("remove_constraint", Constraint)``.

        Raises:
            ValueError: The constraint is not known.
        """
        kind = "remove_fk" if self.constraint_type == "foreignkey" else "remove_constraint"
        return (kind, self.to_constraint())

    @classmethod
    def from_constraint(cls, constraint: Constraint) -> DropConstraintOp:
        """Return the operation that drops a constraint and remembers it."""
        table = _table_for_constraint(constraint)
        return cls(
            constraint_name_or_none(constraint.name),
            table.name,
            schema=table.schema,
            type_=_DROP_TYPES.get(constraint.__visit_name__),
            _reverse=AddConstraintOp.from_constraint(constraint),
        )

    def to_constraint(self) -> Constraint:
        """Return the constraint, with the name, table and schema the operation has now.

        Raises:
            ValueError: The constraint is not known.
        """
        if self._reverse is None:
            raise ValueError("constraint cannot be produced; original constraint is not present")
        constraint = self._reverse.to_constraint()
        constraint.name = self.constraint_name
        table: Table = _table_for_constraint(constraint)
        table.name = self.table_name
        table.schema = self.schema
        return constraint


def _stated(constraint: Any, *options: str) -> dict[str, Any]:
    return {name: value for name in options if (value := getattr(constraint, name))}
