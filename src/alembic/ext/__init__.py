"""Opt-in plugins, to be named in ``autogenerate_plugins``."""

from ..base.lazy import attach

__getattr__, __dir__ = attach(
    __name__, {"checkconstraint_byname": "alembic.ext.checkconstraint_byname"}
)
