"""Enum types of PostgreSQL come and go with what uses them: there, back and there again."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.operations.ops import (
    CreateTableOp,
    DowngradeOps,
    DropTableOp,
    ModifyTableOps,
    UpgradeOps,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import Connection

    from alembic.operations.ops import MigrationScript

    Ops = UpgradeOps | DowngradeOps


class Mood(sa.TypeDecorator[str]):
    """A type of a user's that SQLAlchemy brings along with a table."""

    impl = sa.Enum("sad", "it's ok", name="decorated")
    cache_ok = True


class Moods(sa.TypeDecorator[list[str]]):
    """The same as an array."""

    impl = sa.ARRAY(sa.Enum("sad", "it's ok", name="decorated"))
    cache_ok = True


class Chosen(sa.TypeDecorator[str]):
    """A type that is an enum on PostgreSQL only, which SQLAlchemy does not find out in time."""

    impl = sa.String
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        return dialect.type_descriptor(postgresql.ENUM("x", "y", name="chosen"))


class Own(sa.Enum):
    """An enum class of a user's."""


def enum(name: str = "mood", **options: Any) -> sa.Enum:
    """Return an enum type with values that are hard to write down."""
    return sa.Enum("sad", "it's ok", "100%", ":x", name=name, **options)


def table(metadata: sa.MetaData, name: str, *types: Any, **options: Any) -> sa.Table:
    """Add a table with a column of each type, named after the type's place; None leaves it out."""
    columns = [sa.Column(f"c{number}", type_) for number, type_ in enumerate(types) if type_]
    key = sa.Column("id", sa.Integer, primary_key=True)
    return sa.Table(name, metadata, key, *columns, **options)


def nothing(metadata: sa.MetaData) -> None:
    """No table."""


def plain(metadata: sa.MetaData) -> None:
    """A table without enums."""
    table(metadata, "a")


def one_table(metadata: sa.MetaData) -> None:
    """A table with an enum and an array of it."""
    table(metadata, "a", enum(), postgresql.ARRAY(enum()))


def many_tables(metadata: sa.MetaData) -> None:
    """Tables that share types, whose names need quotes."""
    table(metadata, "a", enum(), enum("Other one"))
    table(
        metadata, "b", enum(), postgresql.ARRAY(enum("Other one")), postgresql.ENUM("x", name="x")
    )
    table(metadata, "c", enum("lone"), enum("Other one"))


def fewer_tables(metadata: sa.MetaData) -> None:
    """The same with one table less, columns less, and a column more."""
    table(metadata, "a", enum(), None, enum("fresh"))
    table(metadata, "b", enum())


def wrapped(metadata: sa.MetaData) -> None:
    """Enums inside types of the user's, and as variants."""
    types = [
        Mood(),
        Moods(),
        Own("x", name="own"),
        sa.String(9).with_variant(enum("varied"), "postgresql"),
        sa.JSON().with_variant(postgresql.ARRAY(enum("arrayed")), "postgresql"),
        enum("words", native_enum=False),
        enum("constrained", create_constraint=True),
    ]
    table(metadata, "a", *types)
    table(metadata, "b", *types)


def some_wrapped(metadata: sa.MetaData) -> None:
    """One of the two tables, which the other one joins or leaves."""
    wrapped(metadata)
    metadata.remove(metadata.tables["a"])


def chosen(metadata: sa.MetaData) -> None:
    """A table and a column whose type SQLAlchemy does not bring along."""
    table(metadata, "a", Chosen())
    table(metadata, "b", Chosen(), Mood())


def in_schemas(metadata: sa.MetaData) -> None:
    """Types and tables of several schemas."""
    table(metadata, "a", enum(), enum(schema="s2"), schema="s2")
    table(metadata, "b", enum(), enum(schema="s2"))


def of_a_collection(metadata: sa.MetaData) -> None:
    """Types that belong to the collection of the models, used or not."""
    enum("unused", metadata=metadata)
    table(metadata, "a", enum(metadata=metadata))
    table(metadata, "b", enum(metadata=metadata))


def with_expressions(metadata: sa.MetaData) -> None:
    """A default, a CHECK and a partial index that mention the type."""
    made = table(metadata, "a", enum())
    made.append_column(sa.Column("d", enum("lone"), server_default="sad"))
    made.append_constraint(sa.CheckConstraint("d <> 'it''s ok'", name="ck"))
    sa.Index("ix", made.c.id, postgresql_where=made.c.c0 == "sad")


PAIRS = [
    (nothing, one_table),
    (plain, one_table),
    (one_table, plain),
    (many_tables, nothing),
    (nothing, many_tables),
    (many_tables, fewer_tables),
    (fewer_tables, many_tables),
    (nothing, wrapped),
    (some_wrapped, wrapped),
    (wrapped, some_wrapped),
    (plain, wrapped),
    (wrapped, plain),
    (nothing, chosen),
    (plain, chosen),
    (nothing, in_schemas),
    (in_schemas, plain),
    (nothing, of_a_collection),
    (of_a_collection, plain),
    (nothing, with_expressions),
    (with_expressions, plain),
    (plain, with_expressions),
]

