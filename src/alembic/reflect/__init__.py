"""What the database has, read in bulk and once per run."""

from .snapshot import Snapshot, read

__all__ = ["Snapshot", "read"]
