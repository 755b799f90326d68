"""The copy of the network that a build keeps in its snapshot, so that a picture need not read the network from the quads again.

``network.json`` has two lines of JSON. The first says what the copy was made with, see `Origin`. The second is the network, with positions
and measures. The values of a class are written by column: one list for each field, whose annotation says how its values are written. Texts,
and what edges share, such as triples, stand once in a table and are referred to by their index.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyoxigraph as ox

from kg.network.measures import Measure
from kg.network.model import Edge, Fact, Literal, Node, Period, Projection, Term, Way
from kg.network.network import Measured, Network
from kg.network.positions import Layout
from kg.record.model import Claim, Document, Note, Passage, When
from kg.snapshot.proofs import Derivation
from kg.terms import n3, parse_n3
from kg.values import parse_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.values import Json

    Column = Sequence[Any]

FORMAT: Final = 2
"""The version of the format. A copy in another one is not read."""

LIBRARIES: Final = ("networkx", "numpy")
"""What computes positions and measures."""

PLAIN: Final[dict[str, tuple[type, ...]]] = {"bool": (bool,), "int": (int,), "float": (float, int)}
"""The annotations of fields whose values stand for themselves, with their types in JSON. All other values are strings in a table, indexes
of a table, or lists of these; see `_Reader.forms`."""

KEYED: Final[dict[str, type]] = {
    "nodes": Node,
    "claims": Claim,
    "passages": Passage,
    "documents": Document,
    "notes": Note,
    "periods": Period,
    "terms": Term,
}
"""The fields of a network that are keyed by the IRI of their values."""


class Origin(NamedTuple):
    """What a copy was made with, as far as the snapshot does not depend on it.

    Attributes:
        format: `FORMAT`.
        language: the language that was preferred for labels.
        libraries: those that compute positions and measures, with their versions.
    """

    format: int
    language: str
    libraries: str


def origin(language: str) -> Origin:
    """The origin of a copy that is made now, with the installed libraries, which are not imported for it."""
    # Imported here, because a command that asks no network need not wait for it.
    from importlib.metadata import version

    return Origin(FORMAT, language, ", ".join(f"{name} {version(name)}" for name in LIBRARIES))


def write(network: Network, made_with: Origin) -> str:
    """The text of the copy of a network.

    Args:
        network: the network; what is not yet measured stays so.
        made_with: the origin of the copy.

    >>> from kg.network.model import Node, Projection
    >>> network = Network(Projection("https://example.org/", nodes={"a": Node("a", "A", "state")}))
    >>> parse(write(network, Origin(1, "en", "")), Origin(1, "en", "")) == network
    True
    """
    return f"{_json(made_with._asdict())}\n{_json(_Writer().network(network))}\n"


def parse(text: str, expected: Origin, *, measured: bool = True) -> Network | None:
    """The network of which a text is the copy.

    Args:
        text: the text.
        expected: the origin that the copy must have.
        measured: whether positions and measures are wanted, too.

    Returns:
        The network; None if the copy was made with something else than is expected.

    Raises:
        TypeError: a field of the model has an annotation, or the copy a value, of another type than `_Reader` takes.
    """
    head, _, body = text.partition("\n")
    return _Reader(parse_json(body)).network(measured) if parse_json(head) == expected._asdict() else None


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fields(kind: type) -> dict[str, str]:
    """The fields of a dataclass or named tuple, each with its annotation."""
    return {each: str(kind.__annotations__[each]) for each in _names(kind)}


def _names(kind: type) -> Iterable[str]:
    return kind._fields if hasattr(kind, "_fields") else (each.name for each in dataclasses.fields(kind))


def _member(annotation: str) -> str:
    """The annotation of the members of a tuple.

    >>> _member("tuple[str, ...]")
    'str'
    """
    return annotation.removeprefix("tuple[").removesuffix(", ...]")


def _key(value: Any) -> str:
    """The IRI of a value of `KEYED`, which is its first field."""
    iri = value[0].value if isinstance(value, tuple) else value.iri
    return str(iri)


class _Table(dict[Any, int]):
    """Different values, each with its index in the order of the first use."""

    def __missing__(self, value: object) -> int:
        self[value] = len(self)
        return self[value]


class _Writer:
    """Writes a network; the inverse of `_Reader`."""

    def __init__(self) -> None:
        self.texts, self.others, self.literals, self.triples, self.derivations, self.ways = (_Table() for _ in range(6))
        text, node = self.texts.__getitem__, lambda each: self.texts[each.value]
        self.forms: dict[str, Callable[[Any], Json]] = {
            "str": text,
            "NamedNode": node,
            "str | Literal": lambda each: text(each) if isinstance(each, str) else ~self.literals[each],
            "Triple": self.triples.__getitem__,
            "Derivation": self.derivations.__getitem__,
            "Way": self.ways.__getitem__,
            "bool": bool,
            "int": int,
            "float": float,
        }

    def column(self, annotation: str, values: Iterable[Any]) -> Json:
        """The values of a field."""
        if annotation.startswith("tuple["):
            form = self.forms[_member(annotation)]
            return [[form(each) for each in value] for value in values]
        if annotation.endswith(" | None"):
            form = self.forms[annotation.removesuffix(" | None")]
            return [None if value is None else form(value) for value in values]
        return [self.forms[annotation](value) for value in values]

    def rows(self, kind: type, values: Iterable[object]) -> Json:
        """The values of a class, by column."""
        every = list(values)
        return [self.column(annotation, [getattr(each, name) for each in every]) for name, annotation in _fields(kind).items()]

    def term(self, term: object) -> int:
        """A term of a triple."""
        return self.texts[term.value] if isinstance(term, ox.NamedNode) else ~self.others[n3(term)]  # type: ignore[arg-type]

    def network(self, network: Network) -> dict[str, Json]:
        """A network, with positions and measures."""
        of, measured = network.projection, network.measured
        text = self.texts.__getitem__
        found: dict[str, Json] = {
            "base": of.base,
            **{name: self.rows(kind, getattr(of, name).values()) for name, kind in KEYED.items()},
            "facts": self.rows(Fact, of.facts),
            "edges": self.rows(Edge, of.edges),
            "dated": [[text(iri), len(accounts)] for iri, accounts in of.whens.items()],
            "whens": self.rows(When, (when for accounts in of.whens.values() for when in accounts)),
            "rules": dict(of.rules),
        }
        if measured is not None:
            found["positions"] = [list(each) for each in measured.layout.positions.values()]
            found["groups"] = [[kind, list(map(text, members))] for kind, members in measured.layout.groups]
            found["measured"] = list(map(text, measured.measures))
            found["measures"] = self.rows(Measure, measured.measures.values())
        # A table comes after all that refers to it.
        found["ways"] = self.rows(Way, self.ways)
        found["derivations"] = self.rows(Derivation, self.derivations)
        found["triples"] = [list(map(self.term, (each.subject, each.predicate, each.object))) for each in self.triples]
        found["literals"] = self.rows(Literal, self.literals)
        return found | {"others": list(self.others), "texts": list(self.texts)}


class _Nodes(dict[int, ox.NamedNode]):
    """The nodes whose IRIs are in a list of texts, by index."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts

    def __missing__(self, index: int) -> ox.NamedNode:
        node = self[index] = ox.NamedNode(self._texts[index])
        return node


