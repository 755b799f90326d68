"""One HTML file from the template: styles, scripts and data inside it, a content-security policy that forbids everything else.

The policy names each script by its hash, so nothing that comes with the data can run; it allows no request at all. The data stand
in a block of type ``application/json`` with every ``<`` escaped, and the scripts only ever set them as text.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import os
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PACK_ABOVE: Final = 1_500_000
"""Data longer than this, in characters, are compressed in the file."""
HERE: Final = os.path.dirname(os.path.abspath(__file__))
STYLES: Final = ("app/base.css", "app/layout.css", "app/parts.css", "app/print.css")
SCRIPTS: Final = (
    "dom",
    "data",
    "dates",
    "state",
    "select",
    "standing",
    "network",
    "labels",
    "groups",
    "keyboard",
    "timeline",
    "brush",
    "words",
    "panel",
    "proof",
    "connect",
    "ties",
    "filters",
    "search",
    "table",
    "export",
    "help",
    "arithmetic",
    "engine",
    "form",
    "ask",
    "main",
)
"""The parts of the page's own script, in ``app/``, in the order in which they are joined."""


def read_asset(name: str) -> str:
    """The text of a file of this package, such as ``template.html``."""
    with open(os.path.join(HERE, *name.split("/")), encoding="utf-8") as file:
        return file.read()


def own_script() -> str:
    """The page's own script: all of `SCRIPTS` in one strict function scope."""
    parts = [read_asset(f"app/{name}.js") for name in SCRIPTS if os.path.exists(os.path.join(HERE, "app", name + ".js"))]
    return '(async () => {\n"use strict";\n' + "\n".join(parts) + "\n})();\n"


def inert_json(value: Any) -> str:
    """JSON that can stand in a script block: no ``<``, ``>``, ``&`` or line separator is left in it as such.

    >>> inert_json("</script><b>")
    '"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # A lone surrogate is legal in JSON but in no file; escaped it is both.
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def data_block(data: Mapping[str, Any], pack: bool) -> str:
    """The element that holds the data: as JSON, or, where they are many or `pack` asks for it, as base64 of gzip."""
    text = inert_json(data)
    if not pack and len(text) < PACK_ABOVE:
        return f'<script type="application/json" id="data">{text}</script>'
    packed = base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")
    return f'<script type="application/octet-stream" id="packed">{packed}</script>'


def source_hash(text: str) -> str:
    """The source expression of an inline script or style in a content-security policy.

    >>> source_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def content_policy(scripts: Sequence[str], styles: Sequence[str], engine: bool) -> str:
    """The content-security policy of a page with these inline scripts and styles.

    Args:
        scripts: the texts of its inline scripts.
        styles: the texts of its inline style sheets.
        engine: whether the page runs the query engine: WebAssembly, in a worker made from the page itself.
    """
    script = " ".join(source_hash(text) for text in scripts)
    style = " ".join(source_hash(text) for text in styles)
    parts = [
        "default-src 'none'",
        f"script-src {script}" + (" 'wasm-unsafe-eval'" if engine else ""),
        f"style-src {style}",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types " + ("chancery-worker" if engine else "'none'"),
    ]
    if engine:
        parts.append("worker-src blob:")
    return "; ".join(parts)


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put each value in the place of its ``{{name}}``, once, so that a value that looks like a place is left as it is.

    >>> fill("<p>{{a}}</p>{{b}}", {"a": "{{b}}", "b": "2"})
    '<p>{{b}}</p>2'
    """
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)


def page(data: Mapping[str, Any], vis: str, *, engine: Mapping[str, str] | None = None) -> str:
    """The whole file.

    Args:
        data: the JSON of the picture (see `kg.picture.data.picture_data`), with ``network`` from `kg.picture.drawing.draw`.
        vis: the script of vis-network.
        engine: for a file that can be asked: scripts ``editor`` and ``worker``, and base64 texts ``wasm`` and ``graph``; see
            `kg.picture.engine.engine_parts`.

    Returns:
        HTML text that needs nothing else.
    """
    about = data["about"]
    style = "\n".join(read_asset(name) for name in STYLES)
    scripts = [harmless(vis), *([harmless(engine["editor"])] if engine else []), harmless(own_script())]
    blocks = [data_block(data, engine is not None)]
    if engine:
        blocks.append(f'<script type="application/json" id="worker">{inert_json(engine["worker"])}</script>')
        blocks += [f'<script type="application/octet-stream" id="{name}">{engine[name]}</script>' for name in ("wasm", "graph")]
    blocks += [f"<script>{script}</script>" for script in scripts]
    return fill(
        read_asset("template.html"),
        {
            "language": plain_text(about.get("language") or "en"),
            "policy": html.escape(content_policy(scripts, [style], engine is not None)),
            "title": plain_text(about["title"]),
            "style": style,
            "blocks": "\n".join(blocks),
        },
    )


def plain_text(value: object) -> str:
    """A value as text of the page; what no file can hold, such as half a character from a command line, becomes a question mark.

    >>> plain_text("a < b" + chr(0xD800))
    'a &lt; b?'
    """
    return html.escape(str(value).encode("utf-8", "replace").decode("utf-8"))


def harmless(script: str) -> str:
    """A script that cannot end its own element: ``</script`` and ``<!--`` inside it are broken up, which JavaScript reads the same."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", script, flags=re.IGNORECASE)
