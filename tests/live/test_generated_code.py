"""Generated code runs as it is written, there and back, on every database."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations import Operations

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from alembic.operations.ops import DowngradeOps, UpgradeOps


def models() -> sa.MetaData:
    """Return models full of what is hard to write down: quotes, colons, percent signs, blanks."""
    metadata = sa.MetaData()
    sa.Table(
        "parent",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("k", sa.Integer, unique=True),
    )
    sa.Table(
        "two words",
        metadata,
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("s", sa.String(20), nullable=False, server_default="it's 50%"),
        sa.Column("c", sa.String(20), server_default=sa.text("'\\:x'")),
        sa.Column("t", sa.Text, comment="it's :x 10%"),
        sa.Column("n", sa.Numeric(10, 2), server_default=sa.text("1.5")),
        sa.Column("b", sa.Boolean, server_default=sa.true()),
        sa.Column("d", sa.DateTime, server_default=sa.func.current_timestamp()),
        sa.Column("u", sa.Uuid),
        sa.Column("j", sa.JSON),
        sa.Column("e", sa.Enum("a", "b", name="kind", native_enum=False)),
        sa.Column("q", sa.Integer, sa.CheckConstraint("q > 1", name="cq")),
        sa.Column("g", sa.Integer, sa.Computed("q * 2", persisted=True)),
        sa.Column("p", sa.ForeignKey("parent.id", name="fk", ondelete="CASCADE")),
        sa.UniqueConstraint("s", "n", name="us"),
        sa.CheckConstraint("s <> '\\:a%b'", name="cs"),
        sa.Index("ix d", "d"),
        comment="it's :x 10%",
    )
    return metadata


def run(connection: Connection, ops: UpgradeOps | DowngradeOps) -> None:
    """Render operations and run the text as a revision file would."""
    context = MigrationContext.configure(connection)
    code = render_python_code(ops, migration_context=context)
    dialect = connection.dialect.name
    names: dict[str, Any] = {
        "op": Operations(context),
        "sa": sa,
        dialect: import_module(
            f"sqlalchemy.dialects.{'mysql' if dialect == 'mariadb' else dialect}"
        ),
    }
    exec(f"def migrate():\n    {code}\nmigrate()\n", names)


def differences(connection: Connection, metadata: sa.MetaData) -> list[Any]:
    """Return what a fresh comparison of schema and defaults finds."""
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    found: list[Any] = compare_metadata(context, metadata)
    return found


@pytest.fixture
def connection(database: str) -> Any:
    """Give a connection to an empty database."""
    engine = sa.create_engine(database)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_upgrade_makes_the_models_and_downgrade_leaves_nothing(connection: Connection) -> None:
    """After the upgrade nothing differs; after the downgrade nothing is left."""
    metadata = models()
    script = produce_migrations(MigrationContext.configure(connection), metadata)
    run(connection, script.upgrade_ops)
    assert differences(connection, metadata) == []
    checks = sa.inspect(connection).get_check_constraints("two words")
    assert {"cq", "cs"} <= {check["name"] for check in checks}
    run(connection, script.downgrade_ops)
    assert sa.inspect(connection).get_table_names() == []


def test_what_was_reflected_can_be_made_again(connection: Connection) -> None:
    """The downgrade of a removal makes tables again that are as the models say."""
    metadata = models()
    run(
        connection,
        produce_migrations(MigrationContext.configure(connection), metadata).upgrade_ops,
    )
    removal = produce_migrations(MigrationContext.configure(connection), sa.MetaData())
    run(connection, removal.upgrade_ops)
    assert sa.inspect(connection).get_table_names() == []
    run(connection, removal.downgrade_ops)
    assert differences(connection, metadata) == []
    checks = sa.inspect(connection).get_check_constraints("two words")
    texts = {check["name"]: check["sqltext"] for check in checks}
    assert ":a%b" in texts["cs"]
    assert "1" in texts["cq"]
