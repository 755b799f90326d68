"""SPARQL as text: stored queries, their parameters, forbidden features, and syntax errors."""
