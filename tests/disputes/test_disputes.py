"""Agreement and dispute: every doubt is listed once, accounts side by side, witnesses are counted correctly, and the page runs nothing."""

from __future__ import annotations

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.build import build
from kg.cli.main import run
from kg.disputes import GROUPS
from kg.disputes.render.html import html
from kg.disputes.render.json import as_json
from kg.disputes.render.markdown import markdown
from kg.disputes.render.terminal import terminal
from kg.errors import NameNotFound
from kg.namespaces import DIP
from kg.pages import content_policy
from kg.workspace import Workspace
from tests.asking import graph
from tests.disputes.asking import disputes_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.disputes import Dispute, Disputes

HERE = Path(__file__).resolve().parent
BASE = "https://example.org/nordic/"

SECOND = """
@prefix a: <https://example.org/nordic/assertion/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix e: <https://example.org/nordic/id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix k: <https://example.org/nordic/graph/> .
@prefix p: <https://example.org/nordic/passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

# A letter that nobody copied from the note, and a newspaper that printed the letter.
k:record {
  e:letter a dip:SourceDocument ; skos:prefLabel "the letter"@en ; dcterms:title "A letter"@en ; dip:fileName "letter.txt" .
  e:print a dip:SourceDocument ; skos:prefLabel "the print"@en ; dcterms:title "A letter, printed"@en ; dip:fileName "print.txt" ;
    dip:sharesTextWith e:letter .
  p:L1 a dip:Passage ; dip:document e:letter ; dip:number 1 ; dip:passageKind dip:Sentence ; dip:sha256 "aa" .
  p:L2 a dip:Passage ; dip:document e:letter ; dip:number 2 ; dip:passageKind dip:Sentence ; dip:sha256 "bb" .
  p:P1 a dip:Passage ; dip:document e:print ; dip:number 1 ; dip:passageKind dip:Sentence ; dip:sha256 "aa" ; dip:parallels p:L1 .
  p:P2 a dip:Passage ; dip:document e:print ; dip:number 2 ; dip:passageKind dip:Sentence ; dip:sha256 "cc" ; dip:parallels p:L2 .
  p:P3 a dip:Passage ; dip:document e:print ; dip:number 3 ; dip:passageKind dip:Sentence ; dip:sha256 "dd" .

  # Another day for the recognition than the note has.
  a:L1-1 dip:cites p:L1 ; dip:standing dip:Stated ; dip:gist "Recognized a day later."@en ; dip:differsFrom a:N9-1 .
  a:P1-1 dip:cites p:P1 ; dip:standing dip:Stated ; dip:gist "Recognized a day later."@en .
  # One rumour, printed twice.
  a:L2-1 dip:cites p:L2 ; dip:standing dip:Rumoured ; dip:gist "Some say Carl will not come."@en .
  a:P2-1 dip:cites p:P2 ; dip:standing dip:Rumoured ; dip:gist "Carl may not come, they say."@en .
  # The print denies that delegates of Sweden were there.
  a:P3-1 dip:cites p:P3 ; dip:standing dip:Denied ; dip:gist "No Swede came to the meeting."@en .

  e:note-day a dip:Note ; dip:on e:recognition ; dip:noteKind dip:ConflictingClaims ; dip:cites p:N9 , p:L1 ;
    dip:gist "Two days are told, one after the other."@en .
  e:note-wide a dip:Note ; dip:on e:recognition ; dip:noteKind dip:ConflictingClaims ; dip:cites p:N9 , p:L1 , p:N2 ;
    dip:gist "Whether recognizing was needed is another question."@en .
  e:note-print a dip:Note ; dip:on a:P2-1 ; dip:noteKind dip:OpenReading ; dip:cites p:P2 ; dip:gist "May can be a month."@en .
}
a:L1-1 { e:recognition a dip:Recognition ; skos:prefLabel "Recognition of Norway by Sweden"@en ; dip:actor e:sweden ;
    dip:recipient e:norway ; dip:date "1905-10-27"^^edtf:EDTF ; dip:dateBasis dip:AsStated . }
a:P1-1 { e:recognition a dip:Recognition ; skos:prefLabel "Recognition of Norway by Sweden"@en ; dip:actor e:sweden ;
    dip:recipient e:norway ; dip:date "1905-10-27"^^edtf:EDTF ; dip:dateBasis dip:AsStated . }
a:L2-1 { e:refusal a dip:Refusal ; skos:prefLabel "Refusal of Carl <b>"@en ; dip:actor e:carl . }
a:P2-1 { e:refusal a dip:Refusal ; skos:prefLabel "Refusal of Carl <b>"@en ; dip:actor e:carl . }
a:P3-1 { e:meeting dip:counterpart e:delegates-sweden . }
"""

