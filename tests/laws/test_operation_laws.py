"""Laws of operations: there and back again says the same SQL."""

from __future__ import annotations

import io

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from alembic.operations import Operations, ops
from alembic.runtime.migration import MigrationContext
from strategies.schemas import Schema, changes, schemas

DIALECTS = st.sampled_from(["postgresql", "mysql", "mssql", "oracle", "sqlite"])


def said(dialect: str, *operations: ops.MigrateOperation) -> str:
    """Return the script that operations make."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name=dialect, opts={"as_sql": True, "output_buffer": buffer}
    )
    for operation in operations:
        Operations(context).invoke(operation)
    return buffer.getvalue()


def creations(schema: Schema) -> list[ops.MigrateOperation]:
    """Return the operations that make the tables and indexes of a schema."""
    made: list[ops.MigrateOperation] = []
    for table in schema.metadata().sorted_tables:
        made.append(ops.CreateTableOp.from_table(table))
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            made.append(ops.CreateIndexOp.from_index(index))
    return made


@given(schemas(), DIALECTS)
def test_reverse_of_reverse_says_the_same(schema: Schema, dialect: str) -> None:
    """What undoes the undoing of an operation is the operation."""
    for operation in creations(schema):
        assert said(dialect, operation.reverse().reverse()) == said(dialect, operation)


@given(schemas(), DIALECTS)
def test_reverse_of_a_container_is_reversed(schema: Schema, dialect: str) -> None:
    """An upgrade reversed twice says the same in the same order."""
    upgrade = ops.UpgradeOps(creations(schema))
    again = upgrade.reverse().reverse()
    assert said(dialect, *again.ops) == said(dialect, *upgrade.ops)


@given(schemas(), DIALECTS)
def test_conversion_keeps_the_table(schema: Schema, dialect: str) -> None:
    """A table made from an operation makes the same operation."""
    for operation in creations(schema):
        if isinstance(operation, ops.CreateTableOp):
            again = ops.CreateTableOp.from_table(operation.to_table())
        else:
            assert isinstance(operation, ops.CreateIndexOp)
            again = ops.CreateIndexOp.from_index(operation.to_index())
        assert said(dialect, again) == said(dialect, operation)


@given(schemas())
def test_saying_it_leaves_the_models_alone(schema: Schema) -> None:
    """The tables of the models are as they were: nothing attached, nothing moved."""
    metadata = schema.metadata()
    before = _contents(metadata)
    for table in metadata.tables.values():
        for operation in (ops.CreateTableOp.from_table(table), ops.DropTableOp.from_table(table)):
            said("postgresql", operation, operation.reverse())
        for column in table.c:
            said("postgresql", ops.AddColumnOp.from_column(column))
        for index in table.indexes:
            said("postgresql", ops.CreateIndexOp.from_index(index))
    assert _contents(metadata) == before


def _contents(metadata: sa.MetaData) -> dict[str, tuple[object, ...]]:
    return {
        name: (list(table.c), set(table.constraints), set(table.indexes))
        for name, table in metadata.tables.items()
    }


@given(changes(), st.data())
def test_altered_column_reversed_twice_is_itself(
    change: tuple[Schema, Schema], data: st.DataObject
) -> None:
    """An alteration whose existing values are known comes back whole."""
    columns = [c for schema in change for t in schema.metadata().tables.values() for c in t.c]
    if len(columns) < 2:
        columns = [sa.Column("a", sa.Integer), sa.Column("b", sa.String(5), nullable=False)]
    old, new = data.draw(st.sampled_from(columns)), data.draw(st.sampled_from(columns))
    operation = ops.AlterColumnOp(
        "t",
        "c",
        existing_type=old.type,
        modify_type=new.type,
        existing_nullable=old.nullable,
        modify_nullable=new.nullable,
        existing_server_default=old.server_default,
        modify_server_default=new.server_default,
    )
    assert vars(operation.reverse().reverse()) == vars(operation)
