"""HTML pages: Jinja2 templates that escape every value, and content-security policies."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from collections.abc import Iterable


def templates(folder: str) -> Environment:
    """Load the templates of a folder: every value is escaped, an unknown name is an error, and blocks leave no blank lines.

    Args:
        folder: the path of the folder.
    """
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def content_policy(styles: Iterable[str], scripts: Iterable[str] = (), *further: str, wasm: bool = False) -> str:
    """The content-security policy of a page that makes no requests: it allows the page's inline styles and scripts by hash, and nothing
    else.

    Args:
        styles: the texts of its inline style sheets.
        scripts: the texts of its inline scripts.
        further: additional directives, such as ``worker-src blob:``.
        wasm: whether its scripts may compile WebAssembly.

    >>> content_policy([""])
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; base-uri 'none'; form-action 'none'"
    """
    allowed = [*map(source_hash, scripts), *(["'wasm-unsafe-eval'"] if wasm else [])]
    parts = [
        "default-src 'none'",
        *([f"script-src {' '.join(allowed)}"] if allowed else []),
        f"style-src {' '.join(map(source_hash, styles))}",
        "base-uri 'none'",
        "form-action 'none'",
        *further,
    ]
    return "; ".join(parts)


def source_hash(text: str) -> str:
    """The source expression of an inline script or style sheet, for a content-security policy.

    >>> source_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
