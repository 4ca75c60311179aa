"""AutogenContext: models, filters and what it refuses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from sqlalchemy.orm import DeclarativeBase

from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.util import CommandError


def offline(**opts: Any) -> MigrationContext:
    """Return a context without a connection."""
    return MigrationContext.configure(dialect_name="sqlite", opts=opts)


def test_models_come_from_the_options() -> None:
    """Without an argument the models are those of ``target_metadata``."""
    metadata = MetaData()
    assert AutogenContext(offline(target_metadata=metadata)).metadata is metadata


def test_sql_mode_is_refused() -> None:
    """A comparison in SQL mode is refused, since there is no database to ask."""
    with pytest.raises(CommandError) as caught:
        AutogenContext(offline(as_sql=True), MetaData())
    assert str(caught.value) == (
        "autogenerate can't use as_sql=True as it prevents querying the database for schema "
        "information"
    )


def test_sql_mode_renders() -> None:
    """SQL mode is no obstacle to rendering."""
    assert AutogenContext(offline(as_sql=True), autogenerate=False).imports == set()


def test_missing_models_are_named() -> None:
    """An env.py that configures no models is named in the error."""
    context = offline(script=SimpleNamespace(env_py_location="/app/env.py"))
    with pytest.raises(CommandError) as caught:
        AutogenContext(context)
    assert str(caught.value) == (
        "Can't proceed with --autogenerate option; environment script /app/env.py does not "
        "provide a MetaData object or sequence of objects to the context."
    )


def test_no_connection_no_inspector() -> None:
    """Without a connection there is nothing to inspect."""
    with pytest.raises(TypeError, match="no database connection"):
        _ = AutogenContext(offline(), MetaData()).inspector


def test_snapshot_reads_the_connection() -> None:
    """The snapshot is made once, from the inspector of the connection."""
    with create_engine("sqlite://").connect() as connection:
        context = AutogenContext(MigrationContext.configure(connection), MetaData())
        assert context.snapshot is context.snapshot
        assert context.snapshot.inspector is context.inspector


def test_tables_of_several_collections() -> None:
    """Tables of several collections follow each other, sorted within each."""
    one, two = MetaData(), MetaData(schema="s")
    child = Table("child", one, Column("id", Integer))
    parent = Table("parent", one, Column("id", Integer, primary_key=True))
    child.append_column(Column("p", Integer))
    child.add_is_dependent_on(parent)
    other = Table("other", two)
    context = AutogenContext(offline(), [one, two])
    assert context.sorted_tables == [parent, child, other]
    assert context.table_key_to_table == {"child": child, "parent": parent, "s.other": other}


def test_duplicate_tables_are_refused() -> None:
    """One table key in two collections is an error that names the key."""
    one, two = MetaData(), MetaData()
    Table("a", one)
    Table("a", two)
    with pytest.raises(ValueError, match="Duplicate") as caught:
        _ = AutogenContext(offline(), [one, two]).table_key_to_table
    assert str(caught.value) == 'Duplicate table keys across multiple MetaData objects: "a"'
    assert isinstance(caught.value, CommandError), "the command line ends with this sentence"


@pytest.mark.parametrize(
    ("name", "type_", "parents", "expected"),
    [
        ("s", "schema", {}, {}),
        (
            "t",
            "table",
            {"schema_name": "s"},
            {"schema_name": "s", "schema_qualified_table_name": "s.t"},
        ),
        (
            "c",
            "column",
            {"schema_name": None, "table_name": "t"},
            {"schema_name": None, "table_name": "t", "schema_qualified_table_name": "t"},
        ),
    ],
)
def test_name_filter_sees_the_qualified_table(
    name: str, type_: str, parents: dict[str, str | None], expected: dict[str, str | None]
) -> None:
    """``include_name`` gets name, type and parents, with the qualified name of the table."""
    seen: list[Any] = []

    def include_name(*args: Any) -> bool:
        seen.append(args)
        return False

    context = AutogenContext(offline(include_name=include_name), MetaData())
    assert context.run_name_filters(name, type_, parents) is False
    assert seen == [(name, type_, expected)]


def test_object_filter_decides() -> None:
    """``include_object`` gets object, name, type, origin and counterpart, and decides."""
    seen: list[Any] = []

    def include_object(*args: Any) -> bool:
        seen.append(args)
        return True

    table = Table("t", MetaData())
    context = AutogenContext(offline(include_object=include_object), MetaData())
    assert context.run_filters(table, "t", "table", True, None) is True
    assert seen == [(table, "t", "table", True, None)]


def test_without_filters_everything_is_wanted() -> None:
    """Without hooks nothing is filtered."""
    context = AutogenContext(offline(), MetaData())
    assert context.run_name_filters("t", "table", {"schema_name": None})
    assert context.run_object_filters(Table("t", MetaData()), "t", "table", False, None)


def test_batch_ends_when_its_block_fails() -> None:
    """Rendering inside a batch ends with the block, also when it fails."""
    context = AutogenContext(offline(), MetaData())

    def fail_inside() -> None:
        with context._within_batch():
            assert context._has_batch
            raise KeyError

    with pytest.raises(KeyError):
        fail_inside()
    assert not context._has_batch


def test_models_instead_of_their_metadata() -> None:
    """The base class of the models is not what is asked for; it has it."""

    class Base(DeclarativeBase):
        pass

    with create_engine("sqlite://").connect() as connection:
        context = AutogenContext(MigrationContext.configure(connection), Base)
        with pytest.raises(CommandError) as caught:
            context.sorted_tables  # noqa: B018 - looking is what fails
    assert str(caught.value).startswith("target_metadata must be a MetaData object or a sequence")
    assert str(caught.value).endswith("Base'> (its .metadata is one)")
