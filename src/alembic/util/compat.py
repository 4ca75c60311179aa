"""Public door to what differs between systems.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys
from typing import TYPE_CHECKING

from ..base import compat

if TYPE_CHECKING:
    from ..base.compat import *  # noqa: F403 - what type checkers find here

sys.modules[__name__] = compat