SWAPPED = """
k:record { a:N9-2 dip:cites p:N9 ; dip:standing dip:Stated ; dip:gist "Norway recognized Sweden."@en . }
a:N9-2 { e:recognition dip:actor e:norway ; dip:recipient e:sweden . }
"""


def make(folder: Path, text: str = SECOND) -> Workspace:
    shutil.copytree(HERE.parent / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    (folder / "data" / "second.trig").write_text(text, encoding="utf-8")
    workspace = Workspace(folder)
    build(workspace)
    return workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return make(tmp_path_factory.mktemp("disputes") / "nordic")


@pytest.fixture(scope="module")
def report(workspace: Workspace) -> Disputes:
    return disputes_of(workspace)


@pytest.fixture(scope="module")
def whole() -> Disputes:
    """The report on the repository's own graph."""
    return disputes_of(graph().workspace)


def item(report: Disputes, group: str, name: str) -> Dispute:
    [found] = [each for each in report.of(group) if name in {node.iri.rpartition("/")[2] for node in each.about}]
    return found


def codes(found: Iterable[Dispute]) -> list[list[str]]:
    return [[place.code for place in each.passages] for each in found]


# the small workspace with a letter and its print


def test_accounts_that_differ_stand_side_by_side_role_by_role(report: Disputes) -> None:
    [found] = report.of("accounts")
    assert [[said.code for said in side.said] for side in found.sides] == [["L1-1"], ["N9-1"]]
    rows = {row.predicate: (row.cells, row.verdict) for row in found.rows}
    assert rows["date"] == ((("27 October 1905",), ("26 October 1905",)), "differs")
    assert rows["actor"] == ((("Sweden",), ("Sweden",)), "alike")
    assert rows["recipient"] == ((("Norway",), ("Norway",)), "alike")
    assert [remark.gist for remark in found.remarks] == ["Two days are told, one after the other."]
    assert found.witnesses == 2


def test_a_conflict_that_is_about_more_than_two_accounts_stands_by_itself(report: Disputes) -> None:
    wide = next(each for each in report.of("conflict") if each.gist.startswith("Whether"))
    assert [place.code for place in wide.passages] == ["L1", "N2", "N9"]
    # No claim of N2 is about the recognition, so all its claims are shown.
    assert [[said.code for said in side.said] for side in wide.sides] == [["L1-1"], ["N2-1"], ["N9-1"]]
    assert not any(each.gist.startswith("Two days") for each in report.of("conflict"))


def test_what_is_held_and_denied_is_a_conflict(report: Disputes) -> None:
    found = next(each for each in report.of("conflict") if "held and denied" in each.kinds)
    assert [[said.code for said in side.said] for side in found.sides] == [["N8-1"], ["P3-1"]]
    assert [node.name for node in found.about] == ["Meeting in Karlstad"]


def test_held_dates_that_exclude_each_other_are_a_conflict(report: Disputes) -> None:
    [found] = [each for each in report.of("conflict") if "dates exclude each other" in each.kinds]
    assert [each.name for each in found.about] == ["Recognition of Norway by Sweden"]
    assert {place.code for side in found.sides for place in side.passages} == {"N9", "L1", "P1"}
    dates = next(row for row in found.rows if row.predicate == "date")
    assert sorted(value for cell in dates.cells for value in cell) == ["26 October 1905", "27 October 1905", "27 October 1905"]


def test_documents_that_share_text_are_one_witness(report: Disputes) -> None:
    recognition = item(report, "agreement", "recognition")
    assert sorted(place.code for place in recognition.passages) == ["L1", "N9", "P1"]
    assert recognition.witnesses == 2
    # The print denies a part of the meeting and is not a second witness of it.
    assert not [each for each in report.of("agreement") if each.about[0].name == "Meeting in Karlstad"]
    refusal = item(report, "agreement", "refusal")
    assert sorted(place.code for place in refusal.passages) == ["L2", "P2"]
    assert refusal.witnesses == 1


def test_parallels_say_whether_they_agree_word_for_word(report: Disputes) -> None:
    pairs = {(pair.one.code, pair.other.code): pair.exact for each in report.disputes for pair in each.parallels}
    assert pairs == {("L1", "P1"): True, ("L2", "P2"): False}


def test_one_doubted_claim_in_two_documents_is_one_point(report: Disputes) -> None:
    assert sorted(codes(report.of("doubt"))) == [["L2", "P2"], ["N10"], ["N5"], ["N6"], ["P3"]]
    [rumour] = [each for each in report.of("doubt") if each.kinds == ("rumoured",)]
    assert [said.gist for side in rumour.sides for said in side.said] == ["Some say Carl will not come.", "Carl may not come, they say."]
    assert [remark.gist for remark in rumour.remarks] == ["May can be a month."]
    # N4-2 is the content of a protest: said by a speaker, but not doubted.
    assert not any(said.code == "N4-2" for each in report.of("doubt") for side in each.sides for said in side.said)


def test_the_head_sums_up_the_report(report: Disputes) -> None:
    assert terminal(report, 1000).splitlines()[0] == (
        "The end of the union of Norway and Sweden. This report covers 16 passages of three documents. "
        "The letter and the print share text, so they count as one witness. "
        "One of the things reported more than once has more than one independent witness."
    )


@pytest.mark.parametrize(
    ("about", "kinds", "document", "expected"),
    [
        # The note on his protest, and the declaration, which N3 reports and he mentions in N4.
        ("Oscar II", (), None, {"reading": [["N4"]], "agreement": [["N3", "N4"]]}),
        (None, ("Rumoured",), None, {"doubt": [["L2", "P2"]]}),
        (None, ("conflicting claims",), None, {"conflict": [["L1", "N2", "N9"]], "accounts": [["L1", "N9"]]}),
        (None, ("OpenReading", "hedged"), None, {"doubt": [["N5"]], "reading": [["P2"]]}),
        ("Karlstad", ("conflict",), None, {"conflict": [["N8", "P3"]]}),
        ("N5-1", (), None, {"doubt": [["N5"]]}),
        ("P2", (), None, {"doubt": [["L2", "P2"]], "reading": [["P2"]], "agreement": [["L2", "P2"]]}),
        (None, ("doubt",), "the note", {"doubt": [["N5"], ["N6"], ["N10"]]}),
    ],
)
def test_what_is_asked_for(
    workspace: Workspace, about: str | None, kinds: tuple[str, ...], document: str | None, expected: dict[str, list[list[str]]]
) -> None:
    found = disputes_of(workspace, about=about, kinds=kinds, document=document)
    assert {group.name: codes(found.of(group.name)) for group in GROUPS if found.of(group.name)} == expected
    assert found.selection


@pytest.mark.parametrize(
    ("former", "name"),
    [
        ("tellings", "accounts"),
        ("Tellings differ", "accounts differ"),
        ("told by several documents", "reported by several documents"),
        ("told in several passages", "reported in several passages"),
    ],
)
def test_former_names_of_kinds_are_accepted(workspace: Workspace, former: str, name: str) -> None:
    found = disputes_of(workspace, kinds=(former,))
    assert found == disputes_of(workspace, kinds=(name,))
    assert found.disputes
    assert former.lower() not in found.selection


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ({"kinds": ("rumored",)}, "did you mean rumoured?"),
        ({"kinds": ("telling",)}, "the kinds are conflict, accounts"),
        ({"kinds": ("xyz",)}, "the kinds are conflict, accounts"),
        ({"about": "Osca II"}, "did you mean Oscar II"),
        ({"document": "Sweden"}, None),
    ],
)
def test_an_unknown_name_or_kind_is_refused(workspace: Workspace, arguments: dict[str, Any], hint: str | None) -> None:
    with pytest.raises(NameNotFound) as caught:
        disputes_of(workspace, **arguments)
    assert hint is None or hint in (caught.value.hint or "")


