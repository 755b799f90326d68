"""Write ``docs/performance.md`` and its plots from what `benchmarks.scale` has measured.

python scripts/write_performance_page.py
"""

from __future__ import annotations

import json
import math
import statistics
from pathlib import Path
from typing import Any, Final

from benchmarks.scale import COUNTS, LOOKUPS, PEERS, RESULT
from benchmarks.stored import FEWEST_SECONDS

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "figures" / "scale-{theme}.svg"
PALETTES: Final = {
    "light": ("#1b6a8c", "#c4601a", "#8a6d3b", "#7a4b9a", "#3f7d3a"),
    "dark": ("#6cc0e5", "#f0a35e", "#d1b37a", "#c39be0", "#8fce88"),
}
"""The colours of the peers, in their order."""
PAPERS: Final = {"light": ("#222", "#fff"), "dark": ("#ddd", "#161616")}
"""The colours of the ink and of the paper."""

TEXT: Final = """# Performance

How counts and lookups behave from 10^5 to 10^7 quads, beside other engines. `python -m benchmarks.scale` measures it, and
`scripts/write_performance_page.py` writes this page of the result. [scaling.md](scaling.md) says what to do with it.

**How.** The data are invented acts between 200 states (`benchmarks/scale_data.py`), some eleven quads an act, all in the default graph.
Each peer runs alone in its own process on the same data. A time is processor time of all threads of whoever answers, the best of two
after one that is not counted: the machine has two cores, and others work on it (load up to {load:.0f}). So read ratios, and not seconds.
In parentheses is the ratio to Chancery: above 1 the peer is slower.

Chancery answers counts from its tables, by DuckDB, with least and most, open dates and series, as the stored question says. The peers get
the shortest query that counts the same acts, without any of that: this is in their favour. Lookups are SPARQL everywhere. Virtuoso answers
over HTTP, but only its own processor time is counted.

## Counts

{counts}

<picture>
  <source media="(prefers-color-scheme: dark)" srcset="figures/scale-dark.svg">
  <img src="figures/scale-light.svg" alt="Processor time of six questions by number of quads, for each engine.">
</picture>

*Processor time by number of quads, both logarithmic.*

## Lookups

{lookups}

## Load and memory

| quads | engine | load | largest memory | on disk |
|---|---|---|---|---|
{loads}

The tables are made of the lines of the snapshot, and cost their time beside that of loading pyoxigraph. DuckDB is held to 1 GB; the rest
of that memory is what the engine reads. rdflib without another store was measured at 10^5 only: it keeps everything in memory. An empty
cell was not measured.

## The build

{building}
{imports}{stored}{checks}## A cold process

One question (`top-kinds`) from the start of a process to its end, as the stored query in SPARQL and from the tables:

| quads | query | tables, the first time | tables, later |
|---|---|---|---|
{cold}

The first process that asks a question compiles it, for which it loads Ibis; later ones need DuckDB only. A small graph is asked in SPARQL:
that is why `KG_TABLES_QUADS` is 200,000.

## Where peers are ahead

{ahead}
"""

BUILD: Final = """`kg build` of invented curated acts (`benchmarks/acts.py`: articles with passages, assertion graphs, roles and dates),
beside pyoxigraph's bulk load of the very quads of the snapshot (`python -m benchmarks.building`, load of the machine up to
{busy:.0f}). Processor time; for the builds after one change the time on the clock, and in parentheses the processor time. At
30,000 acts their files are compared with those of a full build.

| acts | quads | bulk load | build | with the tables | largest memory | one changed gist | one changed role |
|---|---|---|---|---|---|---|---|
{rows}

"""
IMPORT: Final = """## Imports

`kg import` (`python -m benchmarks.imports`, load of the machine {busy:.0f} at the start), in a copy of the demo. What DuckDB does alone
is to read the same columns as text and to write them: no line numbers, no checks, no parties. The roll calls of the General Assembly,
870,109 votes, are imported with all states that they name, and the snapshot and its tables are built.

| what | on the clock | processor time | largest memory |
|---|---|---|---|
{rows}

"""
STORED: Final = """## Stored queries

Each stored query against the engine called directly with the same text, over {quads:.1f} million quads of curated acts
(`python -m benchmarks.stored`): processor time, the best of three. Of the {queries} queries, {slow} keep the engine busy for
20 milliseconds or more. For these Chancery takes {median:.2f} times as long (median; {largest:.2f} at most).

"""
CHECK: Final = """## Checks

`kg check` with all rules, shapes and the reasoner (`python -m benchmarks.check`): processor time, that of the reasoner included.
pySHACL alone validates one of the two views with the same shapes.

| acts | pySHACL alone | `kg check` | without the reasoner | after a change, `--changed` | largest memory |
|---|---|---|---|---|---|
{rows}

"""
IMPORTED: Final = {
    "gdelt": "{rows} rows in the layout of GDELT, `--dry-run`",
    "alone": "DuckDB alone, the same rows",
    "series": "the roll calls as series",
    "acts": "the roll calls as acts",
}
REASONS: Final = """
A question costs the tables five milliseconds or more of processor time, in which DuckDB plans it; a peer that has little to read is done
before that. Lookups are answered by pyoxigraph, so that they take what it takes; Virtuoso follows many steps in bulk, which pyoxigraph
does one by one."""

