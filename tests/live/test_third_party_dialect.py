"""A dialect of somebody else, in a package of its own that SQLAlchemy finds by its entry point."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from harness.project import Project

DIALECT = """
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.types import Integer, TypeDecorator

from . import migrations  # the only thing that has to happen before context.configure()


class AcmeDialect(SQLiteDialect_pysqlite):
    name = "acme"
    supports_statement_cache = True


class Coin(TypeDecorator):
    impl = Integer
    cache_ok = True
"""
MIGRATIONS = """
import sqlalchemy as sa
from alembic.ddl import base
from alembic.ddl.impl import DefaultImpl
from sqlalchemy.ext.compiler import compiles


class AcmeImpl(DefaultImpl):
    __dialect__ = "acme"
    transactional_ddl = False
    command_terminator = " !"

    def version_table_impl(self, **kw):
        table = super().version_table_impl(**kw)
        table.append_column(sa.Column("who", sa.String(5), server_default="acme"))
        return table

    def drop_column(self, table_name, column, *, schema=None, if_exists=None, **kw):
        self._exec("SELECT 'a note before every end of a column'")
        super().drop_column(table_name, column, schema=schema)

    def requires_recreate_in_batch(self, batch_op):
        return any(name == "alter_column" and "type_" in kw and kw["type_"] is not None
                   for name, args, kw in batch_op.batch)

    def compare_type(self, inspector_column, metadata_column):
        return False

    def render_type(self, type_, autogen_context):
        if type(type_).__name__ != "Coin":
            return False
        autogen_context.imports.add("import acmedb.dialect")
        return "acmedb.dialect.Coin()"


@compiles(base.ColumnName, "acme")
def rename_column(element, compiler, **kw):
    table = base.alter_table(compiler, element.table_name, element.schema)
    old = base.format_column_name(compiler, element.column_name)
    return f"{table} RENAME COLUMN {old} TO {base.format_column_name(compiler, element.newname)}"
"""
REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table(
        "t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer)
    )
    op.execute("INSERT INTO t VALUES (1, 2, 3)")
    op.alter_column("t", "a", new_column_name="c")
    with op.batch_alter_table("t", copy_from=sa.Table(
        "t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("c", sa.Integer), sa.Column("b", sa.Integer)
    )) as batch:
        batch.alter_column("c", type_=sa.Text())
    op.drop_column("t", "b")


def downgrade():
    op.drop_table("t")
"""


@pytest.fixture
def acme(project: Project) -> Project:
    """Give a project whose Python has the package ``acmedb`` installed."""
    project.write("site/acmedb/__init__.py", "")
    project.write("site/acmedb/dialect.py", DIALECT)
    project.write("site/acmedb/migrations.py", MIGRATIONS)
    project.write("site/acmedb-1.0.dist-info/METADATA", "Name: acmedb\nVersion: 1.0\n")
    project.write(
        "site/acmedb-1.0.dist-info/entry_points.txt",
        "[sqlalchemy.dialects]\nacme = acmedb.dialect:AcmeDialect\n",
    )
    project.variables["PYTHONPATH"] = str(project.path / "site")
    project.alembic("init", "migrations")
    project.set_url("acme:///app.db")
    project.write("migrations/versions/a1_.py", REVISION)
    return project


def test_it_migrates_a_database(acme: Project) -> None:
    """Its implementation runs the operations, makes the version table and decides on rebuilds."""
    acme.alembic("upgrade", "head")
    with closing(sqlite3.connect(acme.path / "app.db")) as database:
        assert database.execute("SELECT * FROM t").fetchall() == [(1, "2")]
        assert database.execute("SELECT * FROM alembic_version").fetchall() == [("a1", "acme")]
    acme.alembic("downgrade", "base")
    with closing(sqlite3.connect(acme.path / "app.db")) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert names == [("alembic_version",)]


def test_it_writes_scripts(acme: Project) -> None:
    """Statements are in its words and end as it ends them."""
    script = acme.alembic("upgrade", "head", "--sql").out
    statements = [" ".join(text.split()) for text in script.split("\n\n") if text.strip()]
    assert statements[0] == (
        "CREATE TABLE alembic_version ( version_num VARCHAR(32) NOT NULL, who VARCHAR(5) DEFAULT "
        "'acme', CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num) ) !"
    )
    assert statements[4:10] == [
        "ALTER TABLE t RENAME COLUMN a TO c !",
        "CREATE TABLE _alembic_tmp_t ( id INTEGER NOT NULL, c TEXT, b INTEGER, "
        "PRIMARY KEY (id) ) !",
        "INSERT INTO _alembic_tmp_t (id, c, b) SELECT t.id, CAST(t.c AS TEXT) AS c, t.b FROM t !",
        "DROP TABLE t !",
        "ALTER TABLE _alembic_tmp_t RENAME TO t !",
        "SELECT 'a note before every end of a column' !",
    ]


def test_it_takes_part_in_autogenerate(acme: Project) -> None:
    """Types are compared and rendered as it says."""
    acme.alembic("upgrade", "head")
    acme.edit(
        "migrations/env.py",
        "target_metadata = None",
        "import sqlalchemy as sa\n"
        "from acmedb.dialect import Coin\n\n"
        "target_metadata = sa.MetaData()\n"
        'sa.Table("t", target_metadata, sa.Column("id", sa.Integer, primary_key=True), '
        'sa.Column("c", sa.LargeBinary), sa.Column("coins", Coin))',
    )
    acme.alembic("revision", "--autogenerate", "-m", "coins", "--rev-id", "b2")
    text = acme.read("migrations/versions/b2_coins.py")
    assert "import acmedb.dialect" in text
    assert "op.add_column('t', sa.Column('coins', acmedb.dialect.Coin(), nullable=True))" in text
    assert "alter_column" not in text
    acme.alembic("upgrade", "head")
    acme.alembic("check")
