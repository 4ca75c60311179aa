"""The walkthrough "awesome-store": a hand-written migration, its SQL, up and down, PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from harness.databases import rows, user_tables
from harness.project import Project

ENV = Path(__file__).with_name("awesome_store_env.txt")
URL = "postgresql://%(DB_USER)s:%(DB_PASS)s@%(DB_HOST)s/%(DB_NAME)s"
BODY = """\
def upgrade():
    op.create_table(
        'account',
        sa.Column('id', sa.Integer, primary_key=True),
        sa.Column('name', sa.String(50), nullable=False),
        sa.Column('description', sa.Unicode(200)),
    )


def downgrade():
    op.drop_table('account')
"""
SQL = """\
BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> {revision}

CREATE TABLE account (
    id SERIAL NOT NULL, 
    name VARCHAR(50) NOT NULL, 
    description VARCHAR(200), 
    PRIMARY KEY (id)
);

INSERT INTO alembic_version (version_num) VALUES ('{revision}') RETURNING alembic_version.version_num;

COMMIT;

"""  # noqa: W291, E501 - the blanks at line ends and the long line are in the output


@pytest.fixture
def store(beginning: Callable[[str], Project], postgresql_url: str) -> Project:
    project = beginning("awesome-store")
    project.alembic("init", "alembic")
    project.write("alembic/env.py", ENV.read_text())
    ini = project.read("alembic.ini")
    project.write(
        "alembic.ini", re.sub(r"(?m)^sqlalchemy.url = .*$", f"sqlalchemy.url = {URL}", ini)
    )
    url = sa.make_url(postgresql_url)
    project.variables.update(
        DB_USER=str(url.username),
        DB_PASS=str(url.password or "root"),
        DB_HOST=f"{url.host}:{url.port}",
        DB_NAME=str(url.database),
    )
    return project


@pytest.fixture
def written(store: Project) -> tuple[Project, str]:
    """The project with its one migration filled in, and the revision's id."""
    store.alembic("revision", "-m", "create user table")
    [name] = store.files("alembic/versions/*.py")
    head, _, _ = store.read(name).partition("def upgrade")
    store.write(name, head + BODY)
    return store, name.removeprefix("alembic/versions/").partition("_")[0]


def test_the_tree_after_init(beginning: Callable[[str], Project]) -> None:
    """``alembic init alembic`` makes the tree the document draws."""
    project = beginning("awesome-store")
    project.alembic("init", "alembic")
    assert project.files("*") == [
        "alembic.ini",
        "alembic/README",
        "alembic/env.py",
        "alembic/script.py.mako",
    ]
    assert (project.path / "alembic" / "versions").is_dir()


def test_the_new_revision_file(store: Project) -> None:
    """``revision -m`` writes docstring, imports, four identifiers and two empty functions."""
    result = store.alembic("revision", "-m", "create user table")
    [name] = store.files("alembic/versions/*.py")
    assert result.out == f"Generating {store.path}/{name} ...  done\n"
    found = re.fullmatch(r"alembic/versions/([0-9a-f]{12})_create_user_table\.py", name)
    assert found
    text = store.read(name)
    assert re.match(
        rf'"""create user table\n\nRevision ID: {found[1]}\nRevises: \n'
        r'Create Date: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}\n\n"""\n',
        text,
    )
    assert "\nfrom alembic import op\nimport sqlalchemy as sa\n" in text
    values: dict[str, object] = {}
    exec(compile(text, name, "exec"), values)
    identifiers = ("revision", "down_revision", "branch_labels", "depends_on")
    assert {key: values[key] for key in identifiers} == {
        "revision": found[1],
        "down_revision": None,
        "branch_labels": None,
        "depends_on": None,
    }
    assert re.search(r'def upgrade\(\) -> None:\n    """.*"""\n    pass\n', text)
    assert re.search(r'def downgrade\(\) -> None:\n    """.*"""\n    pass\n', text)


def test_the_file_as_the_document_shows_it_is_read(store: Project) -> None:
    """A file of an older version, without annotations, is a revision like any other."""
    store.write(
        "alembic/versions/433af9f41996_create_user_table.py",
        '"""create user table\n\nRevision ID: 433af9f41996\nRevises: \n'
        'Create Date: 2021-11-20 19:17:01.434529\n\n"""\n'
        "from alembic import op\nimport sqlalchemy as sa\n\n\n"
        "# revision identifiers, used by Alembic.\n"
        "revision = '433af9f41996'\ndown_revision = None\n"
        f"branch_labels = None\ndepends_on = None\n\n\n{BODY}",
    )
    assert store.alembic("heads").out == "433af9f41996 (head)\n"
    assert store.alembic("upgrade", "head", "--sql").out == SQL.format(revision="433af9f41996")


def test_upgrade_as_sql_touches_no_database(written: tuple[Project, str]) -> None:
    """``upgrade head --sql`` prints the whole script although no server is there."""
    project, revision = written
    project.variables["DB_HOST"] = "nowhere.invalid:1"
    result = project.alembic("upgrade", "head", "--sql")
    assert result.out == SQL.format(revision=revision)
    assert result.log == [
        "INFO  [alembic.runtime.migration] Context impl PostgresqlImpl.",
        "INFO  [alembic.runtime.migration] Generating static SQL",
        "INFO  [alembic.runtime.migration] Will assume transactional DDL.",
        f"INFO  [alembic.runtime.migration] Running upgrade  -> {revision}, create user table",
    ]


def test_upgrade_and_downgrade(written: tuple[Project, str], postgresql_url: str) -> None:
    """``upgrade head`` makes the table, ``downgrade -1`` takes it away again."""
    project, revision = written
    up = project.alembic("upgrade", "head")
    assert up.log[-1] == (
        f"INFO  [alembic.runtime.migration] Running upgrade  -> {revision}, create user table"
    )
    assert user_tables(postgresql_url) == ["account", "alembic_version"]
    assert rows(postgresql_url, "SELECT version_num FROM alembic_version") == [(revision,)]
    down = project.alembic("downgrade", "-1")
    assert down.log[-1] == (
        f"INFO  [alembic.runtime.migration] Running downgrade {revision} -> , create user table"
    )
    assert user_tables(postgresql_url) == ["alembic_version"]
    assert rows(postgresql_url, "SELECT version_num FROM alembic_version") == []


def test_the_script_is_what_the_server_accepts(
    written: tuple[Project, str], postgresql_url: str
) -> None:
    """The SQL that ``--sql`` prints makes the same tables as the upgrade itself."""
    project, revision = written
    script = project.alembic("upgrade", "head", "--sql").out
    statements = [each.strip() for each in script.split(";") if each.strip()]
    engine = sa.create_engine(postgresql_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    assert project.alembic("current").out == f"{revision} (head)\n"
    assert user_tables(postgresql_url) == ["account", "alembic_version"]
