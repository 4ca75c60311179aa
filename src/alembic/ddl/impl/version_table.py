"""The table that holds the current revisions."""

from __future__ import annotations

from typing import Any

from sqlalchemy.schema import Column, MetaData, PrimaryKeyConstraint, Table
from sqlalchemy.types import String

from .core import ImplCore


class VersionTableImpl(ImplCore):
    """The version table."""

    def version_table_impl(
        self,
        *,
        version_table: str,
        version_table_schema: str | None,
        version_table_pk: bool,
        **kw: Any,
    ) -> Table:
        """Return the version table.

        Args:
            version_table: Its name.
            version_table_schema: Its schema.
            version_table_pk: Whether it has a primary key.
            **kw: Options of later versions.

        Returns:
            A table with a string column ``version_num``.
        """
        table = Table(
            version_table,
            MetaData(),
            Column("version_num", String(32), nullable=False),
            schema=version_table_schema,
        )
        if version_table_pk:
            table.append_constraint(
                PrimaryKeyConstraint("version_num", name=f"{version_table}_pkc")
            )
        return table
