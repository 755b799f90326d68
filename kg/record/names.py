"""Names in both directions: from what a user types to the node that is meant, and from a node to what a reader sees.

A name is taken as an IRI or a CURIE, as a label, as a slug (the last part of an IRI of the workspace or the ontology), and then, without
regard to case, accents and punctuation, as a label, a slug or an alias, in this order. A name is never completed by guessing: what fits
nothing is answered with the nearest names, what fits several things with the list of them.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import NameAmbiguous, NameNotFound
from kg.namespaces import DIP, RDF, RDFS, SKOS
from kg.terms import expand, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Store

    from kg.terms import Term

LABEL = NamedNode(RDFS + "label")
PREF_LABEL = NamedNode(SKOS + "prefLabel")
ALT_LABEL = NamedNode(SKOS + "altLabel")
TYPE = NamedNode(RDF + "type")
_SUB_CLASS = NamedNode(RDFS + "subClassOf")
_GIST = NamedNode(DIP + "gist")
_STANDING = NamedNode(DIP + "standing")
_NOTE_KIND = NamedNode(DIP + "noteKind")
_DOCUMENT = NamedNode(DIP + "document")
_SECTION = NamedNode(DIP + "section")
_NUMBER = NamedNode(DIP + "number")
_PASSAGE_KIND = NamedNode(DIP + "passageKind")


def fold(text: str) -> str:
    """A name without what does not count: case, accents, punctuation, repeated blanks.

    >>> fold("Mahmoud  al-Zahār"), fold("MAHMOUD AL ZAHAR")
    ('mahmoud al zahar', 'mahmoud al zahar')
    """
    if text.isascii():
        kept = [each if each.isalnum() else " " for each in text.lower()]
    else:
        from unicodedata import combining, normalize

        decomposed = normalize("NFKD", normalize("NFKD", text).casefold())
        kept = [each if each.isalnum() else "" if combining(each) else " " for each in decomposed]
    return " ".join("".join(kept).split())


def slug(iri: str) -> str:
    """The last part of an IRI, behind its last slash or hash.

    >>> slug("https://example.org/id/abbas"), slug("https://example.org/o#Visit")
    ('abbas', 'Visit')
    """
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


class Names:
    """The names in one dataset.

    Args:
        store: the dataset; names are looked for in all its graphs, so that what is only claimed has a name too.
        prefixes: prefix to namespace IRI.
        language: the language preferred where a label exists in several.
    """

    def __init__(self, store: Store, prefixes: Mapping[str, str], language: str = "en") -> None:
        self.store = store
        self.prefixes = dict(prefixes)
        self.language = language
        self._labels: dict[Term, str] = {}

    # from text to node

    def find(self, text: str, of: str | None = None) -> NamedNode:
        """The node with a name.

        Args:
            text: an IRI (with or without angle brackets), a CURIE, a label, a slug or an alias.
            of: the classes (CURIEs or IRIs, separated by blanks) one of which it must be an instance of; None for any.

        Raises:
            NameNotFound: nothing has that name; `candidates` holds the nearest names.
            NameAmbiguous: several things have it; `candidates` holds them all.
        """
        text = text.strip()
        classes = frozenset(expand(each, self.prefixes) or each for each in of.split()) if of else frozenset()
        direct = self._direct(text)
        if direct is not None:
            if classes and not self._is_a(direct, classes):
                raise NameNotFound(f"{text} is no {self._kind(classes)}", None, self._near(text, classes)[0])
            return direct
        for tier in self._tiers(text):
            fitting = sorted((each for each in tier if self._is_a(each, classes)), key=lambda node: node.value)
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                shown = [self.describe(each) for each in fitting]
                raise NameAmbiguous(f"{text!r} can be any of {len(shown)}", None, "say which: " + "; ".join(shown), shown)
        hint, near = self._near(text, classes)
        raise NameNotFound(f"{f'no {self._kind(classes)}' if classes else 'nothing'} is called {text!r}", None, hint, near)

    def _direct(self, text: str) -> NamedNode | None:
        """The node of an IRI or CURIE, if the dataset knows it."""
        iri = text[1:-1] if text[:1] == "<" and text[-1:] == ">" else text if "://" in text or text[:4] == "urn:" else None
        if iri is None and ":" in text and " " not in text:
            iri = expand(text, self.prefixes)
        if iri is None:
            return None
        try:
            node = NamedNode(iri)
        except ValueError as error:
            raise NameNotFound(f"{text} is no IRI: {error}", None, "give a label, a slug, a CURIE or an IRI") from error
        if self.knows(node):
            return node
        hint, near = self._near(slug(iri), frozenset())
        raise NameNotFound(f"the dataset does not know {text}", None, hint, near)

    def knows(self, node: NamedNode) -> bool:
        """Whether a node stands anywhere in the dataset, as subject, predicate, object or graph."""
        patterns = ((node, None, None, None), (None, None, node, None), (None, node, None, None), (None, None, None, node))
        return any(next(self.store.quads_for_pattern(*each), None) is not None for each in patterns)

    def _tiers(self, text: str) -> Iterable[set[NamedNode]]:
        """The nodes whose label or slug is the text; then those whose folded label, slug or alias is the folded text, in this order."""
        yield {
            quad.subject
            for predicate in (LABEL, PREF_LABEL)
            for literal in (Literal(text, language=self.language), Literal(text))
            for quad in self.store.quads_for_pattern(None, predicate, literal)
            if isinstance(quad.subject, NamedNode)
        }
        yield self._of_slug(text)
        key = fold(text)
        if not key:
            return
        labelled = list(self._named((LABEL, PREF_LABEL)))
        yield {node for node, name in labelled if fold(name) == key}
        others = list(self._named((ALT_LABEL,)))
        yield {node for node, _ in (*labelled, *others) if fold(slug(node.value)) == key}
        yield {node for node, name in others if fold(name) == key}

    def _of_slug(self, text: str) -> set[NamedNode]:
        """The nodes of the workspace and the ontology whose IRI ends in a text as it is."""
        if not text.replace("-", "").replace("_", "").isalnum():
            return set()
        namespaces = (self.prefixes.get(prefix) for prefix in ("e", "dip", "a", "p"))
        return {node for each in namespaces if each is not None and self.knows(node := NamedNode(each + text))}

    def _named(self, predicates: Iterable[NamedNode]) -> Iterable[tuple[NamedNode, str]]:
        """Every node with each of its names under the predicates, each pair once."""
        seen = set()
        for predicate in predicates:
            for quad in self.store.quads_for_pattern(None, predicate, None):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    pair = quad.subject, quad.object.value
                    if pair not in seen:
                        seen.add(pair)
                        yield pair

    def types(self, node: NamedNode) -> set[NamedNode]:
        """The types that some graph gives a node."""
        return {quad.object for quad in self.store.quads_for_pattern(node, TYPE, None) if isinstance(quad.object, NamedNode)}

    def shown_types(self, node: NamedNode) -> list[str]:
        """The labels of a node's most special types, in order of letters: those held; of a node that is not held, those claimed."""
        default = DefaultGraph() if self.is_held(node) else None
        types = {quad.object for quad in self.store.quads_for_pattern(node, TYPE, None, default) if isinstance(quad.object, NamedNode)}
        general = {quad.object for each in types for quad in self.store.quads_for_pattern(each, _SUB_CLASS, None)}
        return sorted(self.label(each) for each in types - general)

    def is_held(self, node: NamedNode) -> bool:
        """Whether anything is held of a node, with the node as subject."""
        return next(self.store.quads_for_pattern(node, None, None, DefaultGraph()), None) is not None

    def is_a(self, node: NamedNode, class_: str) -> bool:
        """Whether a node is an instance of a class (an IRI), in any graph, up the class hierarchy."""
        return self._is_a(node, frozenset((class_,)))

    def _is_a(self, node: NamedNode, classes: frozenset[str]) -> bool:
        """Whether a node is an instance of one of the classes, in any graph, up the class hierarchy."""
        if not classes or any(Quad(node, TYPE, NamedNode(each), DefaultGraph()) in self.store for each in classes):
            return True
        todo = self.types(node)
        done: set[NamedNode] = set()
        while todo:
            one = todo.pop()
            if one.value in classes:
                return True
            done.add(one)
            above = (quad.object for quad in self.store.quads_for_pattern(one, _SUB_CLASS, None))
            todo.update(each for each in above if isinstance(each, NamedNode) and each not in done)
        return False

    def _near(self, text: str, classes: frozenset[str]) -> tuple[str | None, list[str]]:
        """A hint with the nearest names, and those names."""
        from kg.files import did_you_mean, nearest

        key = fold(text)
        by_key: dict[str, str] = {}
        for node, name in self._named((LABEL, PREF_LABEL, ALT_LABEL)):
            if self._is_a(node, classes):
                by_key.setdefault(fold(name), name)
        words = set(key.split())
        order = nearest(key, by_key)
        order += sorted(each for each in by_key if words and words <= set(each.split()))
        near = list(dict.fromkeys(by_key[each] for each in order))[:3]
        return did_you_mean(near), near

    def _kind(self, classes: Iterable[str]) -> str:
        labels = ((self.label(NamedNode(each)), each) for each in sorted(classes))
        return " or ".join(slug(iri).lower() if ":" in label else label for label, iri in labels)

    # from node to text

    def label(self, term: Term) -> str:
        """What a reader sees for a term: a literal's text, a label, a proposition's gist, a passage's place, else the CURIE or the IRI.

        The same text for the same node, whatever the order of the triples: of several labels in one language the first in order of
        letters. What is held has no label that is only claimed.
        """
        if isinstance(term, Literal):
            return term.value
        found = self._labels.get(term)
        if found is None:
            found = self._labels[term] = self._label(term) if isinstance(term, NamedNode) else str(term)
        return found

    def _label(self, node: NamedNode) -> str:
        label = self._labelled(node, DefaultGraph())
        if label is None and not self.is_held(node):
            label = self._labelled(node, None)
        if label is not None:
            return label
        if self.value(node, _STANDING) is None and self.value(node, _NOTE_KIND) is None:  # claims and notes keep their short names
            gist = self.value(node, _GIST)
            if gist is not None:
                return gist.value
        return self._passage(node) or self.short(node)

    def _labelled(self, node: NamedNode, graph: DefaultGraph | None) -> str | None:
        """The best label of a node in a graph, or in any (None)."""
        for predicate in (LABEL, PREF_LABEL):
            best: tuple[int, str] | None = None
            for quad in self.store.quads_for_pattern(node, predicate, None, graph):
                literal = quad.object
                if isinstance(literal, Literal):
                    rank = 0 if literal.language == self.language else 1 if literal.language is None else 2
                    best = min(best or (9, ""), (rank, literal.value))
            if best is not None:
                return best[1]
        return None

    def _passage(self, node: NamedNode) -> str | None:
        """A passage as its document, section, kind and number; None for any other node."""
        document = self.value(node, _DOCUMENT)
        number = self.value(node, _NUMBER)
        if document is None:
            return None
        section = self.value(node, _SECTION)
        kind = self.value(node, _PASSAGE_KIND)
        parts = [self.label(document)]
        if section is not None and section.value:
            parts.append(section.value)
        parts.append(f"{self.label(kind) if kind else 'passage'} {number.value if number else slug(node.value)}")
        return ", ".join(parts)

    def value(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | Literal | None:
        """One object of a subject and predicate in any graph, the first in order of letters; None without any."""
        objects = {
            quad.object for quad in self.store.quads_for_pattern(subject, predicate, None) if isinstance(quad.object, NamedNode | Literal)
        }
        return min(objects, key=lambda each: each.value, default=None)

    def short(self, node: NamedNode) -> str:
        """A node as a CURIE where a prefix fits, else its IRI."""
        return shorten(node.value, self.prefixes)

    def describe(self, node: NamedNode) -> str:
        """A node with label, CURIE and most special types, to tell it from others of its name."""
        return f"{self.label(node)} ({', '.join([self.short(node), *self.shown_types(node)])})"
