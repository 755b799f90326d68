"""Queries inside the file: offline, from disk, with the same answers as the query layer."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.results.columns import columns
from tests.browser.asking import column as first_column
from tests.browser.conftest import ROOT, Open, Opened

if TYPE_CHECKING:
    import pyoxigraph as ox

    import kg

pytestmark = pytest.mark.browser

ROWS = "all => all.map(row => [...row.children].map(cell => cell.textContent))"


def started(open_file: Open, asking: Path) -> Opened:
    opened = open_file(asking, "view=ask")
    opened.page.wait_for_selector("body[data-engine=ready]", timeout=60_000)
    return opened


def choose(opened: Opened, name: str) -> None:
    """Choose a stored question from the list; without a name, a query of one's own."""
    opened.page.click(f'#questions [data-query="{name}"]')


def write(opened: Opened, query: str) -> None:
    """Type a query into the editor as a reader does: select everything and overwrite it."""
    choose(opened, "")
    opened.page.locator(".cm-content").click()
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.insert_text(query)


def test_the_single_keys_are_text_in_the_editor(open_file: Open, asking: Path) -> None:
    opened = started(open_file, asking)
    opened.page.locator(".cm-content").click()
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.type("SELECT ?f { ?f a/dip:x ?s }")
    assert opened.page.inner_text(".cm-content").strip() == "SELECT ?f { ?f a/dip:x ?s }"
    assert not opened.page.is_visible("#help")
    assert opened.page.get_attribute("body", "data-filters") != "open"


def run(opened: Opened) -> None:
    """Run the query in the editor and wait until it has ended."""
    opened.page.click("#run")
    opened.page.wait_for_selector("#run:not([disabled])", timeout=30_000)


def answered(opened: Opened) -> list[list[str]]:
    rows: list[list[str]] = opened.page.eval_on_selector_all("#answer-table > tbody > tr", ROWS)
    return rows


def cases() -> list[tuple[str, dict[str, str]]]:
    """Every stored query with the parameters of its first golden case."""
    found = []
    for path in sorted((ROOT / "tests" / "golden").glob("*.json")):
        case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["cases"][0]
        if not case.get("as_of"):
            found.append((path.stem, {name: str(value) for name, value in case.get("params", {}).items()}))
    return found


def test_the_engine_starts_within_seconds_and_holds_the_whole_graph(open_file: Open, asking: Path, graph: kg.Graph) -> None:
    opened = started(open_file, asking)
    assert f"{len(graph.store):,} quads" in opened.page.inner_text("#ask-status")
    run(opened)
    assert answered(opened)
    opened.shot("ask")


def test_the_file_stays_small(asking: Path, demo: Path) -> None:
    assert asking.stat().st_size < 3_500_000
    assert demo.stat().st_size < 1_500_000


@pytest.mark.parametrize("step", [6, pytest.param(1, marks=pytest.mark.soak)], ids=["some", "all"])
def test_every_stored_question_gives_the_answer_of_the_query_layer(open_file: Open, asking: Path, graph: kg.Graph, step: int) -> None:
    """Every sixth question, and all of them in the long tests."""
    opened = started(open_file, asking)
    asked = 0
    for name, params in cases()[::step]:
        choose(opened, name)
        for param, value in params.items():
            field = f"#param-{param}"
            if opened.page.evaluate("field => document.querySelector(field).tagName", field) == "SELECT":
                query = next(each for each in graph.queries() if each.name == name)
                choice = next(each for each in query.params if each.name == param).choices
                wanted = value.replace(" ", "").replace("-", "").lower()
                opened.page.select_option(field, next(each for each in choice if each.rpartition(":")[2].lower() == wanted))
            else:
                opened.page.fill(field, value)
        run(opened)
        expected = graph.query(name, params)
        status = opened.page.inner_text("#ask-status")
        assert status.startswith(f"{len(expected):,} row"), (name, params, status, opened.page.inner_text("#answer"))
        # The page shows names for IRIs, and one column for the bounds of a date. All other values must be equal, column by column.
        heads = opened.page.eval_on_selector_all("#answer-table thead th", "all => all.map(each => each.textContent)")
        for column in columns(expected):
            mine = sorted(row[heads.index(column.name)] for row in answered(opened)) if expected else []
            theirs = sorted(str(getattr(term, "value", "")) for term in column.terms or ())
            if column.terms is None or column.name == "date":
                # The page does not put bounds into words of its own: where no node of the row has them, it shows the bounds.
                assert {each for each in mine if not each.startswith("not ")} <= set(column.cells), (name, column.name)
            elif not any(value.startswith("http") for value in theirs):
                assert mine[:1000] == theirs[:1000], (name, column.name)
        asked += 1
    assert asked > 30 // step


