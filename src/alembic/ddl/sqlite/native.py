"""What SQLite's ALTER TABLE can do, and what it is asked for in vain.

A script is written as it is asked for. On a connection what cannot be done is refused before it is
tried, and what SQLite itself refuses is said with the table, the column and the way out.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, Computed, Identity
from sqlalchemy.exc import OperationalError

from ...base.messaging import warn
from ..refusals import AlterRefused, ElementRefused, named
from .compare import SQLiteComparison

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Column, Table

_BATCH_HINT = (
    "Please refer to the batch mode feature which allows for SQLite migrations using a "
    "copy-and-move strategy."
)
#: How SQLite begins to say that a column cannot come or go.
_REFUSALS = ("Cannot add a ", "cannot add a ", "cannot drop ", "error in ")


class SQLiteNative(SQLiteComparison):
    """Operations outside of batch mode, which have ALTER TABLE and nothing else."""

    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Add a column.

        Raises:
            AlterRefused: SQLite cannot add such a column to a table that exists.
        """
        if if_not_exists and not self.as_sql:
            raise _no_condition("IF NOT EXISTS", table_name, column.name, schema)
        with self._explained(table_name, column.name, schema):
            super().add_column(table_name, column, schema=schema, if_not_exists=if_not_exists, **kw)

    def drop_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None:
        """Drop a column.

        Raises:
            AlterRefused: Something needs the column.
        """
        if if_exists and not self.as_sql:
            raise _no_condition("IF EXISTS", table_name, column.name, schema)
        with self._explained(table_name, column.name, schema):
            super().drop_column(table_name, column, schema=schema, if_exists=if_exists, **kw)

    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        server_default: Any = False,
        type_: Any = None,
        comment: Any = False,
        schema: str | None = None,
        **kw: Any,
    ) -> None:
        """Rename a column; a script has the rest as well, as other databases say it.

        Raises:
            AlterRefused: Anything but the name is to change, on a connection.
            ElementRefused: It has a comment.
        """
        asked = {
            "nullability": nullable is not None and not self._alters_checks,
            "default": server_default is not False,
            "type": type_ is not None,
        }
        changed = [aspect for aspect, is_asked in asked.items() if is_asked]
        generated = (server_default, kw.get("existing_server_default"))
        if any(isinstance(each, (Computed, Identity)) for each in generated):
            changed = []  # which has a refusal of its own, on every dialect like this one
        if changed and not self.as_sql:
            raise AlterRefused(
                f"SQLite cannot change the {' or the '.join(changed)} of a column by ALTER TABLE.",
                table=named(schema, table_name),
                column=column_name,
                instead=_in_a_batch(table_name, schema),
            )
        super().alter_column(
            table_name,
            column_name,
            nullable=nullable,
            server_default=server_default,
            type_=type_,
            comment=comment,
            schema=schema,
            **kw,
        )

    def add_constraint(self, const: Any, **kw: Any) -> None:
        """Refuse a constraint; skip one that only comes with a type, with a warning.

        Raises:
            AlterRefused: The constraint was asked for explicitly.
        """
        self.refuse_constraint(const)
        if const._create_rule is None:
            super().add_constraint(const, **kw)
        elif const._create_rule(self):
            warn(f"Skipping unsupported ALTER for creation of implicit constraint. {_BATCH_HINT}")

    def refuse_constraint(self, const: Any) -> None:
        """Refuse a constraint that was asked for explicitly.

        Raises:
            AlterRefused: It does not come with a type.
        """
        if const._create_rule is None and not self._is_alterable(const):
            raise _unalterable(const)

    def _is_alterable(self, const: Any) -> bool:
        return self._alters_checks and isinstance(const, CheckConstraint) and bool(const.name)

    @property
    def _alters_checks(self) -> bool:
        """Whether this SQLite adds and drops CHECKs and NOT NULL, as it does since 3.53."""
        version = getattr(self.dialect.dbapi, "sqlite_version_info", (0,))
        return not self.as_sql and version >= (3, 53)

    def drop_constraint(self, const: Any, **kw: Any) -> None:
        """Refuse to drop a constraint, unless it only came with a type.

        Raises:
            AlterRefused: The constraint was named explicitly.
        """
        self.refuse_constraint(const)
        if const._create_rule is None:
            super().drop_constraint(const, **kw)

    def create_table_comment(self, table: Table) -> None:
        """Refuse a comment; a script has it.

        Raises:
            ElementRefused: SQLite has none.
        """
        self._refuse_comment(table)
        super().create_table_comment(table)

    def drop_table_comment(self, table: Table) -> None:
        """Refuse to drop a comment; a script does it.

        Raises:
            ElementRefused: SQLite has none.
        """
        self._refuse_comment(table)
        super().drop_table_comment(table)

    def _refuse_comment(self, table: Table) -> None:
        if not self.as_sql:
            raise ElementRefused(
                "SQLite has no comments on tables.",
                table=table.fullname,
                instead="leave the comment out on this dialect",
            )

    @contextmanager
    def _explained(self, table: str, column: str, schema: str | None) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            reason = str(error.orig)
            if not reason.startswith(_REFUSALS):
                raise
            raise AlterRefused(
                f"SQLite cannot do this by ALTER TABLE: {reason}.",
                table=named(schema, table),
                column=column,
                instead=_default_first(table, schema)
                if "NOT NULL column" in reason
                else _in_a_batch(table, schema),
            ) from error


def _in_a_batch(table: str, schema: str | None) -> str:
    arguments = f"'{table}'" if schema is None else f"'{table}', schema='{schema}'"
    return f"use op.batch_alter_table({arguments}), which makes the table anew"


def _default_first(table: str, schema: str | None) -> str:
    return (
        "give the column a server_default; or add it nullable, fill it, and for NOT NULL "
        f"{_in_a_batch(table, schema)}"
    )


def _no_condition(words: str, table: str, column: str, schema: str | None) -> AlterRefused:
    return AlterRefused(
        f"SQLite knows no {words} for columns.",
        table=named(schema, table),
        column=column,
        instead="look at sa.inspect(op.get_bind()).get_columns(..) and leave the condition out",
    )


def _unalterable(const: Any) -> AlterRefused:
    return AlterRefused(
        f"No support for ALTER of constraints in SQLite dialect. {_BATCH_HINT}",
        table=const.table.fullname,
        column=None if const.name else ", ".join(getattr(const, "columns", {}).keys()) or None,
        constraint=const.name,
        instead=_in_a_batch(const.table.name, const.table.schema),
    )
