"""Public door to status messages and warnings.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys
from typing import TYPE_CHECKING

from ..base import messaging

if TYPE_CHECKING:
    from ..base.messaging import *  # noqa: F403 - what type checkers find here

sys.modules[__name__] = messaging
