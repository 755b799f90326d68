"""The HTML file: the template with styles, scripts and data in it, and a content-security policy that forbids everything else.

The policy allows each script by its hash, so that nothing that comes with the data can run, and it allows no request. The data are in a
block of type ``application/json`` with every ``<`` escaped, and the scripts only set them as text.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from kg.pages import content_policy, templates
from kg.picture.bundle import asset
from kg.picture.language import catalogue, direction, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.picture.about import About
    from kg.picture.engine import Engine
    from kg.values import Json

PACK_ABOVE: Final = 1_500_000
"""The length in characters above which the data are compressed."""
HERE: Final = os.path.dirname(os.path.abspath(__file__))
STYLES: Final = (
    "app/base.css",
    "app/layout.css",
    "app/parts.css",
    "app/time.css",
    "app/network.css",
    "app/panel.css",
    "app/share.css",
    "app/print.css",
)


def read_asset(name: str) -> str:
    """The text of a file of this package, such as ``template.html``."""
    with open(os.path.join(HERE, *name.split("/")), encoding="utf-8") as file:
        return file.read()


def inert_json(value: Json) -> str:
    """JSON for a script element: every ``<``, ``>``, ``&`` and line separator in it is escaped.

    >>> inert_json("</script><b>")
    '"\\\\u003c/script\\\\u003e\\\\u003cb\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # A lone surrogate is legal in JSON, but not in a file; escaped it is legal in both.
    return re.sub("[\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


@dataclass(frozen=True, slots=True)
class Block:
    """Data in a script element that the browser does not run: the element's identifier, its media type, and a text without ``<``."""

    name: str
    media_type: str
    text: str


def data_block(data: Json, pack: bool) -> Block:
    """The block that holds the data: as JSON, or, if that is long or `pack` is true, as base64 of gzip."""
    text = inert_json(data)
    if not pack and len(text) < PACK_ABOVE:
        return Block("data", "application/json", text)
    packed = base64.b64encode(gzip.compress(text.encode("utf-8"), 7, mtime=0)).decode("ascii")
    return Block("packed", "application/octet-stream", packed)


def page(data: Mapping[str, Json], about: About, vis: str, engine: Engine | None = None) -> str:
    """The whole file, as text; it needs no other file.

    Args:
        data: the JSON of the picture (see `kg.picture.data.picture_data`), with ``network`` from `kg.picture.drawing.draw`.
        about: what the picture says about itself.
        vis: the script of vis-network.
        engine: the query engine, for a picture that can be queried.

    Raises:
        EnvironmentProblem: the scripts are not bundled.
    """
    style = "\n".join(read_asset(name) for name in STYLES)
    scripts = [harmless(vis), *([harmless(engine.editor)] if engine else [])]
    own = harmless(asset("picture.js").decode("utf-8"))
    story = [{"caption": step.caption, "address": step.address} for step in about.story]
    # The story is the first block: the page finds it there when it writes a copy of itself with another story.
    blocks = [Block("story", "application/json", inert_json(story)), data_block(data, engine is not None)]
    policy = ["require-trusted-types-for 'script'", "trusted-types 'none'"]
    if engine is not None:
        blocks.append(Block("worker", "application/json", inert_json(engine.worker)))
        blocks += [Block("wasm", "text/x-base85", engine.wasm), Block("graph", "application/octet-stream", engine.graph)]
        policy[1:] = ["trusted-types chancery-worker", "worker-src blob:"]
    return _rendered(
        "template.html",
        language=storable(about.language or "en"),
        direction=direction(about.language or "en"),
        t=partial(translated, catalogue(about.language or "en")),
        policy=content_policy([style], [*scripts, own], *policy, wasm=engine is not None),
        title=storable(about.title),
        style=style,
        blocks=blocks,
        scripts=scripts,
        own=own,
    )


def frame(title: str, page: str) -> str:
    """A page in a frame of its own, which may run the page's script and nothing else."""
    return _rendered("frame.html", title=title, page=page)


def _rendered(template: str, **values: object) -> str:
    return templates(HERE).get_template(template).render(values)


def storable(text: str) -> str:
    """A text that a file can hold: a lone surrogate, as the command line can pass on, becomes a question mark.

    >>> storable("a < b" + chr(0xD800))
    'a < b?'
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def harmless(script: str) -> str:
    """A script that cannot end its own element: ``</script`` and ``<!--`` in it are escaped in a way that JavaScript reads the same."""
    return re.sub(r"<(?=/script|!--)", r"\\x3c", script, flags=re.IGNORECASE)
