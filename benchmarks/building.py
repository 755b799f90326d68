"""What a build of many curated acts costs, as a multiple of the engine's own bulk load of the same quads, and what a changed passage costs.

Run it with ``python -m benchmarks.building [ACTS...]``; without a number, with 30,000 and 100,000 acts (`benchmarks.acts`). With
``--write`` the figures go to ``benchmarks/results/building.json``, from which ``scripts/write_performance_page.py`` takes them. Processor
time is that of all threads. Up to 30,000 acts the changed workspace is built in full as well, and the files of both snapshots are compared.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.acts import write_workspace
from benchmarks.check import cost
from benchmarks.cold_start import KG

RESULTS: Final = Path(__file__).parent / "results" / "building.json"
SIZES: Final = (30_000, 100_000)
COMPARED: Final = 30_000
_LOAD: Final = """
import os, sys
import pyoxigraph as ox
folder, target = sys.argv[1:]
store = ox.Store(target)
for name in sorted(os.listdir(folder)):
    with open(os.path.join(folder, name), "rb") as file:
        store.bulk_load(file.read(), format=ox.RdfFormat.N_QUADS, lenient=True)
store.flush()
"""
_TABLES: Final = """
import sys
from kg.snapshot import current
from kg.tables.star import star_folder
from kg.workspace import Workspace
star_folder(current(Workspace(sys.argv[1])), sys.argv[2])
"""

Figures = dict[str, float]


def reword(folder: Path) -> None:
    """Change a gist of one article."""
    _edit(folder, r'(dip:gist "[^"]*)"', r'\1 Indeed."')


def change_fact(folder: Path) -> None:
    """Let another state undergo one act of an article."""
    path = _article(folder)
    text = path.read_text(encoding="utf-8")
    states = sorted(set(re.findall(r"dip:recipient (e:state-\d+)", text)))
    found = re.search(r"a dip:HumanitarianAid [^.]*?dip:recipient (e:state-\d+)", text)
    assert found is not None
    other = next(each for each in states if each not in found[0])
    start, end = found.span(1)
    path.write_text(text[:start] + other + text[end:], encoding="utf-8")


def _article(folder: Path) -> Path:
    articles = sorted((folder / "data").glob("article-*.trig"))
    return articles[len(articles) // 2]


def _edit(folder: Path, pattern: str, by: str) -> None:
    path = _article(folder)
    text, number = re.subn(pattern, by, path.read_text(encoding="utf-8"), count=1)
    assert number == 1
    path.write_text(text, encoding="utf-8")


def _files(folder: Path) -> list[list[object]]:
    """The files of the snapshot in use without those of the engine, which are never the same twice."""
    state = folder / ".kg"
    meta = json.loads((state / "snapshots" / (state / "current").read_text().strip() / "meta.json").read_text(encoding="utf-8"))
    return [each for each in meta["files"] if not each[0].startswith("store/")]


def _built(folder: Path) -> tuple[float, float, int]:
    """The processor time and the time on the clock of a build, in seconds, and its largest memory in MB."""
    start = time.perf_counter()
    used, memory = cost([KG, "-C", str(folder), "build"])
    return used, time.perf_counter() - start, memory


def measure(acts: int) -> Figures:
    """Measure a workspace of some acts."""
    with tempfile.TemporaryDirectory() as name:
        folder, place = Path(name) / "acts", Path(name)
        write_workspace(folder, acts)
        full, _, memory = _built(folder)
        state = folder / ".kg"
        snapshot = state / "snapshots" / (state / "current").read_text().strip()
        quads = json.loads((snapshot / "meta.json").read_text(encoding="utf-8"))["counts"]["quads"]
        lines = snapshot / "graph" if (snapshot / "graph").is_dir() else snapshot
        load, _ = cost([sys.executable, "-c", _LOAD, str(lines), str(place / "load")])
        tables, _ = cost([sys.executable, "-c", _TABLES, str(folder), str(place / "tables")])
        reword(folder)
        words, words_clock, _ = _built(folder)
        change_fact(folder)
        fact, fact_clock, fact_memory = _built(folder)
        if acts <= COMPARED:
            found = _files(folder)
            shutil.rmtree(state)
            _built(folder)
            assert _files(folder) == found, "a build after a change has other bytes than a full build"
    return {
        "acts": acts,
        "quads": quads,
        "memory": memory,
        "build": full,
        "load": load,
        "tables": tables,
        "words": words,
        "words_clock": words_clock,
        "fact": fact,
        "fact_clock": fact_clock,
        "fact_memory": fact_memory,
        "busy": os.getloadavg()[0],
    }


def main(arguments: Sequence[str]) -> int:
    """Measure and print the results."""
    sizes = [int(each) for each in arguments if each != "--write"] or SIZES
    found: dict[str, Figures] = {}
    for acts in sizes:
        each = found[str(acts)] = measure(acts)
        print(f"{acts:,} acts, {each['quads']:,.0f} quads, load of the machine {each['busy']:.1f}")
        print(f"  bulk load by the engine    {each['load']:7.1f} s")
        without = each["build"] - each["tables"]
        print(f"  kg build                   {each['build']:7.1f} s   {each['build'] / each['load']:.2f} times, {each['memory']:,} MB")
        print(f"    without tables           {without:7.1f} s   {without / each['load']:.2f} times")
        print(f"  after a change of words    {each['words']:7.1f} s   {each['words_clock']:.1f} s on the clock")
        print(f"  after a changed fact       {each['fact']:7.1f} s   {each['fact_clock']:.1f} s on the clock, {each['fact_memory']:,} MB")
    if "--write" in arguments:
        RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
