"""The terms that data may use, and the OWL reasoner."""

from kg.ontology.reasoner import Consistency, consistency, dl_triples, find_java, to_owlready2
from kg.ontology.terms import Ontology, load_ontology

__all__ = ["Consistency", "Ontology", "consistency", "dl_triples", "find_java", "load_ontology", "to_owlready2"]