def test_the_terminal_says_what_was_asked_for_and_what_it_leaves_out(workspace: Workspace) -> None:
    found = disputes_of(workspace, kinds=("conflicting claims",))
    shown = terminal(found, 120, rows=1)
    assert "\nSelection: only conflicting claims.\n" in shown
    # One row for what is at issue, and one for each of the two accounts.
    assert "\n(2 more rows; --kind accounts --json shows all)\n" in shown
    assert "more rows" not in terminal(found, 120)
    nothing = terminal(disputes_of(workspace, about="Karlstad", kinds=("Rumoured",)), 120)
    assert nothing.endswith("\n\nnothing of this kind was found\n")


def test_the_terminal_has_rows_for_each_conflict(tmp_path: Path) -> None:
    found = disputes_of(make(tmp_path / "nordic", SECOND + SWAPPED))
    shown = terminal(found, 400)
    part = shown[shown.index("CLAIMS IN CONFLICT (") : shown.index("ACCOUNTS THAT DIFFER (")]
    for each in found.of("conflict"):
        lines = [line for line in part.splitlines() if ", ".join(each.kinds) in line or each.kinds == ("conflicting claims",)]
        assert any(each.about[0].name in line for line in lines), each.key
    assert "date: 27 October 1905 | 26 October 1905 | 27 October 1905" in part
    assert "actor: Sweden | Norway; recipient: Norway | Sweden" in part
    assert "not said" not in part
    for gist in ("Recognized a day later.", "Norway recognized Sweden.", "No Swede came to the meeting."):
        assert gist in part


