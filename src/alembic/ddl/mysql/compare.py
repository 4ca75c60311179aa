"""What counts as a difference on MySQL and MariaDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Enum, Float, Integer, Numeric, String
from sqlalchemy.dialects.mysql import BIT

from ..impl import DefaultImpl
from . import default_text

if TYPE_CHECKING:
    from sqlalchemy import Column, ForeignKeyConstraint, Index, UniqueConstraint


class MySQLComparison(DefaultImpl):
    """The comparison half of the MySQL implementation."""

    def compare_type(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Compare two enumerations by their set of values, everything else by its DDL text."""
        database, model = inspector_column.type, metadata_column.type
        if isinstance(database, Enum) and isinstance(model, Enum):
            return set(database.enums) != set(model.enums)
        return super().compare_type(inspector_column, metadata_column)

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Compare numbers as numbers, strings as literals, the rest as expressions."""
        column_type = inspector_column.type
        if (
            isinstance(column_type, Integer)
            and metadata_column.primary_key
            and rendered_metadata_default is None
            and rendered_inspector_default in {"'0'", "0"}
            and metadata_column.autoincrement is not True
        ):
            return False
        if isinstance(column_type, (Integer, Numeric, Float, Boolean, BIT)):
            return not default_text.same_number(
                rendered_inspector_default, rendered_metadata_default
            )
        model = rendered_metadata_default
        if model is not None and _is_plain_string(metadata_column):
            model = _quoted_unless_expression(model, isinstance(column_type, String))
        return not default_text.same_text(rendered_inspector_default, model)

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Forget the indexes the server makes for foreign keys, on both sides."""
        implicit = {index.name for index in conn_indexes if _is_implicit(index)}
        for indexes in (conn_indexes, metadata_indexes):
            for index in [index for index in indexes if index.name in implicit]:
                indexes.discard(index)

    def correct_for_autogen_foreignkeys(
        self,
        conn_fks: set[ForeignKeyConstraint],
        metadata_fks: set[ForeignKeyConstraint],
    ) -> None:
        """Read RESTRICT into the keys of the database: the servers do not report their default."""
        models = {_fk_target(fk): fk for fk in metadata_fks}
        for found in conn_fks:
            model = models.get(_fk_target(found))
            if model is None:
                continue
            for action in ("onupdate", "ondelete"):
                wanted = getattr(model, action)
                if wanted and wanted.lower() == "restrict" and getattr(found, action) is None:
                    setattr(found, action, "RESTRICT")

    def render_ddl_sql_expr(
        self,
        expr: Any,
        is_server_default: bool = False,
        is_index: bool = False,
        **kw: Any,
    ) -> str:
        """Put an index expression in the parentheses MySQL wants around it."""
        text = super().render_ddl_sql_expr(
            expr, is_server_default=is_server_default, is_index=is_index, **kw
        )
        if is_index and not text.startswith("("):
            return f"({text})"
        return text


def _is_plain_string(column: Column[Any]) -> bool:
    return isinstance(getattr(column.server_default, "arg", None), str)


def _quoted_unless_expression(model: str, is_string: bool) -> str:
    if is_string or not (model.startswith("'") or model.endswith(")")):
        return (
            model
            if is_string and model[:1] == model[-1:] == "'" and len(model) > 1
            else (default_text.quote(model))
        )
    return model


def _is_implicit(index: Index) -> bool:
    if index.unique:
        return False
    return any(
        index.name == column.name or any(index.name == fk.name for fk in column.foreign_keys)
        for column in index.columns
    )


def _fk_target(fk: ForeignKeyConstraint) -> tuple[Any, ...]:
    """Columns and target: what makes two foreign keys the same one, whatever their actions."""
    targets = tuple(element.target_fullname.lower() for element in fk.elements)
    return tuple(fk.column_keys), targets
