"""Public door to Python files that are run without being imported, and to file templates.

The module is the very one behind the door, so that a name replaced here is replaced for good.
"""

import sys

from ..base import pyfiles

sys.modules[__name__] = pyfiles
