"""Documents and passages: how far they are covered, and whether a copy of the text matches."""

from kg.sources.adding import Added, add_words
from kg.sources.coverage import Coverage, coverage
from kg.sources.document import Origin
from kg.sources.indexing import Indexed, index_source
from kg.sources.text import KINDS, TextPassage, digest_of, index_text, passages_to_trig
from kg.sources.verify import Check, Match, Verification, compare, verify

__all__ = [
    "KINDS",
    "Added",
    "Check",
    "Coverage",
    "Indexed",
    "Match",
    "Origin",
    "TextPassage",
    "Verification",
    "add_words",
    "compare",
    "coverage",
    "digest_of",
    "index_source",
    "index_text",
    "passages_to_trig",
    "verify",
]
