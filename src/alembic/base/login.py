"""Who runs this process."""

from __future__ import annotations

import os


def login() -> str | None:
    """Return the user of the operating system; None for one without an entry, as in containers.

    By the rules of ``getpass.getuser()``, whose module also loads what reads passwords.
    """
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        name = os.environ.get(variable)
        if name:
            return name
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError):
        return None
