"""Run a command with private servers: ``python -m servers pytest tests/live``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from .private import ServerError, private_servers


def interrupted(number: int, _frame: object) -> None:
    """Turn a signal into an exception, so that the servers are stopped on the way out."""
    sys.exit(128 + number)


def main(command: list[str]) -> int:
    """Start the servers, run the command with their addresses, stop them, return its status."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    try:
        with private_servers() as urls:
            for name, url in urls.items():
                print(f"{name}={url}", flush=True)
            return subprocess.run(command, env={**os.environ, **urls}, check=False).returncode
    except ServerError as failure:
        print(f"A test server is missing: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
