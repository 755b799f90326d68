"""SPARQL as text: stored queries, their parameters, what a query may not do, and why one cannot be read."""
