"""Who runs this, where, and by which program."""

from __future__ import annotations

import os
import sys
from functools import lru_cache

from ...base.login import login


@lru_cache(maxsize=1)
def whereabouts() -> tuple[str | None, str, str]:
    """Return the user of the operating system, the machine and the program."""
    import socket

    return login(), socket.gethostname()[:255], _application()[:255]


def _application() -> str:
    """Return the name of the program; ``python -m package`` where its file is a package's."""
    spec = getattr(sys.modules.get("__main__"), "__spec__", None)
    if spec is None:
        return os.path.basename(sys.argv[0])
    return f"python -m {spec.name.removesuffix('.__main__')}"
