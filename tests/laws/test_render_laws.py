"""Laws of rendering: the text of an operation does what the operation does."""

from __future__ import annotations

import ast
import io
from typing import Any

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.sql.elements import conv

from alembic.autogenerate import render_op_text, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import _repr_type
from alembic.migration import MigrationContext
from alembic.operations import Operations, ops

DIALECTS = ("postgresql", "mysql", "sqlite", "mssql", "oracle")

NAMES = st.sampled_from(
    ["a", "b", "Mixed", "two words", "é", "it's", "with:colon", "50%", 'quo"te', "select", "x" * 30]
)
CONSTRAINT_NAMES = NAMES | NAMES.map(conv)
SCHEMAS = st.none() | st.sampled_from(["s", "Other Schema"])
CONDITIONS = st.sampled_from(
    ["x > 1", "x <> '\\:y'", "x\\:\\:text = 'a'", "x LIKE '%it''s%'", "x % 2 = 0", "a = ' \\: b'"]
)
TYPES = st.sampled_from(
    [
        sa.Integer(),
        sa.String(20),
        sa.String(20, collation="C"),
        sa.Numeric(10, 2),
        sa.Boolean(),
        sa.DateTime(timezone=True),
        sa.Float(precision=10),
        sa.LargeBinary(),
        sa.Uuid(),
        sa.Enum("a", "it's", name="en"),
        sa.Text().with_variant(sa.String(50), "oracle").with_variant(sa.String(60), "mysql"),
    ]
)
DEFAULTS = st.sampled_from(
    [
        None,
        "5",
        "it's",
        "",
        "50%",
        sa.text("5"),
        sa.text("'\\:x'"),
        sa.text("'100%'"),
        sa.text("upper('a')"),
        sa.func.now(),
        sa.true(),
    ]
)


@st.composite
def columns(draw: Any, name: str | None = None) -> sa.Column[Any]:
    """Draw a column that belongs to no table."""
    items: list[Any] = []
    if draw(st.booleans()):
        items.append(
            sa.CheckConstraint(sa.text(draw(CONDITIONS)), name=draw(st.none() | CONSTRAINT_NAMES))
        )
    return sa.Column(
        name or draw(NAMES),
        draw(TYPES),
        *items,
        nullable=draw(st.booleans()),
        server_default=draw(DEFAULTS),
        comment=draw(st.none() | st.sampled_from(["it's", "50%", "a:b"])),
    )


