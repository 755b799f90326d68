"""The graph in a file, for other tools."""
