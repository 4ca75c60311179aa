"""``SHOW CREATE TABLE`` put together from catalog rows, for servers that are not at hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.dialects.mysql.base import MySQLDialect

from alembic.ddl.mysql.create_text import CannotTell, mariadb_column, mysql_column, table_options

TABLE = {
    "engine": "InnoDB",
    "collation": "utf8mb4_0900_ai_ci",
    "is_default": "Yes",
    "options": "",
    "comment": "",
}
COLUMN = {
    "name": "c",
    "default": None,
    "nullable": "YES",
    "data_type": "int",
    "type": "int",
    "charset": None,
    "collation": None,
    "extra": "",
    "comment": "",
    "expression": "",
}


def server(version: tuple[int, ...], *, is_mariadb: bool = False) -> Any:
    """A dialect as far as it counts: how it quotes, and what it talks to."""
    preparer = MySQLDialect().identifier_preparer
    return SimpleNamespace(
        identifier_preparer=preparer, server_version_info=version, is_mariadb=is_mariadb
    )


MYSQL_8 = server((8, 0, 36))


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({}, "  `c` int DEFAULT NULL"),
        ({"nullable": "NO", "extra": "auto_increment"}, "  `c` int NOT NULL AUTO_INCREMENT"),
        ({"default": "5"}, "  `c` int DEFAULT '5'"),
        (
            {"type": "varchar(9)", "data_type": "varchar", "default": "it's \\"},
            "  `c` varchar(9) DEFAULT 'it''s \\\\'",
        ),
        (
            {"type": "bit(3)", "data_type": "bit", "default": "b'101'"},
            "  `c` bit(3) DEFAULT b'101'",
        ),
        (
            {
                "type": "timestamp(3)",
                "data_type": "timestamp",
                "default": "CURRENT_TIMESTAMP(3)",
                "extra": "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)",
            },
            "  `c` timestamp(3) NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
        ),
        ({"comment": "two\nlines"}, "  `c` int DEFAULT NULL COMMENT 'two\\nlines'"),
    ],
)
def test_columns_of_mysql_8(row: dict[str, str], line: str) -> None:
    """A plain column is written as MySQL 8 prints it."""
    assert mysql_column(MYSQL_8, {**COLUMN, **row}, TABLE) == line


@pytest.mark.parametrize(
    "row",
    [
        {"expression": "(`a` + 1)", "extra": "VIRTUAL GENERATED"},
        {"extra": "INVISIBLE"},
        {"data_type": "point", "type": "point"},
        {"collation": "utf8mb4_bin", "charset": "utf8mb4"},
        {"default": "uuid()", "extra": "DEFAULT_GENERATED"},
        {"data_type": "varbinary", "type": "varbinary(3)", "default": "0x6100"},
    ],
)
def test_what_the_catalog_of_mysql_does_not_tell(row: dict[str, str]) -> None:
    """A column that MySQL prints by rules of its own is left to the server."""
    with pytest.raises(CannotTell):
        mysql_column(MYSQL_8, {**COLUMN, **row}, TABLE)


@pytest.mark.parametrize(
    ("version", "is_mariadb", "row", "line"),
    [
        (
            (8, 0, 36),
            False,
            {},
            ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci",
        ),
        (
            (5, 7, 40),
            False,
            {"collation": "latin1_swedish_ci"},
            ") ENGINE=InnoDB DEFAULT CHARSET=latin1",
        ),
        (
            (10, 6, 9),
            True,
            {"collation": "latin1_bin", "is_default": "", "options": "row_format=DYNAMIC"},
            ") ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_bin ROW_FORMAT=DYNAMIC",
        ),
        (
            (10, 6, 9),
            True,
            {"collation": "latin1_swedish_ci", "comment": "it's"},
            ") ENGINE=InnoDB DEFAULT CHARSET=latin1 COMMENT='it''s'",
        ),
        (
            (10, 6, 10),
            True,
            {"collation": "latin1_swedish_ci"},
            ") ENGINE=InnoDB DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci",
        ),
    ],
)
def test_options_of_a_table(
    version: tuple[int, ...], is_mariadb: bool, row: dict[str, str], line: str
) -> None:
    """The collation is shown where the server's version shows it."""
    assert table_options(server(version, is_mariadb=is_mariadb), {**TABLE, **row}) == line


def test_a_partitioned_table_is_left_to_the_server() -> None:
    """Options other than a row format are not guessed."""
    with pytest.raises(CannotTell):
        table_options(MYSQL_8, {**TABLE, "options": "partitioned"})


def test_the_collation_of_a_column_on_an_old_mariadb() -> None:
    """Before MDEV-29446 nobody knows from the catalog whether a collation is shown."""
    row = {**COLUMN, "collation": "utf8mb4_bin", "charset": "utf8mb4", "default": "NULL"}
    with pytest.raises(CannotTell):
        mariadb_column(server((10, 5, 17), is_mariadb=True), row, TABLE, None)
    assert mariadb_column(server((10, 5, 18), is_mariadb=True), row, TABLE, None) == (
        "  `c` int CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL"
    )
