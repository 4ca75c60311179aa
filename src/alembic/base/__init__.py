"""The ground floor: errors, lazy names, dispatch, messages, current objects, Python files."""
