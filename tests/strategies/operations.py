"""Random migration code, one operation at a time, as Python text; the same seed writes the same."""

from __future__ import annotations

from random import Random

TABLES = ("t", "orders", "T x", "select")
COLUMNS = ("a", "b", "c", "Sel ect", "order")
SCHEMAS = (None, None, None, "s", "S y", "a.b")
TYPES = (
    "Integer",
    "Integer()",
    "BigInteger()",
    "SmallInteger()",
    "String(20)",
    "String()",
    "Unicode(7)",
    "Text()",
    "Numeric(10, 2)",
    "Numeric()",
    "Float()",
    "Double()",
    "Boolean()",
    "Boolean(create_constraint=True, name='ck_bool')",
    "Date()",
    "DateTime()",
    "DateTime(timezone=True)",
    "Time()",
    "Interval()",
    "LargeBinary()",
    "JSON()",
    "Uuid()",
    "Enum('x', 'y', name='en')",
    "Enum('x', 'y', name='en', native_enum=False, create_constraint=True)",
    "TIMESTAMP(timezone=True)",
    "CHAR(3)",
)
DEFAULTS = (
    "'5'",
    "''",
    '"it\'s"',
    "'a%b'",
    "text('1 + 1')",
    "func.now()",
    "text('CURRENT_TIMESTAMP')",
    "sa.true()",
    "text(\"'x'\")",
)
CONDITIONS = ("'a > 5'", "text('a > 5')", "column('a') > 5", "column('a').in_(['x', 'y'])")
FOREIGN_KEYS = (
    "ForeignKey('o.id')",
    "ForeignKey('o.id', name='fk_in', ondelete='CASCADE')",
    "ForeignKey('s2.o.id', deferrable=True, initially='DEFERRED')",
    "ForeignKey('t.id', onupdate='SET NULL')",
)
REFERENTIAL = (
    "onupdate='CASCADE'",
    "ondelete='SET NULL'",
    "deferrable=True",
    "initially='DEFERRED'",
    "match='FULL'",
    "referent_schema='s2'",
    "postgresql_not_valid=True",
)
INDEX_OPTIONS = (
    "postgresql_where=text('a > 5')",
    "postgresql_using='gin'",
    "postgresql_concurrently=True",
    "postgresql_include=['z']",
    "postgresql_ops={'a': 'text_pattern_ops'}",
    "postgresql_with={'fillfactor': 50}",
    "mysql_length=5",
    "mysql_prefix='FULLTEXT'",
    "mysql_using='hash'",
    "mariadb_length=4",
    "mssql_include=['z']",
    "mssql_clustered=True",
    "mssql_where=text('a > 3')",
    "sqlite_where=text('a > 4')",
    "oracle_compress=True",
)


