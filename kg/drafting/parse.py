"""The grammar of a passage, as a parser gives it: which word each word depends on, and how."""

from __future__ import annotations

from typing import Final, NamedTuple

_SUBJECTS: Final = frozenset(("nsubj", "csubj"))
_PASSIVE: Final = frozenset(("nsubjpass", "csubjpass"))
_OBJECTS: Final = frozenset(("dobj", "dative", "attr", "oprd"))


class Name(NamedTuple):
    """A name that a parser has found.

    Attributes:
        start: the offset of its first character.
        end: the offset after its last character.
        label: what it is, in the words of OntoNotes, such as ``PERSON`` or ``GPE``.
    """

    start: int
    end: int
    label: str


class Parse(NamedTuple):
    """The grammar of a passage. The words are those of `kg.drafting.words.tokens_of`.

    Attributes:
        heads: for each word, the position of the word that it depends on; its own position for the root.
        labels: for each word, how it depends on that, in the words of ClearNLP, such as ``nsubj``.
        verbs: for each word, whether it is a verb.
        names: the names.
    """

    heads: tuple[int, ...]
    labels: tuple[str, ...]
    verbs: tuple[bool, ...]
    names: tuple[Name, ...] = ()

    def children(self, head: int) -> list[int]:
        """The positions of the words that depend on a word, sorted."""
        return [each for each, above in enumerate(self.heads) if above == head and each != head]

    def joined(self, position: int) -> list[int]:
        """A word and those that are joined to it by *and* or a comma, sorted."""
        found = [position]
        for each in self.children(position):
            if self.labels[each] in ("conj", "appos"):
                found += self.joined(each)
        return sorted(found)

    def subjects(self, verb: int) -> tuple[list[int], bool]:
        """The heads of the subjects of a verb, and whether it is passive. A verb that is joined to another shares its subject."""
        seen = set()
        while verb not in seen:
            seen.add(verb)
            for labels, passive in ((_SUBJECTS, False), (_PASSIVE, True)):
                found = [each for each in self.children(verb) if self.labels[each] in labels]
                if found:
                    return [other for each in found for other in self.joined(each)], passive
            if self.labels[verb] not in ("conj", "xcomp", "advcl", "pcomp", "prep"):
                break
            verb = self.heads[verb]
        return [], False

    def objects(self, verb: int) -> list[tuple[str, int]]:
        """The heads of the objects of a word, each with the position of its preposition as a label: empty for a direct object.

        The preposition is given by its position, because the words are not kept here: ``"12"`` for the word at 12.
        """
        found = []
        for each in self.children(verb):
            if self.labels[each] in _OBJECTS:
                found += [("", other) for other in self.joined(each)]
            elif self.labels[each] in ("prep", "agent"):
                for inner in self.children(each):
                    if self.labels[inner] in ("pobj", "pcomp"):
                        found += [(str(each), other) for other in self.joined(inner)]
        return found

    def span(self, head: int) -> tuple[int, int]:
        """The first position of what depends on a word, itself included, and the position after the last."""
        members = {head}
        waiting = [head]
        while waiting:
            for each in self.children(waiting.pop()):
                if self.labels[each] not in ("relcl", "acl", "appos", "conj", "cc") and each not in members:
                    members.add(each)
                    waiting.append(each)
        return min(members), max(members) + 1
