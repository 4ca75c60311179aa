"""Runs on Oracle and SQL Server that are killed, on stand-ins for both."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from faults.killed import Chain, after, picture
from harness.databases import rows
from servers import simulated
from servers.simulated import driver, mssql, oracle

FIRST = """\
op.create_table("early", sa.Column("id", sa.Integer, primary_key=True, autoincrement=False))
op.execute("INSERT INTO early VALUES (1)")
"""
ACCOUNT = """\
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
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("account_id", sa.Integer, nullable=False),
)
op.execute("INSERT INTO entry (id, account_id) SELECT id + 10, id FROM account")
"""
BOOKING = """\
op.drop_column("account", "note")
op.rename_table("entry", "booking")
op.execute("DELETE FROM booking WHERE id = 11")
op.drop_index("ix_balance", "account")
op.create_index("ix_balance", "account", ["balance", "id"])
op.add_column("booking", sa.Column("amount", sa.Integer, server_default="7"))
op.create_foreign_key("fk_account", "booking", "account", ["account_id"], ["id"])
op.create_unique_constraint("uq_account", "booking", ["account_id", "amount"])
op.alter_column(
    "booking", "amount", type_=sa.BigInteger, existing_type=sa.Integer, existing_nullable=True
)
op.drop_constraint("uq_account", "booking")
op.execute("UPDATE booking SET amount = amount + 1")
"""
BLOCK = 'op.execute("BEGIN UPDATE account SET balance = balance + 1; DELETE FROM early; END;")\n'
MADE = """\
op.create_table("made", sa.Column("id", sa.Integer, index=True))
op.add_column("made", sa.Column("y", sa.Integer))
op.drop_table("early")
"""
MADE_AGAIN = """\
op.drop_index("ix_made_id", "made")
op.drop_column("made", "y")
op.create_index("ix_made_id", "made", ["id"], unique=True)
op.drop_table("made")
op.create_table("made", sa.Column("code", sa.Integer))
"""
REFUSED = """\
op.alter_column("account", "balance", server_default="7")
op.alter_column("account", "balance", server_default=None)
op.execute("CREATE FULLTEXT CATALOG words")
op.execute("CREATE DATABASE elsewhere")
op.execute("CREATE TABLE quick (id INT NOT NULL) WITH (MEMORY_OPTIMIZED = ON)")
op.add_column("quick", sa.Column("x", sa.Integer))
op.create_index("ix_quick", "quick", ["x"])
op.alter_column("account", "note", new_column_name="remark")
op.execute("CREATE INDEX ix_later ON account (name) WITH (RESUMABLE = ON)")
op.execute("DROP FULLTEXT CATALOG words")
op.alter_column("account", "remark", new_column_name="note")
"""


def outside(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"with op.get_context().autocommit_block():\n{lines}"


BODIES = {
    "oracle": [ACCOUNT + BLOCK + BOOKING, MADE, MADE_AGAIN],
    "mssql": [
        "op.execute('UPDATE early SET id = 2')\n"
        + outside(ACCOUNT + REFUSED + BOOKING)
        + "op.execute('UPDATE early SET id = id + 1')\n"
    ],
}
IN_AUTOCOMMIT = {"oracle": [ACCOUNT + BOOKING], "mssql": [ACCOUNT + REFUSED + BOOKING]}
KINDS = ("oracle", "mssql")
#: How many statements lie between two kills; with REDISTILL_EVERY_KILL=1 there is one after each.
STRIDE = 1 if os.environ.get("REDISTILL_EVERY_KILL") else 9


class Simulated(Chain):
    """Revisions that are run without the run lock, which the stand-ins have not."""

    def config(self, url: str, **attributes: Any) -> Config:
        config = super().config(url, **attributes)
        config.set_main_option("run_lock", "false")
        return config


@pytest.fixture(autouse=True)
def _stand_ins() -> Iterator[None]:
    """Make the stand-ins known."""
    simulated.register()
    yield
    driver.in_between.clear()
    mssql.EDITION[0] = 3


def fresh(kind: str, directory: Path, number: int) -> tuple[str, str]:
    """Return the address of an empty database, and that of its file."""
    path = directory / f"{number}.db"
    return f"{simulated.URLS[kind]}{path}", f"sqlite:///{path}"


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_killed_after_any_statement(kind: str, inside: bool, tmp_path: Path) -> None:
    """Killed after any statement, or inside a definition, a run goes on to the same end."""
    chain = Simulated(tmp_path / "project", FIRST, *BODIES[kind])
    assert kills_survived(chain, kind, tmp_path, inside=inside) > 2


@pytest.mark.parametrize("kind", KINDS)
def test_killed_in_autocommit(kind: str, tmp_path: Path) -> None:
    """Where every statement is there for good at once, a run goes on to the same end as well."""
    chain = Simulated(tmp_path / "project", FIRST, *IN_AUTOCOMMIT[kind])
    in_autocommit(chain)
    assert kills_survived(chain, kind, tmp_path) > 2


def kills_survived(chain: Chain, kind: str, directory: Path, *, inside: bool = False) -> int:
    """Kill a run at one place after the other, and return at how many it went on."""
    url, file = fresh(kind, directory, 0)
    chain.upgrade(url)
    expected = picture(file)
    kills = 0
    for number in count(1, STRIDE):
        url, file = fresh(kind, directory, number)
        if inside:
            driver.in_between[:] = [after(number)]
        killed = chain.upgrade_killed(url, (lambda _: None) if inside else after(number))
        driver.in_between.clear()
        if not killed:
            break
        kills += 1
        chain.upgrade(url)
        assert picture(file) == expected, f"killed after statement {number}"
    print(f"{kind}: killed {kills} times")
    return kills


def in_autocommit(chain: Chain, level: str = "AUTOCOMMIT") -> None:
    """Have the runs of a chain commit every statement, or take another level."""
    env = chain.directory / "env.py"
    env.write_text(env.read_text().replace("NullPool)", f"NullPool, isolation_level={level!r})"))


def logged(chain: Chain, url: str) -> list[tuple[str, str, list[str]]]:
    """Return what ``alembic log`` says: revisions, their states, and those of their statements."""
    config = chain.config(url)
    config.stdout = said = StringIO()
    command.log(config, json=True)
    return [
        (each["revision"], each["state"], [statement["state"] for statement in each["statements"]])
        for each in json.loads(said.getvalue())
    ]


def killed_at(chain: Chain, url: str, part: str) -> None:
    """Kill a run after the first statement with a text in it."""

    def kill(statement: str) -> None:
        if part in statement and "_journal" not in statement:
            os.kill(os.getpid(), signal.SIGKILL)

    assert chain.upgrade_killed(url, kill)


def test_what_oracle_has_not_recorded_is_looked_up(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is written between definitions; afterwards each is said that is taken for done."""
    chain = Simulated(tmp_path / "project", FIRST, MADE)
    url, _ = fresh("oracle", tmp_path, 0)
    killed_at(chain, url, "DROP TABLE")
    assert logged(chain, url) == [("r1", "done", ["done"] * 2), ("r2", "ahead", [])]
    caplog.set_level("INFO", "alembic.runtime.journal")
    chain.upgrade(url)
    assert [record.getMessage() for record in caplog.records][1:] == [
        "Taken for done, because table MADE is there: CREATE TABLE made ( id INTEGER )",
        "Taken for done, because index IX_MADE_ID of table MADE is there: CREATE INDEX ix_made_id "
        "ON made (id)",
        "Taken for done, because column Y of table MADE is there: ALTER TABLE made ADD y INTEGER",
        "Taken for done, because table EARLY is not there: DROP TABLE early",
    ]
    assert logged(chain, url)[1:] == [("r2", "done", ["done"] * 4)]


