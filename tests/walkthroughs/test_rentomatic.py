"""The walkthrough "rentomatic": settings from the environment, PostgreSQL, data in and out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from harness.databases import rows, user_tables
from harness.project import Project

VARIABLES = ("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_HOSTNAME", "APPLICATION_DB")
SECTION = "config = context.config\n\nsection = config.config_ini_section\n" + "".join(
    f'config.set_section_option(section, "{name}", os.environ.get("{name}"))\n'
    for name in VARIABLES
)
INTERPOLATED = (
    "postgresql://%(POSTGRES_USER)s:%(POSTGRES_PASSWORD)s@%(POSTGRES_HOSTNAME)s/%(APPLICATION_DB)s"
)
COLUMNS = """
    SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           pg_get_expr(d.adbin, d.adrelid)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = '{table}'::regclass AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
CONSTRAINTS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = '{table}'::regclass AND contype <> 'n' ORDER BY conname
"""


@pytest.fixture
def configured(beginning: Callable[[str], Project], postgresql_url: str) -> Project:
    project = beginning("rentomatic")
    project.alembic("init", "migrations")
    project.edit("migrations/env.py", "from logging.config", "import os\nfrom logging.config")
    project.edit("migrations/env.py", "config = context.config\n", SECTION)
    project.edit(
        "migrations/env.py",
        "target_metadata = None\n",
        "from rentomatic.repository.postgres_objects import Base\n\n"
        "target_metadata = Base.metadata\n",
    )
    ini = project.read("alembic.ini")
    project.write(
        "alembic.ini",
        re.sub(r"(?m)^sqlalchemy.url = .*$", f"sqlalchemy.url = {INTERPOLATED}", ini),
    )
    url = sa.make_url(postgresql_url)
    project.variables.update(
        POSTGRES_USER=str(url.username),
        POSTGRES_PASSWORD=str(url.password or "postgres"),
        POSTGRES_HOSTNAME=f"{url.host}:{url.port}",
        APPLICATION_DB=str(url.database),
    )
    return project


def test_init_makes_the_directory_and_the_settings(beginning: Callable[[str], Project]) -> None:
    """``alembic init migrations`` makes the environment and alembic.ini, and says so."""
    project = beginning("rentomatic")
    result = project.alembic("init", "migrations")
    home = project.path
    assert result.lines[:2] == [
        f"Creating directory {home}/migrations ...  done",
        f"Creating directory {home}/migrations/versions ...  done",
    ]
    assert sorted(result.lines[2:-1]) == [
        f"Generating {home}/alembic.ini ...  done",
        f"Generating {home}/migrations/README ...  done",
        f"Generating {home}/migrations/env.py ...  done",
        f"Generating {home}/migrations/script.py.mako ...  done",
    ]
    assert result.lines[-1] == (
        "Please edit configuration/connection/logging settings in "
        f"{home}/alembic.ini before proceeding."
    )
    assert (home / "migrations" / "versions").is_dir()


def test_the_first_revision_and_upgrade(configured: Project, postgresql_url: str) -> None:
    """``revision --autogenerate`` writes the room table, ``upgrade head`` makes it."""
    made = configured.alembic("revision", "--autogenerate", "-m", "Initial")
    assert made.log == [
        "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.",
        "INFO  [alembic.runtime.migration] Will assume transactional DDL.",
        *[
            "INFO  [alembic.runtime.plugins] setting up autogenerate plugin "
            f"alembic.autogenerate.{family}"
            for family in (
                "schemas",
                "tables",
                "types",
                "constraints",
                "defaults",
                "comments",
            )
        ],
        "INFO  [alembic.autogenerate.compare.tables] Detected added table 'room'",
    ]
    [name] = configured.files("migrations/versions/*.py")
    assert made.out == f"Generating {configured.path}/{name} ...  done\n"
    revision = re.fullmatch(r"migrations/versions/([0-9a-f]{12})_initial\.py", name)
    assert revision
    assert (
        "    op.create_table('room',\n"
        "    sa.Column('id', sa.Integer(), nullable=False),\n"
        "    sa.Column('code', sa.String(length=36), nullable=False),\n"
        "    sa.Column('size', sa.Integer(), nullable=True),\n"
        "    sa.Column('price', sa.Integer(), nullable=True),\n"
        "    sa.Column('longitude', sa.Float(), nullable=True),\n"
        "    sa.Column('latitude', sa.Float(), nullable=True),\n"
        "    sa.PrimaryKeyConstraint('id')\n"
        "    )\n"
    ) in configured.read(name)

    applied = configured.alembic("upgrade", "head")
    assert applied.log == [
        "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.",
        "INFO  [alembic.runtime.migration] Will assume transactional DDL.",
        f"INFO  [alembic.runtime.migration] Running upgrade  -> {revision[1]}, Initial",
    ]
    assert user_tables(postgresql_url) == ["alembic_version", "room"]
    assert rows(postgresql_url, "SELECT * FROM alembic_version") == [(revision[1],)]
    assert rows(postgresql_url, COLUMNS.format(table="alembic_version")) == [
        ("version_num", "character varying(32)", True, None),
    ]
    assert rows(postgresql_url, COLUMNS.format(table="room")) == [
        ("id", "integer", True, "nextval('room_id_seq'::regclass)"),
        ("code", "character varying(36)", True, None),
        ("size", "integer", False, None),
        ("price", "integer", False, None),
        ("longitude", "double precision", False, None),
        ("latitude", "double precision", False, None),
    ]
    assert rows(postgresql_url, CONSTRAINTS.format(table="alembic_version")) == [
        ("alembic_version_pkc", "PRIMARY KEY (version_num)"),
    ]
    assert rows(postgresql_url, CONSTRAINTS.format(table="room")) == [
        ("room_pkey", "PRIMARY KEY (id)"),
    ]
    assert configured.alembic("check").out == "No new upgrade operations detected.\n"


def test_data_goes_in_and_comes_out(configured: Project) -> None:
    """The application works on the table that the migration made."""
    configured.alembic("revision", "--autogenerate", "-m", "Initial")
    configured.alembic("upgrade", "head")
    assert configured.python("manage.py", "show").out == ""
    configured.python("manage.py", "fill")
    assert configured.python("manage.py", "show").lines == [
        "1 00000000-0000-0000-0000-000000000000 215 39 -0.09998975 51.75436293",
        "2 00000000-0000-0000-0000-000000000001 405 66 0.18228006 51.74640997",
    ]


def test_a_missing_variable_is_told_before_anything_happens(configured: Project) -> None:
    """Without the environment variable the project's own env.py fails; nothing is written."""
    del configured.variables["POSTGRES_PASSWORD"]
    result = configured.alembic("revision", "--autogenerate", "-m", "Initial", status=1)
    assert "option values must be strings" in result.err
    assert configured.files("migrations/versions/*.py") == []
