"""Everything that can be wrong with a workspace, in one report."""
