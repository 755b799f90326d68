"""Stored queries and SPARQL: from what a user asks to an answer."""
