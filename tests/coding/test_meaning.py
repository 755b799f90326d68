"""What lines say: quads that are written here by hand."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.coding import PassageCoding, Vocabulary, coded
from kg.errors import DataError
from kg.namespaces import prefixes_of
from kg.record.names import slug

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes_of("https://w3id.org/chancery/examples/rupture/").items())


def content(coding: PassageCoding, number: int) -> set[ox.Quad]:
    """The quads of an assertion graph of a passage, by its place from 0."""
    entry = coding.graphs[number]
    return {quad for quad in entry.quads if quad.graph_name == ox.NamedNode(entry.iri)}


def record(coding: PassageCoding, number: int) -> dict[str, list[str]]:
    """What the record says of an assertion graph: names of properties to names or texts."""
    found: dict[str, list[str]] = {}
    entry = coding.graphs[number]
    for quad in entry.quads:
        if quad.graph_name != ox.NamedNode(entry.iri):
            assert isinstance(quad.object, ox.NamedNode | ox.Literal)
            value = quad.object.value
            found.setdefault(slug(quad.predicate.value), []).append(slug(value) if isinstance(quad.object, ox.NamedNode) else value)
    return found


def trig(text: str) -> set[ox.Quad]:
    return set(ox.parse(HEAD + text, ox.RdfFormat.TRIG))


def one(text: str, vocabulary: Vocabulary, passage: str = "H7") -> PassageCoding:
    (coding,) = coded(text, vocabulary, passage=passage)
    return coding


def faults(text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The places and messages of what is wrong with some lines."""
    with pytest.raises(DataError) as caught:
        coded(text, vocabulary, "x.txt")
    every = (caught.value, *caught.value.others)
    assert all(each.hint for each in every)
    return [(str(each.place), each.what) for each in every]


def test_a_severance(uncoded: Vocabulary) -> None:
    coding = one("sev rel; Saudi Arabia; Iran; 26 April 1988", uncoded)
    assert content(coding, 0) == trig("""a:H7-1 { e:severance-saudi-arabia-1988 a dip:SeveranceOfRelations ;
        skos:prefLabel "Severance of relations, Saudi Arabia and Iran, 1988"@en ; dip:actor e:saudi-arabia ; dip:recipient e:iran ;
        dip:date "1988-04-26"^^edtf:EDTF ; dip:dateBasis dip:AsStated . }""")
    gist = "Saudi Arabia severed relations with Iran on 26 April 1988."
    assert record(coding, 0) == {"cites": ["H7"], "standing": ["Stated"], "gist": [gist]}


def test_slots_stand_in_any_order(uncoded: Vocabulary) -> None:
    one_way = one("sev rel; Saudi Arabia; Iran; 1988; at: Riyadh", uncoded)
    assert one("sev rel; 1988; at: Riyadh; to: Iran; by: Saudi Arabia", uncoded).quads() == one_way.quads()
    assert one("sev rel; ; Iran; 1988; Riyadh; by: Saudi Arabia", uncoded).quads() == one_way.quads()


def test_a_new_name_and_another_thing_in_the_same_graph(uncoded: Vocabulary) -> None:
    coding = one("meeting #talk; +envoy of Oman (Person); Raisi + Rouhani; +Doha (City)\n& Doha; located in: Qatar", uncoded)
    assert content(coding, 0) == trig("""a:H7-1 { e:talk a dip:Meeting ;
        skos:prefLabel "Meeting, envoy of Oman, Ebrahim Raisi and Hassan Rouhani"@en ;
        dip:actor e:envoy-of-oman ; dip:counterpart e:raisi , e:rouhani ; dip:place e:doha . e:doha dip:locatedIn e:qatar . }""")
    assert {quad for entry in coding.background for quad in entry.quads} == trig("""k:background {
        e:envoy-of-oman a dip:Person ; skos:prefLabel "envoy of Oman"@en ; dcterms:source e:chronology .
        e:doha a dip:City ; skos:prefLabel "Doha"@en ; dcterms:source e:chronology . }""")


def test_the_kind_of_a_new_name_can_be_an_everyday_word(uncoded: Vocabulary) -> None:
    coding = one("court ruling; +Hague court (Court); Iran", uncoded)
    assert trig("k:background { e:hague-court a dip:JudicialBody . }") <= set(coding.background[0].quads)


