"""Batches in an autocommit block, by way of the whole program.

advanced-alchemy writes each of its migrations into such a block.
"""

from __future__ import annotations

import pytest

from harness.project import Project

SCRIPT = """
from alembic import op
import sqlalchemy as sa
revision = "two"
down_revision = "one"
def upgrade():
    with op.get_context().autocommit_block():
        with op.batch_alter_table("t", recreate=RECREATE) as batch:
            batch.add_column(sa.Column("n", sa.Integer))
            batch.create_index("i", ["n"])
def downgrade():
    with op.get_context().autocommit_block():
        with op.batch_alter_table("t", recreate=RECREATE) as batch:
            batch.drop_index("i")
            batch.drop_column("n")
"""


@pytest.mark.parametrize("recreate", ["auto", "always"])
def test_up_and_down(project: Project, recreate: str) -> None:
    """The transaction that SQLite needs for a batch is the only one."""
    project.alembic("-q", "init", "migrations")
    project.set_url("sqlite:///app.db")
    project.write(
        "migrations/versions/one.py",
        "from alembic import op\n"
        "revision = 'one'\n"
        "down_revision = None\n"
        "def upgrade(): op.execute('CREATE TABLE t (id INTEGER)')\n"
        "def downgrade(): op.drop_table('t')\n",
    )
    project.write("migrations/versions/two.py", SCRIPT.replace("RECREATE", repr(recreate)))
    for target, shown in (("two", ["two (head)"]), ("one", ["one"]), ("two", ["two (head)"])):
        command = "downgrade" if target == "one" else "upgrade"
        project.alembic(command, target)
        assert project.alembic("current").lines == shown