def test_ask_and_construct_queries_of_the_reader(open_file: Open, asking: Path, graph: kg.Graph) -> None:
    opened = started(open_file, asking)
    write(opened, "ASK { ?x a dip:Recognition }")
    run(opened)
    assert "Yes" in opened.page.inner_text("#answer")
    write(opened, "CONSTRUCT { ?a dip:met ?b } WHERE { ?a dip:met ?b }")
    run(opened)
    rows = answered(opened)
    assert len(rows) == len(graph.query("SELECT ?a ?b { ?a dip:met ?b }"))
    opened.page.click("#answer-picture")
    assert opened.page.locator("#answer-note").is_visible()
    standing = opened.page.evaluate("chancery.standing()")
    assert len(standing) == len({name for row in rows for name in (row[0], row[2])})
    assert opened.page.inner_text("#answer-note").startswith(f"The answer: {len(standing)} things, {len(rows)} lines")
    opened.shot("answer-as-picture")
    opened.page.click("#answer-close")
    assert len(opened.page.evaluate("chancery.standing()")) > len(standing)


def chains(number: int) -> list[str]:
    """Chains of arithmetic as people write them, without parentheses that state their order."""
    chance = random.Random(7)  # noqa: S311 - nothing here is secret
    found = []
    for _ in range(number):
        text = str(chance.randint(1, 99))
        for _ in range(chance.randint(1, 6)):
            operand = chance.choice((str(chance.randint(1, 99)), "?a", "-?a", "(8 - 3 - 1)", "ABS(2 - 7 - 1)", f"-{chance.randint(1, 9)}"))
            text += f" {chance.choice('+-*')} {operand}"
        found.append(text)
    return [*found, "100 / 10 * 2", "100 - 40 / 2 / 5 + 1", "9 -3 -2", "?a -1 -1", "IF(3 - 2 - 1 = 0, 5 - 3 - 1, 0) - 1 - 1"]


def test_arithmetic_is_grouped_from_the_left(open_file: Open, asking: Path, graph: kg.Graph) -> None:
    opened = started(open_file, asking)
    some = chains(40)
    columns = " ".join(f"({text} AS ?x{place})" for place, text in enumerate(some))
    query = f"SELECT {columns} WHERE {{ VALUES ?a {{ 5 }} }}"
    write(opened, query)
    run(opened)
    ((*shown,),) = answered(opened)
    (row,) = graph.query(query)
    assert shown == [str(getattr(term, "value", "")) for term in row]
    # Also in FILTER, BIND and ORDER BY. Paths, strings and comments do not change.
    tricky = """SELECT ?x (?n - 2 - 1 AS ?m) WHERE { # 1 - 1 - 1
        ?x (dip:bodyOf|dip:missionOf)*/rdfs:label ?l . BIND(STRLEN(?l) AS ?n) FILTER(?n - 3 - 2 > 5 - 4 + 3 && "a - b + c" != ?l)
        FILTER EXISTS { ?x (rdf:type/rdfs:subClassOf*) dip:Agent FILTER(10 - 5 - 5 = 0) } } ORDER BY (10 - ?n - 1) ?x ?m"""
    write(opened, tricky)
    run(opened)
    expected = graph.query(tricky)
    assert len(expected) > 10
    assert [cells[1] for cells in answered(opened)] == [str(getattr(row["m"], "value", "")) for row in expected][:1000]


