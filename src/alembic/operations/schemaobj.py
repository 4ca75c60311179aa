"""The public path of ``SchemaObjects``."""

from __future__ import annotations

from ..schema.objects import SchemaObjects

__all__ = ["SchemaObjects"]
