"""Public door to opening a file in an editor.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys
from typing import TYPE_CHECKING

from ..base import editor

if TYPE_CHECKING:
    from ..base.editor import *  # noqa: F403 - what type checkers find here

sys.modules[__name__] = editor