def test_mistakes_get_a_message_with_its_place(open_file: Open, asking: Path) -> None:
    opened = started(open_file, asking)
    write(opened, "SELECT ?x WHERE {\n  ?x a dip:Visit ;;; broken }")
    run(opened)
    assert "line 2" in opened.page.inner_text("#answer .problem")
    choose(opened, "acts-between")
    opened.page.fill("#param-a", "nobody at all")
    opened.page.fill("#param-b", "Israel")
    run(opened)
    assert "nothing here is called nobody at all" in opened.page.inner_text("#answer .problem")


def test_a_query_that_takes_too_long_is_stopped_and_the_next_one_answers(open_file: Open, asking: Path) -> None:
    opened = started(open_file, asking)
    write(opened, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    opened.page.click("#run")
    opened.page.wait_for_timeout(400)
    assert opened.page.locator("#stop").is_enabled()
    # The page stays responsive meanwhile.
    assert opened.page.evaluate("1 + 1") == 2
    opened.page.click("#stop")
    opened.page.wait_for_selector("#run:not([disabled])")
    assert "stopped" in opened.page.inner_text("#answer")
    write(opened, "ASK { ?x a dip:Visit }")
    run(opened)
    assert "Yes" in opened.page.inner_text("#answer")


def test_nothing_can_be_fetched_from_a_query(open_file: Open, asking: Path) -> None:
    opened = started(open_file, asking)
    for query in (
        "SELECT * { SERVICE <https://attacker.example/sparql> { ?s ?p ?o } }",
        "SELECT * FROM <https://attacker.example/data.ttl> { ?s ?p ?o }",
    ):
        write(opened, query)
        run(opened)
        assert answered(opened) == []


def test_questions_are_grouped_and_found_with_typing_errors(open_file: Open, asking: Path, graph: kg.Graph) -> None:
    opened = started(open_file, asking)
    names = opened.page.eval_on_selector_all("#questions [data-query]", "all => all.map(each => each.dataset.query)")
    assert sorted(names) == sorted(["", *(query.name for query in graph.queries())])
    assert opened.page.locator("#questions h3").count() > 5
    opened.page.fill("#question-search", "recogntion refusals")
    found = opened.page.eval_on_selector_all("#questions [data-query]", "all => all.map(each => each.dataset.query)")
    assert found[:2] == ["", "recognitions"]
    opened.page.fill("#question-search", "xyzzy")
    assert "0 questions match" in opened.page.inner_text("#questions")


def test_a_link_reopens_the_question_with_its_parameters_and_its_answer(open_file: Open, asking: Path) -> None:
    opened = started(open_file, asking)
    choose(opened, "acts-between")
    opened.page.fill("#param-a", "Pakistan")
    opened.page.fill("#param-b", "Israel")
    run(opened)
    rows = answered(opened)
    assert rows
    address = opened.page.evaluate("location.hash.slice(1)")
    again = open_file(asking, address)
    again.page.wait_for_selector("#answer-table", timeout=60_000)
    assert answered(again) == rows
    assert again.page.input_value("#param-b") == "Israel"
    assert again.page.get_attribute('#questions [data-query="acts-between"]', "aria-pressed") == "true"


def test_a_link_reopens_a_query_of_the_readers_own_and_back_returns_to_the_one_before(open_file: Open, asking: Path) -> None:
    opened = started(open_file, asking)
    write(opened, "SELECT ?x { VALUES ?x { 1 2 } }")
    run(opened)
    first = opened.page.evaluate("location.hash.slice(1)")
    write(opened, "SELECT ?x { VALUES ?x { 3 4 5 } }")
    run(opened)
    assert [row[0] for row in answered(opened)] == ["3", "4", "5"]
    again = open_file(asking, first)
    again.page.wait_for_selector("#answer-table", timeout=60_000)
    assert [row[0] for row in answered(again)] == ["1", "2"]
    for _ in range(4):
        if opened.page.evaluate("location.hash.slice(1)") == first:
            break
        opened.page.go_back()
        opened.page.wait_for_timeout(100)
    opened.page.wait_for_selector("#answer-table > tbody > tr:nth-child(2):last-child")
    assert [row[0] for row in answered(opened)] == ["1", "2"]


def test_a_click_asks_and_a_later_click_counts(open_file: Open, asking: Path) -> None:
    """Of two questions in a row, the answer of the second is shown; one that needs a value waits for it in its field."""
    opened = open_file(asking, "view=ask")
    opened.page.wait_for_selector("body[data-engine=ready]", timeout=60_000)
    opened.page.evaluate("['visits', 'recognitions'].forEach(name => document.querySelector(`#questions [data-query=${name}]`).click())")
    opened.page.wait_for_selector("#answer-table", timeout=60_000)
    assert "recogni" in opened.page.inner_text("#asked").lower()
    # By hand (A23): a recognition of a day, which no visit is.
    assert "16 November 1988" in opened.page.inner_text("#answer-table")
    opened.page.click('#questions [data-query="acts-between"]')
    assert opened.page.locator("#answer-table").count() == 0
    assert opened.page.evaluate("document.activeElement.closest('.params') !== null")


def test_a_question_that_was_not_run_is_reopened_without_an_answer(open_file: Open, asking: Path) -> None:
    opened = open_file(asking, "view=ask&ask=visits")
    opened.page.wait_for_selector("body[data-engine=ready]", timeout=60_000)
    assert "visit" in opened.page.inner_text("#asked").lower()
    assert opened.page.locator("#answer-table").count() == 0
    for nonsense in ("view=ask&ask=no-such-question&run=1", "view=ask&run=1"):
        opened.again(nonsense)
        opened.page.wait_for_selector("body[data-engine=ready]", timeout=60_000)
        assert opened.page.inner_text("#asked") == "A query of your own"


def test_each_row_says_who_says_so(open_file: Open, asking: Path, store: ox.Store) -> None:
    opened = open_file(asking, "view=ask&ask=recognitions&run=1")
    opened.page.wait_for_selector("#answer-table", timeout=60_000)
    buttons = opened.page.locator("button.who")
    assert buttons.count() == opened.page.locator("#answer-table > tbody > tr").count()
    told = """SELECT DISTINCT ?a { ?x rdfs:label ?l . GRAPH ?a { ?x ?p ?o } ?a dip:cites ?c ; dip:standing dip:Stated
        FILTER NOT EXISTS { ?a dip:contentOf ?s } FILTER NOT EXISTS { ?a dip:rank dip:Deprecated } FILTER(STR(?l) = "LABEL") }"""
    for place in range(buttons.count()):
        name = opened.page.locator("#answer-table > tbody > tr:not(.evidence) > td:first-child").nth(place).inner_text()
        buttons.nth(place).click()
        shown = opened.page.eval_on_selector_all("tr.evidence tr[data-claim]", "all => all.map(each => each.dataset.claim)")
        assert sorted(shown) == sorted(first_column(store, told.replace("LABEL", name))), name
        buttons.nth(place).click()
        assert opened.page.locator("tr.evidence").count() == 0


def test_a_link_opens_an_answer_as_a_picture(open_file: Open, asking: Path) -> None:
    opened = open_file(asking, "view=ask&ask=recognitions&run=1")
    opened.page.wait_for_selector("#answer-table", timeout=60_000)
    opened.page.click("#answer-picture")
    opened.page.wait_for_function("location.hash.includes('drawn=answer')")
    shown = opened.page.evaluate("chancery.standing()")
    again = open_file(asking, opened.page.evaluate("location.hash.slice(1)"))
    again.page.wait_for_selector("#answer-note:not([hidden])", timeout=60_000)
    again.page.wait_for_function(f"chancery.standing().length === {len(shown)}")
    assert sorted(again.page.evaluate("chancery.standing()")) == sorted(shown)
