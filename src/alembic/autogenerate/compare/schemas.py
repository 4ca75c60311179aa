"""Which schemas of the database are compared."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...operations.ops import UpgradeOps
    from ...runtime.plugins import Plugin
    from ..context import AutogenContext

log = logging.getLogger(__name__)


def compare_schemas(autogen_context: AutogenContext, upgrade_ops: UpgradeOps) -> None:
    """Compare the default schema, and with ``include_schemas`` every other one too.

    The default schema is called None here and everywhere below.
    """
    names: list[str | None] = []
    if autogen_context.opts.get("include_schemas", False):
        inspector = autogen_context.inspector
        hidden = {"information_schema", inspector.default_schema_name}
        names += [name for name in inspector.get_schema_names() if name not in hidden]
    names.append(None)

    schemas = {name for name in names if autogen_context.run_name_filters(name, "schema", {})}
    run = autogen_context.comparators.dispatch("schema", qualifier=autogen_context.dialect.name)
    run(autogen_context, upgrade_ops, schemas)


def setup(plugin: Plugin) -> None:
    """Register the comparison of schemas."""
    plugin.add_autogenerate_comparator(compare_schemas, "autogenerate")