def test_an_outcome_that_cannot_be_told(tmp_path: Path) -> None:
    """Of what a block does that commits, nothing is known, so the user is asked."""
    block = "BEGIN DELETE FROM early; EXECUTE IMMEDIATE 'DROP TABLE early'; END;"
    chain = Simulated(tmp_path / "project", FIRST, f'op.execute("{block}")\n')
    url, _ = fresh("oracle", tmp_path, 0)
    killed_at(chain, url, "BEGIN")
    with pytest.raises(CommandError, match="whether statement 1 was carried out cannot be told"):
        chain.upgrade(url)
    chain.upgrade(url, resume="done")
    assert logged(chain, url)[-1] == ("r2", "done", ["done"])


@pytest.mark.parametrize(("mode", "made"), [("auto", False), ("always", True), ("off", False)])
def test_when_sql_server_has_a_journal(mode: str, made: bool, tmp_path: Path) -> None:
    """In a transaction there is nothing to record, unless it is asked for."""
    chain = Simulated(tmp_path / "project", FIRST, ACCOUNT)
    url, file = fresh("mssql", tmp_path, 0)
    command.upgrade(chain.config(url, options={"journal": mode}), "head")
    query = "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version_journal'"
    assert rows(file, query) == [(int(made),)]


def test_a_warehouse_has_no_journal(tmp_path: Path) -> None:
    """Where no table can have a key that is enforced, a run in autocommit is left as it is."""
    mssql.EDITION[0] = 6
    chain = Simulated(tmp_path / "project", FIRST, ACCOUNT)
    in_autocommit(chain)
    url, file = fresh("mssql", tmp_path, 0)
    chain.upgrade(url)
    query = "SELECT name FROM sqlite_master WHERE name LIKE 'alembic%' AND type = 'table'"
    assert rows(file, query) == [("alembic_version",)]


