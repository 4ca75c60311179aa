"""Public door to what differs between SQLAlchemy versions.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys
from typing import TYPE_CHECKING

from ..schema import sqla_compat

if TYPE_CHECKING:
    from ..schema.sqla_compat import *  # noqa: F403 - what type checkers find here

sys.modules[__name__] = sqla_compat