def test_somebody_in_an_office(uncoded: Vocabulary) -> None:
    meeting = "meeting #m; Rouhani as +envoy of Iran (Post); Raisi as President of Iran"
    coding = one(f"visit #v; Raisi as President of Iran; Muscat\n{meeting}", uncoded)
    assert content(coding, 0) == trig("""a:H7-1 { e:v a dip:Visit ; skos:prefLabel "Visit, Ebrahim Raisi and Muscat"@en ;
            dip:actor e:raisi ; dip:place e:muscat .
        e:tenure-raisi a dip:Tenure ; skos:prefLabel "Raisi, President of Iran"@en ; dip:holder e:raisi ; dip:office e:president-ir ;
            dip:attestedIn e:v . }""")
    offices = trig("""a:H7-2 { e:tenure-raisi a dip:Tenure ; dip:attestedIn e:m .
        e:tenure-rouhani a dip:Tenure ; skos:prefLabel "Rouhani, Envoy of Iran"@en ; dip:office e:envoy-of-iran . }""")
    assert offices <= content(coding, 1)
    assert [entry.iri.rpartition("/")[2] for entry in coding.background] == ["envoy-of-iran"]


def test_a_speech_with_its_content_and_a_report_within_it(uncoded: Vocabulary) -> None:
    text = 'accus #a; Iran; Iraq\n"!meeting; Iraq; Qatar\n"~ says The meeting was a mistake; about: Iraq\n""? visit; Raisi; Muscat'
    coding = one(text, uncoded)
    assert [record(coding, number).get("contentOf") for number in range(4)] == [None, ["a"], ["a"], ["a"]]
    assert [record(coding, number)["standing"] for number in range(4)] == [["Stated"], ["Denied"], ["Evaluative"], ["Hedged"]]
    assert record(coding, 3)["within"] == ["H7-3"]
    assert record(coding, 1)["gist"] == ["Iraq met Qatar."]
    assert record(coding, 2)["gist"] == ["Iran said that the meeting was a mistake."]
    assert content(coding, 2) == trig("""a:H7-3 { e:a dip:expresses e:the-meeting-was-a-mistake .
        e:the-meeting-was-a-mistake a dip:Proposition ; dip:gist "The meeting was a mistake"@en ; dip:about e:iraq . }""")


def test_content_belongs_to_the_nearest_statement_above_or_to_a_named_one(uncoded: Vocabulary) -> None:
    text = 'accus #a; Iran; Iraq\naccus #b; Iraq; Iran\n" visit; Raisi; Muscat\n"#a visit; Raisi; Riyadh\n" visit; Raisi; Tehran'
    coding = one(f"{text}\nvisit; Rouhani; Muscat", uncoded)
    assert [record(coding, number).get("contentOf") for number in range(6)] == [None, None, ["b"], ["a"], ["a"], None]


def test_the_same_act_in_another_passage_gets_kind_and_label_again(uncoded: Vocabulary) -> None:
    first, second = coded("@H7\nvisit #v; Raisi; Muscat; 2001\n@N9 with N7\n#v; about: Iraq\n#v; bare; qualifier: short", uncoded)
    label = "Visit, Ebrahim Raisi and Muscat, 2001"
    assert content(second, 0) == trig(f'a:N9-1 {{ e:v a dip:Visit ; skos:prefLabel "{label}"@en ; dip:about e:iraq . }}')
    assert content(second, 1) == trig('a:N9-2 { e:v dip:qualifier "short"@en . }')
    assert record(second, 0)["readWith"] == ["N7"]
    assert first.passage.endswith("/H7")


def test_a_line_refers_to_what_a_later_line_tells(uncoded: Vocabulary) -> None:
    coding = one("visit; Raisi; Muscat; after: #m\nmeeting #m; Raisi; Rouhani", uncoded)
    assert trig("a:H7-1 { e:visit-ebrahim-raisi dip:after e:m . }") <= content(coding, 0)


def test_quantities_kinds_and_individuals(uncoded: Vocabulary) -> None:
    coding = one("act series; member kind: visit; claimed count: 3; by: Iran; more than 400 death; label: Visits", uncoded)
    assert content(coding, 0) == trig("""a:H7-1 { e:visit-iran a dip:ActSeries ; skos:prefLabel "Visits"@en ; dip:memberKind dip:Visit ;
        dip:claimedCount 3 ; dip:actor e:iran ; dip:quantityMin 400 ; dip:quantityQualifier "more than"@en ; dip:unit "death"@en . }""")
    votes = one("vote; Iran; +text (Text); position: in fav", uncoded)
    assert trig("a:H7-1 { e:vote-iran dip:position dip:InFavour . }") <= content(votes, 0)


