"""Documents and their passages: what a snapshot knows of them, how far they are covered, and whether a copy of the text fits."""

from kg.sources.records import Coverage, Document, Passage, coverage, documents, passages
from kg.sources.text import KINDS, TextPassage, digest_of, index_text, passages_to_trig
from kg.sources.verify import Check, Verification, verify

__all__ = [
    "KINDS",
    "Check",
    "Coverage",
    "Document",
    "Passage",
    "TextPassage",
    "Verification",
    "coverage",
    "digest_of",
    "documents",
    "index_text",
    "passages",
    "passages_to_trig",
    "verify",
]
