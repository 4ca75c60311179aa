"""What one comparison or rendering works with: models, database, options, filters, imports."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.schema import sort_tables_and_constraints
from sqlalchemy.util import memoized_property

from ..base.exc import CommandError
from ..base.sequences import to_list
from ..reflect import read
from ..runtime.plugins import comparators_for
from .compare import comparators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.engine.reflection import Inspector
    from sqlalchemy.schema import MetaData, SchemaItem, Table

    from ..base.dispatch import PriorityDispatcher
    from ..reflect import Snapshot
    from ..runtime.migration import MigrationContext
    from .render.enums import EnumLines


class DuplicateTableKeys(CommandError, ValueError):
    """Two collections of models have a table of the same name; always raised as a ValueError."""


class AutogenContext:
    """The surroundings of one comparison or rendering.

    Args:
        migration_context: Gives connection, dialect and options.
        metadata: The models; the option ``target_metadata`` unless given.
        opts: Options, those of the migration context unless given.
        autogenerate: Compare with the database; False for rendering only.

    Attributes:
        imports: Import lines that the rendered code needs; renderers add to it.
        comparators: The comparison functions of this run; only with ``autogenerate``.
        checks_created_apart: Names of CHECKs that operations beside the one rendered create.
        present_enum_types: Schemas and names of enum types that exist before the table rendered.

    Raises:
        CommandError: A comparison is asked for offline, or env.py configured no models.
    """

    def __init__(
        self,
        migration_context: MigrationContext,
        metadata: MetaData | Sequence[MetaData] | None = None,
        opts: dict[str, Any] | None = None,
        autogenerate: bool = True,
    ) -> None:
        if autogenerate and migration_context.as_sql:
            raise CommandError(
                "autogenerate can't use as_sql=True as it prevents querying the database for "
                "schema information"
            )
        self.opts: dict[str, Any] = migration_context.opts if opts is None else opts
        self.metadata = self.opts.get("target_metadata") if metadata is None else metadata
        if autogenerate and self.metadata is None and migration_context.script is not None:
            raise CommandError(
                "Can't proceed with --autogenerate option; environment script "
                f"{migration_context.script.env_py_location} does not provide a MetaData object "
                "or sequence of objects to the context."
            )
        self.migration_context = migration_context
        self.connection: Connection | None = migration_context.bind
        self.dialect: Dialect = migration_context.dialect
        self.imports: set[str] = set()
        self.checks_created_apart: frozenset[str] = frozenset()
        self.present_enum_types: frozenset[tuple[str | None, str]] = frozenset()
        self._enum_lines: EnumLines | None = None
        self._has_batch = False
        self._object_filters: list[Callable[..., bool]] = _given(self.opts, "include_object")
        self._name_filters: list[Callable[..., bool]] = _given(self.opts, "include_name")
        if autogenerate:
            self.comparators: PriorityDispatcher = comparators_for(comparators, self.opts)

    @memoized_property
    def inspector(self) -> Inspector:
        """The inspector of the connection.

        Raises:
            TypeError: There is no connection.
        """
        if self.connection is None:
            raise TypeError(
                "can't return inspector as this AutogenContext has no database connection"
            )
        return inspect(self.connection)

    @memoized_property
    def snapshot(self) -> Snapshot:
        """What the database has, read in bulk and once."""
        return read(self.inspector, self.migration_context.impl.autogen_column_reflect)

    @memoized_property
    def sorted_tables(self) -> list[Table]:
        """The tables of the models, each after those it depends on within its collection."""
        # In a circle of foreign keys no order is right: that is seen to where tables are compared.
        return [table for each in self._collections for table in _in_order(each.tables.values())]

    @memoized_property
    def table_key_to_table(self) -> dict[str, Table]:
        """The tables of the models by ``schema.name`` or ``name``.

        Raises:
            DuplicateTableKeys: Two collections have a table of the same key.
        """
        found: dict[str, Table] = {}
        for collection in self._collections:
            duplicates = sorted(found.keys() & collection.tables.keys())
            if duplicates:
                keys = ", ".join(f'"{key}"' for key in duplicates)
                raise DuplicateTableKeys(
                    f"Duplicate table keys across multiple MetaData objects: {keys}"
                )
            found.update(collection.tables)
        return found

    @property
    def _collections(self) -> list[MetaData]:
        collections: list[MetaData] = to_list(self.metadata)
        for each in collections:
            if not hasattr(each, "tables"):
                of_models = " (its .metadata is one)" if hasattr(each, "metadata") else ""
                raise CommandError(
                    "target_metadata must be a MetaData object or a sequence of them, "
                    f"not {each!r}{of_models}"
                )
        return collections

    def run_name_filters(
        self, name: str | None, type_: str, parent_names: dict[str, str | None]
    ) -> bool:
        """Tell whether the user's ``include_name`` wants a name found in the database.

        Args:
            name: The name; None for the default schema and for unnamed constraints.
            type_: ``schema``, ``table``, ``column``, ``index`` or a constraint type.
            parent_names: ``schema_name`` and ``table_name`` of what holds it; the qualified
                name of the table is added.
        """
        if "schema_name" in parent_names:
            table = name if type_ == "table" else parent_names.get("table_name")
            if table:
                schema = parent_names["schema_name"]
                parent_names["schema_qualified_table_name"] = (
                    f"{schema}.{table}" if schema else table
                )
        return all(fn(name, type_, parent_names) for fn in self._name_filters)

    def run_object_filters(
        self,
        object_: SchemaItem,
        name: str | None,
        type_: str,
        reflected: bool,
        compare_to: SchemaItem | None,
    ) -> bool:
        """Tell whether the user's ``include_object`` wants an object.

        Args:
            object_: The object.
            name: Its name; None for unnamed constraints.
            type_: ``table``, ``column``, ``index`` or a constraint type.
            reflected: Whether it comes from the database.
            compare_to: Its counterpart on the other side.
        """
        return all(fn(object_, name, type_, reflected, compare_to) for fn in self._object_filters)

    run_filters = run_object_filters

    @contextmanager
    def _within_batch(self) -> Iterator[None]:
        """Render directives as those of ``batch_op`` for the length of a block."""
        self._has_batch = True
        try:
            yield
        finally:
            self._has_batch = False

    @contextmanager
    def _creating_checks_apart(self, names: Iterable[str | None]) -> Iterator[None]:
        """Leave these CHECKs out of rendered columns: an operation nearby creates them."""
        before = self.checks_created_apart
        self.checks_created_apart = before.union(str(name) for name in names if name is not None)
        try:
            yield
        finally:
            self.checks_created_apart = before


def _in_order(tables: Iterable[Table]) -> list[Table]:
    """Order tables as ``MetaData.sorted_tables`` does, without its warning about circles."""
    by_key = sorted(tables, key=lambda each: each.key)
    in_order: Any = sort_tables_and_constraints(by_key)  # type: ignore[no-untyped-call]  # theirs
    return [table for table, _ in in_order if table is not None]


def _given(opts: dict[str, Any], option: str) -> list[Callable[..., bool]]:
    """Return the filter an option holds as a list of none or one."""
    return [opts[option]] if opts.get(option) else []