# the repository's own graph


def test_every_note_is_in_the_report_once(whole: Disputes) -> None:
    store = graph().snapshot.store
    import pyoxigraph as ox

    notes = {str(quad.subject)[1:-1] for quad in store.quads_for_pattern(None, ox.NamedNode(DIP + "noteKind"), None)}
    main = [each.iri for each in whole.disputes if each.iri]
    attached = [remark.iri for each in whole.of("accounts") for remark in each.remarks if remark.kind in each.kinds]
    assert len(main) + len(attached) == len({*main, *attached}) == len(notes) > 100
    assert {*main, *attached} == notes


def test_every_doubted_claim_is_in_the_report_once_and_no_held_one(whole: Disputes) -> None:
    store = graph().snapshot.store
    import pyoxigraph as ox

    standings = store.quads_for_pattern(None, ox.NamedNode(DIP + "standing"), None)
    doubted = {str(quad.subject)[1:-1] for quad in standings if quad.object != ox.NamedNode(DIP + "Stated")}
    found = [said for each in whole.of("doubt") for side in each.sides for said in side.said]
    assert len(found) == len(doubted) > 20
    assert {said.iri for said in found} == doubted
    assert not any(said.held for said in found)


def test_every_recorded_difference_is_shown_side_by_side(whole: Disputes) -> None:
    import pyoxigraph as ox

    pairs = graph().snapshot.store.quads_for_pattern(None, ox.NamedNode(DIP + "differsFrom"), None)
    recorded = {frozenset(str(term).rpartition("/")[2][:-1] for term in (quad.subject, quad.object)) for quad in pairs}
    shown = [frozenset(said.code for side in each.sides for said in side.said) for each in whole.of("accounts")]
    assert recorded
    assert all(any(pair <= accounts for accounts in shown) for pair in recorded)
    assert sum(map(len, shown)) == len(frozenset().union(*shown))


