"""The update of the version table: the text SQLAlchemy writes, written once."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.sql.dml import Update
from sqlalchemy.sql.elements import TextClause

from alembic.ddl.sqlite import SQLiteImpl
from alembic.runtime.migration import HeadMaintainer, MigrationContext
from alembic.runtime.row_update import RowUpdate, construct
from unit.runtime.steps import FakeStep

DIALECTS = ["postgresql", "mysql", "mssql", "oracle", "sqlite"]


def offline(dialect: str, **opts: Any) -> MigrationContext:
    return MigrationContext.configure(
        dialect_name=dialect, opts={"as_sql": True, "output_buffer": io.StringIO(), **opts}
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("opts", [{}, {"version_table": "Some Table", "version_table_schema": "s"}])
def test_the_text_is_the_one_sqlalchemy_writes(dialect: str, opts: dict[str, str]) -> None:
    """Name, schema and quotes are those of the dialect, the identifiers stand in their places."""
    context = offline(dialect, **opts)
    update = RowUpdate(context)
    for from_, to_ in [("a1", "b2"), ("b2", "it's"), ("row-before-step", "row-after-step")]:
        said = update(from_, to_)
        written = construct(context._version, from_, to_)
        assert isinstance(said, TextClause)
        assert said.table is context._version  # type: ignore[attr-defined] # how observers know it
        assert str(said.compile(dialect=context.dialect)) == str(
            written.compile(dialect=context.dialect)
        )


@pytest.mark.parametrize("special", ["a:b", "50%", "a\\b"])
def test_identifiers_that_need_care_are_left_to_sqlalchemy(special: str) -> None:
    """In text a colon names a parameter, and a percent sign is one to some drivers."""
    update = RowUpdate(offline("postgresql"))
    assert isinstance(update("a1", special), Update)
    assert isinstance(update(special, "a1"), Update)


def test_a_version_table_that_computes_columns_is_left_to_sqlalchemy() -> None:
    """A dialect's own table may hold more than a row's identifier."""

    class Impl(SQLiteImpl):
        def version_table_impl(self, **kw: Any) -> sa.Table:
            table = super().version_table_impl(**kw)
            table.append_column(sa.Column("who", sa.String, onupdate=lambda: "me"))
            return table

    context = offline("sqlite")
    context._version = Impl(context.dialect, None, True, None, None, {}).version_table_impl(
        version_table="v", version_table_schema=None, version_table_pk=True
    )
    assert isinstance(RowUpdate(context)("a1", "b2"), Update)


def test_a_translated_schema_is_left_to_sqlalchemy() -> None:
    """Which table a name means may change from one statement of the connection to the next."""
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql("ATTACH ':memory:' AS tenant")
        context = MigrationContext.configure(connection)
        update = RowUpdate(context)
        assert isinstance(update("a1", "b2"), TextClause)
        connection.execution_options(schema_translate_map={None: "tenant"})
        context._ensure_version_table()
        heads = HeadMaintainer(context, ())
        heads.update_to_step(FakeStep(None, "a1", print))
        heads.update_to_step(FakeStep("a1", "b2", print))
        rows = connection.exec_driver_sql("SELECT version_num FROM tenant.alembic_version")
        assert rows.scalars().all() == ["b2"]


def test_updates_leave_no_trace_in_the_cache_of_statements() -> None:
    """Each is sent once; the cache is for what the migrations say."""
    cache: dict[Any, Any] = {}
    with sa.create_engine("sqlite://").connect() as connection:
        context = MigrationContext.configure(connection)
        context._ensure_version_table()
        heads = HeadMaintainer(context, ())
        heads.update_to_step(FakeStep(None, "r0", print))
        connection.execution_options(compiled_cache=cache)
        for number in range(10):
            heads.update_to_step(FakeStep(f"r{number}", f"r{number + 1}", print))
        assert cache == {}
        assert context.get_current_heads() == ("r10",)
