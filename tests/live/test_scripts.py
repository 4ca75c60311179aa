"""``--sql`` writes what the client of the database can run, and that is what a run does."""

from __future__ import annotations

import pytest

from harness.databases import connected, execute
from harness.project import Project
from harness.schema_picture import Picture, picture
from servers.clients import run_script

FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("o", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
    table = op.create_table(
        "t",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("x", sa.Integer, sa.ForeignKey("o.id", name="fk_x")),
        sa.Column("s", sa.String(20), nullable=False, server_default="it's 50% :x"),
        sa.Column("d", sa.Date),
        sa.CheckConstraint("x > 0", name="ck_x"),
        sa.Index("ix_s", "s"),
    )
    op.bulk_insert(sa.table("o", sa.column("id", sa.Integer)), [{"id": 1}, {"id": 2}])
    op.bulk_insert(
        sa.table("t", sa.column("id", sa.Integer), sa.column("x", sa.Integer)),
        [{"id": 1, "x": 1}, {"id": 2, "x": None}],
    )
    op.execute("INSERT INTO t (id, s) VALUES (3, 'a \\\\: 1%; b')")

"""
SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "b2"
down_revision = "a1"


def described():
    return sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("x", sa.Integer, sa.ForeignKey("o.id", name="fk_x")),
        sa.Column("s", sa.String(20), nullable=False, server_default="it's 50% :x"),
        sa.Column("d", sa.Date),
        sa.CheckConstraint("x > 0", name="ck_x"),
        sa.Index("ix_s", "s"),
        sa.Index("ix_d", "d"),
    )


def upgrade():
    with op.get_context().autocommit_block():
        op.create_index("ix_d", "t", ["d"])
    op.add_column("o", sa.Column("note", sa.String(9), server_default="n"))
    op.execute("UPDATE t SET d = '2021-03-04'")
    with op.batch_alter_table("t", copy_from=described()) as batch:
        batch.alter_column(
            "d", nullable=False, existing_type=sa.Date(), server_default="2020-01-01"
        )
    op.execute("UPDATE o SET note = 'x' WHERE id = 2")

"""


@pytest.fixture
def migrations(project: Project, database: str) -> Project:
    """Give a project of two revisions on an empty database."""
    project.alembic("init", "migrations")
    project.set_url(database)
    project.write("migrations/versions/a1_.py", FIRST)
    project.write("migrations/versions/b2_.py", SECOND)
    return project


def seen(url: str) -> Picture:
    """Return what the database has."""
    with connected(url) as connection:
        return picture(connection)


def emptied(url: str) -> None:
    """Drop all tables of the migrations."""
    execute(url, "DROP TABLE t", "DROP TABLE o", "DROP TABLE alembic_version")


def test_a_script_is_a_run(migrations: Project, database: str) -> None:
    """Tables, rows and versions are the same, whether a run or the client has made them."""
    migrations.alembic("upgrade", "head")
    by_run = seen(database)
    assert list(by_run["t"]["columns"]) == ["id", "x", "s", "d"]
    assert by_run["alembic_version"]["rows"] == [[("version_num", "b2")]]
    emptied(database)
    run_script(database, migrations.alembic("upgrade", "head", "--sql").out)
    assert seen(database) == by_run
