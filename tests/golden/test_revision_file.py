"""Whole revision files, as autogenerate writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.golden import Golden
    from harness.project import Project, Result

MODELS = """\
import sqlalchemy as sa

metadata = sa.MetaData()
sa.Table(
    "account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False, index=True),
    sa.Column("j", sa.JSON),
    sa.Column("ts", sa.DateTime, server_default=sa.func.now()),
)
"""

USER_TYPE = """\
import sqlalchemy as sa


class Money(sa.TypeDecorator):
    impl = sa.Numeric
    cache_ok = True
"""


@pytest.fixture
def models(project: Project, inside: Callable[..., Result]) -> Project:
    """Give a project on SQLite whose env.py takes its models from ``models.py``."""
    inside(project, "init", "migrations")
    project.set_url("sqlite:///test.db")
    project.edit(
        "migrations/env.py",
        "target_metadata = None",
        "from models import metadata as target_metadata",
    )
    project.write("models.py", MODELS)
    return project


def without_date(text: str) -> str:
    """Return the text of a revision file without the moment it was written."""
    return re.sub(r"(?m)^Create Date: .*$", "Create Date: -", text)


def test_new_table(models: Project, inside: Callable[..., Result], golden: Golden) -> None:
    """A new table with an index fills both functions."""
    inside(models, "revision", "--autogenerate", "-m", "Added Account: table", "--rev-id", "b1")
    golden.check(
        "revision_file/new_table.txt",
        without_date(models.read("migrations/versions/b1_added_account_table.py")),
    )


def test_types_of_the_user_are_imported(models: Project) -> None:
    """A file that uses a type of the user's imports its module, so that it runs as written."""
    models.write("money.py", USER_TYPE)
    models.edit("models.py", "import sqlalchemy as sa\n", "import money\nimport sqlalchemy as sa\n")
    models.edit("models.py", "sa.JSON", "money.Money(10, 2)")
    models.alembic("revision", "--autogenerate", "-m", "money", "--rev-id", "b1")
    text = models.read("migrations/versions/b1_money.py")
    assert "\nimport sqlalchemy as sa\nimport money\n" in text
    assert "sa.Column('j', money.Money(precision=10, scale=2), nullable=True)" in text
    models.alembic("upgrade", "head")
    assert models.alembic("check").out == "No new upgrade operations detected.\n"


OLD = (
    "CREATE TABLE o (id INTEGER PRIMARY KEY)",
    "CREATE TABLE t (a INTEGER, b VARCHAR(5), c INTEGER, CONSTRAINT uq_old UNIQUE (b))",
    "CREATE INDEX ix_old ON t (a)",
)


def new_models() -> sa.MetaData:
    """Return models in which nearly everything about table t is different."""
    metadata = sa.MetaData()
    sa.Table("o", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "t",
        metadata,
        sa.Column("a", sa.BigInteger, nullable=False, comment="ca"),
        sa.Column("b", sa.String(10)),
        sa.Column("d", sa.Integer, sa.ForeignKey("o.id", name="fk_d")),
        sa.Index("ix_new", "b"),
        sa.UniqueConstraint("a", name="uq_new"),
        comment="tc",
    )
    return metadata


def test_changed_table(postgresql_url: str, golden: Golden) -> None:
    """Changes of one table, there and back, and as a batch."""
    engine = sa.create_engine(postgresql_url)
    with engine.connect() as connection:
        for statement in OLD:
            connection.execute(sa.text(statement))
        context = MigrationContext.configure(connection)
        script = produce_migrations(context, new_models())
        parts = {
            "upgrade": render_python_code(script.upgrade_ops, migration_context=context),
            "downgrade": render_python_code(script.downgrade_ops, migration_context=context),
            "upgrade as a batch": render_python_code(
                script.upgrade_ops, render_as_batch=True, migration_context=context
            ),
        }
    engine.dispose()
    text = "\n".join(f"-- {name}\n    {body}\n" for name, body in parts.items())
    golden.check("revision_file/changed_table.txt", text)
