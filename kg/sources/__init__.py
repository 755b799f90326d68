"""Documents and passages: how far they are covered, and whether a copy of the text matches."""

from kg.sources.coverage import Coverage, coverage
from kg.sources.text import KINDS, TextPassage, digest_of, index_text, passages_to_trig
from kg.sources.verify import Check, Verification, verify

__all__ = [
    "KINDS",
    "Check",
    "Coverage",
    "TextPassage",
    "Verification",
    "coverage",
    "digest_of",
    "index_text",
    "passages_to_trig",
    "verify",
]
