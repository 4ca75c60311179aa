"""Differences that autogenerate sees and writes no operation for are said in the log."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import INT4RANGE, ExcludeConstraint

from alembic.autogenerate import compare_metadata
from alembic.autogenerate.compare.unwritten import have_other_values
from alembic.migration import MigrationContext
from harness.databases import connected, execute

LOGGER = "alembic.autogenerate.compare.unwritten"
PREFIX = "Autogenerate does not write this: "


def said(url: str, models: sa.MetaData, caplog: pytest.LogCaptureFixture, **opts: Any) -> list[str]:
    """Compare, insist that there is nothing to do, and return what is said all the same."""
    caplog.clear()
    with caplog.at_level(logging.WARNING, LOGGER), connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": models, **opts})
        assert compare_metadata(context, models) == []
    assert all(each.startswith(PREFIX) for each in caplog.messages)
    return [each.removeprefix(PREFIX) for each in caplog.messages]


def test_another_primary_key(database: str, caplog: pytest.LogCaptureFixture) -> None:
    """Its columns are compared; a table without a key may have any in the models."""
    models = sa.MetaData()
    for name in ("t", "keyless"):
        sa.Table(
            name,
            models,
            sa.Column("a", sa.Integer, primary_key=True, autoincrement=False),
            sa.Column("b", sa.Integer, primary_key=True, autoincrement=False),
        )
    execute(
        database,
        "CREATE TABLE t (a INTEGER NOT NULL PRIMARY KEY, b INTEGER NOT NULL)",
        "CREATE TABLE keyless (a INTEGER NOT NULL, b INTEGER NOT NULL)",
    )
    expected = "the primary key of table 't' is (a) in the database, (a, b) in the models"
    assert said(database, models, caplog) == [expected]
    looked_at = said(database, models, caplog, include_object=lambda *each: True)
    assert looked_at == [expected], "the same where tables are made into objects"


def checked(number: int) -> sa.MetaData:
    """A table with a CHECK and a generated column."""
    models = sa.MetaData()
    sa.Table(
        "t",
        models,
        sa.Column("a", sa.Integer),
        sa.Column("g", sa.Integer, sa.Computed(f"a + {number}", persisted=True)),
        sa.CheckConstraint(f"a > {number}", name="ck"),
    )
    return models


def test_other_numbers_in_expressions(database: str, caplog: pytest.LogCaptureFixture) -> None:
    """However the server writes an expression, a number in it is the same or not."""
    with connected(database) as connection:
        checked(1).create_all(connection)
    assert said(database, checked(1), caplog) == []
    check, generated = said(database, checked(2), caplog)
    assert generated.startswith("the expression of column 'g' of table 't' is ")
    assert generated.endswith("in the database, a + 2 in the models")
    assert check.startswith("CHECK constraint 'ck' of table 't' is ")
    assert check.endswith("in the database, a > 2 in the models")
    assert len(said(database, checked(2), caplog, compare_type=False)) == 2


def test_other_indexes(postgresql_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """Methods and conditions of indexes are compared."""
    execute(
        postgresql_url,
        "CREATE TABLE t (a INTEGER)",
        "CREATE INDEX ix_hash ON t (a)",
        "CREATE INDEX ix_less ON t (a) WHERE (a > 5)",
        "CREATE INDEX ix_more ON t (a)",
        "CREATE INDEX ix_other ON t (a) WHERE (a > 5)",
        "CREATE INDEX ix_same ON t (a) WHERE (a > 5)",
    )
    models = sa.MetaData()
    table = sa.Table("t", models, sa.Column("a", sa.Integer))
    sa.Index("ix_hash", table.c.a, postgresql_using="hash")
    sa.Index("ix_less", table.c.a)
    sa.Index("ix_more", table.c.a, postgresql_where=sa.text("a > 5"))
    sa.Index("ix_other", table.c.a, postgresql_where=table.c.a > 7)
    sa.Index("ix_same", table.c.a, postgresql_where=table.c.a > 5)
    assert said(postgresql_url, models, caplog) == [
        "index 'ix_hash' of table 't' is of method btree in the database, hash in the models",
        "index 'ix_less' of table 't' has a condition in the database, none in the models",
        "index 'ix_more' of table 't' has no condition in the database, one in the models",
        "index 'ix_other' of table 't' is WHERE (a > 5) in the database, WHERE a > 7 in the models",
    ]
    assert said(postgresql_url, models, caplog, include_object=lambda *each: True) == []


def test_other_values_of_an_enum_type(
    postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """They are compared where types are."""
    execute(
        postgresql_url,
        "CREATE TYPE mood AS ENUM ('a', 'b')",
        "CREATE TABLE t (m mood)",
    )
    models = sa.MetaData()
    sa.Table("t", models, sa.Column("m", sa.Enum("a", "b", "c", name="mood")))
    assert said(postgresql_url, models, caplog) == [
        "enum type 'mood' of column 'm' of table 't' has the values 'a', 'b' in the database, "
        "'a', 'b', 'c' in the models"
    ]
    assert said(postgresql_url, models, caplog, compare_type=False) == []


@pytest.mark.parametrize(
    ("columns", "may_be_new_name"),
    [
        (["name"], True),
        (["name", "other"], False),
        (["number"], False),
        (["title", "name"], False),
    ],
)
def test_a_column_that_may_have_been_renamed(
    database: str, caplog: pytest.LogCaptureFixture, columns: list[str], may_be_new_name: bool
) -> None:
    """One that goes where one of its type comes is spoken of; the operations are what they are."""
    execute(database, "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(20))")
    types = {"name": sa.String(20), "title": sa.String(20), "other": sa.Text, "number": sa.Integer}
    models = sa.MetaData()
    made = [sa.Column(each, types[each]) for each in columns]
    sa.Table("t", models, sa.Column("id", sa.Integer, primary_key=True), *made)
    with caplog.at_level(logging.WARNING, LOGGER), connected(database) as connection:
        diffs = compare_metadata(MigrationContext.configure(connection), models)
    assert {each[0] for each in diffs} <= {"add_column", "remove_column"}
    assert caplog.messages == (
        [
            "Column 'title' of table 't' is dropped, and 'name' of the same type is added. If that "
            "is its new name, alter_column(.., 'title', new_column_name='name') keeps what is in it"
        ]
        if may_be_new_name
        else []
    )


@pytest.mark.parametrize(
    ("database", "model", "differ"),
    [
        ("(a > 5)", "a > 7", True),
        ("((state)::text = 'open'::text)", "state = 'closed'", True),
        ("(`a` between 1 and 10)", "a BETWEEN 1 AND 11", True),
        ("(a > 5)", "a > 5.0", False),
        ("(a5 > 5)", "a7 > 5", False),
        ("(c > '2020-01-01 00:00:00'::timestamp without time zone)", "c > '2020-01-01'", False),
        ("(state = ANY (ARRAY['a'::text, 'b'::text]))", "state IN ('a', 'c')", False),
        ("(v = '5'::text)", "v = '7'", True),
        ("(v = '0.50'::numeric)", "v = 0.5", False),
    ],
)
def test_expressions_of_one_shape(database: str, model: str, differ: bool) -> None:
    """Only numbers and words are compared, and only where the rest is the same."""
    assert have_other_values(database, model) is differ


def test_a_size_that_is_set_on_one_side(
    postgresql_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A length or a precision that went away, or came, is spoken of where types are compared."""
    execute(
        postgresql_url,
        "CREATE TABLE t (gone VARCHAR(20), come VARCHAR, same VARCHAR(20), none VARCHAR, "
        "plain NUMERIC, exact NUMERIC(10, 2), short NUMERIC(10), c CHAR(1), f FLOAT, d REAL)",
    )
    models = sa.MetaData()
    types = {
        "gone": sa.String(),
        "come": sa.String(10),
        "same": sa.String(20),
        "none": sa.String(),
        "plain": sa.Numeric(8, 3),
        "exact": sa.Numeric(),
        "short": sa.Numeric(10),
        "c": sa.CHAR(),
        "f": sa.Float(),
        "d": sa.REAL(),
    }
    sa.Table("t", models, *[sa.Column(name, type_) for name, type_ in types.items()])
    assert said(postgresql_url, models, caplog) == [
        "the type of column 'come' of table 't' is VARCHAR in the database, VARCHAR(10) in the "
        "models",
        "the type of column 'exact' of table 't' is NUMERIC(10, 2) in the database, NUMERIC in the "
        "models",
        "the type of column 'gone' of table 't' is VARCHAR(20) in the database, VARCHAR in the "
        "models",
        "the type of column 'plain' of table 't' is NUMERIC in the database, NUMERIC(8, 3) in the "
        "models",
    ]
    assert said(postgresql_url, models, caplog, compare_type=False) == []
    assert said(postgresql_url, models, caplog, compare_type=lambda *each: None) == []


