"""Public door to what differs between SQLAlchemy versions.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys

from ..schema import sqla_compat

sys.modules[__name__] = sqla_compat