class _Reader:
    """Reads what `_Writer` has written.

    A column is a list. Its values are, by the annotation of their field: a bool, an int or a float that stands for itself (`PLAIN`); an
    int, the index of a string or of another value in a table (`forms`); None where that is allowed; or a list of these for a tuple.
    """

    def __init__(self, data: Any) -> None:
        self.data = data
        self.texts: list[str] = data["texts"]
        nodes, others = _Nodes(self.texts).__getitem__, list(map(parse_n3, data["others"]))
        text = self.texts.__getitem__
        self.forms: dict[str, Callable[[Any], Any]] = {"str": text, "NamedNode": nodes}
        literals = list(self.rows(Literal, data["literals"]))
        self.forms["str | Literal"] = lambda each: text(each) if each >= 0 else literals[~each]
        triples = [ox.Triple(*(nodes(each) if each >= 0 else others[~each] for each in row)) for row in data["triples"]]
        self.forms["Triple"] = triples.__getitem__
        self.forms["Derivation"] = list(self.rows(Derivation, data["derivations"])).__getitem__
        self.forms["Way"] = list(self.rows(Way, data["ways"])).__getitem__

    def column(self, annotation: str, values: Column) -> Iterable[Any]:
        """The values of a field."""
        form = self.forms.get(_member(annotation).removesuffix(" | None"))
        if form is None:
            return _plain(annotation, values)
        if annotation.startswith("tuple["):
            return [tuple(map(form, value)) for value in values]
        if annotation.endswith(" | None"):
            return [None if value is None else form(value) for value in values]
        return map(form, values)

    def rows(self, kind: Callable[..., Any], columns: Sequence[Column]) -> Iterator[Any]:
        """The values of a class."""
        annotations = _fields(kind).values()  # type: ignore[arg-type]
        return map(kind, *(self.column(annotation, column) for annotation, column in zip(annotations, columns, strict=True)))

    def network(self, measured: bool) -> Network:
        """The network, with positions and measures if they are wanted."""
        data, text = self.data, self.texts.__getitem__
        whens = self.rows(When, data["whens"])
        projection = Projection(
            data["base"],
            facts=list(self.rows(Fact, data["facts"])),
            edges=list(self.rows(Edge, data["edges"])),
            whens={text(iri): tuple(next(whens) for _ in range(count)) for iri, count in data["dated"]},
            rules=data["rules"],
            **{name: {_key(each): each for each in self.rows(kind, data[name])} for name, kind in KEYED.items()},
        )
        if not measured or "measures" not in data:
            return Network(projection)
        positions = {iri: (x, y) for iri, (x, y) in zip(projection.nodes, data["positions"], strict=True)}
        groups = [(kind, list(map(text, members))) for kind, members in data["groups"]]
        measures = dict(zip(map(text, data["measured"]), self.rows(Measure, data["measures"]), strict=True))
        return Network(projection, Measured(Layout(positions, groups), measures))


def _plain(annotation: str, values: Column) -> Column:
    """Values that stand for themselves.

    Raises:
        TypeError: the annotation is not one of those, or a value has another type.

    >>> _plain("int", [1, 2])
    [1, 2]
    """
    allowed = PLAIN.get(annotation.removesuffix(" | None"))
    if allowed is None:
        raise TypeError(f"no form for values of the type {annotation!r} in the copy of the network: add one to _Writer and _Reader")
    # A type of its own for each: a bool is an int, too.
    if annotation.endswith(" | None"):
        allowed = (*allowed, type(None))
    if other := sorted({type(each).__name__ for each in values if type(each) not in allowed}):
        raise TypeError(f"the copy of the network has {other[0]} where {annotation} is expected")
    return values
