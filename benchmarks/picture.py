"""How soon a picture is usable in a real browser, beside plain pyvis output of the same graph; and how large the files are.

Run it with ``python -m benchmarks.picture [SIZES]``. Usable means: drawn, and the page answers within two frames. Plain pyvis is
measured with its defaults (physics in the browser) and with the positions that Chancery computes, physics off. The browser has no network,
so what pyvis's page links elsewhere fails at once.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kg.network.positions import positions
from kg.picture import About, draw_picture
from tests.browser.conftest import ARGUMENTS, find_browser
from tests.browser.synthetic import synthetic

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from kg.network.model import Projection

PATIENCE = 90.0
"""The number of seconds after which a page counts as frozen."""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
STABLE = "() => new Promise(done => { network.once('stabilizationIterationsDone', done); if (!network.physics.options.enabled) done(); })"
WATCH = """() => { window.long = [0]; const note = list => { for (const entry of list.getEntries()) window.long.push(entry.duration); };
  new PerformanceObserver(note).observe({ entryTypes: ['longtask'] }); }"""


def plain_pyvis(projection: Projection, path: Path, *, physics: bool) -> None:
    """The graph as plain pyvis draws it: every node, and every role as an edge."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    number = {iri: place for place, iri in enumerate(projection.nodes)}
    at = positions(projection) if not physics else {}
    for iri, node in projection.nodes.items():
        where = {} if physics else {"x": at[iri][0], "y": at[iri][1], "physics": False}
        network.add_node(number[iri], node.label, **where)
    # The public add_edge looks both ends up in a list; that alone takes minutes for 20,000 nodes.
    network.node_ids = set(network.node_ids)
    for fact in projection.facts:
        if isinstance(fact.object, str) and fact.object in number:
            network.add_edge(number[fact.subject], number[fact.object], label=projection.label(fact.predicate))
    network.toggle_physics(physics)
    if not physics:
        network.set_edge_smooth("continuous")
    path.write_text(network.generate_html(), encoding="utf-8")


def usable(browser: Browser, path: Path, ready: str) -> float | None:
    """Seconds from opening a file until it is drawn and answers; None if that takes longer than `PATIENCE`."""
    from playwright.sync_api import Error

    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    start = time.perf_counter()
    try:
        page.goto(path.as_uri(), wait_until="commit")
        if ready.startswith("body"):
            page.wait_for_selector(ready, state="attached")
        else:
            page.wait_for_load_state("load")
            page.evaluate(ready)
        page.evaluate(TWO_FRAMES)
        return time.perf_counter() - start if time.perf_counter() - start < PATIENCE else None
    except Error:
        return None
    finally:
        context.close()


def longest_stop(browser: Browser, path: Path) -> float:
    """The longest time in milliseconds that Chancery's page stands still while its period is dragged."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready=yes]", state="attached", timeout=PATIENCE * 1000)
    page.wait_for_timeout(500)
    box = page.locator("#brush svg").bounding_box()
    assert box is not None
    page.evaluate(WATCH)
    page.mouse.move(box["x"] + 200, box["y"] + 15)
    page.mouse.down()
    for step in range(20):
        page.mouse.move(box["x"] + 220 + 20 * step, box["y"] + 15)
    page.mouse.up()
    page.wait_for_timeout(500)
    longest = float(page.evaluate("Math.max(...window.long)"))
    context.close()
    return longest


def main(sizes: list[int]) -> int:
    """Measure and print the results. Returns 1 if there is no browser."""
    program = find_browser()
    if program is None:
        print("no Chromium or Chrome here: scripts/setup-test-browser.sh says how to get one")
        return 1
    from playwright.sync_api import sync_playwright

    print(f"{'nodes':>6}  {'picture':28} {'made in':>8} {'size':>8} {'usable after':>13} {'ratio':>6} {'longest stop of a drag':>23}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for size in sizes:
            projection = synthetic(size)
            first = None
            for name in ("Chancery", "pyvis, positions given", "pyvis as it comes"):
                path = Path(folder) / f"{size}-{len(name)}.html"
                start = time.perf_counter()
                if name == "Chancery":
                    draw_picture(projection, About(title=f"{size} nodes")).save(path)
                else:
                    plain_pyvis(projection, path, physics=name == "pyvis as it comes")
                made = time.perf_counter() - start
                waited = usable(browser, path, "body[data-ready=yes]" if name == "Chancery" else STABLE)
                first = first or waited
                told = f"{waited:.2f} s" if waited is not None else f"> {PATIENCE:.0f} s"
                ratio = f"{waited / first:.1f}" if waited is not None and first else "-"
                stop = f"{longest_stop(browser, path):.0f} ms" if name == "Chancery" else ""
                print(f"{size:6}  {name:28} {made:6.1f} s {path.stat().st_size / 1e6:5.2f} MB {told:>13} {ratio:>6} {stop:>23}", flush=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or [200, 2_000, 20_000]))