def test_notes_reasons_and_gists(uncoded: Vocabulary) -> None:
    notes = "note not stated: The day is not told.\nnote OpenReading #n on @H7-1 + Iran cites H7 + H9: text\n"
    coding = one(f"visit #v; Raisi; Muscat\n= Raisi was in Muscat.\n{notes}", uncoded)
    assert record(coding, 0)["gist"] == ["Raisi was in Muscat."]
    assert {quad for entry in coding.notes for quad in entry.quads} == trig("""k:record {
        e:note-h7-1 a dip:Note ; dip:on e:v ; dip:noteKind dip:NotStated ; dip:cites p:H7 ; dip:gist "The day is not told."@en .
        e:n a dip:Note ; dip:on a:H7-1 , e:iran ; dip:noteKind dip:OpenReading ; dip:cites p:H7 , p:H9 ; dip:gist "text"@en . }""")
    assert coding.nothing is None
    nothing = one("- odd", uncoded).nothing
    assert nothing is not None
    assert set(nothing.quads) == trig('k:record { p:H7 dip:assertsNothing "odd"@en . }')


@pytest.mark.parametrize("lines", ["visit; Raisi; Muscat\n- odd", "- odd\nvisit; Raisi; Muscat"])
def test_a_passage_with_a_claim_does_not_assert_nothing(uncoded: Vocabulary, lines: str) -> None:
    with pytest.raises(DataError, match="has a claim and asserts nothing"):
        one(lines, uncoded)


def test_properties_of_the_graph_stand_in_a_slot(uncoded: Vocabulary) -> None:
    coding = one("~ Iran; characterized as: firm; wording: very firm; differsFrom: @N9-1", uncoded)
    assert record(coding, 0)["wording"] == ["very firm"]
    assert record(coding, 0)["differsFrom"] == ["N9-1"]
    assert content(coding, 0) == trig('a:H7-1 { e:iran dip:characterizedAs "firm"@en . }')


def test_now_of_what_lasts_has_no_day(uncoded: Vocabulary) -> None:
    coding = one("absence of relations; Iran; Iraq; now", uncoded)
    assert content(coding, 0) == trig("""a:H7-1 { e:absence-iran a dip:AbsenceOfRelations ;
        skos:prefLabel "Absence of relations, Iran and Iraq"@en ; dip:party e:iran , e:iraq ; dip:dateBasis dip:AsOfWriting . }""")


def test_numbers_go_on_behind_the_graphs_of_the_workspace(uncoded: Vocabulary) -> None:
    known = uncoded.copy()
    known.graphs |= {"H7-1", "H7-4"}
    assert one("visit; Raisi; Muscat", known).graphs[0].iri.endswith("/H7-5")
    assert coded("@H7/9\nvisit; Raisi; Muscat", known)[0].graphs[0].iri.endswith("/H7-9")


def test_an_act_named_below_is_the_one_whose_name_is_made_above(uncoded: Vocabulary) -> None:
    lines = "@H7\nmeeting; Iran; Iraq; 1991\nmeeting; Iran; Iraq; 1991; label: Another\n@H9\n? meeting #meeting-iran-1991; Iran; Iraq; 1991"
    first, second = coded(lines, uncoded)
    acts = [{quad.subject for quad in entry.content} for entry in (*first.graphs, *second.graphs)]
    assert [slug(str(each.pop())) for each in acts] == ["meeting-iran-1991>", "meeting-iran-1991-2>", "meeting-iran-1991>"]
    # A name of something else is taken.
    other, _ = coded(lines.replace("? meeting #", "? conflict #").replace("; 1991; label: Another", "; 1992"), uncoded)
    assert {slug(str(quad.subject)) for quad in other.graphs[0].content} == {"meeting-iran-1991-2>"}


