"""Public door to Python files that are run without being imported, and to file templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..base.lazy import attach
from ..base.pyfiles import (
    coerce_resource_to_filename,
    load_module,
    load_python_file,
    pyc_file_from_path,
)

if TYPE_CHECKING:
    from ..script.template import template_to_file

__all__ = [
    "coerce_resource_to_filename",
    "load_module",
    "load_python_file",
    "pyc_file_from_path",
    "template_to_file",
]

# Rendering a template loads Mako, which nothing else here needs.
__getattr__, __dir__ = attach(
    __name__, {"template_to_file": "alembic.script.template:template_to_file"}
)
