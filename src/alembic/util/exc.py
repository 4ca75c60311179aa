"""Public door to the errors of commands.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys

from ..base import exc

sys.modules[__name__] = exc
