"""The address of a passage in its source: the address of the document with a text fragment."""

from __future__ import annotations


def address_of_words(source: str, first: str, last: str) -> str:
    """The address of the place in a source that begins and ends with some words, as a `text fragment
    <https://wicg.github.io/scroll-to-text-fragment/>`_, to which a browser scrolls and which it marks.

    Args:
        source: the address of the document. A fragment that it has already is kept.
        first: the first words of the place.
        last: its last words.

    Returns:
        The address; `source` as it is if a word is missing, or if it is no address of the web.

    >>> address_of_words("https://example.org/visit", "In the spring", "so-called talks, at last.")
    'https://example.org/visit#:~:text=In%20the%20spring,so%2Dcalled%20talks%2C%20at%20last.'
    >>> address_of_words("https://example.org/visit#talks", "In", "last.")
    'https://example.org/visit#talks:~:text=In,last.'
    """
    if not (first and last and source.lower().startswith(("http://", "https://"))):
        return source
    from urllib.parse import quote

    # A hyphen is not reserved in addresses, but separates the context of a text fragment from its words.
    words = ",".join(quote(each, safe="", errors="replace").replace("-", "%2D") for each in (first, last))
    begin = "&text=" if ":~:" in source else ":~:text=" if "#" in source else "#:~:text="
    return source + begin + words
