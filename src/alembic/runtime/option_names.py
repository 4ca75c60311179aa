"""The options that ``context.configure()`` takes beyond its own parameters, and misspelt ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.messaging import warn

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Options that are read here or in a dialect; those of extensions are not known.
_FURTHER = {
    "journal",
    "journal_table",
    "lock_retry",
    "lock_timeout",
    "lock_wait",
    "mssql_batch_separator",
    "oracle_batch_separator",
    "output_encoding",
    "run_lock",
    "version_table",
    "version_table_pk",
    "version_table_schema",
}

#: How much alike two names are that are taken for one, from 0 to 1.
_ALIKE = 0.85


def warn_of_misspelt(given: Iterable[str], parameters: Iterable[str]) -> None:
    """Warn of options that are nearly the name of a known one.

    Any other unknown name may be the option of an extension.

    Args:
        given: Names of the options beyond the parameters.
        parameters: Names of the parameters.
    """
    unknown = [each for each in given if each not in _FURTHER]
    if not unknown:
        return
    from difflib import get_close_matches

    known = sorted({*_FURTHER, *parameters})
    for each in unknown:
        for nearest in get_close_matches(each, known, n=1, cutoff=_ALIKE):
            warn(
                f"context.configure() does not know the option '{each}'; did you mean '{nearest}'?",
                stacklevel=3,
            )
