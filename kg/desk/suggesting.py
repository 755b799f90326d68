"""What is suggested for a passage on the desk: by rules when it is opened, and by what `kg draft` has kept. Nothing of it is asserted."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from kg.coding.asking import Completion
from kg.drafting import Context, Suggestion, Vocabulary, read, vocabulary
from kg.drafting.keeping import FOLDER, drafts_status, kept
from kg.drafting.model import Role
from kg.errors import EnvironmentProblem
from kg.files import read_file, write_atomically
from kg.ontology.words import with_article
from kg.record.names import fold, humanize, slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kg.desk.files import Files
    from kg.drafting.model import Entity
    from kg.record.model import Passage
    from kg.values import Json
    from kg.workspace import Workspace

REJECTED: Final = "rejected.json"
MOST_NAMES: Final = 5
"""The number of new names that are offered at once."""
MOST_ABOVE: Final = 50
"""The number of passages of a section that are read for what a pronoun or a date without a year refers to."""
_BEGUN: Final = re.compile(r"(?:^|[;+:])\s*\+?([^;+:#]*)$")


class Drafts:
    """Suggestions for the passages of a workspace, and those that were rejected.

    Args:
        workspace: the workspace.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._path = os.path.join(workspace.state_folder, FOLDER, REJECTED)
        self._rejected = self._read_rejected()
        self._known: tuple[object, object, Vocabulary] | None = None
        self._last: tuple[object, Sequence[Suggestion]] | None = None

    def drafted(self, document: str) -> frozenset[str]:
        """The names of the passages of a document for which `kg draft` has kept a claim."""
        try:
            found = kept(self._workspace, document)
        except EnvironmentProblem:
            return frozenset()  # a damaged file is only a draft; `kg draft` tells
        return frozenset(
            name for name, each in found.items() if any(one.about == "claim" for made in each.suggestions.values() for one in made)
        )

    def claims(self, files: Files, passage: Passage, texts: Mapping[str, tuple[str, int]], lines: Collection[str]) -> list[Json]:
        """The claims that are suggested for a passage: each line, why, its words in the text, what made it, and new names without a kind.

        Args:
            files: what the files say.
            passage: the passage.
            texts: the texts of the passages, by name.
            lines: the lines that the passage has; what they say already is not suggested.
        """
        text = texts.get(passage.name, ("", 0))[0]
        rejected = self._rejected.get(passage.name, [])
        said = {_kind(line) for line in lines}
        rows: list[Json] = []
        seen: set[str] = set()
        for each in self._suggested(files, passage, texts):
            line = each.line()
            if each.about != "claim" or _is_only_a_place(each) or line in seen or _kind(line) in said:
                continue
            if line in rejected or _key(each) in rejected:
                continue
            seen.add(line)
            words = list(dict.fromkeys(ground.words(text) for ground in each.grounds if ground.end > ground.start))
            lacking: list[Json] = [entity.label for _, entity in each.roles if not entity.node and not entity.kind]
            rows.append({"line": line, "reason": each.reason, "words": words, "source": each.source, "lacking": lacking})
        return rows

    def new_names(self, files: Files, passage: Passage, texts: Mapping[str, tuple[str, int]], typed: str) -> list[Completion]:
        """The names in a passage that the workspace does not have yet and that fit what is being typed, each with the kind that is guessed.

        Args:
            files: what the files say.
            passage: the passage.
            texts: the texts of the passages, by name.
            typed: the line up to the cursor.
        """
        match = _BEGUN.search(typed)
        if match is None or ";" not in typed:
            return []
        begun, start = fold(match[1]), match.start(1) - (typed[match.start(1) - 1 : match.start(1)] == "+")
        found: dict[str, Completion] = {}
        for each in self._suggested(files, passage, texts):
            for _, entity in each.roles:
                if not entity.node and fold(entity.label).startswith(begun):
                    kind = f" ({humanize(entity.kind)})" if entity.kind else ""
                    about = (
                        f"a new name, perhaps of {with_article(humanize(entity.kind))}" if kind else "a new name, with its kind in brackets"
                    )
                    found.setdefault(entity.label, Completion(f"+{entity.label}{kind}; ", start, len(typed), about))
        return list(found.values())[:MOST_NAMES]

    def reject(self, files: Files, passage: Passage, texts: Mapping[str, tuple[str, int]], line: str) -> None:
        """Suggest a line for a passage no more, nor another of the same kind from the same word.

        Args:
            files: what the files say.
            passage: the passage.
            texts: the texts of the passages, by name.
            line: the line that was suggested.

        Raises:
            EnvironmentProblem: the file of rejected suggestions cannot be written.
        """
        found = next((_key(each) for each in self._suggested(files, passage, texts) if each.line() == line), line)
        if found not in self._rejected.setdefault(passage.name, []):
            self._rejected[passage.name].append(found)
        write_atomically(self._path, json.dumps(self._rejected, ensure_ascii=False, indent=1).encode())

    def _read_rejected(self) -> dict[str, list[str]]:
        try:
            found = json.loads(read_file(self._path))
        except (EnvironmentProblem, ValueError):
            return {}  # there is none yet, or it is damaged: then what was rejected is suggested again
        return {str(name): [str(line) for line in lines] for name, lines in found.items()} if isinstance(found, dict) else {}

    def _suggested(self, files: Files, passage: Passage, texts: Mapping[str, tuple[str, int]]) -> Sequence[Suggestion]:
        """What the rules suggest, having read what is above in the section, and what `kg draft` has kept, which comes first.

        It is remembered for the passage that was asked about last.
        """
        document = slug(passage.document.value)
        key = (files, passage.name, len(texts), drafts_status(self._workspace, document))
        if self._last is None or self._last[0] != key:
            self._last = key, self._read(files, passage, texts, document)
        return self._last[1]

    def _read(self, files: Files, passage: Passage, texts: Mapping[str, tuple[str, int]], document: str) -> Sequence[Suggestion]:
        if self._known is None or self._known[0] is not files.ontology or self._known[1] != files.names:
            self._known = files.ontology, files.names, vocabulary(files.store, files.index.base, files.ontology)
        known = self._known[2]
        date = next((each.date for each in files.documents if each.node == passage.document), "")
        context = Context(document_date=date)
        section = [
            each
            for each in files.of_document(document)
            if each.section == passage.section and each.number <= passage.number and each.name in texts
        ]
        read_here: dict[str, list[Suggestion]] = {}
        for each in section[-MOST_ABOVE:]:
            result = read(known, texts[each.name][0], context)
            read_here[each.name], context = result.suggestions, result.context
        own = read_here.get(passage.name, [])
        try:
            drafts = kept(self._workspace, document)
        except EnvironmentProblem:
            drafts = {}
        mine = drafts.get(passage.name)
        others = [] if mine is None or mine.sha256 != passage.sha256 else [one for made in mine.suggestions.values() for one in made]
        of_others = {_key(one) for one in others if one.about == "claim"}
        found = [*others, *(one for one in own if one.about != "claim" or _key(one) not in of_others)]
        every = [one for each in drafts.values() for made in each.suggestions.values() for one in made]
        kinds = _kinds_of_names([*every, *(one for made in read_here.values() for one in made)])
        return [one._replace(roles=tuple(Role(role, _named(entity, known, kinds)) for role, entity in one.roles)) for one in found]


