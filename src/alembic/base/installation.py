"""Refuse to run when another distribution's files lie among ours.

Two distributions that both bring the directory ``alembic`` write over each other's files, in any
order and without a word from the installer. What is imported then is a mixture.
"""

import os
import sys

_SITE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def foreign_distribution(site: str = _SITE) -> str | None:
    """Return the version of a distribution ``alembic`` that brought files, or None.

    Only names of directories are read as long as there is none, which is nearly always. The
    transitional distribution has the name but no files of the package.

    Args:
        site: The directory that holds the package.
    """
    try:
        names = os.listdir(site)
    except OSError:  # inside an archive: nothing can have been written over
        return None
    for name in names:
        if name.startswith("alembic-") and name.endswith(".dist-info"):
            try:
                with open(os.path.join(site, name, "RECORD"), encoding="utf-8") as record:
                    brought_files = any(line.startswith("alembic/") for line in record)
            except OSError:
                continue
            if brought_files:
                return name.removeprefix("alembic-").removesuffix(".dist-info")
    return None


def refuse_mixture() -> None:
    """End with one clear sentence when another distribution is installed over this one.

    Raises:
        ImportError: It is; for the ``alembic`` program, which has nobody to catch it, the
            sentence is printed and the process ends with status 1.
    """
    version = foreign_distribution()
    if version is None:
        return
    message = (
        f"The distributions 'redistill' and 'alembic' {version} are installed over each other in "
        f"{_SITE}. Run: pip uninstall -y alembic redistill; pip install redistill"
    )
    if os.path.basename(sys.argv[0] if sys.argv else "") == "alembic":
        sys.exit(f"FAILED: {message}")
    raise ImportError(message)