def test_a_length_means_nothing_to_sqlite(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that does not look at lengths is not asked to change them."""
    execute(sqlite_url, "CREATE TABLE t (a VARCHAR(20), b NUMERIC(10, 2))")
    models = sa.MetaData()
    sa.Table("t", models, sa.Column("a", sa.String), sa.Column("b", sa.Numeric))
    assert said(sqlite_url, models, caplog) == []


def test_exclusions(postgresql_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """EXCLUDE constraints are compared by name; one without a name is not looked for."""
    exclude = "EXCLUDE USING gist (r WITH &&)"
    execute(
        postgresql_url,
        f"CREATE TABLE t (r INT4RANGE, CONSTRAINT same {exclude}, CONSTRAINT uq UNIQUE (r), "
        "CONSTRAINT old EXCLUDE USING gist (r WITH =))",
        f"CREATE TABLE u (r INT4RANGE, {exclude})",
    )
    models = sa.MetaData()
    for table, names in (("t", ("same", "new")), ("u", (None,))):
        parts: list[Any] = [ExcludeConstraint(("r", "&&"), name=name) for name in names]
        if table == "t":
            parts.append(sa.UniqueConstraint("r", name="uq"))
        sa.Table(table, models, sa.Column("r", INT4RANGE), *parts)
    assert said(postgresql_url, models, caplog) == [
        "EXCLUDE constraint 'new' of table 't' is not in the database, but in the models",
        "EXCLUDE constraint 'old' of table 't' is in the database, not in the models",
    ]


def test_missing_sequences(postgresql_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A sequence of the models that nobody makes is spoken of, in the schemas that are compared."""
    execute(
        postgresql_url,
        "CREATE SCHEMA s2",
        "CREATE SEQUENCE there",
        "CREATE SEQUENCE nobodys",
        "CREATE TABLE t (id SERIAL PRIMARY KEY, n INTEGER)",
    )
    models = sa.MetaData()
    optional = sa.Sequence("optional_seq", optional=True)
    sa.Table(
        "t",
        models,
        sa.Column("id", sa.Integer, optional, primary_key=True),
        sa.Column("n", sa.Integer, sa.Sequence("missing")),
    )
    for name, schema in (("there", "public"), ("afar", "s2")):
        sa.Sequence(name, schema=schema, metadata=models)
    only = "sequence '{}' is not in the database, only in the models"
    assert said(postgresql_url, models, caplog) == [only.format("missing")]
    everywhere = said(postgresql_url, models, caplog, include_schemas=True)
    assert sorted(everywhere) == [only.format("missing"), only.format("s2.afar")]


def test_sequences_of_a_database_without_any(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Where a database has no sequences, none is missing."""
    execute(sqlite_url, "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY)")
    models = sa.MetaData()
    sa.Table("t", models, sa.Column("id", sa.Integer, sa.Sequence("s"), primary_key=True))
    assert said(sqlite_url, models, caplog) == []


def test_other_defaults(database: str, caplog: pytest.LogCaptureFixture) -> None:
    """Numbers and words of plain defaults are compared where autogenerate does not write them."""
    execute(
        database,
        "CREATE TABLE t (n INTEGER DEFAULT 5, d NUMERIC(5, 2) DEFAULT 1.50, s VARCHAR(9) DEFAULT "
        "'new', q VARCHAR(9) DEFAULT 'it''s', e VARCHAR(9) DEFAULT '', x VARCHAR(9) DEFAULT '1', "
        "i INTEGER DEFAULT 5)",
    )

    def with_defaults(**defaults: Any) -> sa.MetaData:
        models = sa.MetaData()
        types = {"n": sa.Integer, "d": sa.Numeric(5, 2), "i": sa.Integer}
        columns = [
            sa.Column(name, types.get(name, sa.String(9)), server_default=default)
            for name, default in defaults.items()
        ]
        sa.Table("t", models, *columns)
        return models

    same = with_defaults(
        n="5", d=sa.text("1.5"), s="new", q="it's", e="", x=sa.text("'1'"), i=sa.text("5")
    )
    assert said(database, same, caplog) == []
    other = with_defaults(
        n="6", d=sa.text("2.5"), s="old", q="it", e=None, x=sa.text("now"), i=sa.text("(6)")
    )
    lines = said(database, other, caplog)
    assert [line.partition(" is ")[0] for line in lines] == [
        f"the default of column '{name}' of table 't'" for name in "dins"
    ]
    assert [line.rpartition("database, ")[2] for line in lines] == [
        "2.5 in the models",
        "(6) in the models",
        "'6' in the models",
        "'old' in the models",
    ]


def test_a_missing_check(postgresql_url: str, caplog: pytest.LogCaptureFixture) -> None:
    """A CHECK that only the models have is spoken of, unless a plugin writes it."""
    execute(postgresql_url, "CREATE TABLE t (a INTEGER, b BOOLEAN)")
    models = sa.MetaData()
    checks = (sa.CheckConstraint("a > 1", name="ck"), sa.CheckConstraint("a > 2"))
    sa.Table("t", models, sa.Column("a", sa.Integer), sa.Column("b", sa.Boolean), *checks)
    missing = "CHECK constraint 'ck' of table 't' is not in the database, but in the models"
    assert said(postgresql_url, models, caplog) == [missing]
    opts = {
        "target_metadata": models,
        "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
    }
    caplog.clear()
    with caplog.at_level(logging.WARNING, LOGGER), connected(postgresql_url) as connection:
        (added,) = compare_metadata(MigrationContext.configure(connection, opts=opts), models)
    assert (added[0], added[1].name, caplog.messages) == ("add_constraint", "ck", [])
