"""Names in both directions: from the text that a user types to a node, and from a node to the text that a reader sees.

A text is tried as an IRI or a CURIE, as a label or title, as a slug (the last part of an IRI of the workspace or the ontology), and then,
ignoring case, accents and punctuation, as a label, a slug and an alias, in this order. Nothing is guessed: a text that matches nothing is
an error that lists the nearest names, and a text that matches several things is an error that lists these.
"""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg.errors import NameAmbiguous, NameNotFound
from kg.namespaces import EDTF
from kg.record.vocabulary import DOCUMENT, GIST, NOTE_KIND, NUMBER, PASSAGE_KIND, SECTION, STANDING, TITLE
from kg.terms import ALT_LABEL, LABEL, PREF_LABEL, SUB_CLASS, TYPE, expand, shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Store

    from kg.terms import Term


def _in_words(date: str) -> str:
    from kg.dates import date_in_words

    return date_in_words(date)


def fold(text: str) -> str:
    """A name without case, accents, punctuation and repeated spaces, for comparison.

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
    """The last part of an IRI, after its last slash or hash.

    >>> slug("https://example.org/id/abbas"), slug("https://example.org/o#Visit")
    ('abbas', 'Visit')
    """
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def humanize(iri: str) -> str:
    """The last part of an IRI in words, for a term that has no label.

    >>> humanize("https://example.org/o#JointStatement"), humanize("https://example.org/id/ex-minister"), humanize("OpenReading")
    ('joint statement', 'ex minister', 'open reading')
    """
    name = slug(iri.rstrip("/#"))
    words: list[str] = []
    for position, letter in enumerate(name):
        if letter in "-_":
            words.append(" ")
        elif letter.isupper() and position and name[position - 1].islower():
            words.append(" " + letter.lower())
        else:
            words.append(letter if position or not letter.isupper() or name[1:2].isupper() else letter.lower())
    return "".join(words) or iri


def _sharing_words(words: set[str], names: Iterable[str]) -> list[str]:
    """The folded names that have a word in common with some words, those that share the rarest words first."""
    split = {name: set(name.split()) for name in names}
    often = {word: sum(word in each for each in split.values()) for word in words if len(word) > 2}
    weight = {name: sum(1 / often[word] for word in often if word in each) for name, each in split.items()}
    return sorted((name for name in weight if weight[name]), key=lambda name: (-weight[name], len(name), name))


def farness(tag: str | None, wanted: str) -> int:
    """How far the language of a text is from the one that is wanted, from 0: that language, one with its primary subtag, none, English,
    another.

    Args:
        tag: the language tag of the text; None without one.
        wanted: the language tag that is wanted.

    >>> [farness(tag, "de-AT") for tag in ("de-at", "de", None, "en", "fr")]
    [0, 1, 2, 3, 4]
    """
    if tag == wanted:
        return 0
    if tag is None:
        return 2
    own, asked = tag.lower(), wanted.lower()
    if own == asked:
        return 0
    primary = own.partition("-")[0]
    return 1 if primary == asked.partition("-")[0] else 3 if primary == "en" else 4


class Names:
    """The names in a snapshot.

    Args:
        store: the snapshot's store. Names are looked up in all graphs, because things that are only claimed have names too.
        prefixes: prefix to namespace IRI.
        language: the language to prefer where a label exists in several; see `farness`.
        hints: whether the error of an unknown name has the nearest names, for which all names are read.
    """

    def __init__(self, store: Store, prefixes: Mapping[str, str], language: str = "en", *, hints: bool = True) -> None:
        self.store = store
        self._hints = hints
        self.prefixes = dict(prefixes)
        self.language = language
        self._labels: dict[Term, str] = {}
        self._languages: dict[NamedNode, str] = {}
        self._held: frozenset[object] = frozenset()

    def read_held(self) -> None:
        """Read the labels of all that is held in one pass, for callers that ask for most of them; each look-up alone takes longer."""
        best: dict[NamedNode, tuple[int, str, str]] = {}
        for quad in self.store.quads_for_pattern(None, LABEL, None, DefaultGraph()):
            if isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
                found = farness(quad.object.language, self.language), quad.object.value, quad.object.language or ""
                best[quad.subject] = min(best.get(quad.subject, found), found)
        self._labels.update((node, label) for node, (_, label, _) in best.items())
        self._languages.update((node, language) for node, (_, _, language) in best.items())
        self._held = frozenset(best)

    # from text to node

    def find(self, text: str, of: str | None = None) -> NamedNode:
        """The node with a name.

        Args:
            text: an IRI (with or without angle brackets), a CURIE, a label, a slug or an alias.
            of: the classes (CURIEs or IRIs, separated by spaces) of which the node must be an instance of at least one; None for any.

        Raises:
            NameNotFound: nothing has that name; `candidates` has the nearest names.
            NameAmbiguous: several things have it; `candidates` has all of them.
        """
        text = text.strip()
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise NameNotFound(f"the name {text!a} is not UTF-8", None, "encode it in UTF-8") from error
        classes = self._classes(of)
        direct = self._direct(text)
        if direct is not None:
            if classes and not self._is_a(direct, classes):
                raise NameNotFound(f"{text} is not an instance of {self._kind(classes)}", None, self._near(text, classes)[0])
            return direct
        for tier in self._tiers(text):
            fitting = sorted((each for each in tier if self._is_a(each, classes)), key=lambda node: node.value)
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                shown = [self.describe(each) for each in fitting]
                raise NameAmbiguous(f"{text!r} is the name of {len(shown)} things", None, "use one of " + "; ".join(shown), shown)
        hint, near = self._near(text, classes)
        raise NameNotFound(f"{f'no {self._kind(classes)}' if classes else 'nothing'} is called {text!r}", None, hint, near)

    def _direct(self, text: str) -> NamedNode | None:
        """The node of an IRI or CURIE; None if the text is neither."""
        iri = text[1:-1] if text[:1] == "<" and text[-1:] == ">" else text if "://" in text or text[:4] == "urn:" else None
        if iri is None and ":" in text and " " not in text:
            iri = expand(text, self.prefixes)
        if iri is None:
            return None
        try:
            node = NamedNode(iri)
        except ValueError as error:
            raise NameNotFound(f"{text} is not an IRI: {error}", None, "use a label, a slug, a CURIE or an IRI") from error
        if self.knows(node):
            return node
        hint, near = self._near(slug(iri), frozenset())
        raise NameNotFound(f"the dataset does not contain {text}", None, hint, near)

    def knows(self, node: NamedNode) -> bool:
        """Whether a node occurs in the snapshot, as a subject, predicate, object or graph."""
        patterns = ((node, None, None, None), (None, None, node, None), (None, node, None, None), (None, None, None, node))
        return any(next(self.store.quads_for_pattern(*each), None) is not None for each in patterns)

    def _tiers(self, text: str) -> Iterable[set[NamedNode]]:
        """The nodes that match a text, best tier first: by label, by slug, by folded label, by folded slug, by folded alias."""
        yield {
            quad.subject
            for predicate in (LABEL, PREF_LABEL, TITLE)
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
        """The nodes of the workspace and the ontology whose IRI ends in exactly this text."""
        if not text.replace("-", "").replace("_", "").isalnum():
            return set()
        namespaces = (self.prefixes.get(prefix) for prefix in ("e", "dip", "a", "p"))
        return {node for each in namespaces if each is not None and self.knows(node := NamedNode(each + text))}

    def _named(self, predicates: Iterable[NamedNode]) -> Iterable[tuple[NamedNode, str]]:
        """Every node with each of its names under some predicates, without duplicates."""
        seen = set()
        for predicate in predicates:
            for quad in self.store.quads_for_pattern(None, predicate, None):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                    pair = quad.subject, quad.object.value
                    if pair not in seen:
                        seen.add(pair)
                        yield pair

    def all_named(self) -> Iterable[tuple[NamedNode, str]]:
        """Every node with each of its labels and aliases, without duplicates."""
        return self._named((LABEL, PREF_LABEL, ALT_LABEL))

    def types(self, node: NamedNode) -> set[NamedNode]:
        """The types of a node in any graph."""
        return {quad.object for quad in self.store.quads_for_pattern(node, TYPE, None) if isinstance(quad.object, NamedNode)}

    def shown_types(self, node: NamedNode) -> list[str]:
        """The labels of a node's most specific types, sorted; see `specific_types`."""
        return sorted(map(self.label, self.specific_types(node)))

    def specific_types(self, node: NamedNode) -> set[NamedNode]:
        """A node's most specific types: the held ones; if nothing is held about the node, the claimed ones."""
        default = DefaultGraph() if self.is_held(node) else None
        types = {quad.object for quad in self.store.quads_for_pattern(node, TYPE, None, default) if isinstance(quad.object, NamedNode)}
        general = {quad.object for each in types for quad in self.store.quads_for_pattern(each, SUB_CLASS, None)}
        return types - general

    def fits(self, node: NamedNode, of: str | None) -> bool:
        """Whether a node is an instance of at least one of some classes, in any graph, up the class hierarchy.

        Args:
            node: the node.
            of: the classes (CURIEs or IRIs, separated by spaces); None for any.
        """
        return self._is_a(node, self._classes(of))

    def _classes(self, of: str | None) -> frozenset[str]:
        """The IRIs of classes (CURIEs or IRIs, separated by spaces)."""
        return frozenset(expand(each, self.prefixes) or each for each in of.split()) if of else frozenset()

    def is_held(self, node: NamedNode) -> bool:
        """Whether anything is held about a node: whether it is a subject in the default graph."""
        return node in self._held or next(self.store.quads_for_pattern(node, None, None, DefaultGraph()), None) is not None

    def is_a(self, node: NamedNode, class_: str) -> bool:
        """Whether a node is an instance of a class (an IRI), in any graph, up the class hierarchy."""
        return self._is_a(node, frozenset((class_,)))

    def _is_a(self, node: NamedNode, classes: frozenset[str]) -> bool:
        """Whether a node is an instance of one of the classes, in any graph, up the class hierarchy."""
        if not classes or any(Quad(node, TYPE, NamedNode(each), DefaultGraph()) in self.store for each in classes):
            return True
        return any(each.value in classes for each in self.with_all_above(self.types(node), SUB_CLASS))

    def with_all_above(self, terms: Iterable[NamedNode], relation: NamedNode) -> set[NamedNode]:
        """Some classes or properties, and all that are above one of them.

        Args:
            terms: the classes or properties.
            relation: `kg.terms.SUB_CLASS` or `kg.terms.SUB_PROPERTY`.
        """
        found = set(terms)
        todo = list(found)
        while todo:
            for quad in self.store.quads_for_pattern(todo.pop(), relation, None):
                if isinstance(quad.object, NamedNode) and quad.object not in found:
                    found.add(quad.object)
                    todo.append(quad.object)
        return found

    def _near(self, text: str, classes: frozenset[str]) -> tuple[str | None, list[str]]:
        """A hint with the nearest names, and those names."""
        if not self._hints:
            return "write the label as it is, or use a slug or an IRI", []
        from kg.files import did_you_mean, nearest

        key = fold(text)
        by_key: dict[str, str] = {}
        for node, name in self._named((LABEL, PREF_LABEL, ALT_LABEL)):
            if self._is_a(node, classes):
                by_key.setdefault(fold(name), name)
        words = set(key.split())
        order = nearest(key, by_key)
        order += sorted(each for each in by_key if words and words <= set(each.split()))
        order += _sharing_words(words, by_key)
        near = list(dict.fromkeys(by_key[each] for each in order))[:3]
        hint = did_you_mean(near)
        elsewhere = self._of_another_class(text) if classes else []
        if elsewhere:
            hint = "; ".join(filter(None, (f"{text!r} is the name of {' and of '.join(elsewhere)}", hint)))
        return hint, near

    def _of_another_class(self, text: str) -> list[str]:
        """The things of any class that have a name, described; at most three."""
        found = next((tier for tier in self._tiers(text) if tier), set())
        return [self.describe(each) for each in sorted(found, key=lambda node: node.value)[:3]]

    def _kind(self, classes: Iterable[str]) -> str:
        labels = ((self.label(NamedNode(each)), each) for each in sorted(classes))
        return " or ".join(slug(iri).lower() if ":" in label else label for label, iri in labels)

    # from node to text

    def label(self, term: Term) -> str:
        """The text that a reader sees for a term: a literal's text, a label, a proposition's gist, a passage's place, a CURIE or an IRI.

        A date in EDTF is told in words (`kg.dates.date_in_words`).

        The result does not depend on the order of the triples: of several labels in one language, the first in sorted order is returned.
        A node about which something is held never gets a label that is only claimed.
        """
        if isinstance(term, Literal):
            return _in_words(term.value) if term.datatype.value.startswith(EDTF) else term.value
        found = self._labels.get(term)
        if found is None:
            found = self._labels[term] = self._label(term) if isinstance(term, NamedNode) else str(term)
        return found

    def language_of(self, node: NamedNode) -> str:
        """The language tag of the label that `label` returns for a node; empty for one without a language.

        The gist of a proposition without a label has the language of the gist.
        """
        if node in self._languages:
            return self._languages[node]
        found = self._best_label(node)
        if found is not None:
            return found[1]
        gist = self.value(node, GIST)
        return (gist.language or "") if isinstance(gist, Literal) else ""

    def _label(self, node: NamedNode) -> str:
        label = self._best_label(node)
        if label is not None:
            return label[0]
        if self.value(node, STANDING) is None and self.value(node, NOTE_KIND) is None:  # claims and notes keep their short names
            gist = self.value(node, GIST)
            if gist is not None:
                return gist.value
        return self._passage(node) or self.short(node)

    def _best_label(self, node: NamedNode) -> tuple[str, str] | None:
        """The best label of a node that is held; of one about which nothing is held, the best of any."""
        found = self._labelled(node, DefaultGraph())
        return found if found is not None or self.is_held(node) else self._labelled(node, None)

    def _labelled(self, node: NamedNode, graph: DefaultGraph | None) -> tuple[str, str] | None:
        """The best label of a node in a graph, or in any graph (None), with its language tag or an empty string."""
        for predicate in (LABEL, PREF_LABEL, TITLE):
            best: tuple[int, str, str] | None = None
            for quad in self.store.quads_for_pattern(node, predicate, None, graph):
                literal = quad.object
                if isinstance(literal, Literal):
                    best = min(best or (9, "", ""), (farness(literal.language, self.language), literal.value, literal.language or ""))
            if best is not None:
                return best[1:]
        return None

    def _passage(self, node: NamedNode) -> str | None:
        """The document, section, kind and number of a passage; None for any other node."""
        document = self.value(node, DOCUMENT)
        number = self.value(node, NUMBER)
        if document is None:
            return None
        section = self.value(node, SECTION)
        kind = self.value(node, PASSAGE_KIND)
        parts = [self.label(document)]
        if section is not None and section.value:
            parts.append(section.value)
        parts.append(f"{self.label(kind) if kind else 'passage'} {number.value if number else slug(node.value)}")
        return ", ".join(parts)

    def value(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | Literal | None:
        """The first object, in sorted order, of a subject and predicate in any graph; None without one."""
        objects = {
            quad.object for quad in self.store.quads_for_pattern(subject, predicate, None) if isinstance(quad.object, NamedNode | Literal)
        }
        return min(objects, key=lambda each: each.value, default=None)

    def short(self, node: NamedNode) -> str:
        """The CURIE of a node where a prefix fits, else its IRI."""
        return shorten(node.value, self.prefixes)

    def describe(self, node: NamedNode) -> str:
        """A node's label, CURIE and most specific types, to distinguish it from others with the same name."""
        return f"{self.label(node)} ({', '.join([self.short(node), *self.shown_types(node)])})"
