"""Entailment: SPARQL CONSTRUCT files as rules, run to a fixpoint, with a proof of each triple that they conclude.

>>> from pyoxigraph import NamedNode, Quad, Store
>>> rule = parse_rule('''#+ summary: A brother's brother is a brother.
... PREFIX x: <http://x/>
... CONSTRUCT { ?a x:brother ?c } WHERE { ?a x:brother ?b . ?b x:brother ?c . FILTER (?a != ?c) }''', "brothers")
>>> store = Store()
>>> for a, b in ("pq", "qr", "rs"):
...     store.add(Quad(NamedNode("http://x/" + a), NamedNode("http://x/brother"), NamedNode("http://x/" + b)))
>>> [(entailed.triple.object.value, entailed.rank, len(entailed.derivations)) for entailed in entail(store, [rule])]
[('http://x/r', 1, 1), ('http://x/s', 2, 2), ('http://x/s', 1, 1)]
"""

from kg.rules.changing import TooFar, conclude_changes
from kg.rules.computed import COMPUTED, RELATIONS_IN_TIME, explanations
from kg.rules.engine import Computation, Conclusions, conclude, entail, replay
from kg.rules.loading import load_rules, place_of_term
from kg.rules.reading import Rule, concluded_properties, parse_rule
from kg.snapshot.proofs import Derivation, Entailed

__all__ = [
    "COMPUTED",
    "RELATIONS_IN_TIME",
    "Computation",
    "Conclusions",
    "Derivation",
    "Entailed",
    "Rule",
    "TooFar",
    "conclude",
    "conclude_changes",
    "concluded_properties",
    "entail",
    "explanations",
    "load_rules",
    "parse_rule",
    "place_of_term",
    "replay",
]
