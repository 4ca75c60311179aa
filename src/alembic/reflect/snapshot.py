"""The tables a database has, read once per schema and kept for one comparison."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import MetaData, Table, event
from sqlalchemy.engine.interfaces import (
    ReflectedForeignKeyConstraint,
    ReflectedIndex,
    ReflectedUniqueConstraint,
)
from sqlalchemy.engine.reflection import Inspector, ObjectKind, ObjectScope
from sqlalchemy.sql.elements import conv

from ..base.lazy import resolve
from .readahead import read_ahead

if TYPE_CHECKING:
    from sqlalchemy import Constraint, Index
    from sqlalchemy.engine import Connection

    from ..schema.enums import ReflectedEnumType

#: Dialect name to the reader of tables that belong to something else than the models.
UNMANAGED = {
    "postgresql": "alembic.ddl.postgresql.reflect:unmanaged_tables",
    "sqlite": "alembic.ddl.sqlite.reflect:unmanaged_tables",
}

#: The kinds of facts about a table, and what stands for none.
_FACTS: dict[str, Any] = {
    "columns": (),
    "foreign_keys": (),
    "indexes": (),
    "unique_constraints": (),
    "table_comment": None,
}

#: Dialect name to the reader of enum types that are kept under a name.
ENUM_TYPES = {"postgresql": "alembic.ddl.postgresql.enum_catalog:enum_types"}

#: Changes what SQLAlchemy has reflected about a column: ``hook(inspector, table, column_info)``.
ColumnHook = Callable[[Inspector, Table, Any], None]


class Snapshot:
    """What the database has, as SQLAlchemy reflects it, with few round trips.

    A schema is read as a whole when :meth:`load` names its tables; tables and the facts about them
    are then made without asking the database again.

    Args:
        inspector: The inspector of the connection that is compared.
        column_hook: Called for each column before it is made, as ``autogen_column_reflect``.
    """

    def __init__(self, inspector: Inspector, column_hook: ColumnHook | None = None) -> None:
        self.inspector = inspector
        self.connection: Connection = inspector.bind  # type: ignore[assignment]  # not an Engine
        self.column_hook = column_hook
        self._facts: dict[str | None, Any] = {}
        self._hooked: set[tuple[str | None, str]] = set()
        self._unmanaged: Mapping[tuple[str, str], str] | None = None
        self._enum_types: Sequence[ReflectedEnumType] | None = None

    def load(self, schema: str | None, names: Collection[str]) -> None:
        """Read tables of a schema.

        Args:
            schema: The schema; None for the default one.
            names: The tables that will be asked for.
        """
        inspector = read_ahead(self.inspector, schema)
        self._facts[schema] = inspector._get_reflection_info(
            schema=schema,
            filter_names=list(names),
            available=inspector.get_table_names(schema),
            kind=ObjectKind.TABLE,
            scope=ObjectScope.DEFAULT,
        )

    def reflect(self, name: str, metadata: MetaData, schema: str | None = None) -> Table:
        """Return a table of the database as an object, made in the given collection.

        Targets of foreign keys are not followed; they are names only.
        """
        key = f"{schema}.{name}" if schema else name
        if key in metadata.tables:
            return metadata.tables[key]
        table = Table(name, metadata, schema=schema)
        if self.column_hook is not None and (schema, name) not in self._hooked:
            event.listen(table, "column_reflect", self.column_hook)
        self.inspector.reflect_table(
            table, include_columns=None, resolve_fks=False, _reflect_info=self._facts.get(schema)
        )
        _mark_names_as_final(table)
        _forget_empty_options(table.primary_key)
        return table

    def facts(self, name: str, schema: str | None = None) -> Mapping[str, Any] | None:
        """Return what is known of a loaded table as plain values; None if it was not loaded.

        The values are those of SQLAlchemy's inspector by kind (``columns``, ``indexes`` and so on),
        the columns after the hook. They are not to be changed.
        """
        if not self.is_loaded(name, schema):
            return None
        key, info = (schema, name), self._facts[schema]
        if self.column_hook is not None and key not in self._hooked:
            self._hooked.add(key)
            bare = Table(name, MetaData(), schema=schema)
            for column in info.columns[key]:
                self.column_hook(self.inspector, bare, column)
        return {kind: getattr(info, kind).get(key, default) for kind, default in _FACTS.items()}

    def plain_facts(self, name: str, schema: str | None = None) -> Mapping[str, Any]:
        """Return what is known of a loaded table as SQLAlchemy reports it, by kind.

        Besides the kinds of :meth:`facts` there are ``pk_constraint`` and ``check_constraints``;
        no hook has seen the columns.
        """
        info = self._facts[schema]
        kinds = (*_FACTS, "pk_constraint", "check_constraints")
        return {kind: getattr(info, kind).get((schema, name)) or () for kind in kinds}

    def indexes(self, name: str, schema: str | None = None) -> Sequence[ReflectedIndex]:
        """Return the indexes of a table, those included that back a unique constraint."""
        found: Sequence[ReflectedIndex] = self._fact("indexes", "get_indexes", name, schema)
        return found

    def unique_constraints(
        self, name: str, schema: str | None = None
    ) -> Sequence[ReflectedUniqueConstraint]:
        """Return the unique constraints of a table.

        Raises:
            NotImplementedError: The dialect cannot reflect them.
        """
        found: Sequence[ReflectedUniqueConstraint] = self._fact(
            "unique_constraints", "get_unique_constraints", name, schema
        )
        return found

    def foreign_keys(
        self, name: str, schema: str | None = None
    ) -> Sequence[ReflectedForeignKeyConstraint]:
        """Return the foreign keys of a table."""
        found: Sequence[ReflectedForeignKeyConstraint] = self._fact(
            "foreign_keys", "get_foreign_keys", name, schema
        )
        return found

    def reflects_foreign_key_options(self, name: str, schema: str | None = None) -> bool:
        """Tell whether ON DELETE and the like are known; without foreign keys nothing is missed."""
        return all("options" in each for each in self.foreign_keys(name, schema))

    def is_loaded(self, name: str, schema: str | None = None) -> bool:
        """Tell whether a table was read by :meth:`load`."""
        return schema in self._facts and (schema, name) in self._facts[schema].columns

    def unmanaged(self, name: str, schema: str | None = None) -> str | None:
        """Say what a table is if it comes and goes with something else than the models.

        Returns:
            For example ``a partition of sales``; None for an ordinary table.
        """
        if self._unmanaged is None:
            self._unmanaged = self._read_unmanaged()
        return self._unmanaged.get((schema or self.inspector.default_schema_name or "", name))

    def enum_types(self) -> Sequence[ReflectedEnumType]:
        """Return the named enum types of all schemas, asked for once."""
        if self._enum_types is None:
            target = ENUM_TYPES.get(self.connection.dialect.name)
            reader: Any = None if target is None else resolve(target)
            self._enum_types = () if reader is None else reader(self.connection)
        return self._enum_types

    def _read_unmanaged(self) -> Mapping[tuple[str, str], str]:
        target = UNMANAGED.get(self.connection.dialect.name)
        if target is None:
            return {}
        reader: Any = resolve(target)
        found: Mapping[tuple[str, str], str] = reader(self.connection)
        return found

    def _fact(self, kind: str, method: str, name: str, schema: str | None) -> Any:
        facts = self._facts.get(schema)
        if facts is None or (schema, name) not in getattr(facts, kind):
            return getattr(self.inspector, method)(name, schema=schema)
        return getattr(facts, kind)[schema, name]


def _mark_names_as_final(table: Table) -> None:
    """Mark the names as final: they render as ``op.f()``, and no naming convention applies."""
    items: Iterable[Constraint | Index] = (*table.constraints, *table.indexes)
    for item in items:
        if isinstance(item.name, str):
            item.name = conv(item.name)


def _forget_empty_options(constraint: Constraint) -> None:
    """Leave out what only says that an option is not used: PostgreSQL's ``INCLUDE ()``."""
    options = constraint.dialect_kwargs
    for name in [name for name, value in options.items() if value == []]:
        del options[name]


def read(inspector: Inspector, column_hook: ColumnHook | None = None) -> Snapshot:
    """Return the snapshot of a connection; tables are read when a schema is loaded.

    Args:
        inspector: The inspector of the connection.
        column_hook: Called for each column before it is made, as ``autogen_column_reflect``.
    """
    return Snapshot(inspector, column_hook)
