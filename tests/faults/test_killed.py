"""A run that is killed goes on where it was: the end is that of an undisturbed run."""

from __future__ import annotations

import json
import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from alembic import command
from alembic.util import CommandError
from faults.killed import Chain, after, picture
from harness.databases import CREATE, connected, execute, fresh_database, rows, table_names
from servers.mariadb import MariaDB
from servers.postgresql import PostgreSQL
from servers.process import Server

FIRST = """\
op.create_table("early", sa.Column("id", sa.Integer, primary_key=True))
op.execute("INSERT INTO early VALUES (1)")
"""
LONG = """\
op.create_table(
    "account",
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(20), nullable=False),
    sa.Column("balance", sa.Integer, nullable=False),
)
account = sa.table("account", sa.column("id"), sa.column("name"), sa.column("balance"))
op.bulk_insert(account, [{"id": n, "name": f"n{n}", "balance": n} for n in (1, 2, 3)])
op.execute("UPDATE account SET balance = balance + 10")
op.add_column("account", sa.Column("note", sa.String(10)))
op.execute(account.update().values(balance=account.c.balance * 2))
op.create_index("ix_balance", "account", ["balance"])
op.execute("CREATE VIEW rich AS SELECT id FROM account WHERE balance > 24")
op.create_table(
    "entry",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.Integer, nullable=False),
)
op.execute("INSERT INTO entry (id, account_id) SELECT id + 10, id FROM account")
op.drop_column("account", "note")
op.rename_table("entry", "booking")
op.execute("DELETE FROM booking WHERE id = 11")
op.drop_index("ix_balance", "account")
op.add_column("booking", sa.Column("amount", sa.Integer, server_default="7"))
with op.batch_alter_table("booking") as batch:
    batch.create_foreign_key("fk_account", "account", ["account_id"], ["id"])
    batch.create_unique_constraint("uq_account", ["account_id", "amount"])
    batch.alter_column("amount", type_=sa.BigInteger, existing_type=sa.Integer)
op.execute("UPDATE booking SET amount = amount + 1")
"""
CONCURRENTLY = """\
op.create_index("ix_name", "account", ["name"], unique=True, postgresql_concurrently=True)
op.create_index("ix_note", "account", ["balance"], postgresql_concurrently=True)
op.drop_index("ix_note", "account", postgresql_concurrently=True)
op.execute("UPDATE account SET balance = balance + 1")
"""
MADE = """\
op.create_table(
    "made",
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("x", sa.Integer, index=True),
)
op.add_column("made", sa.Column("y", sa.Integer))
op.create_index("ix_y", "made", ["y"])
"""
MADE_AGAIN = """\
op.drop_column("made", "y")
op.add_column("made", sa.Column("y", sa.BigInteger))
op.create_index("ix_y", "made", ["y", "x"])
op.drop_index("ix_made_x", "made")
op.create_table("other", sa.Column("id", sa.Integer, primary_key=True))
op.rename_table("other", "another")
op.create_table("other", sa.Column("id", sa.BigInteger, primary_key=True))
op.execute("INSERT INTO made (id, y) VALUES (1, 1)")
op.drop_table("other")
op.create_table("other", sa.Column("code", sa.Integer, primary_key=True))
"""
ON_CONNECTION = 'op.get_bind().execute(sa.text("UPDATE early SET id = id + 5"))\n'


