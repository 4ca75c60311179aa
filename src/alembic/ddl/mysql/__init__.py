"""How MySQL and MariaDB say it: their DDL implementations, constructs and comparison rules."""

from .constructs import MySQLAlterDefault, MySQLChangeColumn, MySQLModifyColumn
from .impl import MariaDBImpl, MySQLImpl

__all__ = [
    "MariaDBImpl",
    "MySQLAlterDefault",
    "MySQLChangeColumn",
    "MySQLImpl",
    "MySQLModifyColumn",
]
