"""Foreign keys that cannot be made or dropped where they stand: made last, or dropped first.

A foreign key needs the table, the columns and the key it refers to. Tables that refer to each other
in a circle, and keys that other operations make or take away, leave no order of tables in which
every foreign key has what it needs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy.schema import ForeignKeyConstraint

from ...base.late_typing import NamedTuple
from ...operations import ops

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Table

    from ...operations.ops import CreateForeignKeyOp, MigrateOperation, OpContainer
    from ..context import AutogenContext

#: Schema (None for the default one) and name of a table.
TableKey = tuple[str | None, str]


class Thing(NamedTuple):
    """What a foreign key may need.

    Attributes:
        kind: ``table``, ``column`` or ``key`` of the table referred to; ``index`` of its own table.
        columns: The names of its columns.
    """

    kind: str
    columns: frozenset[str] = frozenset()


class Place(NamedTuple):
    """A foreign key and where it stands.

    Attributes:
        op: What makes it.
        found: What stands in the list: a constraint or an operation.
        items: The list.
    """

    op: CreateForeignKeyOp
    found: Any
    items: list[Any]


def order_foreign_keys(
    autogen_context: AutogenContext,
    upgrade_ops: OpContainer,
    in_models: Mapping[TableKey, Table],
    in_database: Mapping[TableKey, Table],
) -> None:
    """Put foreign keys that are made too early last, and those that are dropped too late first.

    Nothing is moved where the database has foreign keys only as part of their tables.

    Args:
        autogen_context: The run.
        upgrade_ops: The operations; changed in place.
        in_models: Tables of the models.
        in_database: Tables of the database.
    """
    if not autogen_context.dialect.supports_alter:
        return
    making = _Making(autogen_context, in_models).taken_out(upgrade_ops)
    dropping = _Dropping(autogen_context, in_database).taken_out(upgrade_ops)
    kept = [op for op in upgrade_ops.ops if not (isinstance(op, ops.ModifyTableOps) and not op.ops)]
    upgrade_ops.ops = [*_for_tables(dropping), *kept, *_for_tables(reversed(making))]


def _for_tables(places: Iterable[Place]) -> Iterator[ops.ModifyTableOps]:
    for each in places:
        schema = each.op.kw.get("source_schema")
        yield ops.ModifyTableOps(each.op.source_table, [each.found], schema=schema)


class _Sweep(ABC):
    """A walk over operations that comes by what a foreign key needs before the foreign key.

    Args:
        context: The run.
        tables: The tables referred to.
    """

    def __init__(self, context: AutogenContext, tables: Mapping[TableKey, Table]) -> None:
        self.context = context
        self.tables = tables
        self.default_schema = context.inspector.default_schema_name

    @abstractmethod
    def walk(self, upgrade_ops: OpContainer) -> Iterator[tuple[MigrateOperation, list[Any]]]:
        """Yield the operations and the lists they are in."""

    @abstractmethod
    def thing_of(self, op: Any) -> Thing | None:
        """Return what an operation makes, or takes away."""

    @abstractmethod
    def places_in(self, op: Any, items: list[Any]) -> Iterator[Place]:
        """Yield the foreign keys an operation makes, or drops."""

    def taken_out(self, upgrade_ops: OpContainer) -> list[Place]:
        """Take the foreign keys out that are on the wrong side of what they need."""
        seen: dict[TableKey, set[Thing]] = {}
        misplaced = []
        for op, items in list(self.walk(upgrade_ops)):
            for place in list(self.places_in(op, items)):
                if self.is_misplaced(place, seen):
                    place.items[:] = [each for each in place.items if each is not place.found]
                    misplaced.append(self.alone(place))
            thing = self.thing_of(op)
            if thing is not None:
                seen.setdefault(self.key(op.schema, op.table_name), set()).add(thing)  # type: ignore[attr-defined]  # what makes things has them
        return misplaced

    def is_misplaced(self, place: Place, seen: Mapping[TableKey, set[Thing]]) -> bool:
        """Tell whether something was seen that the foreign key needs."""
        op = place.op
        own = self.key(op.kw.get("source_schema"), op.source_table)
        target = self.key(op.kw.get("referent_schema"), op.referent_table)
        local, remote = frozenset(op.local_cols), frozenset(op.remote_cols)
        return any(
            each.kind == "index" and local <= each.columns for each in seen.get(own, ())
        ) or any(
            each.kind == "table"
            or (each.kind == "column" and each.columns <= remote)
            or (each.kind == "key" and each.columns == remote != self.primary_key(target))
            for each in seen.get(target, ())
        )

    @abstractmethod
    def alone(self, place: Place) -> Place:
        """Return the foreign key as an operation of its own."""

    def key(self, schema: str | None, name: str) -> TableKey:
        """Return the key of a table."""
        return (None if schema == self.default_schema else schema, name)

    def primary_key(self, key: TableKey) -> frozenset[str]:
        """Return the columns of a primary key, which makes another key of them superfluous."""
        table = self.tables.get(key)
        return frozenset() if table is None else frozenset(each.name for each in table.primary_key)


class _Making(_Sweep):
    """From the last operation to the first."""

    def walk(self, upgrade_ops: OpContainer) -> Iterator[tuple[MigrateOperation, list[Any]]]:
        yield from reversed(list(_flat(upgrade_ops)))

    def thing_of(self, op: Any) -> Thing | None:
        if isinstance(op, ops.CreateTableOp):
            return Thing("table")
        if isinstance(op, ops.AddColumnOp):
            return Thing("column", frozenset([op.column.name]))
        if isinstance(op, ops.CreateIndexOp) and op.unique:
            return Thing("key", frozenset(each.name for each in op.to_index().columns))
        if isinstance(op, (ops.CreateUniqueConstraintOp, ops.CreatePrimaryKeyOp)):
            return Thing("key", frozenset(op.columns))
        return None

    def places_in(self, op: Any, items: list[Any]) -> Iterator[Place]:
        if isinstance(op, ops.CreateTableOp):
            yield from _inside(op)
        elif isinstance(op, ops.CreateForeignKeyOp):
            yield Place(op, op, items)

    def is_misplaced(self, place: Place, seen: Mapping[TableKey, set[Thing]]) -> bool:
        is_inside = place.found is not place.op
        # SQLAlchemy leaves these out of CREATE TABLE.
        is_left_out = is_inside and bool(place.op.kw.get("use_alter"))
        return is_left_out or super().is_misplaced(place, seen)

    def alone(self, place: Place) -> Place:
        op = place.op
        made: Any = op.to_constraint(self.context.migration_context)
        if made.name is None and place.found is not op:
            op.constraint_name = _name(op, self.context.dialect)
        return Place(op, op, [])


class _Dropping(_Sweep):
    """From the first operation to the last."""

    def walk(self, upgrade_ops: OpContainer) -> Iterator[tuple[MigrateOperation, list[Any]]]:
        return _flat(upgrade_ops)

    def thing_of(self, op: Any) -> Thing | None:
        if isinstance(op, ops.DropTableOp):
            return Thing("table")
        if isinstance(op, ops.DropColumnOp):
            return Thing("column", frozenset([op.column_name]))
        if isinstance(op, ops.DropIndexOp):
            return self.index_of(op)
        made = op._reverse if isinstance(op, ops.DropConstraintOp) else None
        if isinstance(made, (ops.CreateUniqueConstraintOp, ops.CreatePrimaryKeyOp)):
            return Thing("key", frozenset(made.columns))
        return None

    def index_of(self, op: ops.DropIndexOp) -> Thing | None:
        """Return an index as a key, or as what a foreign key of its own table cannot be without."""
        index = op.to_index()
        columns = [each.name for each in index.columns]
        table = self.tables.get(self.key(op.schema, str(op.table_name)))
        impl = self.context.migration_context.impl
        # An index that goes with its table stands long enough; it is made again after the table.
        is_held = table is not None and impl.index_stands_with_table(table, columns)
        if is_held and not op.goes_with_table:
            return Thing("index", frozenset(columns))
        return Thing("key", frozenset(columns)) if index.unique else None

    def places_in(self, op: Any, items: list[Any]) -> Iterator[Place]:
        if isinstance(op, ops.DropTableOp) and op._reverse is not None:
            yield from _inside(op._reverse)
        elif isinstance(op, ops.DropConstraintOp) and isinstance(
            op._reverse, ops.CreateForeignKeyOp
        ):
            yield Place(op._reverse, op, items)

    def alone(self, place: Place) -> Place:
        found = place.found
        if isinstance(found, ForeignKeyConstraint):
            found = ops.DropConstraintOp.from_constraint(found)
        return Place(place.op, found, [])


def _flat(container: OpContainer) -> Iterator[tuple[MigrateOperation, list[Any]]]:
    for op in container.ops:
        if isinstance(op, ops.OpContainer):
            yield from _flat(op)
        else:
            yield op, container.ops


def _inside(table: ops.CreateTableOp) -> Iterator[Place]:
    """Yield the foreign keys that are made along with a table."""
    table.columns = items = list(table.columns)
    for each in items:
        if isinstance(each, ForeignKeyConstraint):
            yield Place(ops.CreateForeignKeyOp.from_constraint(each), each, items)


def _name(op: CreateForeignKeyOp, dialect: Any) -> str:
    """Return a name for a foreign key, without which it could not be dropped alone."""
    name = "_".join([op.source_table, *op.local_cols, "fkey"])
    longest = dialect.max_constraint_name_length or dialect.max_identifier_length
    if len(name) <= longest:
        return name
    return f"{name[: longest - 9]}_{sha256(name.encode()).hexdigest()[:8]}"
