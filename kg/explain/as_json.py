"""Explanations and descriptions as JSON objects: what ``kg why --json`` and ``kg show --json`` print.

Terms are written in N-Triples syntax, nodes as an IRI and a name. Keys whose value would be empty are left out where the reference below
marks them as optional.

An explanation has ``triple``, ``text`` and ``held``. If the triple is held: ``claims``, ``graphs`` and ``derivations``, each with ``rule``,
``explanation`` and ``premises``, which are such objects themselves; a premise that has been explained before has ``seen`` instead. If it is
not held: ``nearest``, the nearest claims, each with ``near``, ``why`` (the reasons that the triple is not held), ``says`` and, if one
role is missing from which the triple would follow, ``needs``. A claim has ``graph``, ``standing``, ``status``, ``speakers``,
``passages`` and the optional ``read_with``, ``parallels``, ``wording``, ``gist`` and ``notes``.

A description has ``iri``, ``name``, ``types``, ``aliases``, ``same_as``, ``date``; ``about``, the properties of the node itself;
``held``, ``claimed``, ``inferred`` and ``doubted``; and, if a day was asked for, ``as_of`` and ``was_so``, which the items have too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.explain.model import terms_of
from kg.explain.words import assertion_words, property_words, reason_words
from kg.terms import n3
from kg.values import Json, JsonObject

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

    from kg.explain.model import (
        AsOf,
        CitedClaim,
        CodedPart,
        CuratorNote,
        DescribedNode,
        Evidence,
        ExplainedTriple,
        HeldProperty,
        Inference,
        InferredTriple,
        Named,
        NearClaim,
        Participation,
        UnheldClaim,
    )


def explanation_json(explained: ExplainedTriple) -> JsonObject:
    """An explanation as a JSON object; the docstring of the module describes its form."""
    found = _explained(explained)
    if not explained.held:
        found["nearest"] = [_near(each) for each in explained.nearest]
    return found


def description_json(described: DescribedNode) -> JsonObject:
    """A description as a JSON object; the docstring of the module describes its form."""
    found: JsonObject = {
        "iri": described.node.value,
        "name": described.name,
        "types": _texts(described.types),
        "aliases": _texts(described.aliases),
        "same_as": [each.node.value for each in described.same_as],
        "date": described.date,
        "about": [_property(each) for each in described.properties],
        "held": [_participation(each) for each in described.held],
        "claimed": [_claimed(each) for each in described.claimed],
        "inferred": [_inferred(each) for each in described.inferred],
    }
    if described.as_of is not None:
        found["as_of"] = described.as_of.isoformat()
        found["was_so"] = described.was_so.value if described.was_so is not None else None
    found["doubted"] = [_note(each) for each in described.notes]
    if described.coded:
        found["coded"] = [_coded(each) for each in described.coded]
    return found


# the parts of an explanation


def _explained(explained: ExplainedTriple) -> JsonObject:
    found: JsonObject = {"triple": _triple(explained.triple), "text": explained.text, "held": explained.held}
    if explained.repeated:
        found["seen"] = True
    elif explained.held:
        found["claims"] = [_cited(each) for each in explained.claims]
        found["graphs"] = _texts(explained.origins)
        found["derivations"] = [_inference(each) for each in explained.inferences]
    return found


def _inference(inference: Inference) -> JsonObject:
    premises: list[Json] = [_explained(each) for each in inference.premises]
    return {"rule": inference.rule, "explanation": inference.explanation, "premises": premises}


def _near(near: NearClaim) -> JsonObject:
    found: JsonObject = {"near": near.nearness.value, "why": reason_words(near.reasons), **_cited(near.claim)}
    found["says"] = [assertion_words(each) for each in near.says]
    if near.needs:
        found["needs"] = list(near.needs)
    return found


def _cited(claim: CitedClaim) -> JsonObject:
    found: JsonObject = {
        "graph": claim.graph.value,
        "standing": claim.standing.lower(),
        "status": claim.status,
        "speakers": _texts(claim.speakers),
        "passages": _nodes(claim.passages),
    }
    optional: JsonObject = {
        "read_with": _nodes(claim.read_with),
        "parallels": _nodes(claim.parallels),
        "wording": claim.wording,
        "gist": claim.gist,
        "notes": _texts(claim.notes),
    }
    return {**found, **{key: value for key, value in optional.items() if value}}


# the parts of a description


def _property(held: HeldProperty) -> JsonObject:
    value = held.property.value
    text = value.value if isinstance(value, Literal) else held.property.text  # a date stays in EDTF
    found: JsonObject = {"predicate": held.property.predicate.name, "value": text}
    iri: JsonObject = {"iri": value.value} if isinstance(value, NamedNode) else {}
    return {**found, **iri, **_evidence(held.evidence)}


def _participation(each: Participation) -> JsonObject:
    found: JsonObject = {"iri": each.node.node.value, "name": each.node.name, "types": _texts(each.types), "date": each.date}
    found["roles"] = [role.name for role in each.roles]
    found["also"] = [property_words(other) for other in each.properties]
    return {**found, **_evidence(each.evidence), **_was_so(each.was_so)}


def _claimed(each: UnheldClaim) -> JsonObject:
    found: JsonObject = {
        "says": [assertion_words(assertion) for assertion in each.says],
        "standing": each.claim.standing.lower(),
        "speakers": _texts(each.claim.speakers),
        "status": each.claim.status,
        "date": each.date,
        "passages": _nodes(each.claim.passages),
        "witnesses": each.witnesses,
    }
    if each.differs_from:
        found["differs_from"] = [{"graph": other.node.value, "name": other.name} for other in each.differs_from]
    return {**found, **_was_so(each.was_so)}


def _inferred(each: InferredTriple) -> JsonObject:
    return {"text": each.text, "triple": _triple(each.triple), **_was_so(each.was_so)}


def _note(note: CuratorNote) -> JsonObject:
    return {"kind": note.kind, "gist": note.gist, "on": [each.name for each in note.on], "passages": _nodes(note.passages)}


def _coded(each: CodedPart) -> JsonObject:
    return {
        "source": {"iri": each.source.node.value, "name": each.source.name},
        "coding": each.coding,
        "held": each.held,
        "about": [{"predicate": own.predicate.name, "value": own.text} for own in each.properties],
        "rows": each.rows,
        "series": each.series,
    }


def _evidence(evidence: Evidence) -> JsonObject:
    return {"passages": _nodes(evidence.passages), "witnesses": evidence.witnesses}


def _was_so(state: AsOf | None) -> JsonObject:
    return {} if state is None else {"was_so": state.value}


def _triple(triple: Triple) -> list[Json]:
    return [n3(term) for term in terms_of(triple)]


def _nodes(nodes: Iterable[Named]) -> list[Json]:
    return [{"iri": each.node.value, "name": each.name} for each in nodes]


def _texts(texts: Iterable[str]) -> list[Json]:
    return list(texts)
