"""One file per command: each wires the rooms below and prints nothing but results."""
