"""The explanation of a triple, on the graph about Norway and Sweden and on the repository's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple

from kg.errors import NameNotFound
from kg.explain.model import ExplainedTriple
from kg.explain.why import triple, why
from kg.namespaces import RDF
from kg.record.names import Names
from kg.record.record import Record
from kg.rules import load_rules
from kg.snapshot.proofs import Derivation, Proofs
from tests.asking import fact, graph, nordic


def test_an_entailed_triple_is_proved_down_to_passages() -> None:
    found = nordic().why("delegates of Norway", "met", "delegates of Sweden")
    assert found.held
    assert found.labels == ("delegates of Norway", "met", "delegates of Sweden")
    assert (found.claims, found.graphs, found.computed, found.nearest) == ((), (), False, ())
    (inference,) = found.inferences
    assert inference.rule == "met-meeting-actor-counterpart"
    assert inference.explanation
    assert "Meeting in Karlstad — counterpart — delegates of Sweden" in [each.text for each in inference.premises]
    for premise in inference.premises:
        assert "the note, The settlement, sentence 8" in [passage.name for claim in premise.claims for passage in claim.passages]


def test_every_entailed_triple_has_a_proof_that_ends_in_what_is_asserted(record: Record) -> None:
    rules = {rule.name: rule for rule in load_rules(nordic().workspace)}
    base = nordic().snapshot.base

    def grounded(found: ExplainedTriple) -> bool:
        if found.repeated or found.claims or found.graphs or found.computed:
            return True
        return any(all(map(grounded, inference.premises)) for inference in found.inferences)

    entailed = [quad.triple for quad in nordic().store.quads_for_pattern(None, None, None, NamedNode(base + "graph/entailed"))]
    assert len(entailed) > 50
    for each in entailed:
        assert grounded(why(record, each, base, rules)), each


def test_a_premise_is_explained_once(own: Record) -> None:
    base = graph().snapshot.base
    entailed = {quad.triple for quad in graph().store.quads_for_pattern(None, None, None, NamedNode(base + "graph/entailed"))}
    repeated = 0
    for wanted in sorted(entailed, key=str)[::5]:
        seen: set[Triple] = set()
        for each in premises_of(why(own, wanted, base, {})):
            assert each.repeated == (each.triple in seen)
            assert not each.repeated or (each.claims, each.graphs, each.inferences) == ((), (), ())
            seen.add(each.triple)
            repeated += each.repeated
    assert repeated


def premises_of(found: ExplainedTriple) -> Iterator[ExplainedTriple]:
    """A triple and all premises below it, in reading order."""
    yield found
    for inference in found.inferences:
        for premise in inference.premises:
            yield from premises_of(premise)


class _GivenProofs(Proofs):
    """Proofs that are passed in, not read from a file."""

    def __init__(self, derivations: dict[Triple, tuple[Derivation, ...]]) -> None:
        super().__init__("")
        self.given = derivations

    def of(self, triple: Triple) -> tuple[Derivation, ...]:
        return self.given.get(triple, ())


def test_no_triple_is_among_its_own_premises() -> None:
    """Two relations that entail each other, one of which is asserted."""
    store = Store()
    store.load(
        b"PREFIX e: <https://example.org/> PREFIX dip: <https://w3id.org/chancery/ontology#> "
        b"e:1 dip:standing dip:Stated ; dip:held true ; dip:cites e:p . "
        b"GRAPH e:1 { e:x e:husband e:y } e:x e:husband e:y . e:y e:wife e:x .",
        RdfFormat.TRIG,
    )
    x, y, husband, wife = (NamedNode("https://example.org/" + each) for each in ("x", "y", "husband", "wife"))
    one, other = Triple(x, husband, y), Triple(y, wife, x)
    proofs = _GivenProofs({one: (Derivation("inverse", (other,)),), other: (Derivation("inverse", (one,)),)})
    record = Record(Names(store, {}), proofs)
    assert [each.triple for each in premises_of(why(record, other, "https://example.org/", {}))] == [other, one]
    assert [each.triple for each in premises_of(why(record, one, "https://example.org/", {}))] == [one, other]


def test_a_rule_that_no_longer_exists_has_no_explanation(record: Record) -> None:
    wanted = triple(record.names, "Sweden", "recognized", "Norway")
    (inference,) = why(record, wanted, nordic().snapshot.base, {}).inferences
    assert (inference.rule, inference.explanation) == ("recognized", "")


def test_without_proofs_there_are_no_inferences() -> None:
    wanted = triple(nordic().names, "Sweden", "recognized", "Norway")
    found = why(Record(nordic().names), wanted, nordic().snapshot.base, {})
    assert (found.held, found.inferences) == (True, ())


def test_a_type_is_asked_for_with_a() -> None:
    found = nordic().why("Prince Carl of Denmark", "a", "leader")
    assert found.held
    assert found.triple.predicate == NamedNode(RDF + "type")
    assert found.labels[1] == "is a"
    assert nordic().why("Prince Carl of Denmark", "type", "leader") == found
    assert not nordic().why("Oscar II", "a", "leader")


def test_literals_can_be_asked_for() -> None:
    date = nordic().why("e:recognition", "date", "1905-10-26")
    assert date.held
    assert isinstance(date.triple.object, Literal)
    assert date.triple.object.datatype.value.endswith("EDTF")
    assert not nordic().why("e:recognition", "date", "1906").held


def test_what_the_build_computes_is_marked() -> None:
    found = nordic().why("e:recognition", "earliest", "1905-10-26")
    assert (found.computed, found.graphs, found.origins) == (True, (), ("build",))


def test_the_graphs_of_curators_are_named() -> None:
    found = graph().why("Pakistan", "a", "state")
    assert [(each.node.value, each.name) for each in found.graphs] == [(graph().snapshot.base + "graph/background", "background")]
    assert not found.claims


def test_a_wrong_name_in_a_triple(record: Record) -> None:
    with pytest.raises(NameNotFound, match="nothing is called 'Norge'"):
        triple(record.names, "Norge", "met", "Sweden")
    with pytest.raises(NameNotFound, match="is called 'mett'") as caught:
        triple(record.names, "Norway", "mett", "Sweden")
    assert "met" in caught.value.candidates
    with pytest.raises(NameNotFound, match="nothing is called 'Danmark'"):
        triple(record.names, "Norway", "met", "Danmark")


def test_a_property_of_another_vocabulary_can_be_asked_for(own: Record) -> None:
    found = triple(own.names, "Pakistan", "dcterms:source", "the article")
    assert fact(found.predicate) == "source"
    assert Proofs(graph().snapshot.proofs_file).of(found) == ()
    assert graph().why("Pakistan", "dcterms:source", "the article")