def _kinds_of_names(suggestions: Iterable[Suggestion]) -> dict[str, str]:
    """The label of each new name to the class that is guessed most often for it, so that it has the same all through a document."""
    guesses: dict[str, Counter[str]] = {}
    for each in suggestions:
        for _, entity in each.roles:
            if not entity.node and entity.kind:
                guesses.setdefault(entity.label, Counter())[entity.kind] += 1
    return {label: kinds.most_common(1)[0][0] for label, kinds in guesses.items()}


def _named(entity: Entity, known: Vocabulary, kinds: Mapping[str, str]) -> Entity:
    """What a suggestion names, as it is known now: it may have been new when the draft was made."""
    if entity.node:
        return entity
    return known.named(entity.label) or entity._replace(kind=kinds.get(entity.label, entity.kind))


def _is_only_a_place(suggestion: Suggestion) -> bool:
    """Whether a suggestion has a place and nobody who takes part: more is wrong with it than right.

    >>> from kg.drafting.model import Entity, Role
    >>> place = Role("https://x.org/#place", Entity("", "Lima", ""))
    >>> _is_only_a_place(Suggestion("claim", "https://x.org/#War", (place,), "", "", "Stated", None, (), "rules"))
    True
    """
    return bool(suggestion.roles) and all(slug(role) == "place" for role, _ in suggestion.roles)


def _key(suggestion: Suggestion) -> str:
    """A name for a suggestion that stays when its names become known: its kind, and where the word stands that suggests it.

    >>> from kg.drafting.model import Ground
    >>> _key(Suggestion("claim", "https://x.org/#Attack", (), "", "", "Stated", None, (Ground("kind", 15, 21, "a word"),), "rules"))
    'Attack at 15'
    """
    start = next((each.start for each in suggestion.grounds if each.slot == "kind"), 0)
    return f"{slug(suggestion.kind)} at {start}"


def _kind(line: str) -> str:
    """The kind that a line names, without its marks and its identifier."""
    return fold(re.sub(r"^[&\"?!~%>/\s]+|\s*#[\w.-]+", "", line.partition(";")[0]))