def test_the_vocabulary_is_not_changed(uncoded: Vocabulary) -> None:
    before = dict(uncoded.nodes), set(uncoded.graphs), list(uncoded.names())
    one("visit; +Ann (Person); Muscat", uncoded)
    assert before == (uncoded.nodes, uncoded.graphs, list(uncoded.names()))


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("@H77\n- x", "x.txt:1:1", "no passage is called H77"),
        ("@H7 with X1", "x.txt:1:1", "no passage is called X1"),
        ("visit; Raisi", "x.txt:1:1", "a line before the first passage"),
        ("@H7\nblorp; Iran", "x.txt:2:1", "no kind and no name begins with blorp"),
        ("@H7\nHassan Rou; about: Iran", "x.txt:2:1", "no kind begins with Hassan Rou, and a name is typed whole"),
        ("@H7\nsum; Iran", "x.txt:2:1", "sum can be summit, summons, court summons"),
        ("@H7\nvisit; Irann", "x.txt:2:8", "nothing is called Irann"),
        ("@H7\nvisit; #nowhere", "x.txt:2:8", "nothing has the identifier #nowhere"),
        ("@H7\nvisit; Raisi; flub: x", "x.txt:2:15", "no role begins with flub"),
        ("@H7\nvisit; Raisi; 3/4/1988", "x.txt:2:15", "3/4/1988 can be read in two ways"),
        ("@H7\nvisit; Raisi; date: soon", "x.txt:2:21", "soon is not a date"),
        ("@H7\nsev rel; Iran; Iraq; Qatar", "x.txt:2:22", "Qatar has no role"),
        ("@H7\nvisit; +Ann", "x.txt:2:8", "the new name Ann has no kind"),
        ("@H7\nvisit; Raisi; +Riyadh (Foo)", "x.txt:2:15", "no kind of thing begins with Foo"),
        ("@H7\nvisit; +Iran (Person)", "x.txt:2:8", "Iran is known (state): leave out the +"),
        ("@H7\nvisit; +Iran #persia (State)", "x.txt:2:8", "Iran is known (state): leave out the +"),
        ("@H7\nmaritime area; Iran", "x.txt:2:1", "maritime area is a kind of thing, not of an act"),
        (
            "@H7\ncourt; Iran",
            "x.txt:2:1",
            "court can be court case, court ruling, court summons, courtesy call, referral to a court, surrender to a court",
        ),
        ("@H7 H7\n- x", "x.txt:1:1", "H7 is named twice"),
        ("@H7 with H7\n- x", "x.txt:1:1", "H7 is named twice"),
        ("@H7/999999999\n- x", "x.txt:1:1", "999999999 is no number of an assertion graph"),
        ("@H7\nrivalry; Iran; Iran", "x.txt:2:16", "Iran is named twice"),
        ("@H7\nrivalry; party: Iran + Iran", "x.txt:2:24", "Iran is named twice"),
        ("@H7\nmeeting; Iran + Iran; Iraq", "x.txt:2:17", "Iran is named twice"),
        ("@H7\nvisit; +🙂 (Person)", "x.txt:2:8", "no identifier can be made of 🙂"),
        ("@H7\n& person; about: Iran", "x.txt:2:1", "& without a graph above"),
        ("@H7\nIran", "x.txt:2:1", "the line says nothing"),
        ("@H7\nvisit; Raisi; 1988; 1989", "x.txt:2:1", "two dates"),
        ("@H7\n<x> + state", "x.txt:2:1", "<x> is not an IRI"),
        ("@H7\nvisit; <x>: Iran", "x.txt:2:8", "<x> is not an IRI"),
        ('@H7\nvisit; qualifier: "a"^^<x>', "x.txt:2:19", "<x> is not an IRI"),
        ("@H7\nmeeting #muscat; Iran; Iraq", "x.txt:2:1", "#muscat is Muscat (city)"),
        ("@H7\nact series; claimed count: many", "x.txt:2:28", "many is not a number"),
        ("@H7\n& visit; Raisi", "x.txt:2:1", "& without a graph above"),
        ('@H7\n" visit; Raisi', "x.txt:2:1", "content without a statement"),
        ("@H7\n= gist", "x.txt:2:1", "a gist without an assertion graph"),
        ("@H7\nnote odd: x", "x.txt:2:6", "odd is no kind of note, or more than one"),
        (
            "@H7\nvisit; Raisi; Muscat\nvisit; Raisi; Muscat",
            "x.txt:3:1",
            "Visit, Ebrahim Raisi and Muscat is the label of #visit-ebrahim-raisi",
        ),
    ],
)
def test_what_is_wrong_has_a_place(uncoded: Vocabulary, text: str, place: str, what: str) -> None:
    assert faults(text, uncoded) == [(place, what)]


