"""Drafts of the passages of a workspace: which passages, with which text, and what is suggested for each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kg.drafting.command import ask
from kg.drafting.keeping import keep
from kg.drafting.model import Context
from kg.drafting.parsing import parser
from kg.drafting.suggesting import read
from kg.drafting.vocabulary import vocabulary
from kg.errors import NameNotFound, UsageError
from kg.files import did_you_mean, nearest
from kg.ontology import load_ontology
from kg.record.names import slug
from kg.sources.coverage import record_of
from kg.sources.verify import compare
from kg.values import Printable

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from pyoxigraph import NamedNode

    from kg.drafting.model import Suggestion
    from kg.drafting.vocabulary import Vocabulary
    from kg.record.model import Document, Passage
    from kg.snapshot import Snapshot
    from kg.sources.verify import Check
    from kg.values import JsonObject
    from kg.workspace import Workspace


class PassageDraft(NamedTuple):
    """What is suggested for a passage.

    Attributes:
        passage: the passage.
        text: its text, from the reader's copy.
        suggestions: the suggestions, claims first.
    """

    passage: Passage
    text: str
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Draft(Printable):
    """Suggestions for some passages. They assert nothing. It prints as text, as ``kg draft`` does.

    Attributes:
        passages: the passages, by document and number, each with its suggestions.
        maker: what made them: ``rules``, ``parser`` or ``command``.
        refused: for a command, how many of its items were refused, by reason.
        absent: the names of the passages that are not in the copies of the texts.
    """

    passages: tuple[PassageDraft, ...]
    maker: str
    refused: dict[str, int] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = []
        for passage, text, found in self.passages:
            lines.append(f"{passage.name} ({passage.section})" if passage.section else passage.name)
            names = [each.line() for each in found if each.about == "name"]
            for each in found:
                if each.about != "name":
                    lines.append(f"  {each.line() or each.standing}")
                    lines += [f"      {one.slot}: {_quoted(one.words(text))}{one.reason}" for one in each.grounds]
            if names:
                lines.append(f"  names: {', '.join(names)}")
            if not found:
                lines.append("  nothing")
        lines += [f"{name} is not in the texts in these words" for name in self.absent]
        lines += [f"refused: {count} ({reason})" for reason, count in self.refused.items()]
        claims = sum(each.about == "claim" for one in self.passages for each in one.suggestions)
        of = len(self.passages)
        lines.append(f"{claims} claim{'' if claims == 1 else 's'} suggested for {of} passage{'' if of == 1 else 's'}; nothing is asserted")
        if not self.passages and not self.absent:
            lines.append("every passage is covered: name passages, or a document with --document")
        return "\n".join(lines) + "\n"

    def to_json(self) -> JsonObject:
        """The suggestions as ``kg draft --json`` prints them."""
        return {
            "maker": self.maker,
            "passages": [
                {
                    "name": passage.name,
                    "iri": passage.node.value,
                    "sha256": passage.sha256,
                    "suggestions": [each.to_json(text) for each in found],
                }
                for passage, text, found in self.passages
            ],
            "refused": dict(self.refused),
            "absent": list(self.absent),
        }


def _quoted(words: str) -> str:
    return f"“{' '.join(words.split())}”, " if words else ""


def draft(
    workspace: Workspace,
    snapshot: Snapshot,
    passages: Sequence[str],
    *,
    texts: str | os.PathLike[str],
    document: str | None = None,
    command: str | None = None,
    grammar: bool = True,
) -> Draft:
    """Draft some passages of a workspace, and keep the drafts in its state folder; see `kg.graph.Graph.draft`."""
    record = record_of(snapshot)
    documents = record.documents()
    every = record.passages()
    chosen = _chosen(documents, every, passages, document)
    checks = {check.passage.node: check for check in compare(documents, every, texts).checks}
    missing = [each for each in chosen if checks[each.node].status == "no text"]
    if missing:
        label = next(each.label for each in documents if each.node == missing[0].document)
        raise UsageError(f"there is no copy of {label}", str(texts), "name the folder with your copies of the texts: --text DIR")
    found = [each for each in chosen if checks[each.node].found]
    absent = tuple(each.name for each in chosen if not checks[each.node].found)
    known = vocabulary(snapshot.store, snapshot.base, load_ontology(workspace))
    refused: dict[str, int] = {}
    if command is not None:
        answer = ask(known, [checks[each.node].words for each in found], command)
        made, refused, maker = answer.suggestions, answer.refused, "command"
    else:
        made, maker = _read(known, documents, every, found, checks, grammar)
    drafts = tuple(PassageDraft(each, checks[each.node].words, one) for each, one in zip(found, made, strict=True))
    for each in documents:
        own = {one.passage.name: (one.passage.sha256, one.suggestions) for one in drafts if one.passage.document == each.node}
        if own:
            keep(workspace, slug(each.node.value), own, maker)
    return Draft(drafts, maker, refused, absent)


def _chosen(documents: Sequence[Document], every: Sequence[Passage], names: Sequence[str], document: str | None) -> list[Passage]:
    """The passages that are named, those of the document that is named, or those that are not covered yet."""
    by_name = {each.name: each for each in every}
    for name in names:
        if name not in by_name:
            near = nearest(name, by_name)
            raise NameNotFound(f"there is no passage {name}", None, did_you_mean(near, "kg sources --passages lists them"), near)
    own = every
    if document is not None:
        slugs = {slug(each.node.value): each.node for each in documents}
        if document not in slugs:
            near = nearest(document, slugs)
            raise NameNotFound(f"there is no document {document}", None, did_you_mean(near, "kg sources lists them"), near)
        own = [each for each in every if each.document == slugs[document]]
    if names:
        return [each for each in own if each.name in set(names)]
    return [each for each in own if each.reason is None and (document is not None or not each.covered)]


def _read(
    known: Vocabulary,
    documents: Sequence[Document],
    every: Sequence[Passage],
    found: Sequence[Passage],
    checks: dict[NamedNode, Check],
    grammar: bool,
) -> tuple[tuple[tuple[Suggestion, ...], ...], str]:
    """Read the passages in the order of the text, because a passage needs those before it in its section."""
    parse = parser() if grammar else None
    dates = {each.node: each.date for each in documents}
    wanted = {each.node for each in found}
    made: dict[object, tuple[Suggestion, ...]] = {}
    section: tuple[object, str] | None = None
    context = Context()
    for each in every:
        if (each.document, each.section) != section:
            section, context = (each.document, each.section), Context(document_date=dates[each.document])
        words = checks[each.node].words
        if words:
            result = read(known, words, context, parse(words) if parse is not None and each.node in wanted else None)
            made[each.node], context = tuple(result.suggestions), result.context
    return tuple(made[each.node] for each in found), "rules" if parse is None else "parser"
