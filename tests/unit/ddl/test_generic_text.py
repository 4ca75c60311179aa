"""The generic texts of our constructs, and how names are quoted."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import CompileError, UnsupportedCompilationError
from sqlalchemy.sql import quoted_name

from alembic.base.exc import CommandError
from alembic.ddl import base


def text(construct: sa.schema.DDLElement) -> str:
    return str(construct.compile(dialect=DefaultDialect()))


def column(*items: object, **kw: object) -> sa.Column:
    """Return a column on a table, as the emitters give it."""
    made = sa.Column("c", sa.Integer, *items, **kw)
    metadata = sa.MetaData()
    sa.Table("o", metadata, sa.Column("id", sa.Integer))
    sa.Table("t", metadata, made)
    return made


@pytest.mark.parametrize(
    ("construct", "expected"),
    [
        (base.RenameTable("a", "b"), "ALTER TABLE a RENAME TO b"),
        (base.RenameTable("a", "b", schema="s"), "ALTER TABLE s.a RENAME TO s.b"),
        (base.ColumnNullable("t", "c", True), "ALTER TABLE t ALTER COLUMN c DROP NOT NULL"),
        (base.ColumnNullable("t", "c", False), "ALTER TABLE t ALTER COLUMN c SET NOT NULL"),
        (base.ColumnType("t", "c", sa.Integer), "ALTER TABLE t ALTER COLUMN c TYPE INTEGER"),
        (base.ColumnName("t", "c", "d", schema="s"), "ALTER TABLE s.t RENAME c TO d"),
        (base.ColumnDefault("t", "c", "x"), "ALTER TABLE t ALTER COLUMN c SET DEFAULT 'x'"),
        (base.ColumnDefault("t", "c", None), "ALTER TABLE t ALTER COLUMN c DROP DEFAULT"),
        (base.AddColumn("t", column()), "ALTER TABLE t ADD COLUMN c INTEGER"),
        (base.DropColumn("t", column()), "ALTER TABLE t DROP COLUMN c"),
        (base.DropColumn("t", column(), if_exists=True), "ALTER TABLE t DROP COLUMN IF EXISTS c"),
        (
            base.AddColumn("t", column(), if_not_exists=True),
            "ALTER TABLE t ADD COLUMN IF NOT EXISTS c INTEGER",
        ),
        (
            base.AddColumn("t", column(primary_key=True), inline_primary_key=True),
            "ALTER TABLE t ADD COLUMN c INTEGER NOT NULL PRIMARY KEY",
        ),
        (
            base.AddColumn("t", column(), inline_primary_key=True),
            "ALTER TABLE t ADD COLUMN c INTEGER",
        ),
        (
            base.AddColumn(
                "t", column(sa.ForeignKey("o.id", ondelete="CASCADE")), inline_references=True
            ),
            "ALTER TABLE t ADD COLUMN c INTEGER REFERENCES o (id) ON DELETE CASCADE",
        ),
        (
            base.AddColumn(
                "t", column(sa.CheckConstraint("c > 1"), sa.CheckConstraint("c < 9", name="n"))
            ),
            "ALTER TABLE t ADD COLUMN c INTEGER CHECK (c > 1) CONSTRAINT n CHECK (c < 9)",
        ),
    ],
)
def test_text(construct: sa.schema.DDLElement, expected: str) -> None:
    """Each construct has the text that most databases share."""
    assert text(construct) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("a.b", 'ALTER TABLE a.b."T x" RENAME c TO d'),
        ("A.b", 'ALTER TABLE "A".b."T x" RENAME c TO d'),
        (quoted_name("A.b", True), 'ALTER TABLE "A.b"."T x" RENAME c TO d'),
        (None, 'ALTER TABLE "T x" RENAME c TO d'),
    ],
)
def test_schema_quoting(schema: str | None, expected: str) -> None:
    """A dotted schema is quoted part by part, a quoted name as one part."""
    assert text(base.ColumnName("T x", "c", "d", schema=schema)) == expected


ANEW = "For column 'c' of table 't': drop the column and add it anew, with op.drop_column() and "
ANEW += "op.add_column()."


def test_computed_is_refused() -> None:
    """No generic text makes a column computed."""
    with pytest.raises(CompileError) as caught:
        text(base.ComputedColumnDefault("t", "c", sa.Computed("x")))
    assert str(caught.value) == (
        'Adding or removing a "computed" construct, e.g. GENERATED ALWAYS AS, '
        f"to or from an existing column is not supported.  {ANEW}"
    )


def test_identity_is_refused() -> None:
    """No generic text changes an identity."""
    with pytest.raises(CompileError) as caught:
        text(base.IdentityColumnDefault("t", "c", sa.Identity(), impl=None))
    assert str(caught.value) == (
        'Adding, removing or modifying an "identity" construct, e.g. GENERATED AS IDENTITY, '
        f"to or from an existing column is not supported in this dialect.  {ANEW}"
    )


def test_column_comment_has_no_generic_text() -> None:
    """A dialect that has column comments gives the text; another one refuses."""
    with pytest.raises(UnsupportedCompilationError) as caught:
        text(base.ColumnComment("t", "c", "x"))
    assert str(caught.value) == (
        "The dialect default has no comments on existing columns: the ColumnComment construct has "
        "no default compilation handler.  For column 'c' of table 't': leave the comment out on "
        "this dialect."
    )


def test_default_without_text_is_one_sentence() -> None:
    """A FetchedValue cannot be set as a default, and the error says what can."""
    with pytest.raises(
        CommandError,
        match=r"^A server default of FetchedValue has no SQL text; give the default itself, as a "
        r"string, text\(\) or an expression\.$",
    ):
        text(base.ColumnDefault("t", "c", sa.FetchedValue()))


def test_existing_type_becomes_an_instance() -> None:
    """Visitors find a type instance whether a class or an instance was given."""
    construct = base.AlterColumn("t", "c", existing_type=sa.Integer)
    assert isinstance(construct.existing_type, sa.Integer)