def test_all_errors_are_reported_at_once(uncoded: Vocabulary) -> None:
    text = "@H77\nvisit; Irann; 3/4/1988\n@H7\nblorp; Iran\nmeeting; Ann; Bob\n?! x"
    places = [place for place, _ in faults(text, uncoded)]
    assert places == ["x.txt:1:1", "x.txt:2:8", "x.txt:2:15", "x.txt:4:1", "x.txt:5:10", "x.txt:5:15", "x.txt:6:1"]


def test_a_name_of_two_things_is_not_chosen(uncoded: Vocabulary) -> None:
    known = uncoded.copy()
    known.name(known.iri("other-iran"), "Iran", preferred=True, entity=True)
    assert faults("@H7\nvisit; Iran", known) == [("x.txt:2:8", "several things are called Iran: #iran, #other-iran")]


def test_a_made_gist_says_as_much_as_there_is_room_for(uncoded: Vocabulary) -> None:
    known = "meeting #one; Iran; Iraq; label: The first\n"
    coding = one(f"{known}#one; bare; about: Iran; by: Saudi Arabia + Ebrahim Raisi; claimed count: 3; 1988", uncoded)
    assert record(coding, 1)["gist"] == ["The first: about Iran, actor Saudi Arabia, actor Ebrahim Raisi, claimed count 3 in 1988."]
    long = one(f"{known}#one; bare; about: Iran + Iraq; qualifier: {'x' * 100}; Muscat", uncoded)
    assert record(long, 1)["gist"] == ["The first: about Iran, about Iraq in Muscat."]


def test_a_gist_that_is_too_long_is_asked_for(uncoded: Vocabulary) -> None:
    long = "x" * 130
    assert faults(f'@H7\naccus; Iran; Iraq\n" says {long}', uncoded) == [("x.txt:3:3", "no gist of 127 characters can be made")]
    assert one(f'accus; Iran; Iraq\n" says {long}\n= Iran said something.', uncoded).graphs


def gist(text: str, vocabulary: Vocabulary, number: int = -1) -> str:
    """The gist that is made of one of some lines."""
    (found,) = record(one(text, vocabulary), number)["gist"]
    return found


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("rivalry; Iran; Iraq; from 1990 to 1995", "Iran was a rival of Iraq from 1990 to 1995."),
        ("rivalry; Iran; Iraq; 1990", "Iran was a rival of Iraq in 1990."),
        ("rivalry; Iran; Iraq; since 1990", "Iran is a rival of Iraq from 1990."),
        # The document is of 2023: an end in its year has been, and a later one is to come.
        ("rivalry; Iran; Iraq; from 1990 to 2023", "Iran was a rival of Iraq from 1990 to 2023."),
        ("rivalry; Iran; Iraq; from 1990 to 2090", "Iran is a rival of Iraq from 1990 to 2090."),
        ("membership; Iran + Iraq; +Gulf League (Int org); 1980/1988", "Iran and Iraq were members of the Gulf League from 1980 to 1988."),
        ("condemnation; +United States (State); Iran", "The United States condemned Iran."),
        ("? condemnation; +United States (State); Iran", "Apparently, the United States condemned Iran."),
    ],
)
def test_made_gists_are_english(uncoded: Vocabulary, line: str, made: str) -> None:
    assert gist(line, uncoded) == made


