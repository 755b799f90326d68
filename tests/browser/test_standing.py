"""What is not held: hidden by default, marked when switched on, and never shown without its speaker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.picture import Picture
from tests.browser.asking import busiest, column, label, rows, slug
from tests.browser.conftest import Open, Opened

if TYPE_CHECKING:
    import pyoxigraph as ox

pytestmark = pytest.mark.browser

ALL = "more=Hedged,Rumoured,Conditional,Planned,Evaluative,Denied,said,withdrawn"
UNHELD_ONLY = (
    """SELECT DISTINCT ?x ?l { ?a dip:standing ?s . GRAPH ?a { ?x skos:prefLabel ?l } FILTER NOT EXISTS { ?x a ?t } } ORDER BY ?x ?l"""
)


def table(opened: Opened) -> list[list[str]]:
    """The cells of the current table."""
    script = "all => all.map(row => [...row.children].map(cell => cell.textContent))"
    found: list[list[str]] = opened.page.eval_on_selector_all("#table tbody tr", script)
    return found


def everything(opened: Opened) -> set[str]:
    """Every separate text of the page (a name, a cell, a heading), including closed parts and all tables."""
    nodes = "[...document.querySelectorAll('body *:not(script)')].flatMap(each => [...each.childNodes])"
    script = f"() => {nodes}.filter(each => each.nodeType === 3).map(each => each.data.trim())"
    texts = set(opened.page.evaluate(script))
    for tab in ("acts", "relations", "agents"):
        opened.go(f"view=table&tab={tab}")
        texts.update(opened.page.evaluate(script))
    return texts


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_what_only_unheld_graphs_name_is_nowhere_by_default(open_file: Open, demo: Path, store: ox.Store, step: int) -> None:
    """Every fourth thing is selected, and all of them in the long tests."""
    opened = open_file(demo)
    texts = everything(opened)
    assert label(store, busiest(store, "State")) in texts
    unheld = rows(store, UNHELD_ONLY)
    assert len(unheld) > 5
    held_labels = set(column(store, "SELECT ?l { ?x rdfs:label ?l }"))
    assert texts.isdisjoint({name for _, name in unheld} - held_labels)
    for iri, name in unheld[::step]:
        assert opened.page.evaluate("iri => chancery.pointOf(iri)", iri) is None, iri
        opened.go(f"sel=n:{slug(iri)}")
        assert opened.page.inner_text("#panel-title") == "Not held as fact", iri
        assert name not in (opened.page.text_content("#panel-body") or ""), iri
    assert "⚑ " not in (opened.page.text_content("#lanes") or "")


def test_search_says_that_something_is_hidden_without_naming_it(open_file: Open, demo: Path, store: ox.Store) -> None:
    iri, name = rows(store, UNHELD_ONLY)[0]
    opened = open_file(demo)
    opened.page.fill("#search", name)
    options = opened.page.inner_text("#suggestions")
    assert "1 more, not held as fact" in options
    assert name not in options, iri
    opened.page.keyboard.press("Enter")
    options = opened.page.inner_text("#suggestions")
    assert name in options, iri
    assert "⚑" in options


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_switched_on_it_is_marked_everywhere(open_file: Open, demo: Path, store: ox.Store, step: int) -> None:
    """Every fourth thing is selected, and all of them in the long tests."""
    opened = open_file(demo, ALL)
    assert "not held as fact (marked ⚑)" in opened.summary()
    opened.shot("not-held")
    standing = opened.page.evaluate("chancery.standing()")
    matters = {iri for iri, _ in rows(store, UNHELD_ONLY) if iri in standing}
    assert matters
    opened.go(f"{ALL}&view=table")
    names = {name for iri, name in rows(store, UNHELD_ONLY)}
    marked = opened.page.eval_on_selector_all("#table tbody tr.unheld", "all => all.map(row => row.textContent)")
    plain = opened.page.eval_on_selector_all("#table tbody tr:not(.unheld) th", "all => all.map(cell => cell.textContent)")
    assert len(marked) > 5
    assert all("⚑ not held: " in row for row in marked)
    assert not names.intersection(plain)
    for iri, name in rows(store, UNHELD_ONLY)[::step]:
        opened.go(f"{ALL}&sel=n:{slug(iri)}")
        text = opened.panel()
        assert name in text, iri
        assert "⚑" in text, iri


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_said_by_somebody_names_the_speaker_wherever_it_stands(open_file: Open, demo: Path, store: ox.Store, step: int) -> None:
    """Every sixth act, and all of them in the long tests."""
    opened = open_file(demo)
    said = "?a dip:contentOf ?s . ?s dip:actor ?who . ?who rdfs:label ?name . GRAPH ?a { ?x ?p ?o } ?x a dip:Matter"
    checked = 0
    for act, _speech, name in rows(store, f"SELECT DISTINCT ?x ?s ?name {{ {said} }} ORDER BY ?x ?s ?name")[::step]:
        opened.go(f"{ALL}&sel=n:{slug(act)}")
        claims = opened.page.eval_on_selector_all("#panel-body .claim.unheld", "all => all.map(each => each.textContent)")
        assert any("said by" in claim and name in claim for claim in claims), (act, name)
        checked += 1
    assert checked > 5


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_an_accusation_or_condemnation_never_stands_without_who_makes_it(
    open_file: Open, demo: Path, store: ox.Store, made: Picture, step: int
) -> None:
    """The table has all statements; in the panel stands every sixth, and all of them in the long tests."""
    opened = open_file(demo, f"{ALL}&view=table")
    cells = table(opened)
    speakers = "?x a dip:Statement ; dip:actor ?who . ?who rdfs:label ?name"
    found = rows(store, f"SELECT DISTINCT ?x ?name {{ {speakers} }} ORDER BY ?x ?name")
    assert len(found) > 10
    for act, name in found:
        (row,) = [row for row in cells if label(store, act) in row[1]]
        assert name in row[7], act
    opened.page.click("#tab-network")
    for act, name in found[::step]:
        opened.go(f"sel=n:{slug(act)}")
        title = opened.page.inner_text("#panel-title")
        shown = opened.panel()
        assert name in title or name in shown, act
    lanes = opened.page.eval_on_selector_all("#lanes .bar", "all => all.map(each => each.getAttribute('aria-label'))")
    for act, _ in found:
        for bar in (bar for bar in lanes if label(store, act) in bar):
            assert any(name in bar or "others:" in bar for other, name in found if other == act), bar


def test_filters_by_document_leave_only_what_it_reports(open_file: Open, demo: Path, store: ox.Store) -> None:
    documents = column(store, "SELECT DISTINCT ?d { ?p dip:document ?d } ORDER BY ?d")
    assert len(documents) >= 2
    opened = open_file(demo)
    for hidden in documents:
        opened.again(f"hide-docs={slug(hidden)}&view=table")
        told = f"""?x a dip:Matter . GRAPH ?a {{ ?x ?q ?o }} ?a dip:cites ?p ; dip:standing dip:Stated . ?p dip:document ?d
            FILTER(?d != <{hidden}>) FILTER NOT EXISTS {{ ?a dip:contentOf ?c }} FILTER NOT EXISTS {{ ?a dip:rank dip:Deprecated }}"""
        wanted = column(store, f"SELECT DISTINCT ?x {{ {told} }}")
        assert len(table(opened)) == len(wanted), hidden
