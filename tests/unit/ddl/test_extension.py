"""A dialect of somebody else: its implementation, its texts, its version table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles

from alembic.ddl import base
from alembic.ddl.impl import DefaultImpl, _impls
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext


class XyzDialect(DefaultDialect):
    name = "xyz"


@compiles(base.RenameTable, "xyz")
def _rename(element: base.RenameTable, compiler: Any, **kw: Any) -> str:
    return f"RENAME! {element.table_name} {element.new_table_name} {element.schema}"


@compiles(base.ColumnType, "xyz")
def _type(element: base.ColumnType, compiler: Any, **kw: Any) -> str:
    return (
        f"{base.alter_table(compiler, element.table_name, element.schema)} "
        f"{base.alter_column(compiler, element.column_name)} "
        f"TO {base.format_type(compiler, element.type_)}"
    )


@pytest.fixture
def op() -> Iterator[Operations]:
    """Operations that write a script for the dialect of somebody else."""

    class XyzImpl(DefaultImpl):
        __dialect__ = "xyz"
        command_terminator = ";;"
        transactional_ddl = True
        calls: list[str] = []  # noqa: RUF012 - one per test, as the class is made per test

        def static_output(self, text: str) -> None:
            super().static_output(f"/* {text} */")

        def _exec(self, construct: Any, *args: Any, **kw: Any) -> Any:
            self.calls.append(type(construct).__name__)
            return super()._exec(construct, *args, **kw)

        def drop_column(self, table_name: str, column: Any, schema: Any = None, **kw: Any) -> None:
            self.calls.append(f"drop {column.name}")
            super().drop_column(table_name, column, schema=schema, **kw)

        def rename_table(self, old: str, new: str, schema: str | None = None) -> None:
            super().rename_table(old, f"{new}_x", schema)

        def version_table_impl(self, **kw: Any) -> sa.Table:
            table = super().version_table_impl(**kw)
            table.append_column(sa.Column("who", sa.String(5)))
            return table

    context = MigrationContext.configure(
        dialect=XyzDialect(), opts={"as_sql": True, "output_buffer": io.StringIO()}
    )
    yield Operations(context)
    del _impls["xyz"]


def _script(op: Operations) -> str:
    return op.get_context().impl.output_buffer.getvalue()


def test_compiled_text_of_the_dialect_is_written(op: Operations) -> None:
    """``@compiles`` of our construct for another dialect gives its text, with its terminator."""
    op.rename_table("a", "b", schema="s")
    assert _script(op) == "/* RENAME! a b_x s;; */\n\n"


def test_generic_text_where_the_dialect_has_none(op: Operations) -> None:
    """Constructs without a text of the dialect's own have the generic one."""
    op.add_column("t", sa.Column("x", sa.Integer))
    assert _script(op) == "/* ALTER TABLE t ADD COLUMN x INTEGER;; */\n\n"


def test_helpers_serve_other_visitors(op: Operations) -> None:
    """The formatting helpers quote as the dialect does."""
    op.alter_column("T x", "c", type_=sa.String(5), schema="a.b")
    assert _script(op) == '/* ALTER TABLE a.b."T x" ALTER COLUMN c TO VARCHAR(5);; */\n\n'


def test_overridden_methods_are_called(op: Operations) -> None:
    """Directives reach overridden methods, which may call those of ``DefaultImpl``."""
    op.drop_column("t", "c", if_exists=True)
    assert type(op.impl).calls == ["drop c", "DropColumn"]
    assert _script(op) == "/* ALTER TABLE t DROP COLUMN IF EXISTS c;; */\n\n"


def test_every_statement_goes_through_exec(op: Operations) -> None:
    """Whoever overrides ``_exec`` sees all SQL."""
    op.create_table("t", sa.Column("x", sa.Integer, index=True))
    op.bulk_insert(sa.table("t", sa.column("x", sa.Integer)), [{"x": 1}])
    op.execute("select 1")
    assert type(op.impl).calls == ["CreateTable", "CreateIndex", "Insert", "str"]


def test_static_output_sees_transaction_marks(op: Operations) -> None:
    """BEGIN and COMMIT are written by ``static_output`` with the terminator."""
    op.impl.emit_begin()
    op.impl.emit_commit()
    assert _script(op) == "/* BEGIN;; */\n\n/* COMMIT;; */\n\n"


def test_version_table_of_the_dialect(op: Operations) -> None:
    """The version table is what the dialect makes of it."""
    assert op.get_context()._version.c.keys() == ["version_num", "who"]