@pytest.mark.parametrize(
    ("line", "made"),
    [
        ("revolution; place: Tehran", "There was a revolution in Tehran."),
        ("conflict; party: +various proxies (Group); place: Iran", "There was a conflict of various proxies in Iran."),
        ("act series; member kind: insurgency; place: Muscat", "There was an insurgency series in Muscat."),
        ("act series; member kind: attack; Iran; Iraq; place: Muscat", "Iran attacked Iraq repeatedly in Muscat."),
        ("act series; member kind: visit; Raisi; Muscat; claimed count: 3", "Ebrahim Raisi visited Muscat 3 times."),
        ("stance; holder: Raisi + Rouhani; target: Iraq", "Ebrahim Raisi and Hassan Rouhani oppose Iraq."),
        ("stance; holder: Raisi; target: Iraq; in support of: Qatar", "Ebrahim Raisi opposes Iraq and supports Qatar."),
        ("visit; Raisi; Muscat; ordinal: 1", "Ebrahim Raisi visited Muscat for the first time."),
        ("visit; Raisi; Muscat; 1988; qualifier: short", "Ebrahim Raisi visited Muscat in 1988 (short)."),
        ("visit; Raisi; Muscat; reason: Iraq + Qatar", "Ebrahim Raisi visited Muscat (reason: Iraq and Qatar)."),
        ("act series #s; member kind: attack; Iran; Iraq; label: Raids\nact series #s; qualifier: by air", "Raids: qualifier by air."),
        ("attack; Iran; target: Muscat", "Iran attacked Muscat."),
        ("killing; Iran; +civilians in Muscat (Group); place: Muscat", "Iran killed civilians in Muscat."),
        ("conflict; party: +proxies in Iran (Group); place: Iran", "There was a conflict of proxies in Iran."),
        ("> attack; Iran; Iraq; 1988", "An attack by Iran against Iraq in 1988 was planned."),
        ("> recognition; Iran; Iraq", "A recognition of Iraq by Iran was planned."),
        ("/ attack; Iran; Iraq", "An attack by Iran against Iraq depends on a condition."),
        ('threat; Iran; Iraq\n"/ attack; Iran; Iraq; 1988', "Iran spoke of an attack by Iran against Iraq in 1988."),
        ("says #p The sky would fall; about: Iran\n! #p", "The sky would fall."),
        (
            "visit #v; Raisi; Muscat\nsays #p He would talk; about: Iran\n#v; purpose: #p",
            "Visit, Ebrahim Raisi and Muscat: purpose He would talk.",
        ),
    ],
)
def test_made_gists_say_what_was_typed_once(uncoded: Vocabulary, line: str, made: str) -> None:
    assert gist(line, uncoded) == made


@pytest.mark.parametrize(
    ("date", "label"),
    [
        ("before 1979", "Stance, Ebrahim Raisi and Iraq, before 1979"),
        ("after 1979", "Stance, Ebrahim Raisi and Iraq, after 1979"),
        ("the 1990s", "Stance, Ebrahim Raisi and Iraq, 1990s"),
        ("about 1974", "Stance, Ebrahim Raisi and Iraq, about 1974"),
        ("since 1979", "Stance, Ebrahim Raisi and Iraq, 1979"),
    ],
)
def test_a_year_that_is_a_bound_is_no_plain_year_in_a_label(uncoded: Vocabulary, date: str, label: str) -> None:
    made = one(f"stance; holder: Raisi; target: Iraq; {date}", uncoded)
    assert f'"{label}"@en' in {str(quad.object) for quad in made.quads()}


def test_a_place_that_is_a_state_is_no_side_in_a_label(uncoded: Vocabulary) -> None:
    made = one("conflict; party: +various proxies (Group); place: Iran", uncoded)
    assert '"Conflict, various proxies"@en' in {str(quad.object) for quad in made.quads()}


def test_the_sides_of_a_series_are_those_of_what_it_counts(uncoded: Vocabulary) -> None:
    coding = one("act series #s; Iran; Iraq; member kind: attack\n#s; ; Qatar", uncoded)
    assert trig("a:H7-1 { e:s dip:actor e:iran ; dip:target e:iraq . }") <= content(coding, 0)
    assert trig("a:H7-2 { e:s dip:target e:qatar . }") <= content(coding, 1)


def test_a_known_name_with_a_plus_is_the_known_thing(uncoded: Vocabulary) -> None:
    plain = one("meeting; Iran; Iraq", uncoded)
    assert one("meeting; +Iran; +Iraq (State)", uncoded).quads() == plain.quads()
    assert not one("+Iran (State); located in: Qatar", uncoded).background


def test_a_new_person_in_a_new_office(uncoded: Vocabulary) -> None:
    coding = one("visit #v; +the Shah (Person) as +Shah of Iran (Post); Muscat", uncoded)
    assert trig("""a:H7-1 { e:v dip:actor e:the-shah . e:tenure-shah a dip:Tenure ; skos:prefLabel "the Shah, Shah of Iran"@en ;
        dip:holder e:the-shah ; dip:office e:shah-of-iran ; dip:attestedIn e:v . }""") <= content(coding, 0)
    assert sorted(slug(each.iri) for each in coding.background) == ["shah-of-iran", "the-shah"]