class Author:
    """Writes operations.

    Args:
        seed: What the choices are drawn from.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.writers = [
            self.create_table,
            self.drop_table,
            self.rename_table,
            self.table_comment,
            self.add_column,
            self.add_column,
            self.drop_column,
            self.alter_column,
            self.alter_column,
            self.alter_column,
            self.key,
            self.foreign_key,
            self.check,
            self.drop_constraint,
            self.create_index,
            self.create_index,
            self.drop_index,
            self.bulk_insert,
            self.execute,
        ]

    def write(self) -> str:
        """Write one operation."""
        return self.random.choice(self.writers)()

    def one(self, *choices: str) -> str:
        """Choose."""
        return self.random.choice(choices)

    def maybe(self, chance: float, text: str) -> list[str]:
        """Choose whether."""
        return [text] if self.random.random() < chance else []

    def name(self, names: tuple[str, ...]) -> str:
        """Choose a name, as Python text."""
        return repr(self.random.choice(names))

    def schema(self, keyword: str = "schema") -> list[str]:
        """Choose a schema, most often none."""
        schema = self.random.choice(SCHEMAS)
        return [] if schema is None else [f"{keyword}={schema!r}"]

    def columns(self) -> str:
        """Choose one or two names of columns."""
        return repr(self.random.sample(COLUMNS, self.random.randint(1, 2)))

    def flag(self, name: str) -> list[str]:
        """Set a flag, clear it, or leave it out."""
        return self.random.choice([[], [], [f"{name}=True"], [f"{name}=False"]])

    def column(self, names: tuple[str, ...] = COLUMNS) -> str:
        """Write a Column."""
        arguments = [self.name(names), self.one(*TYPES)]
        arguments += self.maybe(0.2, self.one(*FOREIGN_KEYS))
        arguments += self.maybe(0.1, "CheckConstraint('a > 5', name='ck_in')")
        generated = self.maybe(0.05, "Identity(always=True, start=3)")
        generated = generated or self.maybe(0.05, self.one("Computed('a * 2')", "Computed('a')"))
        arguments += generated
        if not generated:
            arguments += self.maybe(0.3, f"server_default={self.one(*DEFAULTS)}")
        arguments += self.flag("nullable")
        arguments += self.maybe(0.1, "unique=True") + self.maybe(0.1, "index=True")
        arguments += self.maybe(0.1, "primary_key=True")
        arguments += self.maybe(0.2, f"comment={self.one(*COMMENTS)}")
        return f"Column({', '.join(arguments)})"

    def call(self, method: str, *arguments: str) -> str:
        """Write the call of a directive."""
        return f"op.{method}({', '.join(arguments)})"

    def create_table(self) -> str:
        """Write a CREATE TABLE."""
        names = self.random.sample(COLUMNS, self.random.randint(1, 4))
        items = [self.column((name,)) for name in names]
        items += self.maybe(0.2, f"UniqueConstraint({names[0]!r}, name='uq_in')")
        items += self.maybe(0.2, f"Index('ix_in', {names[-1]!r})")
        items += self.maybe(0.2, "CheckConstraint('1 = 1', name='ck_table')")
        items += self.maybe(0.2, f"comment={self.one(*COMMENTS)}") + self.schema()
        items += self.flag("if_not_exists") + self.maybe(0.2, "mysql_engine='InnoDB'")
        return self.call("create_table", self.name(TABLES), *items)

    def drop_table(self) -> str:
        """Write a DROP TABLE."""
        return self.call("drop_table", self.name(TABLES), *self.schema(), *self.flag("if_exists"))

    def rename_table(self) -> str:
        """Write a new name for a table."""
        return self.call("rename_table", self.name(TABLES), self.name(TABLES), *self.schema())

    def table_comment(self) -> str:
        """Write the comment of a table, or its removal."""
        existing = self.maybe(0.4, "existing_comment='was'")
        if self.random.random() < 0.4:
            return self.call("drop_table_comment", self.name(TABLES), *existing, *self.schema())
        comment = self.one(*COMMENTS, "None")
        return self.call("create_table_comment", self.name(TABLES), comment, *existing)

    def add_column(self) -> str:
        """Write an ADD COLUMN."""
        options = self.schema() + self.flag("if_not_exists")
        options += self.flag("inline_references") + self.flag("inline_primary_key")
        return self.call("add_column", self.name(TABLES), self.column(), *options)

    def drop_column(self) -> str:
        """Write a DROP COLUMN."""
        options = self.schema() + self.flag("if_exists")
        for flag in ("mssql_drop_default", "mssql_drop_check", "mssql_drop_foreign_key"):
            options += self.flag(flag)
        return self.call("drop_column", self.name(TABLES), self.name(COLUMNS), *options)

    def alter_column(self) -> str:
        """Write changes of a column, and what is known of it."""
        options = self.flag("nullable") + self.schema()
        options += self.maybe(0.4, f"type_={self.one(*TYPES)}")
        options += self.maybe(0.6, f"existing_type={self.one(*TYPES)}")
        options += self.maybe(0.4, f"server_default={self.one(*DEFAULTS, 'None', *GENERATED)}")
        known = self.one(*DEFAULTS, "None", "False", *GENERATED)
        options += self.maybe(0.4, f"existing_server_default={known}")
        options += self.maybe(0.3, f"new_column_name={self.name(COLUMNS)}")
        options += self.flag("existing_nullable")
        options += self.maybe(0.3, f"comment={self.one(*COMMENTS, 'None')}")
        options += self.maybe(0.3, "existing_comment='was'")
        options += self.maybe(0.1, f"autoincrement={self.one('True', 'False')}")
        options += self.maybe(0.1, f"existing_autoincrement={self.one('True', 'False')}")
        options += self.maybe(0.1, "postgresql_using='a::int'")
        return self.call("alter_column", self.name(TABLES), self.name(COLUMNS), *options)

    def key(self) -> str:
        """Write a primary key or a unique constraint."""
        name = self.one("'key'", "None", "op.f('key')")
        options = self.schema()
        method = self.one("create_primary_key", "create_unique_constraint")
        if method == "create_unique_constraint":
            options += self.maybe(0.2, "deferrable=True") + self.maybe(0.2, "initially='DEFERRED'")
            options += self.maybe(0.2, "postgresql_nulls_not_distinct=True")
        return self.call(method, name, self.name(TABLES), self.columns(), *options)

    def foreign_key(self) -> str:
        """Write a foreign key."""
        name, pairs = self.one("'fk'", "None", "op.f('fk')"), self.random.randint(1, 2)
        local, remote = list(COLUMNS[:pairs]), ["id", "other"][:pairs]
        options = self.schema("source_schema")
        for option in REFERENTIAL:
            options += self.maybe(0.15, option)
        referent = self.one("'o'", self.name(TABLES))
        return self.call(
            "create_foreign_key",
            name,
            self.name(TABLES),
            referent,
            repr(local),
            repr(remote),
            *options,
        )

    def check(self) -> str:
        """Write a CHECK or an EXCLUDE."""
        if self.random.random() < 0.2:
            elements = self.one("('a', '=')", "(column('a'), '&&')", "('a', '='), ('b', '&&')")
            options = self.maybe(0.5, "where='a > 1'") + self.maybe(0.5, "using='gist'")
            return self.call(
                "create_exclude_constraint", "'ex'", self.name(TABLES), elements, *options
            )
        name = self.one("'ck'", "op.f('ck')", "None")
        return self.call(
            "create_check_constraint",
            name,
            self.name(TABLES),
            self.one(*CONDITIONS),
            *self.schema(),
        )

    def drop_constraint(self) -> str:
        """Write a DROP CONSTRAINT."""
        kind = self.one("", "type_='foreignkey'", "type_='unique'", "type_='check'", "'primary'")
        options = [kind] if kind else []
        name = self.one("'gone'", "op.f('gone')", "'it is gone'")
        options += self.schema() + self.flag("if_exists")
        return self.call("drop_constraint", name, self.name(TABLES), *options)

    def create_index(self) -> str:
        """Write a CREATE INDEX."""
        name = self.one("'ix'", "None", "op.f('ix')", "'An index'")
        items = self.one(
            "['a']",
            "['a', 'b']",
            "['Sel ect']",
            "[text('lower(a)'), 'b']",
            "[func.lower(column('a')), column('b').desc()]",
            "[column('a') + 1]",
        )
        options = self.schema() + self.flag("unique") + self.flag("if_not_exists")
        for option in INDEX_OPTIONS:
            options += self.maybe(0.06, option)
        return self.call("create_index", name, self.name(TABLES), items, *options)

    def drop_index(self) -> str:
        """Write a DROP INDEX."""
        options = self.maybe(0.8, f"table_name={self.name(TABLES)}") + self.schema()
        options += self.flag("if_exists") + self.maybe(0.1, "postgresql_concurrently=True")
        return self.call("drop_index", self.one("'ix'", "'An index'"), *options)

    def bulk_insert(self) -> str:
        """Write rows."""
        table = "table('t', column('i', Integer), column('s', String), column('b', Boolean))"
        rows = self.one(
            "[]",
            "[{'i': 1}]",
            "[{'i': 1, 's': \"it's\"}, {'i': 2, 's': 'a%b'}]",
            "[{'b': True, 's': None}]",
            "[{'s': op.inline_literal('q')}]",
        )
        return self.call("bulk_insert", table, rows, *self.flag("multiinsert"))

    def execute(self) -> str:
        """Write raw SQL."""
        return self.call(
            "execute",
            self.one(
                "'select 1'",
                "r\"insert into t values ('\\:x')\"",
                "\"select 'a%b'\"",
                "text('select :x').bindparams(x=5)",
                "table('t', column('a', Integer)).update().values(a=op.inline_literal(5))",
                "table('t', column('a', Integer)).delete()",
            ),
        )


COMMENTS = ("'hello'", '"it\'s"', "''", "'a%b'")
GENERATED = (
    "Identity()",
    "Identity(always=True, start=4)",
    "Identity(start=4, increment=2, cache=10)",
    "Computed('a + 1')",
)
