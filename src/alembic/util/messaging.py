"""Public door to status messages and warnings.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys

from ..base import messaging

sys.modules[__name__] = messaging
