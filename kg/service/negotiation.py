"""Content negotiation: the representation that a client prefers, by the q-values of its Accept header (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The media type to answer with.

    The most specific range that matches an offer gives its quality. Among offers of the same quality, the one that the client names more
    exactly is chosen (``text/csv, */*`` prefers CSV), and among these the first one.

    Args:
        accept: the value of the header Accept; None if there is none, which accepts everything.
        offers: the media types that can be written, the preferred one first.

    Returns:
        One of the offers, or None if the client accepts none of them (status 406).

    >>> offers = ("application/sparql-results+json", "text/csv")
    >>> choose("text/csv, application/*;q=0.5", offers), choose("text/html", offers), choose("*/*", offers)
    ('text/csv', None, 'application/sparql-results+json')
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = _ranges(accept)
    best, preferred = None, (0.0, 0)
    for offer in offers:
        found = _preference(offer, ranges)
        if found[0] > 0 and found > preferred:
            best, preferred = offer, found
    return best


def _ranges(accept: str) -> list[tuple[str, str, float]]:
    """The type, subtype and quality of each media range. A range that cannot be read is left out."""
    if '"' in accept:
        accept = _QUOTED.sub('""', accept)  # a comma or semicolon in quotes separates nothing
    found = []
    for piece in accept.split(","):
        name, *rest = (each.strip() for each in piece.split(";"))
        kind, slash, subtype = name.lower().partition("/")
        if not slash or not kind or not subtype or (kind == "*" and subtype != "*"):
            if name != "*":
                continue
            kind = subtype = "*"
        quality = 1.0
        for parameter in rest:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
        found.append((kind, subtype, quality))
    return found


def _preference(offer: str, ranges: Sequence[tuple[str, str, float]]) -> tuple[float, int]:
    """The quality of an offer, and how exactly it is named."""
    kind, _, subtype = offer.partition("/")
    best, quality = -1, 0.0
    for wanted, within, value in ranges:
        if wanted == kind and within == subtype:
            specific = 2
        elif wanted == kind and within == "*":
            specific = 1
        elif wanted == "*" and within == "*":
            specific = 0
        else:
            continue
        if specific > best or (specific == best and value > quality):
            best, quality = specific, value
    return quality, best
