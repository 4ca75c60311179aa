"""ALTER TABLE as values: constructs that name tables and columns instead of holding them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import DDLElement
from sqlalchemy.types import to_instance

if TYPE_CHECKING:
    from sqlalchemy.schema import Column
    from sqlalchemy.sql.elements import quoted_name
    from sqlalchemy.types import TypeEngine

    from ..impl import DefaultImpl


class AlterTable(DDLElement):
    """An ALTER TABLE.

    Args:
        table_name: The table.
        schema: Its schema; None is the connection's default.
    """

    def __init__(self, table_name: str, schema: str | quoted_name | None = None) -> None:
        self.table_name = table_name
        self.schema = schema


class RenameTable(AlterTable):
    """A new name for a table."""

    def __init__(
        self,
        old_table_name: str,
        new_table_name: str | quoted_name,
        schema: str | quoted_name | None = None,
    ) -> None:
        super().__init__(old_table_name, schema=schema)
        self.new_table_name = new_table_name


class AlterColumn(AlterTable):
    """A change of one aspect of a column; what is known of the others is in ``existing_*``."""

    def __init__(
        self,
        name: str,
        column_name: str,
        schema: str | quoted_name | None = None,
        existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_nullable: bool | None = None,
        existing_server_default: Any = None,
        existing_comment: str | None = None,
    ) -> None:
        super().__init__(name, schema=schema)
        self.column_name = column_name
        self.existing_type = None if existing_type is None else to_instance(existing_type)
        self.existing_nullable = existing_nullable
        self.existing_server_default = existing_server_default
        self.existing_comment = existing_comment


class ColumnNullable(AlterColumn):
    """NULL or NOT NULL for a column."""

    def __init__(self, name: str, column_name: str, nullable: bool, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.nullable = nullable


class ColumnType(AlterColumn):
    """A new type for a column."""

    def __init__(
        self, name: str, column_name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]], **kw: Any
    ) -> None:
        super().__init__(name, column_name, **kw)
        self.type_ = to_instance(type_)


class ColumnName(AlterColumn):
    """A new name for a column."""

    def __init__(self, name: str, column_name: str, newname: str, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.newname = newname


class ColumnDefault(AlterColumn):
    """A new server default for a column, or none."""

    def __init__(self, name: str, column_name: str, default: Any, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default


class ComputedColumnDefault(AlterColumn):
    """A ``Computed`` put on a column or taken from it."""

    def __init__(self, name: str, column_name: str, default: Any, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default


class IdentityColumnDefault(AlterColumn):
    """An ``Identity`` put on a column, changed or taken from it."""

    def __init__(
        self, name: str, column_name: str, default: Any, impl: DefaultImpl, **kw: Any
    ) -> None:
        super().__init__(name, column_name, **kw)
        self.default = default
        self.impl = impl


class ColumnComment(AlterColumn):
    """A new comment for a column; there is no text that most databases share."""

    def __init__(self, name: str, column_name: str, comment: str | None, **kw: Any) -> None:
        super().__init__(name, column_name, **kw)
        self.comment = comment


class AddColumn(AlterTable):
    """A new column."""

    def __init__(
        self,
        name: str,
        column: Column[Any],
        schema: str | quoted_name | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        super().__init__(name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key


class DropColumn(AlterTable):
    """A column taken away."""

    def __init__(
        self,
        name: str,
        column: Column[Any],
        schema: str | quoted_name | None = None,
        if_exists: bool | None = None,
    ) -> None:
        super().__init__(name, schema=schema)
        self.column = column
        self.if_exists = if_exists
