"""Database URLs that may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


def obfuscate_url_pw(input_url: str | URL) -> str:
    """Return a database URL as text with its password replaced by ``***``.

    Raises:
        sqlalchemy.exc.ArgumentError: The text is not a URL.
    """
    from sqlalchemy.engine import make_url

    return make_url(input_url).render_as_string(hide_password=True)
