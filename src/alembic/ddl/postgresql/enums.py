"""Enum types, which PostgreSQL keeps under a name, apart from the tables that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import ENUM, CreateEnumType, DropEnumType

from ...schema.enums import enum_uses
from ..impl import DefaultImpl

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.schema import Table

    from ...schema.enums import EnumType

#: Where SQLAlchemy notes the types it has created, as (schema, name), in the memo of whoever
#: runs its DDL: a table does not bring along what another one has brought.
_MEMO = "pg_enum"


class PostgresqlEnums(DefaultImpl):
    """The half of the PostgreSQL implementation that makes enum types."""

    def create_enum_type(self, enum: EnumType) -> None:
        """Create an enum type, unless it is there already; a script knows of its own only."""
        is_there = enum.key in self._noted() if self.as_sql else self._has_type(*enum.key)
        if not is_there:
            self._exec(CreateEnumType(_construct(enum)))
        self._noted().add(enum.key)

    def drop_enum_type(self, enum: EnumType) -> None:
        """Drop an enum type, if it is there; a script does not ask."""
        if self.as_sql or self._has_type(*enum.key):
            self._exec(DropEnumType(_construct(enum)))
        self._noted().discard(enum.key)

    def expect_enum_types(self, enums: Collection[EnumType]) -> None:
        """Take note of types that exist: no table brings them along, or takes them away."""
        self._noted().update(enum.key for enum in enums)

    def create_table(self, table: Table, **kw: Any) -> None:
        """Create a table, and the types that earlier tables brought and somebody dropped since."""
        self._forget_dropped_types(table)
        super().create_table(table, **kw)

    def _exec(self, construct: Any, *args: Any, **kw: Any) -> Any:
        if isinstance(construct, DropEnumType):
            self._noted().discard((construct.element.schema, construct.element.name))
        return super()._exec(construct, *args, **kw)

    def _forget_dropped_types(self, table: Table) -> None:
        # Online, a type may go by many ways: Enum.drop() on the connection, or plain SQL.
        if self.as_sql or not self.memo.get(_MEMO):
            return
        needed = {
            use.type_.key
            for column in table.columns
            for use in enum_uses(column.type, self.dialect)
        }
        for key in needed & self._noted():
            if not self._has_type(*key):
                self._noted().discard(key)

    def _noted(self) -> set[tuple[str | None, str]]:
        noted: set[tuple[str | None, str]] = self.memo.setdefault(_MEMO, set())
        return noted

    def _has_type(self, schema: str | None, name: str) -> bool:
        dialect: Any = self.dialect
        found: bool = dialect.has_type(self.connection, name, schema=schema)
        return found


def _construct(enum: EnumType) -> ENUM:
    return ENUM(*enum.values, name=enum.name, schema=enum.schema)