def outside(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"with op.get_context().autocommit_block():\n{lines}"


BODIES = {
    "sqlite": [LONG],
    "mariadb": [LONG, MADE, MADE_AGAIN],
    "postgresql": [
        "op.execute('UPDATE early SET id = 2')\n"
        + outside(LONG + CONCURRENTLY)
        + "op.execute('UPDATE early SET id = id + 1')\n"
    ],
}
ServerUrl = Callable[[str], str]
#: How many statements lie between two kills; with REDISTILL_EVERY_KILL=1 there is one after each.
STRIDE = {"sqlite": 2, "mariadb": 6, "postgresql": 5}
EVERY = bool(os.environ.get("REDISTILL_EVERY_KILL"))
#: Statements, those that only read included.
SERVER_KILLS = (6, 15, 25, 32, 41)


def databases(kind: str, server_url: ServerUrl, directory: Path) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if kind == "sqlite":
            yield f"sqlite:///{directory / f'{number}.db'}"
        else:
            with fresh_database(kind, server_url(f"REDISTILL_TEST_{kind.upper()}_URL")) as url:
                yield url


@pytest.mark.parametrize("kind", ["sqlite", "mariadb", "postgresql"])
def test_killed_after_any_statement(kind: str, server_url: ServerUrl, tmp_path: Path) -> None:
    """Killed after any statement, its own or the journal's, a run goes on to the same end."""
    chain = Chain(tmp_path / "project", FIRST, *BODIES[kind])
    fresh = databases(kind, server_url, tmp_path)
    undisturbed = next(fresh)
    chain.upgrade(undisturbed)
    expected = picture(undisturbed)
    kills = 0
    stride = 1 if EVERY else STRIDE[kind]
    for number, url in zip(count(1, stride), fresh, strict=False):
        if not chain.upgrade_killed(url, after(number)):
            break
        kills += 1
        chain.upgrade(url)
        assert picture(url) == expected, f"killed after statement {number}"
    fresh.close()
    print(f"{kind}: killed {kills} times")
    assert kills > 10


@pytest.mark.parametrize(("server", "kind"), [(MariaDB, "mariadb"), (PostgreSQL, "postgresql")])
def test_the_server_is_killed(server: type[Server], kind: str, tmp_path: Path) -> None:
    """Killed with its server, a run goes on to the same end when the server is there again."""
    chain = Chain(tmp_path / "project", FIRST, *BODIES[kind])
    with server() as running:
        undisturbed = new_database(running, kind, 0)
        chain.upgrade(undisturbed)
        expected = picture(undisturbed)
        for number in SERVER_KILLS:
            url = new_database(running, kind, number)
            left = [number]

            def kill(statement: str, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] == 0:
                    os.kill(running._process.pid, signal.SIGKILL)

            assert not chain.upgrade_killed(url, kill, survives=False)
            start_again(running, url)
            chain.upgrade(url)
            assert picture(url) == expected, f"server killed after statement {number}"


def new_database(server: Server, kind: str, number: int) -> str:
    engine = sa.create_engine(server.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(CREATE[kind].format(name=f"killed{number}")))
    return engine.url.set(database=f"killed{number}").render_as_string(hide_password=False)


def start_again(server: Server, url: str) -> None:
    server._process.wait()
    if isinstance(server, PostgreSQL):
        (server.directory / "data" / "postmaster.pid").unlink(missing_ok=True)
    server._process = server.spawn(server.command())
    server._wait_until_ready()
    wait_until_it_takes_connections(url)


def wait_until_it_takes_connections(url: str) -> None:
    for _ in range(200):
        with suppress(sa.exc.OperationalError):
            execute(url, "SELECT 1")
            return
        time.sleep(0.05)
    raise AssertionError("the server does not recover")


def killed_at(chain: Chain, url: str, part: str) -> None:
    """Kill a run after the first statement with a text in it."""

    def kill(statement: str) -> None:
        if part in statement and "_journal" not in statement:
            os.kill(os.getpid(), signal.SIGKILL)

    assert chain.upgrade_killed(url, kill)


def test_what_is_not_recorded_is_looked_up(
    mariadb_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is written between definitions; afterwards each is said that is taken for done."""
    chain = Chain(tmp_path / "project", FIRST, MADE)
    killed_at(chain, mariadb_url, "ADD COLUMN")
    assert logged(chain, mariadb_url) == [("r1", "done", ["done"] * 2), ("r2", "ahead", [])]
    caplog.set_level(logging.INFO, "alembic.runtime.journal")
    chain.upgrade(mariadb_url)
    assert [record.getMessage() for record in caplog.records] == [
        "Going on with revision r2, which a run that was interrupted was about to begin or had "
        "begun: what is done is looked up in the database",
        "Taken for done, because table made is there: CREATE TABLE made ( id INTEGER NOT NULL, "
        "x INTEGER, PRIMARY KEY (id) )",
        "Taken for done, because index ix_made_x of table made is there: CREATE INDEX ix_made_x "
        "ON made (x)",
        "Taken for done, because column y of table made is there: ALTER TABLE made ADD COLUMN y "
        "INTEGER",
    ]
    assert logged(chain, mariadb_url)[1:] == [("r2", "done", ["done"] * 4)]


def logged(chain: Chain, url: str) -> list[tuple[str, str, list[str]]]:
    """Return what ``alembic log`` says: revisions, their states, and those of their statements."""
    config = chain.config(url)
    config.stdout = said = StringIO()
    command.log(config, json=True)
    return [
        (each["revision"], each["state"], [statement["state"] for statement in each["statements"]])
        for each in json.loads(said.getvalue())
    ]


def test_a_table_of_somebody_else_is_not_taken_for_ours(mariadb_url: str, tmp_path: Path) -> None:
    """Where a table is there that a run may have made, its columns have to be there too."""
    chain = Chain(tmp_path / "project", FIRST, MADE)
    killed_at(chain, mariadb_url, "INSERT INTO early")
    killed_at(chain, mariadb_url, "UPDATE alembic_version")
    execute(mariadb_url, "DROP TABLE made", "CREATE TABLE made (id INTEGER)")
    with pytest.raises(CommandError) as refused:
        chain.upgrade(mariadb_url)
    assert str(refused.value) == (
        "The run was interrupted, and table made, which it makes, is there, but without column x: "
        "somebody else has made it. Nothing was run. Remove or rename it, then run the command "
        "again."
    )
    execute(mariadb_url, "DROP TABLE made")
    chain.upgrade(mariadb_url)


def test_an_edit_of_what_was_to_come_is_refused(mariadb_url: str, tmp_path: Path) -> None:
    """The script that was to come next is known, though nothing of it is recorded."""
    chain = Chain(tmp_path / "project", FIRST, MADE)
    killed_at(chain, mariadb_url, "ADD COLUMN")
    chain.write("r2", "r1", MADE.replace("ix_y", "ix_z"))
    with pytest.raises(CommandError, match="what is done of it, if anything, is as the script was"):
        chain.upgrade(mariadb_url)
    chain.upgrade(mariadb_url, resume="continue")
    assert picture(mariadb_url)["made"]["indexes"] == [
        ("ix_made_x", ("x",), False),
        ("ix_z", ("y",), False),
    ]


def test_what_was_to_come_may_be_given_up(mariadb_url: str, tmp_path: Path) -> None:
    """Nothing goes down from a revision that may be half done, unless it was undone by hand."""
    chain = Chain(tmp_path / "project", FIRST, MADE)
    killed_at(chain, mariadb_url, "CREATE TABLE made")
    with pytest.raises(CommandError, match="The upgrade of revision r2 was interrupted, so that"):
        command.downgrade(chain.config(mariadb_url), "base")
    execute(mariadb_url, "DROP TABLE made")
    command.downgrade(chain.config(mariadb_url), "base", resume="restart")
    assert rows(mariadb_url, "SELECT * FROM alembic_version") == []


def test_a_revision_that_failed_before_it_did_anything_is_forgotten(
    mariadb_url: str, tmp_path: Path
) -> None:
    """It stands in nobody's way: nothing is to come any more."""
    chain = Chain(tmp_path / "project", FIRST, "raise RuntimeError('broken')\n")
    with pytest.raises(RuntimeError):
        chain.upgrade(mariadb_url)
    assert logged(chain, mariadb_url) == [("r1", "done", ["done"] * 2)]
    command.downgrade(chain.config(mariadb_url), "base")


def test_a_refused_definition_is_recorded_with_those_before_it(
    mariadb_url: str, tmp_path: Path
) -> None:
    """What is there for good is recorded as done, and the run goes on behind it."""
    chain = Chain(tmp_path / "project", FIRST, MADE + 'op.execute("DELETE FROM made")\n')
    execute(mariadb_url, "CREATE TABLE hindrance (id INTEGER)")
    body = MADE + 'op.create_table("hindrance", sa.Column("id", sa.Integer))\n'
    chain.write("r2", "r1", body)
    with pytest.raises(sa.exc.OperationalError):
        chain.upgrade(mariadb_url)
    assert logged(chain, mariadb_url)[1:] == [("r2", "failed", ["done"] * 4 + ["failed"])]
    execute(mariadb_url, "DROP TABLE hindrance")
    chain.upgrade(mariadb_url)
    assert logged(chain, mariadb_url)[1:] == [("r2", "done", ["done"] * 5)]


SURVIVED = """\
try:
    op.create_table("early", sa.Column("id", sa.Integer, primary_key=True))
except sa.exc.OperationalError:
    pass
op.create_table("late", sa.Column("id", sa.Integer, primary_key=True))
op.execute("INSERT INTO late VALUES (1)")
op.add_column("late", sa.Column("x", sa.Integer))
op.execute("INSERT INTO late VALUES (2, 2)")
"""


@pytest.mark.parametrize("part", ["CREATE TABLE late", "INTO late VALUES (1)", "ADD COLUMN"])
def test_a_refusal_that_the_script_survives(part: str, mariadb_url: str, tmp_path: Path) -> None:
    """It is passed over like what was done."""
    chain = Chain(tmp_path / "project", FIRST, SURVIVED)
    killed_at(chain, mariadb_url, part)
    chain.upgrade(mariadb_url)
    assert rows(mariadb_url, "SELECT * FROM late ORDER BY id") == [(1, None), (2, 2)]


def test_a_long_statement_is_recorded(mariadb_url: str, tmp_path: Path) -> None:
    """The journal has room for a statement that is longer than a TEXT of MySQL."""
    word = "x" * 70_000
    body = f"op.execute(\"CREATE VIEW long_one AS SELECT '{word}' AS word\")\n"
    chain = Chain(tmp_path / "project", FIRST, body, f"op.execute(\"SELECT '{word}'\")\n")
    chain.upgrade(mariadb_url)
    assert [each[1:] for each in logged(chain, mariadb_url)[1:]] == [("done", ["done"])] * 2


REFERRED = """\
op.create_table("p", sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Integer))
op.create_table("c", sa.Column("p", sa.Integer, sa.ForeignKey("p.id")))
op.execute("INSERT INTO p VALUES (1, 1)")
op.execute("INSERT INTO c VALUES (1)")
"""
REBUILT = """\
op.execute("INSERT INTO p VALUES (3, 3)")
with op.batch_alter_table("p") as batch:
    batch.alter_column("x", type_=sa.BigInteger, existing_type=sa.Integer)
op.execute("UPDATE p SET x = x + 10")
with op.batch_alter_table("p") as batch:
    batch.alter_column("x", nullable=False, existing_type=sa.BigInteger)
op.execute("INSERT INTO c VALUES (3)")
"""


def enforcing(chain: Chain) -> Chain:
    """Have foreign keys enforced, so that a rebuild has to leave the transaction."""
    env = chain.directory / "env.py"
    enforced = (
        'sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=1"))'
    )
    env.write_text(env.read_text().replace("kill =", f"{enforced}\nkill =", 1))
    return chain


def test_a_rebuild_that_was_committed(sqlite_url: str, tmp_path: Path) -> None:
    """What is done and how to go on is said, and that way leads to the same end."""
    chain = enforcing(Chain(tmp_path / "project", REFERRED, REBUILT))
    killed_at(chain, sqlite_url, "x + 10")
    with pytest.raises(CommandError) as refused:
        chain.upgrade(sqlite_url)
    assert str(refused.value) == (
        "The upgrade of revision r2 was interrupted and cannot go on by itself: statements 1 to 5 "
        'are done, the last one "ALTER TABLE _alembic_tmp_p RENAME TO p", and among them is the '
        "rebuild of table p, which cannot be passed over. Nothing was run. To go on, take out of "
        "the script what is done (alembic log --verbose shows it), run the command again with "
        "--resume restart, and put it back; or finish by hand and run alembic stamp."
    )
    chain.write("r2", "r1", REBUILT[REBUILT.index('op.execute("UPDATE') :])
    chain.upgrade(sqlite_url, resume="restart")
    undisturbed = f"sqlite:///{tmp_path / 'undisturbed.db'}"
    chain.write("r2", "r1", REBUILT)
    chain.upgrade(undisturbed)
    assert picture(sqlite_url) == picture(undisturbed)


def test_a_rebuild_with_enforced_foreign_keys(tmp_path: Path) -> None:
    """A run goes on to the same end, or refuses and runs nothing: the rebuild commits on SQLite."""
    chain = enforcing(Chain(tmp_path / "project", REFERRED, REBUILT))
    fresh = databases("sqlite", str, tmp_path)
    undisturbed = next(fresh)
    chain.upgrade(undisturbed)
    expected = picture(undisturbed)
    refused = gone_on = 0
    for number, url in zip(count(1, 1 if EVERY else 4), fresh, strict=False):
        if not chain.upgrade_killed(url, after(number)):
            break
        before, refusal = picture(url), ""
        try:
            chain.upgrade(url)
        except CommandError as error:
            refusal = str(error)
        if refusal:
            assert (
                "and among them is the rebuild of table p, which cannot be passed over" in refusal
            )
            assert picture(url) == before
            refused += 1
        else:
            assert picture(url) == expected, f"killed after statement {number}"
            gone_on += 1
    assert refused > 1
    assert gone_on > 1


def test_an_edited_script_is_refused(mariadb_url: str, tmp_path: Path) -> None:
    """Comments may change in the middle, statements may not, unless the user says so."""
    chain = Chain(tmp_path / "project", FIRST, LONG)
    killed_at(chain, mariadb_url, "CREATE VIEW")
    chain.write("r2", "r1", LONG + 'op.execute("DELETE FROM booking")\n')
    with pytest.raises(CommandError, match="The script of revision r2 was edited"):
        chain.upgrade(mariadb_url)
    chain.upgrade(mariadb_url, resume="continue")
    assert rows(mariadb_url, "SELECT count(*) FROM booking") == [(0,)]


def test_layout_and_comments_may_change(mariadb_url: str, tmp_path: Path) -> None:
    """A comment is no edit."""
    chain = Chain(tmp_path / "project", FIRST, LONG)
    killed_at(chain, mariadb_url, "CREATE VIEW")
    chain.write("r2", "r1", f"# because\n{LONG}")
    chain.upgrade(mariadb_url)
    assert rows(mariadb_url, "SELECT count(*) FROM booking") == [(2,)]


def test_an_outcome_that_cannot_be_told(mariadb_url: str, tmp_path: Path) -> None:
    """What is done, what is not known and the ways out are said; a decision is followed."""
    event = 'op.execute("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM early")\n'
    chain = Chain(tmp_path / "project", FIRST, 'op.execute("UPDATE early SET id = 2")\n' + event)
    killed_at(chain, mariadb_url, "CREATE EVENT")
    with pytest.raises(CommandError) as refused:
        chain.upgrade(mariadb_url)
    assert str(refused.value) == (
        "The upgrade of revision r2 was interrupted: statement 1 is done; whether statement 2 was "
        'carried out cannot be told from the database: "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO '
        'DELETE FROM early". Nothing after it has begun. Look, then run the command again with '
        "--resume done (it was) or --resume redo (it was not); or undo all of it by hand and use "
        "--resume restart."
    )
    chain.upgrade(mariadb_url, resume="done")
    assert rows(mariadb_url, "SELECT * FROM alembic_version") == [("r2",)]


def test_what_the_script_executes_itself_is_not_repeated(mariadb_url: str, tmp_path: Path) -> None:
    """A statement on ``op.get_bind()`` that is done cannot be passed over, which is said."""
    body = ON_CONNECTION + 'op.add_column("early", sa.Column("x", sa.Integer))\n'
    chain = Chain(tmp_path / "project", FIRST, body)
    killed_at(chain, mariadb_url, "ADD COLUMN")
    with pytest.raises(CommandError, match=r"the script executes it on op\.get_bind\(\)"):
        chain.upgrade(mariadb_url)
    assert rows(mariadb_url, "SELECT id FROM early") == [(6,)]


def test_an_invalid_index_is_built_again(postgresql_url: str, tmp_path: Path) -> None:
    """An index that CREATE INDEX CONCURRENTLY left invalid does not count as made."""
    body = outside(
        'op.create_index("u", "early", ["x"], unique=True, postgresql_concurrently=True)'
    )
    chain = Chain(tmp_path / "project", FIRST, 'op.execute("ALTER TABLE early ADD x int")\n', body)
    chain.upgrade(postgresql_url, "r2")
    execute(postgresql_url, "INSERT INTO early VALUES (2, 7), (3, 7)")
    with pytest.raises(sa.exc.IntegrityError):
        chain.upgrade(postgresql_url)
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'u'::regclass"
    assert rows(postgresql_url, valid) == [(False,)]
    execute(postgresql_url, "DELETE FROM early WHERE id = 3")
    chain.upgrade(postgresql_url)
    assert rows(postgresql_url, valid) == [(True,)]


def test_what_reindex_left_is_dropped(
    postgresql_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The new indexes of an interrupted REINDEX CONCURRENTLY are dropped before it is run again."""
    body = outside("op.execute('REINDEX (VERBOSE, CONCURRENTLY) TABLE early')")
    chain = Chain(tmp_path / "project", FIRST, 'op.create_index("I", "early", ["id"])\n', body)
    chain.upgrade(postgresql_url, "r2")
    hurried = sa.make_url(postgresql_url).update_query_dict(
        {"options": "-c statement_timeout=300ms"}
    )
    with connected(postgresql_url) as reader:
        reader.execute(sa.text("LOCK TABLE early IN ROW EXCLUSIVE MODE"))
        with pytest.raises(sa.exc.OperationalError):
            chain.upgrade(hurried.render_as_string(hide_password=False).replace("%", "%%"))
    assert invalid(postgresql_url) == ["I_ccnew", "early_pkey_ccnew"]
    caplog.set_level(logging.INFO, "alembic.runtime.journal")
    chain.upgrade(postgresql_url)
    assert invalid(postgresql_url) == []
    (dropped,) = [each.getMessage() for each in caplog.records if "Dropped" in each.getMessage()]
    assert sorted(dropped.removeprefix("Dropped what REINDEX has left: ").split(", ")) == [
        '"I_ccnew"',
        "early_pkey_ccnew",
    ]


def invalid(url: str) -> list[object]:
    """Return the names of the indexes that are not valid."""
    query = (
        "SELECT CAST(relname AS text) FROM pg_index JOIN pg_class ON oid = indexrelid "
        'WHERE NOT indisvalid ORDER BY CAST(relname AS text) COLLATE "C"'
    )
    return [row[0] for row in rows(url, query)]


def test_an_unfinished_upgrade_stops_a_downgrade(mariadb_url: str, tmp_path: Path) -> None:
    """Nothing goes down from a revision that is half done; stamping gives it up."""
    chain = Chain(tmp_path / "project", FIRST, LONG)
    killed_at(chain, mariadb_url, "CREATE VIEW")
    with pytest.raises(CommandError, match="The upgrade of revision r2 was interrupted, so that"):
        command.downgrade(chain.config(mariadb_url), "base")
    command.stamp(chain.config(mariadb_url), "r2")
    command.downgrade(chain.config(mariadb_url), "r1")


@pytest.mark.parametrize("part", ["CREATE VIEW", "INSERT INTO early"])
def test_somebody_else_has_finished(part: str, mariadb_url: str, tmp_path: Path) -> None:
    """What the version table holds is done, whoever did it; it can be undone like any other."""
    chain = Chain(tmp_path / "project", FIRST, LONG)
    killed_at(chain, mariadb_url, part)
    execute(mariadb_url, "DELETE FROM alembic_version", "INSERT INTO alembic_version VALUES ('r2')")
    command.downgrade(chain.config(mariadb_url), "base")
    assert rows(mariadb_url, "SELECT * FROM alembic_version") == []


def test_the_log_tells_what_happened(
    mariadb_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``alembic log`` has a line per revision and says what is not done; JSON has everything."""
    chain = Chain(tmp_path / "project", FIRST, LONG)
    killed_at(chain, mariadb_url, "CREATE VIEW")
    capsys.readouterr()
    command.log(chain.config(mariadb_url))
    first, second, third = capsys.readouterr().out.splitlines()
    assert "upgrade r1  done, statements done: 2" in first
    assert "upgrade r2  running, statements done: 6 of 7" in second
    assert third.startswith("    7. running: CREATE VIEW rich AS SELECT id FROM account")
    command.log(chain.config(mariadb_url), json=True)
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [(each["revision"], each["state"]) for each in found] == [
        ("r1", "done"),
        ("r2", "running"),
    ]
    assert [each["state"] for each in found[1]["statements"]] == ["done"] * 6 + ["running"]


def test_the_log_tells_what_was_to_come(
    mariadb_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for all that a killed run has not recorded."""
    chain = Chain(tmp_path / "project", FIRST, MADE, "pass\n", "pass\n")
    killed_at(chain, mariadb_url, "CREATE TABLE made")
    capsys.readouterr()
    command.log(chain.config(mariadb_url))
    _, second = capsys.readouterr().out.splitlines()
    assert second == "upgrade r2 to r4  to come or begun: nothing is recorded yet"


@pytest.mark.parametrize("mode", ["auto", "always", "off"])
def test_when_there_is_a_journal(mode: str, postgresql_url: str, tmp_path: Path) -> None:
    """In a transaction there is nothing to record, unless it is asked for."""
    chain = Chain(tmp_path / "project", FIRST)
    command.upgrade(chain.config(postgresql_url, options={"journal": mode}), "head")
    assert ("alembic_version_journal" in table_names(postgresql_url)) is (mode == "always")


def test_a_failed_revision_on_sqlite_leaves_nothing(sqlite_url: str, tmp_path: Path) -> None:
    """On SQLite a revision is one transaction, without a journal."""
    body = 'op.create_table("t", sa.Column("x", sa.Integer))\nraise RuntimeError("broken")\n'
    chain = Chain(tmp_path / "project", FIRST, body)
    with pytest.raises(RuntimeError):
        chain.upgrade(sqlite_url)
    assert table_names(sqlite_url) == ["alembic_version", "early"]


def test_a_rebuild_is_part_of_its_revision_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    """A table that was rebuilt is as before when the revision fails afterwards."""
    body = (
        'with op.batch_alter_table("early") as batch:\n'
        '    batch.alter_column("id", type_=sa.String(9))\n'
        'op.execute("not SQL")\n'
    )
    chain = Chain(tmp_path / "project", FIRST, body)
    with pytest.raises(sa.exc.OperationalError):
        chain.upgrade(sqlite_url)
    assert table_names(sqlite_url) == ["alembic_version", "early"]
    types = rows(sqlite_url, "SELECT type FROM pragma_table_info('early') WHERE name = 'id'")
    assert types == [("INTEGER",)]


def test_pragmas_have_effect_on_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    """PRAGMA foreign_keys, which a transaction would make void, does what the script means."""
    body = (
        'op.execute("PRAGMA foreign_keys=ON")\n'
        'op.execute("CREATE TABLE a (x INTEGER PRIMARY KEY)")\n'
        'op.execute("PRAGMA foreign_keys=OFF")\n'
        'assert op.get_bind().execute(sa.text("PRAGMA foreign_keys")).scalar() == 0\n'
    )
    chain = Chain(tmp_path / "project", FIRST, body)
    chain.upgrade(sqlite_url)
    assert rows(sqlite_url, "SELECT version_num FROM alembic_version") == [("r2",)]


def marked(body: str) -> str:
    """Return a script that can be killed before its first statement."""
    return 'op.get_bind().execute(sa.text("SELECT 1 AS before_it"))\n' + body


@pytest.mark.parametrize(
    "body",
    [MADE, 'op.execute("UPDATE early SET id = 5")\n' + MADE, 'op.execute("SET @x = 1")\n' + MADE],
    ids=["a definition", "rows", "a setting"],
)
def test_what_was_not_begun_stands_in_nobodys_way(
    body: str, mariadb_url: str, tmp_path: Path
) -> None:
    """After a kill before the first statement of a revision, the ones before it can be undone."""
    chain = Chain(tmp_path / "project", FIRST, marked(body))
    killed_at(chain, mariadb_url, "before_it")
    command.downgrade(chain.config(mariadb_url), "base")
    assert rows(mariadb_url, "SELECT * FROM alembic_version") == []
    assert rows(mariadb_url, "SELECT id FROM early") == [(1,)]
    assert logged(chain, mariadb_url)[1:] == [("r1", "done", [])]
    execute(mariadb_url, "DROP TABLE early")
    chain.upgrade(mariadb_url)


def test_the_first_of_a_run_that_was_not_begun(mariadb_url: str, tmp_path: Path) -> None:
    """The same goes for a revision whose row says that it runs."""
    chain = Chain(tmp_path / "project", FIRST, FIRST.replace("early", "late"))
    chain.upgrade(mariadb_url, "r1")
    killed_at(chain, mariadb_url, "CREATE TABLE late")
    execute(mariadb_url, "DROP TABLE late")
    command.downgrade(chain.config(mariadb_url), "base")
    assert [each[:2] for each in logged(chain, mariadb_url)] == [
        ("r1", "done"),
        ("r2", "abandoned"),
        ("r1", "done"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        MADE.replace("ix_y", "ix_z"),
        "raise ValueError\n",
        'op.get_bind().exec_driver_sql("SET @x=1")\n',
    ],
    ids=["edited", "broken", "a setting on the connection"],
)
def test_what_cannot_be_looked_up_is_not_forgotten(
    body: str, mariadb_url: str, tmp_path: Path
) -> None:
    """A script that does not tell what it does first stays in the way."""
    chain = Chain(tmp_path / "project", FIRST, marked(MADE))
    killed_at(chain, mariadb_url, "before_it")
    chain.write("r2", "r1", body)
    with pytest.raises(CommandError, match="The upgrade of revision r2 was interrupted, so that"):
        command.downgrade(chain.config(mariadb_url), "base")
    assert logged(chain, mariadb_url)[1:] == [("r2", "ahead", [])]


MANY = ["pass\n", MADE, "pass\n", marked('op.execute("DROP TABLE made")\n'), "pass\n"]


def test_the_log_is_filled_in_by_the_next_run(
    mariadb_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a killed run did in its last second stands in the log after the next run, as done."""
    chain = Chain(tmp_path / "project", FIRST, *MANY)
    killed_at(chain, mariadb_url, "before_it")
    written = logged(chain, mariadb_url)
    assert [each[:2] for each in written] == [
        ("r1", "done"),
        *((f"r{number}", "ahead") for number in range(2, 7)),
    ]
    chain.upgrade(mariadb_url)
    assert [each[:2] for each in logged(chain, mariadb_url)] == [
        (f"r{number}", "done") for number in range(1, 7)
    ]
    capsys.readouterr()
    command.log(chain.config(mariadb_url))
    lines = capsys.readouterr().out.splitlines()
    recorded = ["statements not recorded" in line for line in lines]
    assert recorded == [False, True, True, True, False, False]


def test_the_log_is_filled_in_by_a_run_the_other_way(mariadb_url: str, tmp_path: Path) -> None:
    """The version table tells which ones are done, also to a run that undoes them."""
    chain = Chain(tmp_path / "project", FIRST, *MANY)
    killed_at(chain, mariadb_url, "before_it")
    execute(mariadb_url, "DROP TABLE made")
    with pytest.raises(CommandError, match="The upgrade of revision r5 was interrupted"):
        command.downgrade(chain.config(mariadb_url), "r3")
    execute(mariadb_url, "CREATE TABLE made (id INTEGER)")
    command.downgrade(chain.config(mariadb_url), "r3")
    assert [each[:2] for each in logged(chain, mariadb_url)] == [
        *((f"r{number}", "done") for number in range(1, 5)),
        ("r4", "done"),
    ]
