"""Enum types that another package's operations create and drop are left to them.

alembic-postgresql-enum works like this: a comparator of its own, operations with a schema and a
name, and columns whose class passes for one of SQLAlchemy's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic.autogenerate import comparators, produce_migrations, render_python_code
from alembic.autogenerate.render import renderers
from alembic.migration import MigrationContext
from alembic.operations.ops import MigrateOperation, MigrationScript

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection


class TypeOp(MigrateOperation):
    """Creates or drops a type."""

    def __init__(self, name: str, *, create: bool = True) -> None:
        self.schema = "public"
        self.name = name
        self.create = create

    def reverse(self) -> TypeOp:
        return TypeOp(self.name, create=not self.create)

    def to_diff_tuple(self) -> tuple[Any, ...]:
        return ("type", self.name)


class PassesForAnother(postgresql.ENUM):
    """Written as SQLAlchemy's own class."""

    __module__ = "sqlalchemy.dialects.postgresql"


@pytest.fixture
def connection(postgresql_url: str) -> Iterator[Connection]:
    engine = sa.create_engine(postgresql_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(autouse=True)
def package() -> Iterator[None]:
    """What such a package registers when it is imported, gone again afterwards."""
    compared, rendered = dict(comparators._registry), dict(renderers._registry)

    @comparators.dispatch_for("schema")
    def compare(autogen_context: Any, upgrade_ops: Any, schemas: Any) -> None:
        upgrade_ops.ops.insert(0, TypeOp("mood"))

    @renderers.dispatch_for(TypeOp)
    def render(autogen_context: Any, op: TypeOp) -> str:
        return f"{'create' if op.create else 'drop'}_type({op.name!r})"

    yield
    for registry, before in ((comparators._registry, compared), (renderers._registry, rendered)):
        registry.clear()
        registry.update(before)


def migrations(connection: Connection, *names: str) -> MigrationScript:
    """Compare a model with columns of enum types to an empty database."""
    columns = [sa.Column(name, sa.Enum("x", name=name)) for name in names]
    metadata = sa.MetaData()
    sa.Table("t", metadata, *columns)
    return produce_migrations(MigrationContext.configure(connection), metadata)


def lines(container: Any, context: Any) -> list[str]:
    text = render_python_code(container, migration_context=context)
    return [each.strip() for each in text.splitlines() if "type" in each.lower()]


def test_their_types_are_theirs(connection: Connection) -> None:
    """Nothing is said of a type they name; other types come and go as always."""
    script = migrations(connection, "mood", "own")
    context = MigrationContext.configure(connection)
    assert lines(script.upgrade_ops, context) == ["create_type('mood')"]
    text = render_python_code(script.downgrade_ops, migration_context=context)
    assert "drop_type('mood')" in text
    assert "name='mood'" not in text
    assert "sa.Enum(name='own').drop(op.get_bind(), checkfirst=True)" in text


def test_columns_that_pass_for_others(connection: Connection) -> None:
    """A class that calls itself one of SQLAlchemy's is written like one, without a variant."""
    sa.Enum("x", name="own").create(connection)
    connection.exec_driver_sql("CREATE TABLE other (c own)")
    script = migrations(connection, "own")
    (table,) = [op for op in script.upgrade_ops.ops if getattr(op, "table_name", "") == "t"]
    table.columns[0].type = PassesForAnother("x", name="own")
    text = render_python_code(
        script.upgrade_ops, migration_context=MigrationContext.configure(connection)
    )
    assert "postgresql.ENUM('x', name='own', create_type=False), nullable=True)" in text
    assert "with_variant" not in text
