"""The SQLite rebuild that keeps what reflection cannot see.

SQLite keeps the text of every table, index, trigger and view. The new table is what the batch
describes, completed from that text; whatever cannot be kept stops the rebuild before it begins.
"""

from __future__ import annotations
