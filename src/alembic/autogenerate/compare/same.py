"""Tables that are plainly the same on both sides, told from values without building anything.

Most tables of a run did not change. Where nobody but the built-in comparisons would see a reflected
table, one that equals its model in every compared respect is passed over: no ``Table`` is made of
it. This check may be wrong in one direction only. Whatever it does not understand is a
difference here, and the comparisons proper then look at real objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Column,
    DefaultClause,
    ForeignKeyConstraint,
    MetaData,
    Table,
)
from sqlalchemy.types import NullType, TypeEngine

from ...base.late_typing import NamedTuple
from .foreign_keys import reflected_signature, signature
from .same_keys import are_keys_same
from .server_defaults import model_default_text

if TYPE_CHECKING:
    from ..context import AutogenContext

#: Databases whose reflection and rules this check knows.
DIALECTS = frozenset({"mariadb", "mysql", "postgresql", "sqlite"})


class _Place(NamedTuple):
    """The table of a found column, by name."""

    schema: str | None
    name: str


class _Found(NamedTuple):
    """A column of the database, as far as implementations look at one to compare it."""

    table: _Place
    name: str
    type: TypeEngine[Any]
    default: str | None


class PlainCheck:
    """Tells tables that are plainly the same.

    Args:
        autogen_context: The run.
    """

    def __init__(self, autogen_context: AutogenContext) -> None:
        self.context = autogen_context
        self.snapshot = autogen_context.snapshot
        self.impl = autogen_context.migration_context.impl
        self.default_schema = autogen_context.inspector.default_schema_name
        self.compares_defaults = bool(autogen_context.opts.get("compare_server_default"))
        self.supports_comments = autogen_context.dialect.supports_comments

    @classmethod
    def of(cls, autogen_context: AutogenContext) -> PlainCheck | None:
        """Return the check, or None where something else wants to see reflected tables."""
        return None if _somebody_looks(autogen_context) else cls(autogen_context)

    def read_defaults_ahead(self, models: Mapping[tuple[str | None, str], Table]) -> None:
        """Let the dialect's implementation see every pair of defaults that will be compared."""
        if self.compares_defaults:
            self.impl.read_server_defaults_ahead(
                self._arguments(key, found, column)
                for key, model in models.items()
                for found, column in self._pairs(key, model)
                if _is_plain(found, column)
            )

    def _pairs(
        self, key: tuple[str | None, str], model: Table
    ) -> Iterator[tuple[Mapping[str, Any], Column[Any]]]:
        """Columns that both sides have."""
        facts, wanted = self.snapshot.facts(key[1], key[0]), _by_name(model)
        for found in facts["columns"] if facts else ():
            if found["name"] in wanted:
                yield found, wanted[found["name"]]

    def _arguments(
        self, key: tuple[str | None, str], found: Mapping[str, Any], model: Column[Any]
    ) -> tuple[Any, Column[Any], str | None, str | None]:
        """What a comparison of two defaults is called with."""
        column = _Found(_Place(*key), found["name"], found["type"], found.get("default"))
        wanted = None
        if self.compares_defaults:
            wanted = model_default_text(self.context, model.server_default)
        return column, model, wanted, column.default

    def is_same(self, key: tuple[str | None, str], model: Table) -> bool:
        """Tell whether a table of the database is plainly what its model says."""
        schema, name = key
        facts = self.snapshot.facts(name, schema)
        return (
            facts is not None
            and self._same_columns(key, facts["columns"], model)
            and self._same_comment(facts["table_comment"], model.comment)
            and are_keys_same(self.context.dialect, facts, model)
            and self._same_foreign_keys(facts["foreign_keys"], schema, name, model)
            and self._wanted_by_name(facts, schema, name)
        )

    def _same_columns(
        self, key: tuple[str | None, str], found: Sequence[Mapping[str, Any]], model: Table
    ) -> bool:
        wanted = _by_name(model)
        return len(found) == len(wanted) and all(
            column["name"] in wanted and self._same_column(key, column, wanted[column["name"]])
            for column in found
        )

    def _same_column(
        self, key: tuple[str | None, str], found: Mapping[str, Any], model: Column[Any]
    ) -> bool:
        if model.system or not _is_plain(found, model):
            return False
        if bool(found["nullable"]) is not bool(model.nullable):
            return False
        arguments = self._arguments(key, found, model)
        return (
            self._same_comment(found, model.comment, "comment")
            and not isinstance(found["type"], NullType)
            and not isinstance(model.type, NullType)
            and not self.impl.compare_type(arguments[0], model)
            and not (self.compares_defaults and self.impl.compare_server_default(*arguments))
        )

    def _same_comment(
        self, found: Mapping[str, Any] | None, model: str | None, key: str = "text"
    ) -> bool:
        if not self.supports_comments:
            return True
        return ((found or {}).get(key) or None) == (model or None)

    def _same_foreign_keys(
        self, found: Sequence[Mapping[str, Any]], schema: str | None, name: str, model: Table
    ) -> bool:
        wanted = {
            signature(each, self.default_schema, True)
            for each in model.constraints
            if isinstance(each, ForeignKeyConstraint)
        }
        if len(found) != len(wanted) or not all("options" in each for each in found):
            return False
        return wanted == {
            reflected_signature(each, (schema, name), self.default_schema) for each in found
        }

    def _wanted_by_name(self, facts: Mapping[str, Any], schema: str | None, name: str) -> bool:
        """Ask the user's name filter what it would be asked; a refusal needs a closer look."""
        if self.context.opts.get("include_name") is None:
            return True
        asked = {
            "columns": "column",
            "unique_constraints": "unique_constraint",
            "indexes": "index",
            "foreign_keys": "foreign_key_constraint",
        }
        parents: dict[str, str | None] = {"table_name": name, "schema_name": schema}
        return all(
            self.context.run_name_filters(each["name"], type_, parents)
            for kind, type_ in asked.items()
            for each in facts[kind]
        )


def _by_name(model: Table) -> dict[str, Column[Any]]:
    """The columns by name; models may know them by other keys."""
    return {column.name: column for column in model.c}


def _is_plain(found: Mapping[str, Any], model: Column[Any]) -> bool:
    """Tell whether neither side makes the column's value, but for a plain default."""
    default = model.server_default
    return (
        "computed" not in found
        and "identity" not in found
        and (default is None or isinstance(default, DefaultClause))
    )


def _somebody_looks(autogen_context: AutogenContext) -> bool:
    """Tell whether anything but the built-in comparisons would see reflected tables."""
    opts, impl = autogen_context.opts, autogen_context.migration_context.impl
    return (
        autogen_context.dialect.name not in DIALECTS
        or opts.get("include_object") is not None
        or callable(opts.get("compare_type"))
        or callable(opts.get("compare_server_default"))
        or not type(impl).__module__.startswith("alembic.ddl.")
        or not all(
            fn.__module__.startswith("alembic.autogenerate.compare.")
            for fn in autogen_context.comparators.functions("table", "column")
        )
        or bool(Table("probe", MetaData()).dispatch.column_reflect)
    )
