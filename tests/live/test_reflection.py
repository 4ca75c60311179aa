"""The snapshot of a live server is what SQLAlchemy's inspector says about it."""

from __future__ import annotations

import warnings

import pytest
import sqlalchemy as sa
from hypothesis import given, settings

from alembic.ddl.mysql import reflect
from alembic.ddl.mysql.catalog import Row, View, rows_by_table
from alembic.ddl.mysql.reflect import read_ahead
from alembic.reflect import read
from strategies.reflection import by_inspector, by_snapshot, create
from strategies.schemas import Schema, schemas

COUNTS = {"sqlite": 40, "postgresql": 15, "mysql": 15, "mariadb": 15}

ODD_POSTGRESQL = [
    "CREATE SCHEMA s2",
    "CREATE TYPE mood AS ENUM ('sad', 'ok')",
    "CREATE TABLE s2.parent (id serial primary key, a int, b int, unique (a, b))",
    "CREATE TABLE child (id bigint generated always as identity, a int, b int, m mood, "
    "c int generated always as (a + 1) stored, d varchar[] default '{}', "
    "foreign key (a, b) references s2.parent (a, b) on delete cascade deferrable, "
    "check (a > 3), unique nulls not distinct (b))",
    "CREATE INDEX ON child (lower(d[1]), b desc) INCLUDE (m) WHERE a > 5",
    "CREATE TABLE sales (day date) PARTITION BY RANGE (day)",
    "CREATE TABLE sales_1 PARTITION OF sales FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
]

ODD_MARIADB = [
    "CREATE TABLE o (id int not null auto_increment primary key, z varchar(10) not null default "
    "'x''y', u int unsigned zerofill default 5, "
    "k enum('a', 'b''c', 'd\\\\e') character set latin1, "
    "f float default 2.5, n numeric(5, 2) default 2.5, ts timestamp null default "
    "current_timestamp on update current_timestamp, dt datetime(3) default now(3), "
    "uu varchar(40) default (uuid()), v int as (u + 1) virtual, s int as (u + 2) stored, j json, "
    "b bit(3) default b'101', bb tinyint(1) default 1, tx text default 'abc', "
    "lc varchar(10) character set utf8mb4 collate utf8mb4_bin, "
    "cm int comment 'hey ''q'' \\\\ x\nnl', inv int invisible default 7, ck int check (ck > 3), "
    "ni timestamp not null, bin binary(3) default 'a\\0b', neg int default -4, "
    "index iz (z(3), u desc), unique key uz (u), index mm (z) comment 'ic', "
    "constraint ck2 check (u > 2 and z <> 'a')) comment = 'tbl ''c'' \\\\'",
    "CREATE TABLE t (a int, b int, c int, primary key (b, c), key (c), "
    "constraint fk9 foreign key (a) references o (id) on delete cascade on update set null, "
    "constraint fk1 foreign key (c) references o (id) on delete no action, "
    "foreign key (b) references o (id) on delete restrict) "
    "default charset = latin1 row_format = dynamic",
    "CREATE TABLE my (a varchar(10) primary key, b varchar(5) character set utf8mb4) "
    "engine = myisam default charset = latin1 collate = latin1_bin",
]

#: Tables of which the catalog does not tell everything.
LEFT_TO_THE_SERVER = [
    "CREATE TABLE ft (a text, fulltext (a))",
    "CREATE TABLE part (a int primary key) PARTITION BY HASH (a) PARTITIONS 3",
    "CREATE TABLE opts (a int) stats_persistent = 1",
]


def lines(text: str) -> list[str]:
    """The lines of a statement in an order of their own, without the commas between them."""
    return sorted(line.rstrip(",") for line in text.splitlines())


def test_any_schema_is_reflected_as_ever(database: str) -> None:
    """The snapshot of any schema is what SQLAlchemy says table by table."""
    engine = sa.create_engine(database, poolclass=sa.NullPool)

    @settings(max_examples=COUNTS[engine.dialect.name])
    @given(schemas())
    def law(schema: Schema) -> None:
        with engine.begin() as connection, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            metadata = schema.metadata()
            metadata.create_all(connection)
            assert by_snapshot(connection) == by_inspector(connection)
            metadata.drop_all(connection)

    law()


def test_odd_tables_of_postgresql(postgresql_url: str) -> None:
    """Identities, enums, arrays, partitions and rich indexes, in two schemas."""
    engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        create(connection, ODD_POSTGRESQL)
        assert by_snapshot(connection) == by_inspector(connection)
        assert by_snapshot(connection, "s2") == by_inspector(connection, "s2")


