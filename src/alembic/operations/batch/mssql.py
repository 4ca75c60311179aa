"""What a copied table on SQL Server needs: leave to give its identity column the old values."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.schema import Table
    from sqlalchemy.sql import Insert

    from ...ddl.impl import DefaultImpl


@contextmanager
def explicit_identity(impl: DefaultImpl, table: Table, copy: Insert) -> Iterator[None]:
    """Allow a statement to insert values into the identity column of a table, if it has one.

    Without it the server refuses the copy. One table per session may have it, so it is taken back.

    Args:
        impl: The implementation.
        table: The new table.
        copy: The statement that fills it.
    """
    columns = [table.c[key] for key in copy._select_names or ()]
    if impl.dialect.name != "mssql" or not any(_is_identity(table, each) for each in columns):
        yield
        return
    name = impl.dialect.identifier_preparer.format_table(table).replace(":", r"\:")
    impl._exec(f"SET IDENTITY_INSERT {name} ON")
    yield
    impl._exec(f"SET IDENTITY_INSERT {name} OFF")


def _is_identity(table: Table, column: object) -> bool:
    """Tell whether SQLAlchemy makes a column an identity, which it also does for plain keys."""
    return getattr(column, "identity", None) is not None or column is table._autoincrement_column
