"""Opt-in plugins, to be named in ``autogenerate_plugins``."""