@st.composite
def tables(draw: Any) -> ops.MigrateOperation:
    """Draw the creation of a table with constraints of every kind."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    items: list[Any] = [draw(columns(name=name)) for name in names]
    some = st.lists(st.sampled_from(names), min_size=1, unique=True)
    if draw(st.booleans()):
        items.append(sa.PrimaryKeyConstraint(*draw(some), name=draw(st.none() | CONSTRAINT_NAMES)))
    if draw(st.booleans()):
        items.append(sa.UniqueConstraint(*draw(some), name=draw(st.none() | CONSTRAINT_NAMES)))
    if draw(st.booleans()):
        items.append(
            sa.CheckConstraint(sa.text(draw(CONDITIONS)), name=draw(st.none() | CONSTRAINT_NAMES))
        )
    if draw(st.booleans()):
        local = draw(some)
        items.append(
            sa.ForeignKeyConstraint(
                local,
                [f"o.c{number}" for number in range(len(local))],
                name=draw(st.none() | CONSTRAINT_NAMES),
                ondelete=draw(st.none() | st.just("CASCADE")),
            )
        )
    comment = draw(st.none() | st.just("it's 100%"))
    table = sa.Table(draw(NAMES), sa.MetaData(), *items, schema=draw(SCHEMAS), comment=comment)
    return ops.CreateTableOp.from_table(table)


@st.composite
def alterations(draw: Any) -> ops.MigrateOperation:
    """Draw the change of a column."""
    return ops.AlterColumnOp(
        draw(NAMES),
        draw(NAMES),
        schema=draw(SCHEMAS),
        existing_type=draw(TYPES),
        existing_nullable=draw(st.booleans()),
        modify_type=draw(st.none() | TYPES),
        modify_nullable=draw(st.none() | st.booleans()),
        modify_server_default=draw(st.just(False) | DEFAULTS),
        modify_name=draw(st.none() | NAMES),
    )


@st.composite
def indexes(draw: Any) -> ops.MigrateOperation:
    """Draw the creation of an index over columns and expressions."""
    table = sa.Table(draw(NAMES), sa.MetaData(), sa.Column("a", sa.String), schema=draw(SCHEMAS))
    items = st.sampled_from(
        [table.c.a, table.c.a.desc(), sa.func.lower(table.c.a), table.c.a + "50%"]
    )
    index = sa.Index(draw(CONSTRAINT_NAMES), *draw(st.lists(items, min_size=1, max_size=2)))
    if index.table is None:
        table.append_constraint(index)
    index.unique = draw(st.booleans())
    return ops.CreateIndexOp.from_index(index)


def constraints() -> st.SearchStrategy[ops.MigrateOperation]:
    """Draw the creation or removal of a constraint."""
    several = st.lists(NAMES, min_size=1, max_size=2, unique=True)
    return st.one_of(
        st.builds(ops.CreateUniqueConstraintOp, CONSTRAINT_NAMES, NAMES, several, schema=SCHEMAS),
        st.builds(ops.CreateCheckConstraintOp, CONSTRAINT_NAMES, NAMES, CONDITIONS, schema=SCHEMAS),
        st.builds(ops.CreateCheckConstraintOp, CONSTRAINT_NAMES, NAMES, CONDITIONS.map(sa.text)),
        st.builds(
            lambda name, local, remote, columns, ondelete, schema: ops.CreateForeignKeyOp(
                name,
                local,
                remote,
                columns,
                columns,
                ondelete=ondelete,
                source_schema=schema,
                referent_schema=schema,
            ),
            CONSTRAINT_NAMES,
            NAMES,
            NAMES,
            several,
            st.none() | st.just("SET NULL"),
            SCHEMAS,
        ),
        st.builds(
            ops.DropConstraintOp,
            CONSTRAINT_NAMES,
            NAMES,
            st.sampled_from(["unique", "foreignkey", "primary", "check"]),
            schema=SCHEMAS,
        ),
    )


def others() -> st.SearchStrategy[ops.MigrateOperation]:
    """Draw the simpler operations."""
    comments = st.sampled_from(["it's", "50%", "a:b", "two\nlines"])
    return st.one_of(
        st.builds(ops.DropTableOp, NAMES, schema=SCHEMAS),
        st.builds(ops.DropColumnOp, NAMES, NAMES, schema=SCHEMAS),
        st.builds(ops.DropIndexOp, CONSTRAINT_NAMES, NAMES, schema=SCHEMAS),
        st.builds(ops.AddColumnOp, NAMES, columns(), schema=SCHEMAS),
        st.builds(ops.CreateTableCommentOp, NAMES, comments, schema=SCHEMAS),
        st.builds(ops.DropTableCommentOp, NAMES, schema=SCHEMAS),
        st.builds(ops.ExecuteSQLOp, st.sampled_from(["select 1", "select 'it''s 50%'"])),
    )


OPERATIONS = st.one_of(tables(), alterations(), indexes(), constraints(), others())


DIALECT_TYPES = st.sampled_from(
    [
        postgresql.JSONB(),
        postgresql.HSTORE(),
        postgresql.ARRAY(sa.String(5), dimensions=2),
        postgresql.ENUM("a", "b", name="en", schema="s", create_type=False),
        postgresql.INTERVAL(fields="DAY", precision=3),
        postgresql.DOMAIN("d", sa.Numeric(4, 2), check="VALUE > 0", not_null=True),
        postgresql.BIT(3, varying=True),
        mysql.SET("a", "b"),
        mysql.VARCHAR(5, charset="utf8mb4", collation="utf8mb4_bin"),
        mysql.INTEGER(unsigned=True, display_width=5),
        mysql.DATETIME(fsp=3),
    ]
)


def context(dialect: str, buffer: io.StringIO | None = None) -> MigrationContext:
    """Return a context that writes SQL instead of running it."""
    return MigrationContext.configure(
        dialect_name=dialect, opts={"as_sql": True, "output_buffer": buffer or io.StringIO()}
    )


def sql_of(dialect: str, run: Any) -> list[str]:
    """Return the lines of SQL a function causes, or the error; constraints have no order."""
    buffer = io.StringIO()
    operations = Operations(context(dialect, buffer))
    try:
        run(operations)
    except Exception as error:
        return [type(error).__name__]
    # SQLite takes CURRENT_TIMESTAMP with and without parentheses.
    sql = buffer.getvalue().replace("(CURRENT_TIMESTAMP)", "CURRENT_TIMESTAMP")
    return sorted(line.rstrip(", ") for line in sql.split("\n"))


def run_text(text: str, operations: Operations) -> None:
    """Run rendered text as a revision file would."""
    exec(text, {"op": operations, "sa": sa, "postgresql": postgresql, "mysql": mysql})


@given(op=OPERATIONS, dialect=st.sampled_from(DIALECTS))
def test_text_causes_the_sql_of_its_operation(op: ops.MigrateOperation, dialect: str) -> None:
    """Running the text of an operation causes the SQL that running the operation causes."""
    text = render_op_text(AutogenContext(context(dialect), opts={}, autogenerate=False), op)
    from_text = sql_of(dialect, lambda operations: run_text(text, operations))
    assert from_text == sql_of(dialect, lambda operations: operations.invoke(op)), text


@given(op=OPERATIONS, dialect=st.sampled_from(DIALECTS))
def test_rendering_changes_nothing(op: ops.MigrateOperation, dialect: str) -> None:
    """Rendering reads operations: a second time gives the same text."""
    autogen_context = AutogenContext(context(dialect), opts={}, autogenerate=False)
    assert render_op_text(autogen_context, op) == render_op_text(autogen_context, op)


@given(
    operations=st.lists(OPERATIONS, max_size=4),
    as_batch=st.booleans(),
    dialect=st.sampled_from(DIALECTS),
)
def test_body_compiles(
    operations: list[ops.MigrateOperation], as_batch: bool, dialect: str
) -> None:
    """A body is the body of a function, in a batch or not."""
    upgrade = ops.UpgradeOps(
        [
            ops.ModifyTableOps("t", [op]) if not isinstance(op, ops.CreateTableOp) else op
            for op in operations
        ]
    )
    body = render_python_code(upgrade, render_as_batch=as_batch, migration_context=context(dialect))
    (function,) = ast.parse(f"def upgrade():\n    {body}\n").body
    assert isinstance(function, ast.FunctionDef)
    statements = [each for each in function.body if not isinstance(each, ast.Pass)]
    assert len(statements) == len(operations)


@given(type_=TYPES | DIALECT_TYPES, dialect=st.sampled_from(DIALECTS))
def test_text_of_a_type_is_that_type(type_: sa.types.TypeEngine[Any], dialect: str) -> None:
    """The text of a type makes a type of the same class and DDL, whatever is connected."""
    text = _repr_type(type_, AutogenContext(context(dialect), opts={}, autogenerate=False))
    made = eval(text, {"sa": sa, "postgresql": postgresql, "mysql": mysql})
    assert type(made) is type(type_)
    for compiled_for in (postgresql.dialect(), mysql.dialect()):
        assert _ddl(made, compiled_for) == _ddl(type_, compiled_for)


def _ddl(type_: sa.types.TypeEngine[Any], dialect: Any) -> str:
    """Return the DDL of a type, or the error of a dialect that does not have it."""
    try:
        return str(type_.compile(dialect))
    except (sa.exc.CompileError, sa.exc.UnsupportedCompilationError) as error:
        return type(error).__name__
