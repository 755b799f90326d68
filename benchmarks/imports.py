"""What an import of a coded table costs: processor time, memory and rows a second, beside DuckDB alone on the same file.

Run it with ``python -m benchmarks.imports [--write] [ROWS [MEGABYTES]]``; the defaults are 1,000,000 rows in the layout of GDELT and 500
megabytes of memory for the engine. With ``--write`` the figures go to ``benchmarks/results/imports.json``, from which
``scripts/write_performance_page.py`` takes them. DuckDB alone reads the same columns as text and writes them into a Parquet file: no line
numbers, no checks, no search for repeated identifiers, no parties. Both are processes of their own that take turns. Where the roll calls
of the General Assembly are at hand, in ``../shared/coded``, they are imported too, as series and as acts, with the build that follows.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.coded.mapping import find

ROOT = Path(__file__).resolve().parent.parent
VOTES = [str(ROOT.parent / "shared" / "coded" / f"{name}.csv") for name in ("un_votes", "un_roll_calls", "un_roll_call_issues")]
VOTES_ROWS = 870_109
RESULT = ROOT / "benchmarks" / "results" / "imports.json"
STATES = ["PAK", "ISR", "IND", "EGY", "JOR", "SYR", "ITA", "TUR", "USA", "GBR", "RUS", "CHN", "FRA", "DEU", "SAU", "IRN", "IRQ"]
CODES = ["010", "020", "036", "040", "042", "043", "051", "057", "061", "111", "112", "130", "141", "173", "180", "190", "193"]
ROUNDS = 3
ALONE = """
import duckdb, sys
path, out, megabytes, names, wanted = sys.argv[1:]
con = duckdb.connect(config={"memory_limit": megabytes + "MB"})
columns = {name: "VARCHAR" for name in names.split()}
rows = con.read_csv(path, sep="\\t", header=False, quotechar="", columns=columns)
rows.select(*wanted.split()).write_parquet(out, compression="zstd")
"""


class Cost(NamedTuple):
    """What a process took: seconds of processor time, seconds on the clock, and the most megabytes that it had."""

    seconds: float
    clock: float
    megabytes: float


def rows(number: int) -> Iterator[str]:
    """Rows in the layout of GDELT 2.0, always the same."""
    chance = random.Random(1)  # noqa: S311 - rows that are the same every time
    names = find("gdelt").layouts[0].columns[0]
    for index in range(number):
        actor, recipient, place = chance.choice(STATES), chance.choice(STATES), chance.randrange(500)
        day = f"{1979 + index * 40 // number}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
        values = {
            "GLOBALEVENTID": str(100_000_000 + index),
            "SQLDATE": day,
            "Actor1Code": actor + chance.choice(["", "", "GOV", "MIL"]),
            "Actor1Name": f"{actor} LAND",
            "Actor2Code": recipient,
            "Actor2Name": f"{recipient} LAND",
            "EventCode": chance.choice(CODES),
            "ActionGeo_FullName": f"City {place}, Region {place % 50}, Country {place % 20}",
            "SOURCEURL": f"https://example.org/news/{index}/a-title-of-some-length-in-a-newspaper",
        }
        yield "\t".join(values.get(name, "0.0") for name in names) + "\n"


def cost(command: Sequence[str], megabytes: int) -> Cost:
    """What a command takes. Raises `subprocess.CalledProcessError` if it fails."""
    start = time.perf_counter()
    environment = {**os.environ, "KG_IMPORT_MEGABYTES": str(megabytes)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def votes_at(grain: str, megabytes: int) -> Cost:
    """What it takes to import the roll calls at a grain into a copy of the demo, and to build it."""
    with tempfile.TemporaryDirectory() as place:
        kg = [sys.executable, "-m", "kg", "-C", place]
        shutil.copy2(ROOT / "chancery.toml", place)
        shutil.copytree(ROOT / "data", Path(place) / "data")
        cost([*kg, "build"], megabytes)
        return cost([*kg, "import", *VOTES, "--mapping", "unga", "--with-states", "--grain", grain], megabytes)


def main(number: int, megabytes: int, *, write: bool = False) -> int:
    """Print the costs."""
    found: dict[str, object] = {"rows": number, "busy": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copy2(ROOT / "chancery.toml", folder)
        shutil.copytree(ROOT / "data", folder / "data")
        table = folder / "events.csv"
        with table.open("w", encoding="utf-8") as file:
            file.writelines(rows(number))
        kg = [sys.executable, "-m", "kg", "-C", str(folder), "import", "--dry-run", "--mapping"]
        names = " ".join(find("gdelt").layouts[0].columns[0])
        wanted = " ".join(find("gdelt").all_columns_of(""))
        alone = [sys.executable, "-c", ALONE, str(table), str(folder / "out.parquet"), str(megabytes), names, wanted]
        cost([sys.executable, "-m", "kg", "-C", str(folder), "build"], megabytes)
        pairs = [(cost([*kg, "gdelt", str(table)], megabytes), cost(alone, megabytes)) for _ in range(ROUNDS)]
        own, other = min(each[0] for each in pairs), min(each[1] for each in pairs)
        size = table.stat().st_size / 1e6
        print(f"{number:,} rows of GDELT, {size:,.0f} MB, {megabytes} MB for the engine; the best of {ROUNDS} runs, in processor time")
        print(f"kg import     {own.seconds:6.1f} s, {number / own.seconds:9,.0f} rows a second, {own.megabytes:6,.0f} MB at most")
        print(f"DuckDB alone  {other.seconds:6.1f} s, {number / other.seconds:9,.0f} rows a second, {other.megabytes:6,.0f} MB at most")
        print(f"ratio         {own.seconds / other.seconds:6.2f}")
        if all(os.path.isfile(path) for path in VOTES):
            for grain in ("series", "acts"):
                votes = votes_at(grain, megabytes)
                found[grain] = votes._asdict()
                print(
                    f"{VOTES_ROWS:,} roll calls as {grain}, with the build: {votes.clock:.1f} s on the clock, {votes.seconds:.1f} s of "
                    f"processor time, {votes.megabytes:,.0f} MB at most"
                )
        found |= {"gdelt": own._asdict(), "alone": other._asdict()}
    if write:
        RESULT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:] if each != "--write"]
    sys.exit(main(*(given + [1_000_000, 500][len(given) :]), write="--write" in sys.argv))
