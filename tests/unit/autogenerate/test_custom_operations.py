"""Operations of an extension from comparison to text."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, text

from alembic.autogenerate import (
    _render_migration_diffs,
    comparators,
    compare_metadata,
    renderers,
)
from alembic.migration import MigrationContext
from alembic.operations import MigrateOperation
from alembic.runtime.plugins import Plugin


class CreateViewOp(MigrateOperation):
    """A new view."""

    def __init__(self, name: str) -> None:
        self.name = name

    def reverse(self) -> MigrateOperation:
        return DropViewOp(self.name)

    def to_diff_tuple(self) -> tuple[str, str]:
        return ("add_view", self.name)


class DropViewOp(MigrateOperation):
    """A view taken away."""

    def __init__(self, name: str) -> None:
        self.name = name


@pytest.fixture
def extension() -> Iterator[list[str]]:
    """Set up a plugin with views, and give the list of the calls of its functions."""
    calls: list[str] = []

    def views(autogen_context: Any, upgrade_ops: Any, schemas: Any) -> None:
        calls.append(f"schema {schemas}")
        upgrade_ops.ops.append(CreateViewOp("v1"))

    def table(context: Any, ops: Any, schema: Any, name: str, old: Any, new: Any) -> None:
        calls.append(f"table {name} {'changed' if old is not None else 'new'}")

    def column(context: Any, op: Any, schema: Any, table: str, name: str, *columns: Any) -> None:
        calls.append(f"column {table}.{name}")

    module: Any = ModuleType("views")

    def setup(plugin: Plugin) -> None:
        plugin.add_autogenerate_comparator(views, "schema", "views")
        plugin.add_autogenerate_comparator(table, "table", "views")
        plugin.add_autogenerate_comparator(column, "column", "views")
        plugin.add_autogenerate_comparator(
            lambda context, upgrade_ops: calls.append("autogenerate"), "autogenerate", "views"
        )
        plugins.append(plugin)

    plugins: list[Plugin] = []
    module.setup = setup
    Plugin.setup_plugin_from_module(module, "my.plugin")

    @renderers.dispatch_for(CreateViewOp)
    def create(autogen_context: Any, op: CreateViewOp) -> list[str]:
        autogen_context.imports.add("import zz")
        return ["# create view", f"op.create_view({op.name!r})"]

    @renderers.dispatch_for(DropViewOp)
    def drop(autogen_context: Any, op: DropViewOp) -> str:
        return f"op.drop_view({op.name!r})"

    yield calls
    plugins[0].remove()
    del renderers._registry[CreateViewOp, "default"]
    del renderers._registry[DropViewOp, "default"]


@pytest.fixture
def models() -> MetaData:
    """Give models with one table that exists and one that does not."""
    metadata = MetaData()
    Table("t", metadata, Column("a", Integer))
    Table("t2", metadata, Column("a", Integer))
    return metadata


@pytest.fixture
def connection() -> Iterator[Any]:
    """Give a database with one table."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (a INTEGER)"))
        yield connection
    engine.dispose()


PLUGINS = ["alembic.autogenerate.*", "my.plugin"]


def test_comparators_run_from_the_inside_out(
    extension: list[str], models: MetaData, connection: Any
) -> None:
    """Functions of a plugin run for tables and columns, then for schemas, then for the whole."""
    context = MigrationContext.configure(connection, opts={"autogenerate_plugins": PLUGINS})
    diffs = compare_metadata(context, models)
    assert diffs[-1] == ("add_view", "v1")
    assert extension == [
        "table t2 new",
        "column t.a",
        "table t changed",
        "schema {None}",
        "autogenerate",
    ]


def test_custom_operations_are_written_both_ways(
    extension: list[str], models: MetaData, connection: Any
) -> None:
    """A custom operation is rendered with its imports, and its reverse in the downgrade."""
    variables: dict[str, Any] = {}
    context = MigrationContext.configure(
        connection, opts={"autogenerate_plugins": PLUGINS, "target_metadata": models}
    )
    _render_migration_diffs(context, variables)
    assert "    # create view\n    op.create_view('v1')\n" in variables["upgrades"]
    assert "    op.drop_view('v1')\n" in variables["downgrades"]
    assert variables["imports"] == "import zz"


def test_plugin_that_is_not_selected_rests(
    extension: list[str], models: MetaData, connection: Any
) -> None:
    """Without its name in ``autogenerate_plugins`` nothing of a plugin runs."""
    compare_metadata(MigrationContext.configure(connection), models)
    assert extension == []


def test_functions_without_a_plugin_always_run(models: MetaData, connection: Any) -> None:
    """A function registered on ``comparators`` runs whatever plugins are selected."""
    seen: list[str] = []

    @comparators.dispatch_for("autogenerate")
    def look(autogen_context: Any, upgrade_ops: Any) -> None:
        seen.append(autogen_context.dialect.name)

    try:
        context = MigrationContext.configure(connection, opts={"autogenerate_plugins": []})
        assert compare_metadata(context, models) == []
    finally:
        comparators._registry.clear()
    assert seen == ["sqlite"]