pairs = pytest.mark.parametrize(
    ("old", "new"), PAIRS, ids=[f"{old.__name__}-{new.__name__}" for old, new in PAIRS]
)


def models(declare: Callable[[sa.MetaData], None]) -> sa.MetaData:
    """Return the models a function declares."""
    metadata = sa.MetaData()
    declare(metadata)
    return metadata


OPTIONS = {"include_schemas": True}


def generate(connection: Connection, metadata: sa.MetaData) -> MigrationScript:
    """Return the difference between a database and models."""
    return produce_migrations(MigrationContext.configure(connection, opts=OPTIONS), metadata)


def differences(connection: Connection, metadata: sa.MetaData) -> list[Any]:
    """Return what a fresh comparison finds."""
    found: list[Any] = compare_metadata(
        MigrationContext.configure(connection, opts=OPTIONS), metadata
    )
    return found


def enum_types(connection: Connection) -> list[str]:
    """Return the enum types of a database with their values."""
    query = """
        SELECT t.oid::regtype::text || array_agg(e.enumlabel ORDER BY e.enumsortorder)::text
        FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY t.oid ORDER BY 1
    """
    return list(connection.exec_driver_sql(query).scalars())


def code(connection: Connection, ops: Ops, **options: Any) -> str:
    """Return the text of operations as it stands in a revision file."""
    context = MigrationContext.configure(connection)
    return render_python_code(ops, migration_context=context, user_module_prefix="", **options)


def execute(context: MigrationContext, text: str) -> None:
    """Run the text as a revision file would."""
    names = {"op": Operations(context), "sa": sa, "postgresql": postgresql}
    names |= {cls.__name__: cls for cls in (Mood, Moods, Chosen, Own)}
    exec(f"def migrate():\n    {text}\nmigrate()\n", names)


def script_of(text: str) -> str:
    """Return the SQL the text makes offline."""
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql",
        dialect_opts={"paramstyle": "named"},
        opts={"as_sql": True, "output_buffer": buffer},
    )
    execute(context, text)
    return buffer.getvalue()


@pytest.fixture
def connection(postgresql_url: str) -> Iterator[Connection]:
    """Give a connection to a database with two empty schemas."""
    engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.schema.CreateSchema("s2"))
        yield connection
    engine.dispose()


def walk(
    connection: Connection,
    old: sa.MetaData,
    new: sa.MetaData,
    run: Callable[[Ops], None],
) -> None:
    """Go there, back and there again, and find after each step what belongs there."""
    old.create_all(connection)
    before = enum_types(connection)
    script = generate(connection, new)
    run(script.upgrade_ops)
    after = enum_types(connection)
    assert differences(connection, new) == []
    run(script.downgrade_ops)
    assert differences(connection, old) == []
    assert enum_types(connection) == before
    run(script.upgrade_ops)
    assert differences(connection, new) == []
    assert enum_types(connection) == after


@pairs
def test_generated_code(connection: Connection, old: Any, new: Any) -> None:
    """Generated code runs up, down and up again; nothing differs then and no type is left over."""

    def run(ops: Ops) -> None:
        execute(MigrationContext.configure(connection), code(connection, ops))

    walk(connection, models(old), models(new), run)


@pairs
def test_generated_batches_in_one_run(connection: Connection, old: Any, new: Any) -> None:
    """So does code with batches, also when one run, with its memo of types, takes all steps."""
    context = MigrationContext.configure(connection)

    def run(ops: Ops) -> None:
        execute(context, code(connection, ops, render_as_batch=True))

    walk(connection, models(old), models(new), run)


@pairs
def test_scripts(connection: Connection, old: Any, new: Any) -> None:
    """The SQL that the same code makes offline does the same."""

    def run(ops: Ops) -> None:
        with connection.connection.cursor() as cursor:
            cursor.execute(script_of(code(connection, ops)))

    walk(connection, models(old), models(new), run)


@pairs
def test_operations_themselves(connection: Connection, old: Any, new: Any) -> None:
    """Operations that are carried out without being written down bring their types too."""
    operations = Operations(MigrationContext.configure(connection))

    def run(ops: Ops) -> None:
        for each in ops.ops:
            for op in each.ops if isinstance(each, ModifyTableOps) else [each]:
                operations.invoke(op)

    walk(connection, models(old), models(new), run)


