"""The transaction around a rebuild, with foreign keys switched off outside of it.

Dropping a table deletes its rows first, as far as foreign keys are concerned: rows that refer to
them are deleted along (ON DELETE CASCADE), lose their reference (SET NULL) or stop the rebuild. So
enforcement has to be off, and SQLite ignores the switch while a transaction is open
(https://sqlite.org/lang_altertable.html#otheralter). ``PRAGMA defer_foreign_keys`` is no way out:
it defers the check, not the actions.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ....base.exc import CommandError
from .tokens import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .catalog import Catalog, Reference
    from .driver import Driver

_SAVEPOINT = "alembic_rebuild"


@contextmanager
def guarded(driver: Driver, catalog: Catalog, involved: bool, may_commit: bool) -> Iterator[bool]:
    """Run a rebuild in a transaction of its own, or in a savepoint of the one that is open.

    Args:
        driver: The connection.
        catalog: The table that is rebuilt.
        involved: Whether the table refers, or is referred to, by foreign keys.
        may_commit: Whether an open transaction may be committed before the rebuild, which DDL
            that is not transactional allows.

    Yields:
        Whether foreign keys are enforced outside of the block.

    Raises:
        CommandError: Rows of other tables would be changed, and enforcement cannot be switched
            off.
    """
    enforced = bool(driver.value("PRAGMA foreign_keys"))
    if enforced and involved:
        with _unenforced(driver, catalog, may_commit), transaction(driver):
            yield enforced
    else:
        with transaction(driver):
            yield enforced


@contextmanager
def _unenforced(driver: Driver, catalog: Catalog, may_commit: bool) -> Iterator[None]:
    was_open = driver.in_transaction
    committed = was_open and may_commit
    always_open = False
    if committed:
        driver.commit()
        always_open = driver.leave_transactions()
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        if driver.value("PRAGMA foreign_keys"):
            _refuse_unless_harmless(driver, catalog)
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
        if always_open:
            driver.enter_transactions()
        elif committed:
            driver.execute("BEGIN")


@contextmanager
def transaction(driver: Driver) -> Iterator[None]:
    """Run a block whole or not at all: in a transaction, or in a savepoint of the one there is."""
    nested = driver.in_transaction
    driver.execute(f"SAVEPOINT {_SAVEPOINT}" if nested else "BEGIN IMMEDIATE")
    driver.announce_start(_SAVEPOINT)
    try:
        yield
        if not nested:
            driver.announce_commit()
        driver.execute(f"RELEASE {_SAVEPOINT}" if nested else "COMMIT")
        driver.announce_end(_SAVEPOINT)
    except BaseException:
        # A full disk or a lost file ends the transaction by itself.
        if driver.in_transaction:
            with suppress(driver.error):  # the first error is the one to tell
                driver.execute(f"ROLLBACK TO {_SAVEPOINT}" if nested else "ROLLBACK")
                if nested:
                    driver.execute(f"RELEASE {_SAVEPOINT}")
        driver.announce_rollback(_SAVEPOINT)
        raise


def _refuse_unless_harmless(driver: Driver, catalog: Catalog) -> None:
    harmed = [each for each in catalog.references if _has_rows(driver, catalog, each)]
    if not harmed:
        return
    children = ", ".join(
        f"'{each.child}' ({', '.join(each.columns)}; ON DELETE {each.on_delete})" for each in harmed
    )
    raise CommandError(
        f"Table '{catalog.table.name}' cannot be rebuilt here, and nothing has been changed:  "
        "foreign keys are enforced, a transaction is open, in which SQLite ignores "
        "PRAGMA foreign_keys=OFF, and dropping the old table would delete, change or orphan rows "
        f"of {children}.  Put the batch into  with op.get_context().autocommit_block():  or run "
        "PRAGMA foreign_keys=OFF on the connection in env.py before the migrations begin; what "
        "the rebuild would break is checked either way."
    )


def _has_rows(driver: Driver, catalog: Catalog, reference: Reference) -> bool:
    """Tell whether any row refers to the table by a foreign key."""
    filled = " AND ".join(f"{quote(name)} IS NOT NULL" for name in reference.columns)
    child = f"{quote(catalog.database)}.{quote(reference.child)}"
    return bool(driver.value(f"SELECT EXISTS (SELECT 1 FROM {child} WHERE {filled})"))
