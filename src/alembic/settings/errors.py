"""The error for a setting whose text cannot be used."""

from __future__ import annotations

from ..base.exc import CommandError


class InvalidSetting(CommandError, ValueError):
    """A setting is present but its value cannot be used.

    It is a ``ValueError`` as well, which is what reading such a value raised before 2.0.
    """