def test_operations_in_a_batch(connection: Connection) -> None:
    """Carried out in a batch, operations have their types created before and dropped after it."""
    operations = Operations(MigrationContext.configure(connection))

    def run(ops: Ops) -> None:
        for each in ops.ops:
            assert isinstance(each, ModifyTableOps)
            with operations.batch_alter_table(each.table_name) as batch:
                for op in each.ops:
                    batch.invoke(op)

    old, new = sa.MetaData(), sa.MetaData()
    table(old, "a", enum(), sa.Integer)
    table(new, "a", sa.Integer, sa.Integer, enum("fresh"))
    old.create_all(connection)
    script = generate(connection, new)
    alter = script.upgrade_ops.ops[0].ops[1]
    alter.kw["postgresql_using"] = "0"
    run(script.upgrade_ops)
    assert differences(connection, new) == []
    assert [each.partition("{")[0] for each in enum_types(connection)] == ["fresh"]


def test_a_rebuilt_table_finds_its_types(connection: Connection) -> None:
    """A batch that makes the table anew leaves the types to it."""
    metadata = models(one_table)
    metadata.create_all(connection)
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("a", recreate="always") as batch:
        batch.add_column(sa.Column("n", sa.Integer))
    metadata.tables["a"].append_column(sa.Column("n", sa.Integer))
    assert differences(connection, metadata) == []


def test_nothing_but_tables_and_columns_is_reported(connection: Connection) -> None:
    """The types are no differences of their own."""
    found = differences(connection, models(many_tables))
    assert [each[0] for each in found] == ["add_table"] * 3


def test_a_type_left_over_or_not(connection: Connection) -> None:
    """A type that was left over is created where it is missing, and left where it was."""
    enum().create(connection)
    metadata = models(one_table)
    script = generate(connection, metadata)
    for _ in range(2):
        execute(MigrationContext.configure(connection), code(connection, script.upgrade_ops))
        assert differences(connection, metadata) == []
        execute(MigrationContext.configure(connection), code(connection, script.downgrade_ops))
        enum().drop(connection, checkfirst=False)


def test_a_hook_may_take_operations_away(connection: Connection) -> None:
    """Where a hook keeps tables from being dropped, their types stay too."""
    models(many_tables).create_all(connection)
    before = enum_types(connection)
    upgrade = generate(connection, models(plain)).upgrade_ops
    upgrade.ops = [each for each in upgrade.ops if not isinstance(each, DropTableOp)]
    execute(MigrationContext.configure(connection), code(connection, upgrade))
    assert enum_types(connection) == before


def test_a_hook_may_take_the_first_user_away(connection: Connection) -> None:
    """The types come with the first user that is left."""
    upgrade = generate(connection, models(many_tables)).upgrade_ops
    upgrade.ops = [each for each in upgrade.ops if each.table_name != "a"]
    execute(MigrationContext.configure(connection), code(connection, upgrade))
    assert len(enum_types(connection)) == 4


def test_a_hook_may_distribute_operations(connection: Connection) -> None:
    """Where several migrations share a type, each makes sure that it is there."""
    script = generate(connection, models(many_tables))
    for op in script.upgrade_ops.ops:
        text = code(connection, UpgradeOps([op]))
        execute(MigrationContext.configure(connection), text)
    assert differences(connection, models(many_tables)) == []
    for op in script.downgrade_ops.ops:
        text = code(connection, DowngradeOps([op]))
        execute(MigrationContext.configure(connection), text)
    assert sa.inspect(connection).get_table_names() == []
    names = [each.partition("{")[0] for each in enum_types(connection)]
    assert names == ['"Other one"', "mood"]


def test_the_plugin_can_be_left_out(connection: Connection) -> None:
    """Whoever has the types made otherwise excludes the plugin, and nothing is said of them."""
    opts = {"autogenerate_plugins": ["alembic.autogenerate.*", "~alembic.autogenerate.enums"]}
    context = MigrationContext.configure(connection, opts=opts)
    script = produce_migrations(context, models(one_table))
    assert code(connection, script.downgrade_ops).splitlines()[1:-1] == ["    op.drop_table('a')"]


def test_no_round_trip_without_need(connection: Connection) -> None:
    """The types are asked for only when an operation may be about one."""
    asked: list[str] = []
    sa.event.listen(
        connection, "before_cursor_execute", lambda *args: asked.append(args[2]), named=False
    )
    differences(connection, models(plain))
    assert not [each for each in asked if "enumsortorder" in each and "typtype" in each]


def test_directives_are_as_they_were() -> None:
    """An operation that nobody compared for creates and drops nothing of its own accord."""
    buffer = io.StringIO()
    opts = {"as_sql": True, "output_buffer": buffer}
    operations = Operations(MigrationContext.configure(dialect_name="postgresql", opts=opts))
    operations.add_column("t", sa.Column("c", enum()))
    operations.invoke(CreateTableOp("u", [sa.Column("c", sa.Enum("x", name="en"))]))
    operations.drop_column("t", "c")
    operations.drop_table("u")
    assert [" ".join(each.split()) for each in buffer.getvalue().split(";\n\n") if each] == [
        "ALTER TABLE t ADD COLUMN c mood",
        "CREATE TYPE en AS ENUM ('x')",
        "CREATE TABLE u ( c en )",
        "ALTER TABLE t DROP COLUMN c",
        "DROP TABLE u",
    ]
