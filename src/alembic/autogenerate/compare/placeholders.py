"""Stand-ins for tables that foreign keys refer to but that were not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Column, Table
from sqlalchemy.types import NULLTYPE

from ...schema.sqla_compat import _fk_target_tokens

if TYPE_CHECKING:
    from sqlalchemy import ForeignKey, MetaData


def add_placeholders(metadata: MetaData) -> None:
    """Let every foreign key find its target: a table that is missing is made of names only.

    Hooks of users may follow a foreign key of a reflected table; what they find then is marked
    with ``info={"alembic_placeholder": True}``.
    """
    for table in list(metadata.tables.values()):
        for foreign_key in table.foreign_keys:
            _complete(metadata, foreign_key)


def _complete(metadata: MetaData, foreign_key: ForeignKey) -> None:
    schema, name, column = _fk_target_tokens(foreign_key)
    key = f"{schema}.{name}" if schema else name
    target = metadata.tables.get(key)
    if target is None:
        target = Table(name, metadata, schema=schema, info={"alembic_placeholder": True})
    elif not target.info.get("alembic_placeholder"):
        return
    if column is not None and column not in target.c:
        target.append_column(Column(column, NULLTYPE))
