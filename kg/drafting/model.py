"""The values of a draft: what is suggested for a passage, for which reason, and on which words it rests.

No value has the text of a passage. Where words are meant, their offsets in the passage are given, as Python slices it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from kg.record.names import humanize, slug

if TYPE_CHECKING:
    from kg.values import JsonObject

About: TypeAlias = Literal["name", "date", "claim"]
"""What a suggestion is about: a name in the passage, a date in it, or a claim that it makes."""

MARKS: Final[dict[str, str]] = {"Hedged": "?", "Denied": "!", "Evaluative": "~", "Rumoured": "%", "Planned": ">", "Conditional": "/"}
"""The mark of each standing but Stated, at the beginning of a line."""

BASES: Final[dict[str, str]] = {
    "AsStated": "",
    "FromContext": " (context)",
    "Inferred": " (inferred)",
    "AsOfWriting": " (writing)",
    "FromDocumentDate": " (document)",
}
"""What follows a date in a line, by the local name of what it rests on."""
_PLAIN: Final = re.compile(r"[\w .'’–-]+")


class Entity(NamedTuple):
    """Somebody or something that a passage names.

    Attributes:
        node: its IRI in the workspace; empty for a new name.
        label: its label; for a new name, the words of the passage, or the usual name of a state.
        kind: the IRI of its class; for a new name, the class that is guessed; empty if there is no guess.
    """

    node: str
    label: str
    kind: str = ""

    def to_json(self) -> JsonObject:
        """The entity as ``kg draft --json`` prints it."""
        return {"iri": self.node or None, "label": self.label, "kind": self.kind or None}


class Ground(NamedTuple):
    """Some words on which a part of a suggestion rests, and why.

    Attributes:
        slot: the part: ``name``, ``kind``, ``date``, ``standing``, ``speech``, or the local name of a role.
        start: the offset of the first character in the passage.
        end: the offset after the last character. Equal to `start` if the part rests on no words of this passage.
        reason: a few words that explain it.
    """

    slot: str
    start: int
    end: int
    reason: str

    def words(self, text: str) -> str:
        """The words, given the text of the passage."""
        return text[self.start : self.end]


class Role(NamedTuple):
    """Who or what has which role in a claim.

    Attributes:
        role: the IRI of the role.
        entity: who or what has it.
    """

    role: str
    entity: Entity


class Suggestion(NamedTuple):
    """One suggestion for a passage. It asserts nothing until a person accepts it.

    Attributes:
        about: what it is about. A suggestion about a name has one role with an empty IRI; one about a date has only the date.
        kind: for a claim, the IRI of the class of the act or situation.
        roles: who takes part, in order.
        date: the date in EDTF; empty without one.
        basis: the local name of what the date rests on, such as ``AsStated``; empty without one.
        standing: the local name of the standing.
        speech: for the content of a statement, the position of the statement among the suggestions for the passage; else None.
        grounds: the words that it rests on, with reasons.
        source: what made it: ``rules``, ``parser`` or ``command``.
    """

    about: About
    kind: str = ""
    roles: tuple[Role, ...] = ()
    date: str = ""
    basis: str = ""
    standing: str = "Stated"
    speech: int | None = None
    grounds: tuple[Ground, ...] = ()
    source: str = "rules"

    @property
    def reason(self) -> str:
        """Why it is suggested, in a few words."""
        return "; ".join(dict.fromkeys(each.reason for each in self.grounds))

    def line(self) -> str:
        """The suggestion as a coding line: the mark of its standing, the kind, who takes part, the date.

        A name that the workspace does not have follows a ``+``, its kind in brackets.

        >>> actor = "https://w3id.org/chancery/ontology#actor"
        >>> roles = Role(actor, Entity("", "Norway", "")), Role(actor, Entity("https://x.org/id/sweden", "Sweden", ""))
        >>> Suggestion("claim", "https://w3id.org/chancery/ontology#Visit", roles, "1905", "FromContext", "Hedged").line()
        '? visit; actor: +Norway + Sweden; 1905 (context)'
        """
        by_role: dict[str, list[str]] = {}
        for role, entity in self.roles:
            by_role.setdefault(slug(role), []).append(_shown(entity))
        parts = [humanize(self.kind)] if self.kind else []
        parts += [f"{role}: {' + '.join(names)}" if role else " + ".join(names) for role, names in by_role.items()]
        if self.date:
            parts.append(self.date + BASES.get(self.basis, ""))
        marks = ('"' if self.speech is not None else "") + MARKS.get(self.standing, "")
        return " ".join(filter(None, (marks, "; ".join(parts))))

    def to_json(self, text: str = "") -> JsonObject:
        """The suggestion as ``kg draft --json`` prints it.

        Args:
            text: the text of the passage; without it, the words are left out.
        """
        return {
            "about": self.about,
            "line": self.line(),
            "kind": self.kind or None,
            "roles": [{"role": role or None, **entity.to_json()} for role, entity in self.roles],
            "date": self.date or None,
            "basis": self.basis or None,
            "standing": self.standing,
            "speech": self.speech,
            "reason": self.reason,
            "source": self.source,
            "rests_on": [
                {
                    "slot": each.slot,
                    "start": each.start,
                    "end": each.end,
                    "reason": each.reason,
                    **({"words": each.words(text)} if text else {}),
                }
                for each in self.grounds
            ],
        }


class Context(NamedTuple):
    """What the passages before one in its section say: what a pronoun or a date without a year can refer to.

    Attributes:
        person: the person who was named last; None without one.
        date: the last date, in EDTF; empty without one.
        document_date: the date of the document, in EDTF; empty if it is not known.
    """

    person: Entity | None = None
    date: str = ""
    document_date: str = ""


def _shown(entity: Entity) -> str:
    """An entity as a line names it."""
    if entity.node:
        return entity.label if _PLAIN.fullmatch(entity.label) else f"#{slug(entity.node)}"
    name = re.sub(r"[()#;+]", " ", entity.label)
    return f"+{' '.join(name.split())}{f' ({slug(entity.kind)})' if entity.kind else ''}"