def test_an_old_oracle_has_no_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no column numbers itself, a run is left as it is."""
    monkeypatch.setattr(
        oracle.SimulatedOracle, "_get_server_version_info", lambda *_: (11, 2, 0, 4)
    )
    chain = Simulated(tmp_path / "project", FIRST)
    url, file = fresh("oracle", tmp_path, 0)
    chain.upgrade(url)
    query = "SELECT name FROM sqlite_master WHERE name LIKE 'alembic%' AND type = 'table'"
    assert rows(file, query) == [("alembic_version",)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["AUTOCOMMIT", "READ COMMITTED"])
def test_a_refused_statement_is_done_when_the_run_goes_on(
    kind: str, level: str, tmp_path: Path
) -> None:
    """What was done before it is passed over, in a transaction or not."""
    body = ACCOUNT + 'op.execute("INSERT INTO missing VALUES (1)")\n'
    chain = Simulated(tmp_path / "project", FIRST, body)
    in_autocommit(chain, level)
    url, file = fresh(kind, tmp_path, 0)
    with pytest.raises(Exception, match="missing"):
        chain.upgrade(url)
    is_kept = kind == "oracle" or level == "AUTOCOMMIT"
    assert rows(file, "SELECT count(*) FROM sqlite_master WHERE name = 'account'") == [(is_kept,)]
    chain.write("r2", "r1", body.replace("INTO missing", "INTO early").replace("(1)", "(5)"))
    chain.upgrade(url, resume="continue")
    assert rows(file, "SELECT balance FROM account ORDER BY id") == [(22,), (24,), (26,)]
    assert rows(file, "SELECT id FROM early") == [(1,), (5,)]


@pytest.mark.parametrize("kind", KINDS)
def test_the_database_is_examined(kind: str, tmp_path: Path) -> None:
    """``alembic doctor`` finds nothing about a database that has a journal."""
    chain = Simulated(tmp_path / "project", FIRST)
    url, _ = fresh(kind, tmp_path, 0)
    config = chain.config(url, options={"journal": "always"})
    command.upgrade(config, "head")
    config.stdout = said = StringIO()
    command.doctor(config)
    assert said.getvalue() == (
        "target_metadata: advice: it is None in env.py; --autogenerate and 'check' need the "
        "MetaData of your models\n"
    )