def test_partitions_and_tables_of_extensions_are_not_managed(postgresql_url: str) -> None:
    """A partition, and a table an extension made, are told from ordinary tables."""
    engine = sa.create_engine(postgresql_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        create(connection, ODD_POSTGRESQL)
        create(connection, ["CREATE TABLE owned (a int)", "CREATE EXTENSION citext"])
        create(connection, ["ALTER EXTENSION citext ADD TABLE owned"])
        snapshot = read(sa.inspect(connection))
        assert snapshot.unmanaged("sales_1") == "a partition of sales"
        assert snapshot.unmanaged("owned") == "part of the extension citext"
        assert snapshot.unmanaged("child") is None
        assert snapshot.unmanaged("parent", "s2") is None


@pytest.mark.filterwarnings("ignore:Unknown schema content")
def test_odd_tables_of_mariadb(mariadb_url: str) -> None:
    """Every clause MariaDB prints comes out of the catalog as it is printed."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        create(connection, [*ODD_MARIADB, *LEFT_TO_THE_SERVER])
        assert by_snapshot(connection) == by_inspector(connection)


def test_the_text_is_that_of_mariadb(mariadb_url: str) -> None:
    """The text put together is the server's own, but for the order of keys, or there is none."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        create(connection, [*ODD_MARIADB, *LEFT_TO_THE_SERVER])
        answer = read_ahead(connection, None)
        assert answer is not None
        for name in ("o", "t", "my"):
            statement = f"SHOW CREATE TABLE `{name}`"
            rows = answer(statement, None)
            assert rows is not None
            text: str = connection.exec_driver_sql(statement).one()[1]
            assert lines(rows[0][1]) == lines(text)
        for name in ("ft", "part", "opts", "missing"):
            assert answer(f"SHOW CREATE TABLE `{name}`", None) is None


#: Tables that the form in which rows come from MariaDB could confuse.
CONFUSING = [
    "CREATE TABLE Twin (a int primary key, b varchar(5))",
    "CREATE TABLE tWIN (b int, a int, key k (a))",
    "CREATE TABLE ends (a int comment 'value\x1fend', b int)",
    "CREATE TABLE rows_end (a int comment 'row\x1dend', b int comment '\x1e')",
    "CREATE TABLE mark (a int, b int comment '\x1e', c varchar(3) default '\x1e')",
]


@pytest.mark.filterwarnings("ignore:Unknown schema content")
def test_tables_that_look_like_others_or_hold_control_characters(mariadb_url: str) -> None:
    """Names that differ in case only are two tables; no character of a comment confuses rows."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        create(connection, CONFUSING)
        assert by_snapshot(connection) == by_inspector(connection)
        answer = read_ahead(connection, None)
        assert answer is not None
        told = {"Twin": True, "tWIN": True, "ends": False, "rows_end": False, "mark": True}
        for name, is_told in told.items():
            assert bool(answer(f"SHOW CREATE TABLE `{name}`", None)) is is_told


ALL_VIEWS = (
    reflect._TABLES,
    reflect._COLUMNS,
    reflect._KEYS,
    reflect._FOREIGN_KEYS,
    reflect._RULES,
    reflect._MARIADB_CHECKS,
)
COMMENTS = View("COLUMNS", {"name": "COLUMN_NAME", "text": "COLUMN_COMMENT"}, order="COLUMN_NAME")


def test_a_lower_limit_of_the_server_cuts_nothing_off(mariadb_url: str) -> None:
    """Rows of a table that are longer than the session allows one value to be are read whole."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        columns = ", ".join(f"c{number} int comment '{'x' * 200}'" for number in range(10, 30))
        create(connection, [f"CREATE TABLE wide ({columns})", "SET group_concat_max_len = 1024"])
        rows = rows_by_table(connection, COMMENTS, "DATABASE()")["wide"]
        assert rows == [{"name": f"c{number}", "text": "x" * 200} for number in range(10, 30)]
        limit = connection.exec_driver_sql("SELECT @@SESSION.group_concat_max_len").scalar()
        assert limit == 1024


@pytest.mark.filterwarnings("ignore:Unknown schema content")
def test_rows_one_by_one_say_the_same(mariadb_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form in which MySQL is asked brings the rows that the form for MariaDB brings."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        create(connection, [*ODD_MARIADB, *LEFT_TO_THE_SERVER])
        packed = {view.name: rows_by_table(connection, view, "DATABASE()") for view in ALL_VIEWS}
        monkeypatch.setattr(connection.dialect, "is_mariadb", False)
        for view in ALL_VIEWS:
            single = rows_by_table(connection, view, "DATABASE()")
            assert as_text(single) == as_text(packed[view.name])
            assert single


def as_text(tables: dict[str, list[Row] | None]) -> dict[str, list[dict[str, str | None]]]:
    """Rows with every value as text, in an order of their own where the view has none."""
    return {
        table: sorted(
            (
                {name: None if value is None else str(value) for name, value in row.items()}
                for row in rows or ()
            ),
            key=str,
        )
        for table, rows in tables.items()
    }


def test_no_view_of_the_catalog_is_joined(mariadb_url: str) -> None:
    """MariaDB answers a join of two views in time that grows with the square of the tables."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    sent: list[str] = []
    with engine.connect() as connection:
        create(connection, ODD_MARIADB)
        sa.event.listen(engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
        assert read_ahead(connection, None) is not None
    assert len(sent) == 6
    assert not [each for each in sent if " JOIN " in each.upper()]


def test_another_database_of_mariadb(mariadb_url: str) -> None:
    """A database beside the current one is a schema; foreign keys may cross."""
    engine = sa.create_engine(mariadb_url, poolclass=sa.NullPool)
    other = f"{engine.url.database}_other"
    with engine.connect() as connection:
        create(connection, ["CREATE TABLE near (id int primary key)"])
        create(connection, [f"CREATE DATABASE {other}"])
        try:
            create(
                connection,
                [
                    f"CREATE TABLE {other}.far (id int primary key, n int, constraint f "
                    f"foreign key (n) references {engine.url.database}.near (id))"
                ],
            )
            assert by_snapshot(connection, other) == by_inspector(connection, other)
        finally:
            create(connection, [f"DROP DATABASE {other}"])