def test_the_offer_on_recognizing_israel_in_its_two_accounts(whole: Disputes) -> None:
    """From A5 and E7: what is offered, and on which conditions."""
    offer = item(whole, "accounts", "offered-recognition")
    assert [place.code for place in offer.passages] == ["A5", "E7"]
    rows = {row.predicate: row for row in offer.rows if row.subject == "Recognition of Israel, offered"}
    assert rows["actor"].verdict == rows["recipient"].verdict == "alike"
    assert rows["aspect"].cells == ((), ("sovereignty",))
    article, essay = (" ".join(cell) for cell in rows["condition"].cells)
    assert rows["condition"].verdict == "differs"
    assert "part of the occupied territories" in article
    assert "independent Palestinian state" not in article
    assert "independent Palestinian state" in essay
    assert [said.speakers for side in offer.sides for said in side.said] == [("Pervez Musharraf",)] * 2


def test_an_unnamed_speaker_is_reported_as_such(whole: Disputes) -> None:
    told = [said for each in whole.disputes for side in each.sides for said in side.said]
    unnamed = "unnamed (Information about Pakistan reaches Israel's mission)"
    assert unnamed in {name for said in told for name in said.speakers}
    assert all(bool(said.speakers) == bool(said.statements) for said in told)
    assert unnamed in html(whole).replace("&#x27;", "'").replace("&#39;", "'")


def test_two_documents_that_share_text_do_not_corroborate_each_other(whole: Disputes) -> None:
    assert {each.witnesses for each in whole.disputes if each.passages} == {1}
    assert "not by a second independent witness" in html(whole)


def test_the_rumour_is_marked_wherever_it_is_shown(whole: Disputes) -> None:
    rumour = item(whole, "agreement", "battalion-1948")
    assert not any(said.held for side in rumour.sides for said in side.said)
    assert re.search(r"Sending of a Pakistani battalion.{1,200}?class=\"badge unheld\">rumoured", html(whole))
    assert "none of it held: rumoured" in terminal(whole, 400)
    assert "none of it held: rumoured" in markdown(whole)


# the page


