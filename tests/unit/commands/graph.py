"""A small graph of revisions as files: a fork, a merge, a dependency and labels."""

from __future__ import annotations

from harness.project import Project

_INI = """\
[alembic]
script_location = %(here)s/migrations
path_separator = os
prepend_sys_path = .
"""

_ENV = """\
from alembic import context
from sqlalchemy import create_engine, pool

if context.is_offline_mode():
    context.configure(dialect_name="sqlite")
    context.run_migrations()
else:
    engine = create_engine("sqlite:///app.db", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
"""

_REVISION = '''\
"""{message}

Revision ID: {revision}
"""

revision = {revision!r}
down_revision = {down!r}
branch_labels = {labels!r}
depends_on = {depends!r}


def upgrade():
    pass


def downgrade():
    pass
'''


def write_revision(
    project: Project,
    revision: str,
    down: object = None,
    message: str = "text",
    labels: object = None,
    depends: object = None,
) -> None:
    """Write one revision file by hand."""
    project.write(
        f"migrations/versions/{revision}.py",
        _REVISION.format(
            revision=revision, down=down, message=message, labels=labels, depends=depends
        ),
    )


def write_project(project: Project) -> None:
    """Write configuration and environment, without revisions."""
    project.write("alembic.ini", _INI)
    project.write("migrations/env.py", _ENV)
    project.write("migrations/script.py.mako", _TEMPLATE)
    (project.path / "migrations" / "versions").mkdir()


def write_graph(project: Project) -> None:
    """Write the graph: a001 - b001 - {c001, d001} - e001 and, beside it, f001 needing c001."""
    write_project(project)
    write_revision(project, "a001", None, "first")
    write_revision(project, "b001", "a001", "second\\nof two lines\\n\\nDetails.")
    write_revision(project, "c001", "b001", "left side", labels=("left",))
    write_revision(project, "d001", "b001", "right side", labels=("right",))
    write_revision(project, "e001", ("c001", "d001"), "together")
    write_revision(project, "f001", None, "apart", labels=("zz", "apart"), depends="c001")


_TEMPLATE = '''\
"""${message}"""

from alembic import op
import sqlalchemy as sa

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    ${downgrades if downgrades else "pass"}
'''
