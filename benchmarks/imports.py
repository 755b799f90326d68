"""What an import of a coded table costs: processor time, memory and rows a second, beside DuckDB alone on the same file.

Run it with ``python -m benchmarks.imports [ROWS [MEGABYTES]]``; the defaults are 1,000,000 rows in the layout of GDELT and 500 megabytes of
memory for the engine. DuckDB alone reads the same columns as text and writes them into a Parquet file: no line numbers, no checks, no
search for repeated identifiers, no parties. Both are processes of their own that take turns. Where the roll calls of the General Assembly
are at hand, in ``../shared/coded``, they are imported too.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.coded.mapping import find

ROOT = Path(__file__).resolve().parent.parent
VOTES = [str(ROOT.parent / "shared" / "coded" / f"{name}.csv") for name in ("un_votes", "un_roll_calls", "un_roll_call_issues")]
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
    """What a process took: seconds of processor time, and the most megabytes that it had."""

    seconds: float
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
    process = subprocess.Popen(command, env={**os.environ, "KG_IMPORT_MEGABYTES": str(megabytes)}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main(number: int, megabytes: int) -> int:
    """Print the costs."""
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
            votes = min(cost([*kg, "unga", *VOTES], megabytes) for _ in range(ROUNDS))
            print(
                f"roll calls    {votes.seconds:6.1f} s, {870_109 / votes.seconds:9,.0f} rows a second, {votes.megabytes:6,.0f} MB at most"
            )
    return 0


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    sys.exit(main(*(given + [1_000_000, 500][len(given) :])))
