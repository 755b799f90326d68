"""The graph in a file for other tools; `kg.export.writing` has the table of output formats."""
