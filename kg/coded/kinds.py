"""Which class of acts a code of CAMEO or PLOVER is, by the alignments of the ontology.

An event that has a code is an act of a class if the class means the same as the code, nearly the same, or more. Classes that mean less than
the code are never taken: the code does not say that much. If several classes mean the same, the class is the narrowest one that has all of
them; a code without a class is what its parent code is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.namespaces import DIP, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.ontology import Ontology

CODES: Final = "https://w3id.org/chancery/codes/"
"""Where the IRIs of codes begin; the name of the scheme and the code follow."""
ACT: Final = DIP + "Act"
OWN: Final = "chancery"
"""The scheme whose codes are the local names of our classes."""
_BY_CLOSENESS: Final = ("exactMatch", "closeMatch", "narrowMatch")
"""The mappings of a class to a code by which an event with the code is an act of the class; the first that a code has is taken."""


class Kinds:
    """The classes of the codes of a scheme.

    Args:
        ontology: the ontology, with its alignments.
        scheme: ``cameo``, ``plover``, the name of another scheme to whose codes the ontology maps classes, or ``chancery``.
    """

    def __init__(self, ontology: Ontology, scheme: str) -> None:
        self._ontology = ontology
        self._own = scheme == OWN
        self._classes: dict[str, dict[str, set[str]]] = {}
        start = f"{CODES}{scheme}/"
        ranks = {SKOS + name: name for name in _BY_CLOSENESS}
        for triple in () if self._own else ontology.triples:
            name = ranks.get(triple.predicate.value)
            code = getattr(triple.object, "value", "")
            if name is not None and code.startswith(start) and ontology.is_class(triple.subject.value):  # type: ignore[union-attr]
                self._classes.setdefault(code.removeprefix(start), {}).setdefault(name, set()).add(triple.subject.value)  # type: ignore[union-attr]

    @property
    def known(self) -> bool:
        """Whether the ontology maps a class to a code of the scheme."""
        return self._own or bool(self._classes)

    def of(self, code: str) -> str | None:
        """The IRI of the class of a code: `ACT` if no class that is not too general is known for it or for its parents, None without code.

        Args:
            code: the code, such as ``0342`` or ``ASSAULT.abduct``. CAMEO's parents have fewer digits; PLOVER's types stand before a dot.
        """
        if not code:
            return None
        if self._own:
            iri = DIP + code
            return iri if self._ontology.is_a(iri, DIP + "Matter") else ACT
        while code:
            found = self._classes.get(code, {})
            for name in _BY_CLOSENESS:
                if name in found:
                    return self._of_all(found[name])
            code = code.rpartition(".")[0] if "." in code else code[:-1] if code.isdigit() else ""
        return ACT

    def table(self, codes: Iterable[str]) -> list[tuple[str, str]]:
        """Codes with the IRIs of their classes, sorted."""
        return sorted((code, found) for code in set(codes) if (found := self.of(code)) is not None)

    def _of_all(self, classes: Iterable[str]) -> str:
        """The narrowest class that has all of these as subclasses or is the only one."""
        each = [self._ontology.superclasses(iri) for iri in sorted(classes)]
        shared: frozenset[str] = frozenset.intersection(*each)
        narrowest = {iri for iri in shared if not any(other != iri and self._ontology.is_a(other, iri) for other in shared)}
        return min(narrowest) if len(narrowest) == 1 else ACT


def unknown_codes(kinds: Kinds, codes: Mapping[str, int]) -> dict[str, int]:
    """The codes that are no more than acts to the ontology, with how often each occurs.

    Args:
        kinds: the classes of the scheme.
        codes: how often each code occurs.
    """
    return {code: number for code, number in sorted(codes.items()) if kinds.of(code) == ACT}
