"""Small tables in the layouts of the mappings of the package, with invented rows, and the example of the manual."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from kg.coded import mapping

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "importing.md"
GDELT = {
    "GLOBALEVENTID": "1",
    "SQLDATE": "20121129",
    "Actor1Code": "PAK",
    "Actor1Name": "PAKISTAN",
    "Actor2Code": "ISRGOV",
    "Actor2Name": "ISRAEL",
    "EventCode": "0211",
    "ActionGeo_FullName": "Karachi, Sindh, Pakistan",
    "SOURCEURL": "https://example.org/a",
}
VOTES = (
    "rcid,country,country_code,vote\n3.0,Pakistan,PK,yes\n3.0,Israel,IL,no\n4.0,Pakistan,PK,abstain\n4.0,Zanzibar,,yes\n5.0,Israel,IL,yes\n"
)
CALLS = (
    "rcid,session,importantvote,date,unres,amend,para,short,descr\n"
    '3,30.0,0,1975-11-01,R/30/3379,0,0,A TITLE,"TO DO, SOMETHING"\n4,67.0,1,2012-11-29,R/67/19,,,"A ""Q"" TITLE",x\n'
)
ISSUES = "rcid,short_name,issue\n4,me,Palestinian conflict\n4,hr,Human rights\n9,co,Colonialism\n"


def gdelt(layout: int = 0, **values: str) -> str:
    """A row of GDELT, with 61, 58 or 57 columns."""
    names = mapping.find("gdelt").layouts[0].columns[layout]
    return "\t".join((GDELT | values).get(name, "") for name in names) + "\n"


def of_manual(kind: str, number: int = 0) -> str:
    """A fenced block of the section on one's own table."""
    section = MANUAL.read_text(encoding="utf-8").partition("## Your own table")[2]
    return str(re.findall(rf"^```{kind}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)[number])


def write_tables(folder: Path) -> None:
    """Write the tables that the manuals import."""
    with zipfile.ZipFile(folder / "20150218230000.export.CSV.zip", "w") as archive:
        archive.writestr("20150218230000.export.CSV", gdelt() + gdelt(GLOBALEVENTID="2"))
    (folder / "un_votes.csv").write_text(VOTES, encoding="utf-8")
    (folder / "un_roll_calls.csv").write_text(CALLS, encoding="utf-8")
    (folder / "un_roll_call_issues.csv").write_text(ISSUES, encoding="utf-8")
    (folder / "visits.csv").write_text(of_manual("csv"), encoding="utf-8")
    (folder / "visits.toml").write_text(of_manual("toml"), encoding="utf-8")
