"""Any number of runs at once: one works, the others find nothing left to do."""

from __future__ import annotations

import pytest

from harness.databases import rows
from harness.project import Project
from harness.race import race, write_race, write_revision

RUNNERS = 20
FEWER = 8  # where what is tested is another path to the lock


def all_well(runners: int) -> str:
    """Return what a race prints when every runner succeeds."""
    return " ".join(["0"] * runners) + "\n"


def done_once(url: str) -> None:
    """Every revision ran exactly once."""
    found = rows(url, "SELECT n, note, version_num FROM account, alembic_version")
    assert found == [(110, None, "c3")]


def test_on_an_empty_database(project: Project, database: str) -> None:
    """Twenty runners on an empty database all succeed, and each revision runs once."""
    write_race(project, database)
    assert race(project, RUNNERS).out == all_well(RUNNERS)
    done_once(database)


def test_on_an_existing_database(project: Project, database: str) -> None:
    """Runners on a database that is behind all succeed, and each revision runs once."""
    write_race(project, database)
    project.alembic("upgrade", "a1")
    assert race(project, FEWER).out == all_well(FEWER)
    done_once(database)


@pytest.mark.parametrize("option", ["transaction_per_migration", "transactional_ddl"])
def test_with_a_transaction_per_revision(
    project: Project, postgresql_url: str, option: str
) -> None:
    """The lock lasts as long as the run, also where the run is many transactions."""
    write_race(project, postgresql_url, **{option: option == "transaction_per_migration"})
    assert race(project, FEWER).out == all_well(FEWER)
    done_once(postgresql_url)


def test_with_a_lease(project: Project, postgresql_url: str, mariadb_url: str) -> None:
    """A lease keeps the others out like a lock does, and is gone afterwards."""
    for url in (postgresql_url, mariadb_url):
        write_race(project, url, run_lock="lease")
        assert race(project, FEWER).out == all_well(FEWER)
        assert rows(url, "SELECT n, version_num FROM account, alembic_version") == [(110, "c3")]
        assert rows(url, "SELECT * FROM alembic_version_lock") == []


def test_an_index_made_concurrently_under_the_lock(project: Project, postgresql_url: str) -> None:
    """CREATE INDEX CONCURRENTLY ends well and valid while other runs wait for the lock."""
    write_race(project, postgresql_url)
    write_revision(
        project,
        "d4",
        "c3",
        "with op.get_context().autocommit_block():\n"
        "        op.execute('SELECT pg_sleep(1.5)')\n"
        "        op.create_index('ix_n', 'account', ['n'], postgresql_concurrently=True)",
    )
    project.alembic("upgrade", "c3")
    assert race(project, FEWER).out == all_well(FEWER)
    assert rows(
        postgresql_url,
        "SELECT indisvalid FROM pg_index WHERE indexrelid = CAST('ix_n' AS regclass)",
    ) == [(True,)]


def test_without_the_lock(project: Project, postgresql_url: str) -> None:
    """The race is one: without the lock, runners fail."""
    write_race(project, postgresql_url, run_lock=False)
    write_revision(project, "b2", "a1", "op.execute('SELECT pg_sleep(0.4)')")
    assert "1" in race(project, 4).out.split()