class Reader(HTMLParser):
    """Parses a page as a browser does, and records elements that are not properly nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module", params=["small", "whole", "selection"])
def shown(request: pytest.FixtureRequest, report: Disputes, whole: Disputes, workspace: Workspace) -> str:
    if request.param == "selection":
        return html(disputes_of(workspace, kinds=("doubt",), document="the letter"))
    return html(report if request.param == "small" else whole)


def test_nothing_on_the_page_runs_or_asks_the_network(shown: str) -> None:
    read = Reader(shown)
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "iframe", "object", "embed", "img", "form", "base", "svg"}
    for tag, attributes in read.elements:
        assert not any(name.startswith("on") or name in ("style", "src", "srcset") for name in attributes), (tag, attributes)
        assert tag != "a" or (attributes["href"] or "").startswith("#")
    style = shown.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    [sent] = [each["content"] for tag, each in read.elements if each.get("http-equiv") == "Content-Security-Policy"]
    assert sent == content_policy([style])
    assert "default-src 'none'" in (sent or "")


def test_links_lead_somewhere_and_headings_are_in_order(shown: str) -> None:
    read = Reader(shown)
    names = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(names) == len(set(names))
    targets = {(attributes["href"] or "")[1:] for tag, attributes in read.elements if tag == "a"}
    labels = {name for _, attributes in read.elements for name in (attributes.get("aria-labelledby") or "").split()}
    assert targets | labels <= set(names)
    assert read.headings[0] == 1
    assert read.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))


def test_tables_have_captions_and_heads(shown: str) -> None:
    tables = re.findall(r"<table.*?</table>", shown, re.DOTALL)
    assert tables
    for table in tables:
        assert re.match(r"<table[^>]*><caption>.+?</caption><thead", table)
        heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', table)
        assert heads
        assert set() < set(re.findall(r'<td data-head="([^"]*)"', table)) <= set(heads)


def test_texts_are_escaped(report: Disputes) -> None:
    shown = html(report)
    assert "Refusal of Carl &lt;b&gt;" in shown
    assert "Carl <b>" not in shown
    assert "Refusal of Carl &lt;b>" in markdown(report)


HOSTILE = '</title><script>alert(1)</script><img src=x onerror=alert(1)> & "quoted" \\ `x` | *y* [z](http://example.org) \u202e\x9b'


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    written = json.dumps(HOSTILE)
    text = SECOND
    for kept in ('"Two days are told, one after the other."', '"the print"', '"Refusal of Carl <b>"', '"No Swede came to the meeting."'):
        assert kept in text
        text = text.replace(kept, written)
    made = make(tmp_path / "nordic", text)
    report = disputes_of(made)
    read = Reader(html(report))
    assert not {tag for tag, _ in read.elements} & {"script", "img"}
    assert "<script>" not in markdown(report).replace("&lt;script>", "")
    assert "\x9b" not in terminal(report, 100)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_have_contrast_enough_in_light_and_dark(root: Path, scheme: int) -> None:
    style = (root / "kg" / "disputes" / "render" / "page.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[scheme]))
    assert len(colours) >= 14
    for text, grounds in {
        "ink": ("paper", "sheet", "wash", "doubt-wash", "accounts-wash"),
        "soft": ("paper", "sheet", "wash"),
        "link": ("paper", "sheet", "wash"),
        "conflict": ("paper",),
        "conflict-ink": ("conflict",),
        "doubt": ("doubt-wash",),
    }.items():
        for ground in grounds:
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for line in ("strong", "conflict", "accounts", "doubt"):
        assert contrast(colours[line], colours["sheet"]) >= 3, line


# the verb


def test_the_verb_writes_the_page_and_says_what_it_wrote(workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = ["-C", str(workspace.root), "disputes"]
    out = tmp_path / "new" / "Page.HTML"
    assert run([*here, str(out)]) == 0
    assert out.read_text(encoding="utf-8") == html(disputes_of(workspace))
    said = capsys.readouterr().out
    assert "points, snapshot" in said
    assert run([*here, "Oscar", "II", str(tmp_path / "a.md")]) == 0
    assert "Selection: about Oscar II." in (tmp_path / "a.md").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run([*here, "--json", "-k", "accounts"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == json.loads(json.dumps(as_json(disputes_of(workspace, kinds=("accounts",)))))
    assert [each["group"] for each in found["disputes"]] == ["accounts"]
    assert run([*here, "-k", "planned"]) == 2
    assert "hint: " in capsys.readouterr().err
    assert run([*here, "--json", "x.html"]) == 2
    assert "--json prints to standard output" in capsys.readouterr().err


def test_the_same_report_has_the_same_bytes(workspace: Workspace, report: Disputes) -> None:
    again = disputes_of(workspace)
    assert html(again) == html(report)
    assert markdown(again) == markdown(report)


def test_a_thing_that_is_held_has_no_class_that_is_only_rumoured(tmp_path: Path) -> None:
    found = disputes_of(make(tmp_path / "nordic", SECOND + "a:L2-1 { e:recognition a dip:Visit . }\n"))
    types = {node.types for each in found.disputes for node in each.about if node.iri == f"{BASE}id/recognition"}
    assert types == {("recognition",)}


def test_roles_that_exclude_each_other_are_a_conflict(tmp_path: Path) -> None:
    workspace = make(tmp_path / "nordic", SECOND + SWAPPED)
    found = [each for each in disputes_of(workspace).of("conflict") if "roles exclude each other" in each.kinds]
    assert [[node.name for node in each.about] for each in found] == [["Recognition of Norway by Sweden"]]