Results = dict[str, dict[str, Any]]
BUILDING: Final = RESULT.with_name("building.json")
IMPORTS: Final = RESULT.with_name("imports.json")
STORED_QUERIES: Final = RESULT.with_name("stored.json")
CHECKS: Final = RESULT.with_name("check.json")


def shown(seconds: float) -> str:
    """A time as people read it.

    >>> shown(0.000123), shown(0.0345), shown(12.34)
    ('0.12 ms', '34 ms', '12.3 s')
    """
    if seconds == 0:
        return "below 10 ms"  # of the steps in which the system counts for another process
    if seconds < 0.001:
        return f"{seconds * 1000:.2f} ms"
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _table(results: Results, names: list[str]) -> list[str]:
    """A table of the questions: for each size and peer the time, and as a ratio of Chancery's."""
    lines = []
    for name in names:
        for size, run in results.items():
            own = run.get("chancery", {}).get(name)
            cells = []
            for peer in PEERS:
                found = run.get(peer, {}).get(name)
                if found is None:
                    cells.append("")
                elif peer == "chancery" or own is None or not found["seconds"]:
                    cells.append(shown(found["seconds"]))
                else:
                    ratio = max(found["seconds"], 1e-5) / max(own["seconds"], 1e-5)
                    cells.append(f"{shown(found['seconds'])} ({float(f'{ratio:.2g}'):g}×)")
            lines.append(f"| {name} | 10^{round(math.log10(int(size)))} | {' | '.join(cells)} |")
    return lines


def _loads(results: Results) -> list[str]:
    lines = []
    for size, run in results.items():
        for peer in PEERS:
            found = run.get(peer)
            if found is None:
                continue
            seconds = found.get("load_seconds", found.get("tables_seconds"))
            bytes_ = found.get("bytes")
            disk = "" if bytes_ is None else f"{bytes_ / 1e6:,.1f} MB"
            what = f"{peer}, the tables alone" if peer == "chancery" else peer
            taken = shown(seconds) if seconds is not None else "opens pyoxigraph's files" if peer == "oxrdflib" else ""
            lines.append(f"| 10^{round(math.log10(int(size)))} | {what} | {taken} | {found['memory']:,} MB | {disk} |")
    return lines


def page(results: Results) -> str:
    """The page."""
    head = ["| question | quads | " + " | ".join(PEERS) + " |", "|---|---|" + "---|" * len(PEERS)]
    cold = [
        f"| 10^{round(math.log10(int(size)))} | "
        + " | ".join(shown(cold[each]) if each in cold else "" for each in ("query", "first", "tables"))
        + " |"
        for size, run in results.items()
        if (cold := run.get("chancery", {}).get("cold"))
    ]
    return TEXT.format(
        load=max(found["load"] for run in results.values() for name, found in run.items() if name in PEERS),
        counts="\n".join([*head, *_table(results, list(COUNTS))]),
        lookups="\n".join([*head, *_table(results, list(LOOKUPS))]),
        loads="\n".join(_loads(results)),
        cold="\n".join(cold),
        building=building(),
        imports=imports(),
        stored=stored(),
        checks=checks(),
        ahead="\n".join(_ahead(results)),
    )


