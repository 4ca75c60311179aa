"""Rows: bulk insert."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...schema.literals import _literal_bindparam
from .core import ImplCore

if TYPE_CHECKING:
    from sqlalchemy.sql.expression import TableClause


class DataImpl(ImplCore):
    """Rows."""

    def bulk_insert(
        self, table: TableClause, rows: list[dict[str, Any]], multiinsert: bool = True
    ) -> None:
        """Insert rows.

        Args:
            table: A ``Table`` or a ``table()`` construct.
            rows: A list of dictionaries, keyed by column.
            multiinsert: Whether one execution takes all rows; needed off for values that are
                constructs. A script has one statement per row, with literal values.

        Raises:
            TypeError: The rows are something else.
        """
        if not isinstance(rows, list):
            raise TypeError("List expected")
        if rows and not isinstance(rows[0], dict):
            raise TypeError("List of dictionaries expected")
        insert = table.insert().inline()
        if self.as_sql:
            for row in rows:
                self._exec(insert.values(_literal_row(table, row)))
        elif not multiinsert:
            for row in rows:
                self._exec(insert.values(row))
        elif rows:
            self._exec(insert, multiparams=rows)


def _literal_row(table: TableClause, row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value
        if isinstance(value, _literal_bindparam)
        else _literal_bindparam(key, value, type_=table.c[key].type)
        for key, value in row.items()
    }
