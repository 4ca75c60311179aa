"""Public door to what differs between systems.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys

from ..base import compat

sys.modules[__name__] = compat
