"""The funnel every statement goes through, online and as a script."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles

from alembic.base.exc import CommandError
from alembic.ddl.impl import DefaultImpl
from alembic.ddl.sink import RecordSink

#: A connection that nothing may touch.
FORBIDDEN: Any = object()


def impl(as_sql: bool = True, **opts: Any) -> DefaultImpl:
    return DefaultImpl(DefaultDialect(), None, as_sql, None, io.StringIO(), opts)


def recorded(**opts: Any) -> tuple[DefaultImpl, RecordSink]:
    made = impl(as_sql=False, **opts)
    made.sink = sink = RecordSink()
    return made, sink


def test_text_is_wrapped() -> None:
    """A string becomes a text construct."""
    made, sink = recorded()
    made._exec("select 1")
    assert str(sink.statements[0].construct) == "select 1"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, None),
        ({"params": {}}, None),
        ({"params": {"a": 1}}, {"a": 1}),
        ({"multiparams": [{"a": 1}, {"a": 2}]}, [{"a": 1}, {"a": 2}]),
    ],
)
def test_parameters(arguments: dict[str, Any], expected: Any) -> None:
    """Parameters of one or several executions reach the statement; none are None."""
    made, sink = recorded()
    made._exec("select :a", **arguments)
    assert sink.statements[0].parameters == expected


def test_execution_options_reach_the_statement() -> None:
    """Options of ``op.execute`` travel with the statement."""
    made, sink = recorded()
    made.execute("select 1", execution_options={"x": 1})
    assert sink.statements[0].execution_options == {"x": 1}


def test_parameters_are_refused_in_a_script() -> None:
    """A script has no place for parameters."""
    with pytest.raises(TypeError, match=r"^SQL parameters not allowed with as_sql$"):
        impl()._exec("x", params={"a": 1})


def test_literal_binds_needs_a_script() -> None:
    """Online, values are always bound."""
    with pytest.raises(
        CommandError, match=r"^Can't use literal_binds setting without as_sql mode$"
    ):
        impl(as_sql=False, literal_binds=True)


def test_transactional_ddl_is_overridden_by_the_option() -> None:
    """None leaves the class attribute."""
    assert impl().transactional_ddl is False
    made = DefaultImpl(DefaultDialect(), None, True, True, io.StringIO(), {})
    assert made.transactional_ddl is True


def test_terminator_of_the_class_ends_statements() -> None:
    """``command_terminator`` is looked up when a statement is written."""
    made = impl()
    made.command_terminator = "!"
    made._exec("x")
    assert made.output_buffer.getvalue() == "x!\n\n"


@pytest.mark.parametrize("rows", [{"a": 1}, ({"a": 1},), "x"])
def test_bulk_insert_needs_a_list(rows: Any) -> None:
    """Rows come as a list."""
    with pytest.raises(TypeError, match=r"^List expected$"):
        impl().bulk_insert(sa.table("t", sa.column("a")), rows)


def test_bulk_insert_needs_dictionaries() -> None:
    """Each row is a dictionary."""
    with pytest.raises(TypeError, match=r"^List of dictionaries expected$"):
        impl().bulk_insert(sa.table("t", sa.column("a")), [5])


def test_bulk_insert_is_one_execution_online() -> None:
    """All rows are one executemany."""
    made, sink = recorded()
    made.bulk_insert(sa.table("t", sa.column("a")), [{"a": 1}, {"a": 2}])
    assert [each.parameters for each in sink.statements] == [[{"a": 1}, {"a": 2}]]
    assert str(sink.statements[0].construct) == "INSERT INTO t (a) VALUES (:a)"


def test_bulk_insert_per_row() -> None:
    """``multiinsert=False`` puts the values into one statement per row."""
    made, sink = recorded()
    made.bulk_insert(sa.table("t", sa.column("a")), [{"a": 1}, {"a": 2}], multiinsert=False)
    assert [each.parameters for each in sink.statements] == [None, None]
    assert sink.statements[1].construct.compile().params == {"a": 2}


def test_bulk_insert_of_nothing_does_nothing() -> None:
    """An empty list is no statement."""
    made, sink = recorded()
    made.bulk_insert(sa.table("t", sa.column("a")), [])
    assert sink.statements == []


@pytest.mark.parametrize(
    ("pk", "schema", "expected"),
    [
        (
            True,
            None,
            "CREATE TABLE v (\n    version_num VARCHAR(32) NOT NULL, \n"
            "    CONSTRAINT v_pkc PRIMARY KEY (version_num)\n);\n\n",
        ),
        (False, "s", "CREATE TABLE s.v (\n    version_num VARCHAR(32) NOT NULL\n);\n\n"),
    ],
)
def test_version_table(pk: bool, schema: str | None, expected: str) -> None:
    """The version table is one string column, with a named primary key if asked for."""
    made = impl()
    made.create_table(
        made.version_table_impl(version_table="v", version_table_schema=schema, version_table_pk=pk)
    )
    assert made.output_buffer.getvalue() == expected


def test_table_events_are_told_the_runner() -> None:
    """Listeners of a table get ``checkfirst=False`` and the implementation as ``_ddl_runner``."""
    seen = []
    table = sa.Table("t", sa.MetaData(), sa.Column("x", sa.Integer))
    for name in ("before_create", "after_create", "before_drop", "after_drop"):
        sa.event.listen(
            table, name, lambda t, c, name=name, **kw: seen.append((name, t is table, c, kw))
        )
    made = impl()
    made.create_table(table)
    made.drop_table(table)
    options = {"checkfirst": False, "_ddl_runner": made}
    assert seen == [
        ("before_create", True, None, options),
        ("after_create", True, None, options),
        ("before_drop", True, None, options),
        ("after_drop", True, None, options),
    ]


def test_alter_column_warns_of_autoincrement() -> None:
    """Only MySQL has AUTO_INCREMENT to alter."""
    with pytest.warns(
        UserWarning,
        match=r"^autoincrement and existing_autoincrement only make sense for MySQL$",
    ):
        impl().alter_column("t", "c", autoincrement=True)


def test_cast_for_batch_only_where_the_affinity_changes() -> None:
    """A longer string needs no CAST, a number from a string does."""
    made = impl()
    column = sa.Column("c", sa.String(5))
    kept: dict[str, Any] = {"expr": column}
    made.cast_for_batch_migrate(column, kept, sa.Text())
    assert kept["expr"] is column
    made.cast_for_batch_migrate(column, kept, sa.Integer())
    assert str(kept["expr"]) == "CAST(c AS INTEGER)"


def test_indexes_of_a_table_come_by_name() -> None:
    """The script of a table is the same in every run."""
    made, sink = recorded()
    columns = [sa.Column(f"c{n}", sa.Integer, index=True) for n in reversed(range(8))]
    made.create_table(sa.Table("t", sa.MetaData(), *columns))
    assert [each.construct.element.name for each in sink.statements[1:]] == [
        f"ix_t_c{n}" for n in range(8)
    ]


def test_literal_binds_is_for_statements_other_than_ddl() -> None:
    """Constructs that are DDL are compiled as they are."""
    seen = []

    class Construct(sa.schema.DDLElement):
        pass

    @compiles(Construct)
    def _text(element: Any, compiler: Any, **kw: Any) -> str:
        seen.append(kw)
        return "x"

    impl(literal_binds=True)._exec(Construct())
    assert seen == [{}]


def test_types_made_by_listeners_reach_the_sink() -> None:
    """Where nothing is executed, the CREATE TYPE of an enum is recorded, not run."""
    dialect = postgresql.dialect()
    made = DefaultImpl.get_by_dialect(dialect)(
        dialect,
        FORBIDDEN,
        as_sql=False,
        transactional_ddl=None,
        output_buffer=None,
        context_opts={},
    )
    made.sink = sink = RecordSink()
    made.create_table(sa.Table("t", sa.MetaData(), sa.Column("e", sa.Enum("a", name="en"))))
    assert [
        str(each.construct.compile(dialect=dialect)).split()[:2] for each in sink.statements
    ] == [
        ["CREATE", "TYPE"],
        ["CREATE", "TABLE"],
    ]


def test_listeners_get_the_connection_that_executes() -> None:
    """Where statements are executed, listeners execute on the same connection."""
    made = DefaultImpl(DefaultDialect(), FORBIDDEN, False, None, None, {})
    assert made._listener_connection() is FORBIDDEN
