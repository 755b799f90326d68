"""The data files as authored: quads with their places, the lint, and the canonical layout."""
