"""What a copied table on PostgreSQL needs: its identity values, and its sequences in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Insert

from ...schema.enums import enum_uses

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.schema import Table
    from sqlalchemy.sql.compiler import SQLCompiler

    from ...ddl.impl import DefaultImpl
    from ...schema.enums import EnumType
    from .apply import ApplyBatchImpl


class OverridingInsert(Insert):
    """An INSERT that gives values to columns which are GENERATED ALWAYS AS IDENTITY."""

    inherit_cache = True


@compiles(OverridingInsert, "postgresql")
def _overriding(element: OverridingInsert, compiler: SQLCompiler, **kw: Any) -> str:
    visitor: Any = compiler
    head, _, rows = visitor.visit_insert(element, **kw).partition(") SELECT ")
    return f"{head}) OVERRIDING SYSTEM VALUE SELECT {rows}"


def enum_types(dialect: Dialect, table: Table) -> list[EnumType]:
    """Return the enum types of a table, which are there for the table that is to replace it."""
    return [use.type_ for column in table.columns for use in enum_uses(column.type, dialect)]


def sequences(connection: Connection, state: ApplyBatchImpl) -> list[tuple[str, str]]:
    """Set the sequences of the new table to where those of the old one are.

    Args:
        connection: The connection.
        state: The tables; the new one is filled.

    Returns:
        The new sequences, quoted and with their schema, and the bare names of the old ones.
    """
    new = state.new_table
    assert new is not None
    preparer = connection.dialect.identifier_preparer
    pairs = []
    for column in new.columns:
        source = state.column_transfers.get(str(column.key), {}).get("expr")
        if source is None or getattr(source, "table", None) is not state.table:
            continue
        old_sequence = _sequence_of(connection, preparer.format_table(state.table), source.name)
        new_sequence = _sequence_of(connection, preparer.format_table(new), column.name)
        if old_sequence and new_sequence:
            connection.execute(
                text(f"SELECT setval(:new, last_value, is_called) FROM {old_sequence}"),
                {"new": new_sequence},
            )
            pairs.append((new_sequence, _bare(connection, old_sequence)))
    return pairs


def rename_sequences(impl: DefaultImpl, pairs: list[tuple[str, str]]) -> None:
    """Give sequences the names of those that were dropped with the old table."""
    for sequence, name in pairs:
        impl._exec(text(f"ALTER SEQUENCE {sequence} RENAME TO {name}"))


def _sequence_of(connection: Connection, table: str, column: str) -> str | None:
    statement = text("SELECT pg_get_serial_sequence(:table, :column)")
    found: str | None = connection.execute(statement, {"table": table, "column": column}).scalar()
    return found


def _bare(connection: Connection, sequence: str) -> str:
    statement = text(
        "SELECT quote_ident(relname) FROM pg_class WHERE oid = CAST(:name AS regclass)"
    )
    name: str = connection.execute(statement, {"name": sequence}).scalar_one()
    return name
