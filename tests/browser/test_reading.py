"""Reading the picture with mouse and keyboard, and comparing what it says with the query layer's answers."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.namespaces import DIP
from kg.network.chains import chains
from kg.network.projection import project
from kg.network.ties import between_agents, ties
from kg.network.weights import Weights
from tests.browser.asking import HELD, busiest, column, label, rows, slug, truth
from tests.browser.conftest import Open

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

pytestmark = pytest.mark.browser


def first_edges(store: ox.Store) -> list[tuple[str, ...]]:
    """The first inferred relation of each pair of a state with another agent."""
    pattern = "?a ?p ?b . ?p rdfs:subPropertyOf dip:dealtWith . ?a a dip:State . ?b a dip:Agent FILTER(?a != ?b)"
    found = rows(store, f"SELECT ?a ?p ?b {{ {pattern} }} ORDER BY ?a ?p ?b")
    return list({(row[0], row[2]): row for row in reversed(found)}.values())[::-1]


def test_it_opens_from_the_disk_and_counts_what_is_held(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo)
    held = column(store, "SELECT DISTINCT ?x { ?x a dip:Matter }")
    agents = column(store, "SELECT DISTINCT ?x { ?x a dip:Agent }")
    assert opened.summary() == f"{len(agents)} agents · {len(held)} acts, conflicts and situations"
    assert opened.page.title() == opened.page.inner_text("h1")
    opened.shot("start")


def test_a_click_on_a_node_opens_its_acts_in_time_order_with_their_passages(open_file: Open, demo: Path, store: ox.Store) -> None:
    person = busiest(store, "Person")
    opened = open_file(demo)
    x, y = opened.page.evaluate("iri => chancery.pointOf(iri)", person)
    opened.page.mouse.click(x, y)
    opened.page.wait_for_selector("#panel-close:visible")
    assert opened.page.inner_text("#panel-title") == label(store, person)
    shown = opened.page.eval_on_selector_all("#panel-body .act", "all => all.map(each => each.querySelector('.act-title').textContent)")
    wanted = column(store, f"SELECT DISTINCT ?act {{ ?act dip:participant <{person}> . ?act a dip:Matter }}")
    for act in wanted:
        assert any(label(store, act) in title for title in shown), act
    dates = column(store, f"SELECT DISTINCT ?act {{ ?act dip:participant <{person}> ; dip:earliest ?e ; dip:latest ?l }}")
    placed = sorted((next(place for place, title in enumerate(shown) if label(store, act) in title), act) for act in dates)
    days = [column(store, f"SELECT ?e {{ <{act}> dip:earliest ?e }} ORDER BY ?e")[0] for _, act in placed]
    assert len(days) > 2
    assert all(day <= later for day, later in pairwise(days)), days
    opened.shot("person")


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.soak)])
def test_each_act_is_shown_with_exactly_the_passages_that_state_it(open_file: Open, demo: Path, store: ox.Store, step: int) -> None:
    """Every eighth act, and all of them in the long tests."""
    opened = open_file(demo)
    query = f"SELECT DISTINCT ?act ?p {{ ?act a dip:Matter . GRAPH ?a {{ ?act ?q ?o }} ?a dip:cites ?p . {HELD} }}"
    passages: dict[str, set[str]] = {}
    for act, passage in rows(store, query):
        passages.setdefault(act, set()).add(passage.rpartition("/")[2])
    assert len(passages) > 50
    for act, wanted in sorted(passages.items())[::step]:
        opened.go(f"sel=n:{slug(act)}")
        entry = "#panel-body .act[data-act] .sources:not(:has(.claim)) .slug"
        shown = set(opened.page.eval_on_selector_all(entry, "all => all.map(each => each.textContent)"))
        assert shown == wanted, act


def test_a_click_on_a_line_shows_rule_premises_acts_and_passages(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo)
    for subject, predicate, value in first_edges(store)[:10]:  # the middle of a line may lie under a node or another line
        point = opened.page.evaluate("triple => chancery.pointOfEdge(...triple)", [subject, predicate, value])
        if point is None:
            continue
        opened.page.mouse.click(*point)
        opened.page.wait_for_selector("#panel-close:visible")
        if opened.page.inner_text("#panel-title") == f"{label(store, subject)} → {label(store, value)}":
            break
    else:
        pytest.fail("none of ten lines opens by a click on its middle")
    text = opened.panel()
    for part in ("inferred", "Rule “", "because", "Stated in"):
        assert part in text, part
    assert opened.page.locator("#panel-body .passage .slug").count() >= 1
    opened.shot("line")


@pytest.mark.parametrize("most", [2, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_every_inferred_line_names_the_acts_of_its_proofs(
    open_file: Open, demo: Path, snapshot: Snapshot, store: ox.Store, most: int
) -> None:
    """Of each relation some lines, and all of them in the long tests."""
    opened = open_file(demo)
    seen: Counter[str] = Counter()
    matters = set(column(store, "SELECT DISTINCT ?x { ?x a dip:Matter }"))
    dealings = set(column(store, "SELECT ?p { ?p rdfs:subPropertyOf+ dip:dealtWith }"))
    narrower = "ASK {{ <{0}> ?q <{2}> . ?q rdfs:subPropertyOf+ <{1}> }}"
    compared = 0
    for proof in snapshot.proofs():
        triple = [str(part).strip("<>") for part in proof.triple]
        # A matter that another act of the proof is about, such as a condemned act, is not one of the acts behind the line.
        acts = set()
        for each in proof.derivations:
            objects = {str(premise.object).strip("<>") for premise in each.premises}
            acts |= {str(premise.subject).strip("<>") for premise in each.premises} & matters - objects
        if triple[1] not in dealings or not acts or truth(store, narrower.format(*triple)):
            continue
        seen[triple[1]] += 1
        if seen[triple[1]] > most:
            continue
        opened.go(f"sel=e:{slug(triple[0])}>{triple[1].removeprefix(DIP)}>{slug(triple[2])}")
        titles = opened.page.eval_on_selector_all(
            "#panel-body .edge-entry > .act", "all => all.map(each => each.querySelector('.act-title').textContent)"
        )
        assert len(titles) == len(acts), triple
        for act in acts:
            assert any(label(store, act) in title for title in titles), (triple, act)
        compared += 1
    assert compared > 20


def test_the_range_is_dragged_and_filters_everything(open_file: Open, demo: Path, store: ox.Store) -> None:
    opened = open_file(demo)
    box = opened.page.locator("#brush svg").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    opened.page.mouse.move(box["x"] + box["width"] * 0.62, y)
    opened.page.mouse.down()
    opened.page.mouse.move(box["x"] + box["width"] * 0.7, y, steps=5)
    opened.page.mouse.move(box["x"] + box["width"] * 0.85, y, steps=5)
    opened.page.mouse.up()
    opened.page.wait_for_timeout(300)
    address = opened.page.evaluate("chancery.address()")
    start, end = (re.search(f"{name}=([0-9-]+)", address) for name in ("from", "to"))
    assert start is not None
    assert end is not None
    opened.shot("period")
    opened.page.click("#tab-table")
    query = f"""SELECT DISTINCT ?x {{ ?x a dip:Matter OPTIONAL {{ ?x dip:earliest ?e }} OPTIONAL {{ ?x dip:latest ?l }}
        FILTER(BOUND(?e) || BOUND(?l)) FILTER(!BOUND(?e) || STR(?e) <= "{end[1]}") FILTER(!BOUND(?l) || STR(?l) >= "{start[1]}") }}"""
    wanted = column(store, query)
    assert wanted
    assert opened.page.locator("#table tbody tr").count() == len(wanted)
    assert "left out" in opened.summary()
    opened.page.click("#whole-period")
    assert "from=" not in opened.page.evaluate("chancery.address()")


def test_as_of_a_day_leaves_out_what_comes_later_and_what_has_no_date(open_file: Open, demo: Path, store: ox.Store) -> None:
    """What has no date says nothing about a day, and stays only if it is asked for."""
    dated = "?x a dip:Matter OPTIONAL { ?x dip:earliest ?e } OPTIONAL { ?x dip:latest ?l } FILTER(BOUND(?e) || BOUND(?l))"
    later = column(store, 'SELECT DISTINCT ?x { ?x a dip:Matter ; dip:earliest ?e FILTER(STR(?e) > "1989-01-01") }')
    undated = set(column(store, "SELECT DISTINCT ?x { ?x a dip:Matter }")) - set(column(store, f"SELECT DISTINCT ?x {{ {dated} }}"))
    assert later
    assert undated
    total = len(column(store, "SELECT DISTINCT ?x { ?x a dip:Matter }"))

    opened = open_file(demo)

    def column_as_of(address: str) -> list[str]:
        opened.again(address)
        found: list[str] = opened.page.eval_on_selector_all("#table tbody tr td:last-child", "all => all.map(each => each.textContent)")
        return found

    states = column_as_of("as-of=1989-01-01&view=table")
    assert len(states) == total - len(later) - len(undated)
    assert set(states) == {"surely", "possibly"}
    kept = column_as_of("as-of=1989-01-01&view=table&undated=1")
    assert len(kept) == total - len(later)
    assert set(kept) == {"surely", "possibly", "undated"}


def test_a_name_is_typed_and_chosen_by_keyboard(open_file: Open, demo: Path, store: ox.Store) -> None:
    state = busiest(store, "State")
    opened = open_file(demo)
    opened.page.keyboard.press("/")
    opened.page.keyboard.type(label(store, state)[:4].lower())
    options = opened.page.locator("#suggestions [role=option]")
    assert options.count() >= 1
    assert opened.page.get_attribute("#search", "aria-activedescendant") == "option-0"
    opened.shot("search")
    opened.page.keyboard.press("Enter")
    assert opened.page.inner_text("#panel-title") == label(store, state)
    assert opened.page.evaluate("chancery.address()").endswith(slug(state))


def test_everything_is_reached_by_keyboard(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    opened.page.focus("#canvas")
    opened.page.keyboard.press("ArrowRight")
    first = opened.page.inner_text("#panel-title")
    opened.page.keyboard.press("ArrowRight")
    second = opened.page.inner_text("#panel-title")
    assert first != second
    opened.page.keyboard.press("o")
    assert "open=" in opened.page.evaluate("chancery.address()")
    opened.page.keyboard.press("Enter")
    assert opened.page.evaluate("document.activeElement.id") == "panel-body"
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#panel-close").is_hidden()
    opened.page.keyboard.press("?")
    assert opened.page.locator("#help").is_visible()
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#help").is_hidden()
    opened.page.focus("#lanes")
    # The lane of the periods of relations is the first, the second act follows.
    for _ in range(opened.page.locator("#lanes .bar[data-period]").count() + 2):
        opened.page.keyboard.press("ArrowRight")
    opened.page.keyboard.press("Enter")
    assert "sel=n" in opened.page.evaluate("chancery.address()")
    handle = opened.page.locator("[data-end=from]")
    handle.focus()
    before = handle.get_attribute("aria-valuetext")
    opened.page.keyboard.press("PageUp")
    assert opened.page.locator("[data-end=from]").get_attribute("aria-valuetext") != before
    assert opened.page.evaluate("document.activeElement.dataset.end") == "from"
    live = opened.page.inner_text("#live")
    opened.page.wait_for_timeout(150)
    assert opened.page.inner_text("#live") != "" or live


def test_the_address_reopens_the_view(open_file: Open, demo: Path, store: ox.Store) -> None:
    state = busiest(store, "State")
    opened = open_file(demo)
    opened.page.click("#filters-toggle")
    opened.page.fill("#from", "1970")
    opened.page.keyboard.press("Enter")
    opened.page.fill("#party", label(store, state))
    opened.page.keyboard.press("Enter")
    opened.page.wait_for_timeout(300)
    address = opened.page.evaluate("location.hash.slice(1)")
    assert "from=1970-01-01" in address
    assert f"party={slug(state)}" in address
    again = open_file(demo, address)
    assert again.summary() == opened.summary()
    assert again.page.evaluate("chancery.standing().sort().join()") == opened.page.evaluate("chancery.standing().sort().join()")


def test_a_nonsense_address_opens_the_plain_view(open_file: Open, demo: Path) -> None:
    opened = open_file(demo)
    plain = opened.summary()
    for address in (
        "sel=n:%ff%00&from=x&more=nothing&groups=9,-1",
        "%",
        "sel=e:a>b>c&open=,,&tab=zzz&sort=evil-up",
        "view=nowhere&hide-kinds=constructor",
    ):
        opened.again(address)
        assert opened.summary() == plain


def test_the_connection_of_two_agents_is_the_one_of_kg_path(open_file: Open, demo: Path, workspace: Workspace, snapshot: Snapshot) -> None:
    projection = project(workspace, snapshot)
    tied = ties(between_agents(projection), Weights(projection))
    start = max(sorted(tied), key=lambda iri: int(tied.degree(iri)))
    opened = open_file(demo, f"sel=n:{slug(start)}")
    compared = 0
    for end in sorted(tied):
        found = chains(projection, start, end, 50)
        if not found:
            continue
        opened.page.fill("#connect", projection.nodes[end].label)
        opened.page.click("#connect-find")
        names = opened.page.inner_text(".chain p:first-child").split(" — ")
        labels = [[projection.label(start), *(projection.label(step.target) for step in chain)] for chain in found]
        assert names in labels, end
        assert opened.page.locator(".chain ol li").count() == len(found[0])
        compared += 1
    assert compared > 3


def test_an_open_date_is_told_in_words_with_its_bounds(open_file: Open, demo: Path) -> None:
    opened = open_file(demo, "sel=n:training-agreement&view=timeline")
    assert "after Arab–Israeli war of 1973 (in or after 1973) (not before 1 January 1973)" in opened.panel()
    assert "[1973..]" not in opened.page.inner_text("body")
    opened.shot("open-date")


def test_an_open_date_ends_with_the_document_that_tells_of_it(open_file: Open, demo: Path) -> None:
    """The last event of the article is of September 2025, and no document of the demo has a date of its own."""
    opened = open_file(demo, "from=2025-10-01&to=2031-12-31&view=table")
    assert opened.page.locator("#table tbody tr").count() == 0
    opened.again("from=2025-09-30&to=2031-12-31&view=table")
    assert "Agreement on training PLO officers" in opened.page.inner_text("#table")
