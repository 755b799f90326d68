"""What every part of the page needs: links to passages and items, what an item rests on, a table with a heading for each column."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kg.disputes.render.markup import Html, between, el, join
from kg.disputes.words import counted
from kg.record.names import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.model import Dispute, Node, Parallel, Place, Report, Said


class Parts:
    """The small parts of one report's page.

    Args:
        report: the report.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        self.definitions = dict(report.definitions)
        self.documents = {source.iri: source.name for source in report.sources}
        self.by_key = {item.key: item for item in report.disputes}
        self.by_passage: dict[str, list[Dispute]] = defaultdict(list)
        for item in report.disputes:
            for place in item.passages:
                self.by_passage[place.iri].append(item)
        codes = [place.code for source in report.sources for place in source.passages]
        self.twice = {code for code in codes if codes.count(code) > 1}

    def about(self, node: Node) -> Html:
        """A thing with its classes and its date."""
        small = ", ".join(filter(None, (*node.types, node.date)))
        return join(el("span", node.name), el("span", f" {small}", class_="types") if small else None)

    def abouts(self, nodes: Sequence[Node]) -> Html:
        """One or several things."""
        if len(nodes) == 1:
            return self.about(nodes[0])
        return el("ul", [el("li", self.about(node)) for node in nodes], class_="plain")

    def rests(self, item: Dispute) -> Html:
        """What an item rests on: how many independent witnesses, and which passages share their text."""
        witnesses = counted(item.witnesses, "independent witness", "independent witnesses")
        parallels = [self.parallel(pair) for pair in item.parallels]
        return join(f"Told by {witnesses}. " if item.witnesses else None, between(parallels, " "))

    def parallel(self, pair: Parallel) -> Html:
        """Which two passages share their text, and how closely."""
        how = "to the letter" if pair.exact else "in part or in other words"
        return join(self.link(pair.one), " and ", self.link(pair.other), f" share their text, {how}.")

    def handles(self, item: Dispute) -> Html | None:
        """The names of the notes that an item is made of, by which they can be cited and looked up."""
        notes = [item.iri] if item.iri else []
        notes += [remark.iri for remark in item.remarks if remark.kind in item.kinds]
        return el("p", "Noted as ", ", ".join(slug(note) for note in notes), ".", class_="see") if notes else None

    def wording(self, said: Said) -> Html | None:
        """The few words that an assertion graph keeps of its passage."""
        return el("span", " In its words: ", el("q", said.wording), ".", class_="wording") if said.wording else None

    def where(self, item: Dispute) -> Html:
        """The passages of an item, as links."""
        return el("span", between([self.link(place) for place in item.passages], " "), class_="codes")

    def see(self, item: Dispute) -> Html | None:
        """Links to related items, by kind."""
        links: dict[str, list[Html]] = defaultdict(list)
        for key in item.see:
            other = self.by_key[key]
            code = other.passages[0].code if other.passages else other.key
            links[other.kinds[0]].append(el("a", code, href=f"#{key}"))
        if not links:
            return None
        groups = [join(f"{kind} ", between(each, ", ")) for kind, each in links.items()]
        return el("p", "See also ", between(groups, "; "), ".", class_="see")

    def short(self, place: Place) -> str:
        """A passage by its document and its short name."""
        return f"{self.documents.get(place.document, '')} {place.code}".strip()

    def anchor(self, place: Place) -> str:
        """The name of a passage's row in the index of passages."""
        return f"p-{place.code}" if place.code not in self.twice else f"p-{place.iri}"

    def link(self, place: Place, text: str | None = None) -> Html:
        """A link to a passage's row in the index."""
        return el("a", text or place.code, href=f"#{self.anchor(place)}", title=None if text else place.name)

    def table(self, kind: str, heads: Sequence[str], rows: Sequence[Html], meaning: str | None = None) -> Html:
        """A table with its kind as heading, and what the kind means as caption."""
        heading = el("h3", kind.capitalize(), el("span", f" {len(rows)}", class_="count"), id=kind_anchor(kind))
        return join(heading, stacked(heads, rows, meaning or self.definitions.get(kind) or kind.capitalize() + "."))


def stacked(heads: Sequence[str], rows: Sequence[Html], caption: str | Html) -> Html:
    """A table that becomes a list of records on a narrow screen."""
    head = el("tr", [el("th", each, scope="col", role="columnheader") for each in heads], role="row")
    return table_of(caption, head, rows, "stack")


def table_of(caption: str | Html, head: Html, rows: Sequence[Html], class_: str) -> Html:
    """A table with its roles spelt out: style sheets that lay out its rows as blocks would take them from it in some browsers."""
    body = el("tbody", rows, role="rowgroup")
    return el("table", el("caption", caption), el("thead", head, role="rowgroup"), body, class_=class_, role="table")


def row(heads: Sequence[str], cells: Sequence[Html | str | Iterable[Html | str | None]], key: str) -> Html:
    """A row of such a table: its cells carry their column's heading."""
    return el("tr", [el("td", cell, data_head=head, role="cell") for head, cell in zip(heads, cells, strict=True)], id=key, role="row")


def kind_anchor(kind: str) -> str:
    """The name of the table of a kind.

    >>> kind_anchor("probable misprint")
    'kind-probable-misprint'
    """
    return "kind-" + "".join(each if each.isascii() and each.isalnum() else "-" for each in kind)


def contents(kinds: Sequence[str]) -> Html | None:
    """Links to the tables of a part, where it has more than one."""
    links = [el("li", el("a", kind, href=f"#{kind_anchor(kind)}")) for kind in kinds]
    return el("ul", links, class_="contents") if len(links) > 1 else None


def silent(text: str) -> Html:
    """What stands where there is nothing to say."""
    return el("span", text, class_="silent")
