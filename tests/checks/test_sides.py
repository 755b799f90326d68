"""The check missing-side: which acts lack a side, what it says of them, and what silences it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kg.cli.main import run

HERE = Path(__file__).parent
PREFIXES = "".join(line for line in (HERE / "base.trig").read_text(encoding="utf-8").splitlines(True) if line.startswith("@prefix"))
HELD = 'k:record { a:D1-9 dip:cites p:D1 ; dip:standing dip:Stated ; dip:gist "more"@en . }\n'
HEDGED = 'k:record { a:D1-8 dip:cites p:D1 ; dip:standing dip:Hedged ; dip:gist "perhaps"@en . }\n'
NOTE = 'k:record { e:note a dip:Note ; dip:on e:talk ; dip:noteKind dip:NotStated ; dip:gist "not said"@en ; dip:cites p:D1 . }'
LABEL = 'skos:prefLabel "Talk"@en'
MEETING = f"e:talk a dip:Meeting ; {LABEL} ; dip:actor e:ada"


def found(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    workspace = folder / "w"
    (workspace / "data").mkdir(parents=True)
    (workspace / "chancery.toml").write_text('[workspace]\nname = "w"\ntitle = "W"\nbase = "https://example.org/w/"\n', encoding="utf-8")
    shutil.copy(HERE / "base.trig", workspace / "data" / "base.trig")
    (workspace / "data" / "own.trig").write_text(PREFIXES + text, encoding="utf-8")
    capsys.readouterr()
    run(["-C", str(workspace), "check", "--no-owl", "--json"])
    return [each for each in json.loads(capsys.readouterr().out)["findings"] if each["rule"] == "missing-side"]


def test_an_act_with_one_side_is_reported_with_what_it_needs_and_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (finding,) = found(tmp_path, HELD + f"a:D1-9 {{ {MEETING} . }}", capsys)
    start = "e:talk is of the kind meeting, which needs actor and counterpart"
    assert finding["what"].startswith(start)
    assert finding["what"].endswith("and has 1 actor: no relation follows from it")
    assert finding["severity"] == "warning"


def test_two_actors_of_a_meeting_are_not_two_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (finding,) = found(tmp_path, HELD + f"a:D1-9 {{ {MEETING} , e:bo . }}", capsys)
    assert finding["what"].endswith("and has 2 actor: no relation follows from it")


@pytest.mark.parametrize(
    ("act", "needs"),
    [
        ("dip:Vote ; dip:actor e:ada ; dip:position dip:InFavour", "actor and on text"),
        ("dip:Membership ; dip:member e:beta", "member and in organization"),
        ("dip:Joining ; dip:actor e:beta", "actor and in organization"),
        ("dip:DeclarationOfPersonaNonGrata ; dip:actor e:beta", "actor and person concerned"),
        ("dip:UpgradeOfMission ; dip:actor e:beta", "actor and place"),
        ("dip:Ratification ; dip:actor e:beta", "actor and on text"),
        ("dip:NonRecognition ; dip:actor e:beta", "actor and recipient"),
        ("dip:Visit ; dip:actor e:ada", "actor and place"),
        ("dip:WarParticipation ; dip:actor e:beta", "actor and in conflict"),
        ("dip:AbsenceOfRelations ; dip:party e:beta", "party twice"),
    ],
)
def test_what_the_kinds_of_each_theme_need(act: str, needs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No shape says the same of one slip; see ``ontology/shapes/matters.ttl``."""
    (finding,) = found(tmp_path, HELD + f"a:D1-9 {{ e:talk a {act} ; {LABEL} . }}", capsys)
    assert needs in finding["what"].partition("which needs")[2]


@pytest.mark.parametrize(
    "text",
    [
        HELD + f"a:D1-9 {{ {MEETING} ; dip:counterpart e:bo . }}",
        HELD + f"a:D1-9 {{ {MEETING} ; dip:outcome dip:Attempted . }}",
        HELD + HEDGED + f"a:D1-9 {{ {MEETING} . }} a:D1-8 {{ e:talk dip:counterpart e:bo . }}",
        HEDGED + f"a:D1-8 {{ {MEETING} . }}",
        HELD + f"a:D1-9 {{ {MEETING} . }} " + NOTE,
        HELD + f"a:D1-9 {{ e:talk a dip:Warning ; {LABEL} ; dip:actor e:ada . }}",
        HELD + f"a:D1-9 {{ e:talk a dip:Agreement ; {LABEL} ; dip:party e:ada , e:bo . }}",
        HELD + f"a:D1-9 {{ e:talk a dip:OpeningOfMission ; {LABEL} ; dip:actor e:ada ; dip:missionOpened e:house . }}",
    ],
    ids=["both", "attempted", "hedged-side", "not-held", "noted", "one-sided", "parties", "one-sided-given"],
)
def test_what_is_not_reported(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(tmp_path, text, capsys) == []
