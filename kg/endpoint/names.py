"""The graphs and terms by which a workspace is kept in a store that others may use, too.

`kg push` writes the named graphs of the snapshot under their names, and these graphs beside them (``<base>`` is that of the workspace):

``<base>graph/held``
    What is held, for engines whose default graph is the union of all graphs. It has the triples of the snapshot's default graph.
``<base>graph/proofs``
    The proofs of the entailed triples: a node for each, with its line of ``proofs.jsonl`` as a literal.
``<base>graph/workspace``
    The settings of the workspace, and its own ontology, rules and stored queries: a node for each file, with its text.
``<base>graph/pushed``
    What was pushed: the snapshot, and the digest and the size of each graph. The record by which a push is resumed.

Terms of the namespace `VOCABULARY`:

``push:line``, ``push:part``
    A line of ``proofs.jsonl`` (a literal); a longer one is cut into parts, each of which begins with its number and a space.
``push:path``, ``push:text``
    The path of a file in the workspace, and what is in it. A longer text is cut into numbered parts, too.
``push:page``
    A page of the record: the digest and the size of graphs, see `kg.endpoint.record`.
``push:snapshot``, ``push:sending``
    The digest of the snapshot that the store has, or that is being sent to it.
``push:owner``
    A word that the push that is running has chosen. Only the push that began last finds its own there.
``push:meta``
    The description of the snapshot, as JSON: see `kg.snapshot.format.Meta`.
``push:defaultGraph``
    Whether the default graph of the store is the snapshot's. If not, the store's is a union, or had other data before.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from kg.values import NamedTuple

if TYPE_CHECKING:
    from pyoxigraph import Triple

VOCABULARY: Final = "https://w3id.org/chancery/push#"
LINE: Final = VOCABULARY + "line"
PATH: Final = VOCABULARY + "path"
TEXT: Final = VOCABULARY + "text"
PART: Final = VOCABULARY + "part"
PAGE: Final = VOCABULARY + "page"
SNAPSHOT: Final = VOCABULARY + "snapshot"
SENDING: Final = VOCABULARY + "sending"
OWNER: Final = VOCABULARY + "owner"
META: Final = VOCABULARY + "meta"
DEFAULT_GRAPH: Final = VOCABULARY + "defaultGraph"
RECORD: Final = VOCABULARY + "Record"
"""The class of the record. The one triple that says so is the canary: a default graph that has it is the union of all graphs."""

LONGEST: Final = 8_000
"""A literal with more characters is cut: some engines do not take longer ones."""


class Graphs(NamedTuple):
    """The names of the graphs that a push adds to those of the snapshot.

    Attributes:
        held: what is held.
        proofs: the proofs.
        workspace: the files of the workspace.
        pushed: what was pushed.
    """

    held: str
    proofs: str
    workspace: str
    pushed: str

    @classmethod
    def of(cls, base: str) -> Graphs:
        """The names in the workspace with a base.

        >>> Graphs.of("https://example.org/w/").held
        'https://example.org/w/graph/held'
        """
        return cls(*(f"{base}graph/{each}" for each in cls._fields))


_FOLDERS: Final = ("assertion", "graph", "coded")
"""The folders below the base of a workspace in which the names of its graphs are."""
_NO_IRI: Final = re.compile(r"""[\x00-\x20<>"{}|^`\\]""")


def is_graph(name: str, base: str) -> bool:
    """Whether a name can be that of a graph of the workspace with a base.

    The base of another workspace may begin with this base.

    >>> is_graph("https://example.org/w/assertion/A1", "https://example.org/w/")
    True
    >>> is_graph("https://example.org/w/x> ; DROP ALL #", "https://example.org/w/"), is_graph("urn:theirs", "https://example.org/w/")
    (False, False)
    >>> is_graph("https://example.org/w/other/assertion/A1", "https://example.org/w/")
    False
    """
    folder, slash, _ = name.removeprefix(base).partition("/")
    return name.startswith(base) and bool(slash) and folder in _FOLDERS and _NO_IRI.search(name) is None


def proof_node(base: str, triple: Triple | tuple[str, str, str]) -> str:
    """The IRI of the node that has the proof of a triple.

    Args:
        base: the base of the workspace.
        triple: the triple, or its terms in N-Triples syntax.
    """
    texts = triple if isinstance(triple, tuple) else (str(triple.subject), str(triple.predicate), str(triple.object))
    return f"{base}proof/{hashlib.sha256(' '.join(texts).encode()).hexdigest()[:40]}"


def parts(text: str) -> list[str]:
    """A text in pieces that every engine takes, each after its number if there are several.

    >>> parts("short"), [each[:4] for each in parts("x" * 8_001)]
    (['short'], ['0 xx', '1 x'])
    """
    if len(text) <= LONGEST:
        return [text]
    return [f"{number} {text[start : start + LONGEST]}" for number, start in enumerate(range(0, len(text), LONGEST))]


def joined(pieces: list[str]) -> str:
    """The text that `parts` has cut into several pieces, in any order.

    Raises:
        ValueError: a piece is missing.
    """
    numbered = sorted((int(number), text) for number, _, text in (piece.partition(" ") for piece in pieces))
    if [number for number, _ in numbered] != list(range(len(numbered))):
        raise ValueError("a part of a long text is missing")
    return "".join(text for _, text in numbered)
