"""What a picture says about itself: title, source, selection, and the state in which it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.picture.story import Step
    from kg.values import Json


@dataclass(frozen=True, slots=True)
class Asking:
    """What the page needs for queries.

    Attributes:
        queries: the stored queries as forms (see `kg.picture.engine.as_form`).
        prefixes: prefix to namespace.
        engine: the version of the query engine.
    """

    queries: tuple[Mapping[str, Json], ...]
    prefixes: Mapping[str, str]
    engine: str


@dataclass(frozen=True, slots=True)
class About:
    """What a picture says about itself.

    Attributes:
        title: the heading.
        workspace: the title of the workspace.
        name: the name of the workspace, for the names of exported files.
        digest: the first twelve digits of the snapshot's digest.
        citation: how to cite the workspace.
        license: the address of the licence of the data.
        language: the language tag of labels.
        selection: which part of the graph it is, in words; empty for the whole.
        start: the state that the view opens in, as in the fragment of its address: ``as-of=1990-12-31&size=degree``.
        only: the nodes that a query returned, by IRI, which are all that is shown at first; None where no query was given.
        principals: the principal parties, by IRI, with which the picture opens; see `kg.picture.opening`.
        asking: what the page needs for queries; None if it cannot be queried.
        story: the views of the story with which the picture opens.
    """

    title: str
    workspace: str = ""
    name: str = ""
    digest: str = ""
    citation: str = ""
    license: str = ""
    language: str = "en"
    selection: str = ""
    start: str = ""
    only: tuple[str, ...] | None = None
    principals: tuple[str, ...] = ()
    asking: Asking | None = None
    story: tuple[Step, ...] = ()

    def as_json(self, base: str, numbers: Mapping[str, int]) -> dict[str, Json]:
        """The fields as a JSON object for the page.

        Args:
            base: the base IRI of the workspace.
            numbers: the number of each node of the picture, by IRI.
        """
        found: dict[str, Json] = {
            "title": self.title,
            "workspace": self.workspace,
            "name": self.name,
            "digest": self.digest,
            "citation": self.citation,
            "license": self.license,
            "language": self.language,
            "selection": self.selection,
            "start": self.start,
        }
        if self.only is not None:
            found["only"] = [numbers[iri] for iri in self.only if iri in numbers]
        if self.asking is not None:
            asking: Json = {"queries": self.asking.queries, "prefixes": self.asking.prefixes, "engine": self.asking.engine}
            found |= {"engine": True, "asking": asking}
        return found | {"base": base}
