"""The SHACL shapes of a workspace: reading and checking them, and validating the data against them."""
