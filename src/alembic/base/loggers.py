"""The loggers of this package stay silent until the application sets logging up.

A module of its own, because loading ``logging`` takes longer than listing the heads: it is imported
by what writes log lines.
"""

import logging

logging.getLogger("alembic").addHandler(logging.NullHandler())

#: Where the text of a failed command goes.
messaging = logging.getLogger("alembic.util.messaging")
