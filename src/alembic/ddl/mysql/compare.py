"""What counts as a difference on MySQL and MariaDB."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    Numeric,
    Time,
)
from sqlalchemy.dialects.mysql import BIT, YEAR
from sqlalchemy.sql.elements import ColumnClause, TextClause

from ...base.patterns import lazy_pattern
from ..impl import DefaultImpl, Params
from . import default_text, large_objects
from .expressions import are_printed_alike
from .unparsed_defaults import UnparsedDefaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, UniqueConstraint

_NUMBERS = (Integer, Numeric, Float, Boolean, BIT, YEAR)
_MOMENTS = (Date, DateTime, Time)


_FLOAT = lazy_pattern(r"FLOAT\((\d+)\)", re.IGNORECASE)
# Binary digits; the server makes a DOUBLE of a FLOAT with more.
_DIGITS_OF_FLOAT = 24


class MySQLComparison(DefaultImpl):
    """The comparison half of the MySQL implementation."""

    def compare_type(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Compare two enumerations by their set of values, everything else by its DDL text."""
        database, model = inspector_column.type, metadata_column.type
        if isinstance(database, Enum) and isinstance(model, Enum):
            return set(database.enums) != set(model.enums)
        if not super().compare_type(inspector_column, metadata_column):
            return False
        process = self.dialect.type_compiler_instance.process
        wanted, found = process(model), process(database)
        return not (large_objects.may_become(wanted, found) or _is_called(found, wanted))

    def _tokenize_column_type(self, column: Column[Any]) -> Params:
        params = super()._tokenize_column_type(column)
        if params.token0 != "national":
            return params
        # The server knows the type by its character set, utf8mb3, alone.
        return params._replace(token0=params.tokens[0], tokens=params.tokens[1:])

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Compare numbers as numbers, strings as literals, the rest as expressions."""
        column_type = inspector_column.type
        database, model = rendered_inspector_default, rendered_metadata_default
        if database is None and model is not None:
            database = self._unparsed_default(inspector_column)
        if isinstance(column_type, _NUMBERS):
            if _is_key_without_default(inspector_column, metadata_column, database, model):
                return False
            scale = getattr(column_type, "scale", None)
            return not default_text.same_number(database, model, scale)
        readings = [model]
        if model is not None and _is_plain_string(metadata_column):
            readings = [default_text.as_literal(model), model if model[:1] == "'" else None]
        same = any(
            default_text.same_text(
                database,
                reading,
                temporal=isinstance(column_type, _MOMENTS),
                fsp=_digits_of_second(column_type),
            )
            for reading in readings
            if reading is not None or model is None
        )
        return not same and not self._are_one_call(database, readings[0])

    def _are_one_call(self, database: str | None, model: str | None) -> bool:
        """The servers have names of their own for functions (``ucase``)."""
        if database is None or model is None or "(" not in database or "(" not in model:
            return False
        return self._is_same_expression(None, database, model)

    def _is_same_expression(self, table: Table | None, first: str, second: str) -> bool:
        """Compare what the server prints for both."""
        return self.connection is not None and are_printed_alike(
            self.connection, table, first, second
        )

    def read_server_defaults_ahead(
        self, columns: Iterable[tuple[Column[Any], Column[Any], str | None, str | None]]
    ) -> None:
        """Begin a comparison: what was read for an earlier one may no longer hold."""
        self._unparsed_defaults.forget()

    @cached_property
    def _unparsed_defaults(self) -> UnparsedDefaults:
        return UnparsedDefaults()

    def _unparsed_default(self, column: Column[Any]) -> str | None:
        """Look up a default that reflection did not report."""
        if self.connection is None or column.table is None:
            return None
        return self._unparsed_defaults.of(
            self.connection, column.table.schema, column.table.name, column.name
        )

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

    def keys_served_by_index(self, table: Table, columns: Sequence[str]) -> set[frozenset[str]]:
        """Name the foreign keys whose columns come first in the index, as InnoDB insists on one."""
        return {
            frozenset(key)
            for fk in table.foreign_key_constraints
            for key in _indexed_columns(fk, table)
            if set(columns[: len(key)]) == set(key)
        }

    def render_ddl_sql_expr(
        self,
        expr: Any,
        is_server_default: bool = False,
        is_index: bool = False,
        **kw: Any,
    ) -> str:
        """Put an index expression in the parentheses MySQL wants; SQL text stays as written."""
        text = super().render_ddl_sql_expr(
            expr, is_server_default=is_server_default, is_index=is_index, **kw
        )
        if not is_index or isinstance(expr, (ColumnClause, TextClause)):
            return text
        return text if default_text.is_enclosed(text) else f"({text})"


def _is_key_without_default(
    inspector_column: Column[Any],
    metadata_column: Column[Any],
    database: str | None,
    model: str | None,
) -> bool:
    """A key that does not count up is given the default 0 by the server."""
    return (
        isinstance(inspector_column.type, Integer)
        and metadata_column.primary_key
        and metadata_column.autoincrement is not True
        and model is None
        and database in {"'0'", "0"}
    )


def _digits_of_second(type_: Any) -> int | None:
    if not isinstance(type_, (DateTime, Time)):
        return None
    return getattr(type_, "fsp", None) or 0


def _is_plain_string(column: Column[Any]) -> bool:
    return isinstance(getattr(column.server_default, "arg", None), str)


def _is_implicit(index: Index) -> bool:
    if index.unique:
        return False
    return any(
        index.name == column.name or any(index.name == fk.name for fk in column.foreign_keys)
        for column in index.columns
    )


def _indexed_columns(fk: ForeignKeyConstraint, table: Table) -> list[list[str]]:
    """The columns of a table that a foreign key wants indexed: its own, and those it refers to."""
    found = [[column.name for column in fk.columns]]
    targets = [element.target_fullname.rpartition(".") for element in fk.elements]
    if all(name == table.fullname for name, _, _ in targets):
        found.append([column for _, _, column in targets])
    return found


def _fk_target(fk: ForeignKeyConstraint) -> tuple[Any, ...]:
    """Columns and target: what makes two foreign keys the same one, whatever their actions."""
    targets = tuple(element.target_fullname.lower() for element in fk.elements)
    return tuple(fk.column_keys), targets


def _is_called(found: str, wanted: str) -> bool:
    """Tell whether the server calls a type of the model by another name: DOUBLE for FLOAT(25)."""
    precision = _FLOAT.fullmatch(wanted)
    return precision is not None and int(precision[1]) > _DIGITS_OF_FLOAT and found == "DOUBLE"
