"""HTML without a way to forget escaping: every text is escaped unless it was made here."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_VOID: Final = frozenset({"meta", "link", "br", "hr", "col"})


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def el(name: str, /, *parts: Html | str | Iterable[Html | str | None] | None, **attributes: str | bool | None) -> Html:
    """An element.

    Args:
        name: its name.
        parts: what is inside: markup as it is, texts escaped, iterables of both one after the other; None is nothing.
        attributes: its attributes; ``class_`` and ``for_`` lose their underscore, other underscores become hyphens; True is an attribute
            without value, None and False none at all.

    >>> el("p", "a < b", el("b", "&"), class_="note", hidden=True)
    '<p class="note" hidden>a &lt; b<b>&amp;</b></p>'
    """
    written = []
    for key, value in attributes.items():
        shown = key.rstrip("_").replace("_", "-")
        if value is True:
            written.append(f" {shown}")
        elif value not in (None, False):
            written.append(f' {shown}="{escape(str(value), quote=True)}"')
    opening = f"<{name}{''.join(written)}>"
    return Html(opening if name in _VOID else f"{opening}{join(*parts)}</{name}>")


def join(*parts: Html | str | Iterable[Html | str | None] | None) -> Html:
    """Markup and texts one after the other, the texts escaped.

    >>> join("<", [el("i", "x"), " & "])
    '&lt;<i>x</i> &amp; '
    """
    found: list[str] = []
    for part in parts:
        if part is None:
            continue
        if isinstance(part, Html):
            found.append(part)
        elif isinstance(part, str):
            found.append(escape(part, quote=False))
        else:
            found.append(join(*part))
    return Html("".join(found))


def between(parts: Iterable[Html | str], separator: str) -> Html:
    """Markup and texts with a separator between them."""
    found: list[Html | str] = []
    for part in parts:
        found += [separator, part] if found else [part]
    return join(found)


def policy(style: str) -> str:
    """The content-security policy of a page with one style sheet inside it and nothing else: no script, no picture, no request.

    >>> policy("")
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; base-uri 'none'; form-action 'none'"
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
