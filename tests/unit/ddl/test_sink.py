"""The sinks: what executes, what is written, what is kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from alembic.ddl.sink import ExecuteSink, RecordSink, ScriptSink
from alembic.ddl.statement import Statement, current_operation, said_by


class Connection:
    """Remembers what it is asked to execute."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def execution_options(self, **options: Any) -> Connection:
        self.calls.append(("options", options))
        return self

    def execute(self, *arguments: Any) -> str:
        self.calls.append(arguments)
        return "result"


def test_script_statement_ends_with_terminator_and_blank_line() -> None:
    """A statement is its stripped text, the terminator and a blank line."""
    buffer = io.StringIO()
    ScriptSink(DefaultDialect(), buffer, terminator=";;").run(Statement(sa.text(" select 1 ")))
    assert buffer.getvalue() == "select 1;;\n\n"


def test_script_turns_tabs_into_four_blanks() -> None:
    """SQLAlchemy indents CREATE TABLE with tabs; a script has four blanks."""
    buffer = io.StringIO()
    table = sa.Table("t", sa.MetaData(), sa.Column("x", sa.Integer))
    ScriptSink(DefaultDialect(), buffer).run(Statement(sa.schema.CreateTable(table)))
    assert buffer.getvalue() == "CREATE TABLE t (\n    x INTEGER\n);\n\n"


def test_script_text_gets_only_a_blank_line() -> None:
    """Text that is no statement has no terminator."""
    buffer = io.StringIO()
    ScriptSink(DefaultDialect(), buffer).write("-- hello")
    assert buffer.getvalue() == "-- hello\n\n"


def test_script_refuses_parameters() -> None:
    """A script cannot carry parameters apart from its statements."""
    with pytest.raises(TypeError, match=r"^SQL parameters not allowed with as_sql$"):
        ScriptSink(DefaultDialect(), io.StringIO()).run(Statement(sa.text("x"), {"a": 1}))


@pytest.mark.parametrize(
    ("literal_binds", "expected"), [(False, "SELECT :x AS y"), (True, "SELECT 'v' AS y")]
)
def test_literal_binds_writes_values_in_place(literal_binds: bool, expected: str) -> None:
    """Bound values are placeholders unless literal_binds is on."""
    sink = ScriptSink(DefaultDialect(), io.StringIO(), literal_binds=literal_binds)
    statement = sa.select(sa.bindparam("x", "v").label("y"))
    assert sink.text_of(statement) == expected


def test_execute_without_parameters_passes_the_construct_alone() -> None:
    """Connections that take only a construct, such as mocks, are served."""
    connection = Connection()
    construct = sa.text("x")
    assert ExecuteSink(connection).run(Statement(construct)) == "result"
    assert connection.calls == [(construct,)]


def test_execute_passes_parameters_and_options() -> None:
    """Options go to the connection, parameters to the execution."""
    connection = Connection()
    construct = sa.text("x")
    ExecuteSink(connection).run(Statement(construct, [{"a": 1}], {"autocommit": True}))
    assert connection.calls == [("options", {"autocommit": True}), (construct, [{"a": 1}])]


class CountingStream(io.StringIO):
    """Counts how often it is told to hand on what it holds."""

    flushes = 0

    def flush(self) -> None:
        self.flushes += 1


def test_a_script_is_flushed_after_each_piece_or_once_per_block() -> None:
    """Whoever reads along misses nothing; a block that fails shows how far it came."""
    stream = CountingStream()
    sink = ScriptSink(DefaultDialect(), stream)
    sink.write("a")
    sink.write("b")
    assert stream.flushes == 2

    def fail() -> None:
        with sink.flushed_once():
            for piece in "cde":
                sink.write(piece)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert (stream.flushes, stream.getvalue()) == (3, "a\n\nb\n\nc\n\nd\n\ne\n\n")
    sink.write("f")
    assert stream.flushes == 4


def test_record_keeps_statements_and_texts() -> None:
    """A record runs nothing."""
    sink = RecordSink()
    statement = Statement("construct")
    sink.run(statement)
    sink.write("text")
    assert (sink.statements, sink.texts) == ([statement], ["text"])


def test_operation_mark_is_nested_and_ends_with_an_error() -> None:
    """The innermost operation is the current one, and an error leaves no mark behind."""
    seen = []

    def fail() -> None:
        with said_by("outer"):
            with said_by("inner"):
                seen.append(current_operation.get())
            seen.append(current_operation.get())
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert [*seen, current_operation.get()] == ["inner", "outer", None]
