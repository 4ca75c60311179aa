"""Polite DDL: a statement that would queue behind others gives way, waits, and tries again."""
