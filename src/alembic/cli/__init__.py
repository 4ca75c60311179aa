"""The command line: arguments, messages of failures, exit codes."""
