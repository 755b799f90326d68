"""The grammar of a passage by spaCy, if the extra ``chancery[draft]`` is installed."""

from __future__ import annotations


def parser() -> None:
    """None yet."""
    return None
