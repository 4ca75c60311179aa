"""What counts as a difference on PostgreSQL."""

from __future__ import annotations

import logging
import re
import warnings
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Float, Integer, Numeric
from sqlalchemy.sql.elements import ColumnClause

from ...base.patterns import lazy_pattern
from ...schema.defaults import counts_up_by_itself
from ..impl import ComparisonResult, DefaultImpl
from . import default_text, index_text
from .default_values import DefaultValues, Question
from .expressions import are_printed_alike
from .sequences import owner_of, sequence_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Column, Identity, Index, Table, UniqueConstraint
    from sqlalchemy.engine.reflection import Inspector
    from sqlalchemy.types import TypeEngine

# Of the three integer types, upwards and downwards.
_DEFAULT_LIMITS = {
    "minvalue": {1, -(2**15), -(2**31), -(2**63)},
    "maxvalue": {-1, 2**15 - 1, 2**31 - 1, 2**63 - 1},
}

_FLOAT = lazy_pattern(r"FLOAT\((\d+)\)", re.IGNORECASE)
# Binary digits, section 8.1.3 of the server's documentation.
_DIGITS_OF_REAL = 24

log = logging.getLogger("alembic.ddl.postgresql")


class PostgresqlComparison(DefaultImpl):
    """The comparison half of the PostgreSQL implementation."""

    def autogen_column_reflect(
        self, inspector: Inspector, table: Table, column_info: dict[str, Any]
    ) -> None:
        """Drop the ``nextval`` default of a sequence the column owns: that is SERIAL."""
        sequence = sequence_in(column_info.get("default"))
        if sequence is None or not isinstance(column_info["type"], Integer):
            return
        owner = owner_of(inspector, sequence)
        if owner is None or owner[1:] != (table.name, column_info["name"]):
            return
        log.info(
            "Detected sequence named '%s' as owned by integer column '%s(%s)', "
            "assuming SERIAL and omitting",
            *owner,
        )
        del column_info["default"]

    def compare_type(self, inspector_column: Column[Any], metadata_column: Column[Any]) -> bool:
        """Compare types, ``FLOAT(n)`` as the REAL that the server makes of it up to 24."""
        if not super().compare_type(inspector_column, metadata_column):
            return False
        process = self.dialect.type_compiler_instance.process
        precision = _FLOAT.fullmatch(process(metadata_column.type))
        is_real = precision is not None and int(precision[1]) <= _DIGITS_OF_REAL
        return not (is_real and process(inspector_column.type).upper() == "REAL")

    def compare_server_default(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool:
        """Compare as text where that decides, else ask the server whether the values are equal."""
        decision = self._decide_by_text(
            inspector_column, metadata_column, rendered_metadata_default, rendered_inspector_default
        )
        if isinstance(decision, bool):
            return decision
        return not self._default_values.are_equal(self.connection, decision)

    def read_server_defaults_ahead(
        self, columns: Iterable[tuple[Column[Any], Column[Any], str | None, str | None]]
    ) -> None:
        """Ask the server at once about every pair of defaults that text alone does not decide."""
        decisions = [self._decide_by_text(*each) for each in columns]
        questions = [each for each in decisions if isinstance(each, Question)]
        if self.connection is not None:
            self._default_values.ask(self.connection, questions)

    @cached_property
    def _default_values(self) -> DefaultValues:
        return DefaultValues()

    def _decide_by_text(
        self,
        inspector_column: Column[Any],
        metadata_column: Column[Any],
        rendered_metadata_default: str | None,
        rendered_inspector_default: str | None,
    ) -> bool | Question:
        """Tell whether two defaults differ, or what to ask the server."""
        if _is_autoincrement_key(metadata_column):
            return False
        readings = _readings(metadata_column, inspector_column, rendered_metadata_default)
        database = default_text.without_regclass(rendered_inspector_default)
        plain_readings = [default_text.normalize(reading) for reading in readings]
        plain_database = default_text.normalize(database)
        if plain_database in plain_readings:
            return False
        model = readings[-1]
        if model is None or database is None or plain_database is None or None in plain_readings:
            return True
        if default_text.has_side_effects(database, model):
            return True
        return Question.of(inspector_column, database, model)

    def _normalize_computed_default(self, sqltext: str) -> str:
        """Casts do not count: the server adds them to what it prints."""
        return re.sub(r"::[\w ]+\w", "", super()._normalize_computed_default(sqltext))

    def correct_for_autogen_constraints(
        self,
        conn_uniques: set[UniqueConstraint],
        conn_indexes: set[Index],
        metadata_unique_constraints: set[UniqueConstraint],
        metadata_indexes: set[Index],
    ) -> None:
        """Forget indexes inside of constraints, and constraints that CREATE TABLE leaves out."""
        for index in [index for index in conn_indexes if "duplicates_constraint" in index.info]:
            conn_indexes.discard(index)
        found = [_names(each) for each in conn_uniques]
        for unique in list(metadata_unique_constraints):
            if _repeats_primary_key(unique) and _names(unique) not in found:
                metadata_unique_constraints.discard(unique)

    def compare_indexes(self, metadata_index: Index, reflected_index: Index) -> ComparisonResult:
        """Compare uniqueness, the number of expressions, each expression, and NULL handling."""
        differences: list[str] = []
        if unique := self._compare_index_unique(metadata_index, reflected_index):
            differences.append(unique)
        model, found = metadata_index.expressions, reflected_index.expressions
        if len(model) != len(found):
            differences.append(f"expression number {len(found)} to {len(model)}")
        else:
            for position, (new, old) in enumerate(zip(model, found, strict=True), 1):
                new_text, old_text = self._index_text(new), self._index_text(old)
                if index_text.has_operator_class(new_text):
                    return _cannot_compare(position, new_text, metadata_index)
                if self._same_text(new_text, old_text, metadata_index):
                    continue
                differences.append(f"expression #{position} {old_text!r} to {new_text!r}")
        if nulls := _nulls_not_distinct_change(metadata_index, reflected_index):
            differences.append(nulls)
        return ComparisonResult.Different(differences) if differences else ComparisonResult.Equal()

    def compare_unique_constraint(
        self, metadata_constraint: UniqueConstraint, reflected_constraint: UniqueConstraint
    ) -> ComparisonResult:
        """Compare columns as a set of names, and NULL handling."""
        new = _unique_signature(metadata_constraint)
        old = _unique_signature(reflected_constraint)
        if new == old:
            return ComparisonResult.Equal()
        return ComparisonResult.Different(f"expression {old} to {new}")

    def adjust_reflected_dialect_options(
        self, reflected_object: Mapping[str, Any], kind: str
    ) -> dict[str, Any]:
        """Leave out an empty ``INCLUDE``: SQLAlchemy reports it for every index."""
        options = dict(reflected_object.get("dialect_options", {}))
        if not options.get("postgresql_include"):
            options.pop("postgresql_include", None)
        return options

    def render_type(self, type_obj: TypeEngine[Any], autogen_context: Any) -> str | Literal[False]:
        """Ask the method named after the type, ``_render_<VISIT NAME>_type``, if there is one."""
        module = getattr(type(type_obj), "__module__", "")
        if not module.startswith("sqlalchemy.dialects.postgresql"):
            return False
        method = getattr(self, f"_render_{type_obj.__visit_name__}_type", None)
        if method is None:
            return False
        text: str | Literal[False] = method(type_obj, autogen_context)
        return text

    def render_ddl_sql_expr(
        self,
        expr: Any,
        is_server_default: bool = False,
        is_index: bool = False,
        **kw: Any,
    ) -> str:
        """Group an index expression as the syntax needs it; a call or a column stands bare."""
        if is_index and not isinstance(expr, ColumnClause):
            expr = expr.self_group()
        return super().render_ddl_sql_expr(
            expr, is_server_default=is_server_default, is_index=is_index, **kw
        )

    def _index_text(self, expression: Any) -> str:
        options = {"literal_binds": True, "include_table": False}
        return str(expression.compile(dialect=self.dialect, compile_kwargs=options))

    def _same_text(self, new: str, old: str, index: Index) -> bool:
        table = index.table
        names = (table.fullname, table.name) if table is not None else ()
        if index_text.normalize(new, names) == index_text.normalize(old, names):
            return True
        new_bare, new_modifiers = index_text.split(new)
        old_bare, old_modifiers = index_text.split(old)
        if table is None or new_modifiers != old_modifiers:
            return False
        if index_text.is_column(new_bare) and index_text.is_column(old_bare):
            return False  # two columns; asking for each changed index would add up
        return self._is_same_expression(table, new_bare, old_bare)

    def _is_same_expression(self, table: Table | None, first: str, second: str) -> bool:
        """Compare what the server prints for both."""
        return self.connection is not None and are_printed_alike(
            self.connection, table, first, second
        )

    def _compare_identity_default(
        self, metadata_identity: Identity | None, inspector_identity: Identity | None
    ) -> tuple[set[str], set[str], bool]:
        """A limit that is left to the server is the one it has by default."""
        changed, ignored, is_alter = super()._compare_identity_default(
            metadata_identity, inspector_identity
        )
        if metadata_identity is None or inspector_identity is None:
            return changed, ignored, is_alter
        for left_open, limit in (("nominvalue", "minvalue"), ("nomaxvalue", "maxvalue")):
            if getattr(inspector_identity, limit) in _DEFAULT_LIMITS[limit]:
                changed.discard(left_open)
        return changed, ignored, bool(changed)


def _readings(
    metadata_column: Column[Any], inspector_column: Column[Any], rendered: str | None
) -> list[str | None]:
    """The model's default as SQL; a plain string is a literal, or one already if it has quotes."""
    argument = getattr(metadata_column.server_default, "arg", None)
    if not isinstance(argument, str) or rendered is None:
        return [rendered]
    if isinstance(inspector_column.type, (Numeric, Float)):
        return [rendered]
    literal = default_text.quote(rendered)
    return [literal, rendered] if re.match(r"^'.*'$", rendered, re.DOTALL) else [literal]


def _names(unique: UniqueConstraint) -> frozenset[str]:
    return frozenset(column.name for column in unique.columns)


def _repeats_primary_key(unique: UniqueConstraint) -> bool:
    """Tell whether the server takes a unique constraint for the primary key (seen on 15)."""
    key = [column.name for column in unique.table.primary_key]
    return unique.name is None and [column.name for column in unique.columns] == key


def _is_autoincrement_key(column: Column[Any]) -> bool:
    return bool(column.primary_key) and counts_up_by_itself(column)


def _cannot_compare(position: int, text: str, index: Index) -> ComparisonResult:
    warnings.warn(
        f"Expression #{position} {text!r} in index {index.name!r} detected to include an operator "
        "clause. Expression compare cannot proceed. Please move the operator clause to the "
        "``postgresql_ops`` dict to enable proper compare of the index expressions: "
        "https://docs.sqlalchemy.org/en/latest/dialects/postgresql.html#operator-classes",
        stacklevel=2,
    )
    return ComparisonResult.Skip(
        f"expression #{position} {text!r} detected as including operator clause."
    )


def _nulls_not_distinct(item: Index | UniqueConstraint) -> bool:
    return bool(item.dialect_kwargs.get("postgresql_nulls_not_distinct"))


def _nulls_not_distinct_change(new: Index, old: Index) -> str | None:
    before, after = _nulls_not_distinct(old), _nulls_not_distinct(new)
    return None if before == after else f"nulls_not_distinct={before} to nulls_not_distinct={after}"


def _unique_signature(constraint: UniqueConstraint) -> tuple[str, ...]:
    columns = tuple(sorted(column.name for column in constraint.columns))
    return (*columns, "nulls_not_distinct") if _nulls_not_distinct(constraint) else columns
