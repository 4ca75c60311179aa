"""Output streams of the offline script."""

from __future__ import annotations

from typing import IO, Any


class encoded:  # noqa: N801 - used like a function: a stream, encoded
    """A text stream whose text is encoded before it reaches a binary or text stream.

    Args:
        stream: The stream written to.
        encoding: Characters it cannot hold are replaced.
    """

    def __init__(self, stream: IO[Any], encoding: str) -> None:
        self._stream = stream
        self._encoding = encoding

    def write(self, text: str) -> None:
        """Write text."""
        data = text.encode(self._encoding, "replace")
        binary = getattr(self._stream, "buffer", None)
        if binary is not None:
            self._stream.flush()
            binary.write(data)
            return
        try:
            self._stream.write(data)
        except TypeError:  # a text stream without bytes below, such as StringIO
            self._stream.write(data.decode(self._encoding))

    def flush(self) -> None:
        """Flush the stream."""
        self._stream.flush()
