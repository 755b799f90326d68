"""Explanations and descriptions that print themselves: what `kg.Graph.why` and `kg.Graph.show` return."""

from __future__ import annotations

from kg.explain.as_json import description_json, explanation_json
from kg.explain.model import DescribedNode, ExplainedTriple
from kg.explain.text import description_text, explanation_text
from kg.values import JsonObject, Printable

__all__ = ["Description", "Explanation"]


class Explanation(Printable, ExplainedTriple):
    """Why a triple is held, or why it is not. It is true in a condition if the triple is held.

    >>> from pyoxigraph import NamedNode, Triple
    >>> labels = ("Norway", "recognized", "Sweden")
    >>> found = Explanation(Triple(NamedNode("e:n"), NamedNode("e:r"), NamedNode("e:s")), labels, held=False)
    >>> bool(found), found
    (False, <Explanation 'Norway — recognized — Sweden: not held'>)
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return self.held

    def __str__(self) -> str:
        return explanation_text(self)

    def to_json(self) -> JsonObject:
        """The explanation as a JSON object, as ``kg why --json`` prints it."""
        return explanation_json(self)


class Description(Printable, DescribedNode):
    """All that is held, claimed, inferred and doubted about a node.

    >>> from pyoxigraph import NamedNode
    >>> Description(NamedNode("https://example.org/id/sweden"), "Sweden", "e:sweden", ("state",))
    <Description 'Sweden (e:sweden, state)'>
    """

    __slots__ = ()

    def __str__(self) -> str:
        return description_text(self)

    def to_json(self) -> JsonObject:
        """The description as a JSON object, as ``kg show --json`` prints it."""
        return description_json(self)
