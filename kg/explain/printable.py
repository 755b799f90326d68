"""Explanations and descriptions that print themselves: what `kg.Graph.why` and `kg.Graph.show` return."""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape

from kg.explain.as_json import JsonObject, description_json, explanation_json
from kg.explain.model import DescribedNode, ExplainedTriple
from kg.explain.text import description_text, explanation_text

__all__ = ["Description", "Explanation"]


class _Printable(ABC):
    """A value that prints as text, also in a notebook, and that can be turned into JSON."""

    __slots__ = ()

    @abstractmethod
    def __str__(self) -> str: ...

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self).partition(chr(10))[0]!r}>"

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    @abstractmethod
    def to_json(self) -> JsonObject:
        """The value as a JSON object; `kg.explain.as_json` describes its form."""


class Explanation(_Printable, ExplainedTriple):
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


class Description(_Printable, DescribedNode):
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