def building() -> str:
    """What `python -m benchmarks.building` has measured; nothing if it was not run."""
    if not BUILDING.exists():
        return ""
    found: Results = json.loads(BUILDING.read_text("utf-8"))
    lines = []
    for each in found.values():
        load, build = each["load"], each["build"]
        without = build - each["tables"]
        cells = [
            f"{each['acts']:,}",
            f"{each['quads'] / 1e6:.1f} million",
            shown(load),
            f"{shown(without)} ({without / load:.1f}×)",
            f"{shown(build)} ({build / load:.1f}×)",
            f"{each['memory']:,} MB",
            f"{shown(each['words_clock'])} ({shown(each['words'])})",
            f"{shown(each['fact_clock'])} ({shown(each['fact'])})",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return BUILD.format(rows="\n".join(lines), busy=max(each["busy"] for each in found.values()))


def imports() -> str:
    """What `python -m benchmarks.imports` has measured; nothing if it was not run."""
    if not IMPORTS.exists():
        return ""
    found: dict[str, Any] = json.loads(IMPORTS.read_text("utf-8"))
    lines = []
    for name, what in IMPORTED.items():
        each = found.get(name)
        if each is not None:
            cells = (what.format(rows=f"{found['rows']:,}"), shown(each["clock"]), shown(each["seconds"]), f"{each['megabytes']:,.0f} MB")
            lines.append(f"| {' | '.join(cells)} |")
    return IMPORT.format(rows="\n".join(lines), busy=found["busy"])


def stored() -> str:
    """What `python -m benchmarks.stored` has measured; nothing if it was not run."""
    if not STORED_QUERIES.exists():
        return ""
    found = json.loads(STORED_QUERIES.read_text("utf-8"))
    ratios = [own / direct for direct, own in found["queries"].values() if direct >= FEWEST_SECONDS]
    return STORED.format(
        quads=found["quads"] / 1e6,
        queries=len(found["queries"]),
        slow=len(ratios),
        median=statistics.median(ratios),
        largest=max(ratios),
    )


def checks() -> str:
    """What `python -m benchmarks.check` has measured; nothing if it was not run."""
    if not CHECKS.exists():
        return ""
    found: dict[str, dict[str, tuple[float, int]]] = json.loads(CHECKS.read_text("utf-8"))
    lines = []
    for acts, run in found.items():
        names = ("plain pySHACL, one view", "kg check", "kg check --no-owl", "kg check --changed, one act")
        cells = (f"{int(acts):,}", *(shown(run[each][0]) for each in names), f"{run['kg check'][1]:,} MB")
        lines.append(f"| {' | '.join(cells)} |")
    return CHECK.format(rows="\n".join(lines))


def _ahead(results: Results) -> list[str]:
    """The questions in which a peer took less than Chancery, with the reason."""
    found: dict[str, list[str]] = {}
    for size, run in results.items():
        for name in (*COUNTS, *LOOKUPS):
            own = run.get("chancery", {}).get(name)
            for peer in PEERS[1:]:
                other = run.get(peer, {}).get(name)
                # Below half a millisecond the clock decides, not the engine.
                if own and other and other["seconds"] < own["seconds"] * 0.9 and own["seconds"] > 0.0005:
                    found.setdefault(f"{peer} at 10^{round(math.log10(int(size)))}", []).append(name)
    lines = [f"- **{who}**: {', '.join(names)}." for who, names in found.items()]
    if not lines:
        return ["None of these peers was ahead in this run."]
    return [*lines, REASONS]


def plot(results: Results, theme: str) -> str:
    """The counts as small plots of time by size, as SVG."""
    colours = dict(zip(PEERS, PALETTES[theme], strict=True))
    ink, paper = PAPERS[theme]
    width, height, left, top = 250, 150, 46, 26
    box = f"0 0 {3 * (width + left) + 20} {2 * (height + 60) + 40}"
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif" font-size="11" fill="{ink}">'
    parts = [begin, f'<rect width="100%" height="100%" fill="{paper}"/>']
    low, high = -3.0, 3.0
    exponents = [math.log10(int(size)) for size in results]
    first, last = min(exponents) - 0.1, max(exponents) + 0.1
    for number, name in enumerate(COUNTS):
        x0, y0 = left + (number % 3) * (width + left), top + (number // 3) * (height + 60)
        parts.append(f'<text x="{x0}" y="{y0 - 8}" font-weight="bold">{name}</text>')
        for power in range(int(low), int(high) + 1):
            y = y0 + height - (power - low) / (high - low) * height
            label = f"{10**power} s" if power >= 0 else f"{10 ** (power + 3)} ms"
            parts.append(f'<line x1="{x0}" x2="{x0 + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{ink}" stroke-opacity=".15"/>')
            parts.append(f'<text x="{x0 - 4}" y="{y + 4:.1f}" text-anchor="end" font-size="9">{label}</text>')
        for exponent in exponents:
            x = x0 + (exponent - first) / (last - first) * width
            parts.append(f'<text x="{x:.1f}" y="{y0 + height + 14}" text-anchor="middle" font-size="9">10^{round(exponent)}</text>')
        for peer in PEERS:
            points = []
            for exponent, run in zip(exponents, results.values(), strict=True):
                found = run.get(peer, {}).get(name)
                if found is not None:
                    value = min(max(math.log10(max(found["seconds"], 1e-9)), low), high)
                    points.append((x0 + (exponent - first) / (last - first) * width, y0 + height - (value - low) / (high - low) * height))
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            stroke = 3 if peer == "chancery" else 1.5
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colours[peer]}" stroke-width="{stroke}"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{stroke}" fill="{colours[peer]}"/>' for x, y in points]
    y = 2 * (height + 60) + 24
    for number, peer in enumerate(PEERS):
        x = left + number * 130
        parts.append(f'<line x1="{x}" x2="{x + 20}" y1="{y - 4}" y2="{y - 4}" stroke="{colours[peer]}" stroke-width="3"/>')
        parts.append(f'<text x="{x + 26}" y="{y}">{peer}</text>')
    return "\n".join([*parts, "</svg>", ""])


def results() -> Results:
    """What was measured, by size."""
    found: Results = json.loads(RESULT.read_text("utf-8"))
    return found


if __name__ == "__main__":
    measured = results()
    PAGE.write_text(page(measured), "utf-8")
    for each in PALETTES:
        Path(str(PLOT).format(theme=each)).write_text(plot(measured, each), "utf-8")
