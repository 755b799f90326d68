"""The description of a node, on the graph about Norway and Sweden, on the repository's own, and on small graphs made here."""

from __future__ import annotations

from datetime import date

from pyoxigraph import NamedNode, RdfFormat, Store

from kg.explain.model import AsOf
from kg.explain.printable import Description
from kg.explain.show import show
from kg.explain.text import description_text
from kg.namespaces import RDF, RDFS, prefixes_of
from kg.record.names import Names
from kg.record.record import Record
from kg.record.times import Times
from tests.asking import graph, nordic


def e(name: str) -> NamedNode:
    return NamedNode(f"{nordic().snapshot.base}id/{name}")


def names(nodes: tuple[object, ...]) -> list[str]:
    return [str(getattr(each, "name", "")) for each in nodes]


def test_a_description_has_what_is_held_claimed_inferred_and_doubted(record: Record) -> None:
    found = show(record, e("sweden"), nordic().snapshot.base)
    assert (found.name, found.curie, found.types) == ("Sweden", "e:sweden", ("state",))
    held = [(each.node.name, names(each.roles), names(each.evidence.passages)) for each in found.held]
    assert held == [
        ("Union of Norway and Sweden", ["party"], ["the note, The union, sentence 2"]),
        ("Agreement of Karlstad", ["party"], ["the note, The settlement, sentence 8"]),
        ("Recognition of Norway by Sweden", ["actor"], ["the note, The settlement, sentence 9"]),
    ]
    assert [(each.claim.standing, each.claim.speakers) for each in found.claimed] == [("Hedged", ()), ("Denied", ())]
    assert "Sweden recognized Norway" in [each.text for each in found.inferred]
    assert found.notes == ()
    assert (found.as_of, found.was_so) == (None, None)


def test_a_description_of_a_statement_has_what_was_said_and_the_notes(record: Record) -> None:
    found = show(record, e("protest"), nordic().snapshot.base)
    (claimed,) = found.claimed
    assert claimed.claim.speakers == ("Oscar II",)
    (said,) = claimed.says
    assert (said.subject.node, said.subject.name) == (e("declaration"), "Declaration of the Storting, 1905")
    assert [(each.predicate.name, each.value, each.text) for each in said.properties] == [("violates", e("act-of-union"), "Act of Union")]
    assert [each.kind for each in found.notes] == ["not stated"]
    assert "On which day he protested is not said." in str(found)


def test_a_description_as_of_a_day_leaves_out_what_came_later(record: Record) -> None:
    found = show(record, e("sweden"), nordic().snapshot.base, date(1905, 9, 15))
    assert [(each.node.name, each.was_so) for each in found.held] == [
        ("Union of Norway and Sweden", AsOf.UNDECIDED),
        ("Agreement of Karlstad", AsOf.UNDECIDED),
    ]
    assert "Sweden recognized Norway" not in [each.text for each in found.inferred]
    assert found.as_of == date(1905, 9, 15)
    assert "undecided as of that day" in str(found)


def test_a_description_as_of_a_day_says_whether_the_node_itself_was_so(record: Record) -> None:
    def was_so(name: str, day: date) -> AsOf | None:
        return show(record, e(name), nordic().snapshot.base, day).was_so

    assert was_so("union", date(1813, 12, 31)) is AsOf.NO
    assert was_so("union", date(1814, 6, 1)) is AsOf.UNDECIDED
    assert was_so("union", date(1850, 1, 1)) is AsOf.YES
    assert was_so("norway", date(1850, 1, 1)) is None


def test_inferred_triples_take_their_time_from_the_acts_that_prove_them(record: Record) -> None:
    states = {}
    for day in (date(1905, 10, 25), date(1905, 10, 26)):
        found = show(record, e("norway"), nordic().snapshot.base, day)
        states[day.day] = {each.text: each.was_so for each in found.inferred}.get("Sweden recognized Norway")
    assert states == {25: None, 26: AsOf.YES}


def test_all_that_is_held_or_claimed_in_the_whole_graph_has_a_passage(own: Record) -> None:
    base = graph().snapshot.base
    nodes = {quad.subject for quad in graph().store.quads_for_pattern(None, NamedNode(RDF + "type"), None)}
    things = sorted((node for node in nodes if isinstance(node, NamedNode) and node.value.startswith(base + "id/")), key=str)
    assert len(things) > 400
    for node in things[::7]:
        found = show(own, node, base)
        assert all(each.evidence.passages and each.evidence.witnesses for each in found.held)
        assert all(each.claim.passages and each.witnesses for each in found.claimed)
        assert description_text(found, 80)
        assert not any(" in capacity of " in each.text for each in found.inferred)  # the text would not say whose
        for item in found.held:
            roles = [each.name for each in item.roles]
            assert "participant" not in roles or roles == ["participant"]


def made(text: str) -> Record:
    """The record of a small graph, whose default graph is written here as the build would fill it."""
    store = Store()
    prefixes = prefixes_of("https://example.org/") | {"rdfs": RDFS}
    head = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in prefixes.items())
    store.load(f"{head} {text}".encode(), RdfFormat.TRIG)
    return Record(Names(store, prefixes))


def described(record: Record, name: str) -> Description:
    return show(record, NamedNode("https://example.org/id/" + name), "https://example.org/")


def test_a_general_role_is_left_out_beside_a_specific_one() -> None:
    found = made(
        "dip:actor rdfs:subPropertyOf dip:participant . a:1 dip:standing dip:Stated ; dip:held true ; dip:cites p:1 ."
        "a:1 { e:act dip:actor e:x ; dip:participant e:x , e:y ; dip:during e:other . } "
        "{ e:act dip:actor e:x ; dip:participant e:x , e:y ; dip:during e:other . }"
    )
    assert [(each.property.predicate.name, each.property.text) for each in described(found, "act").properties] == [
        ("dip:actor", "e:x"),
        ("dip:during", "e:other"),
        ("dip:participant", "e:y"),
    ]
    assert [names(each.roles) for each in described(found, "x").held] == [["dip:actor"]]
    assert [names(each.roles) for each in described(found, "y").held] == [["dip:participant"]]
    assert [(each.predicate.name, each.text) for each in described(found, "other").held[0].properties] == [
        ("dip:actor", "e:x"),
        ("dip:during", "e:other"),
        ("dip:participant", "e:y"),
    ]


def test_an_entailed_property_is_not_listed_as_held() -> None:
    found = made(
        "a:1 dip:standing dip:Stated ; dip:held true ; dip:cites p:1 . a:1 { e:x dip:knew e:y . }"
        "<https://example.org/graph/entailed> { e:x dip:knew e:y ; dip:met e:z . }"
        "{ e:x dip:knew e:y ; dip:met e:z ; dip:ordinal 2 . }"
    )
    properties = [
        (each.property.predicate.name, each.property.text, len(each.evidence.passages)) for each in described(found, "x").properties
    ]
    assert properties == [("dip:knew", "e:y", 1), ("dip:ordinal", "2", 0)]
    assert [each.text for each in described(found, "x").inferred] == ["e:x dip:knew e:y", "e:x dip:met e:z"]


def test_a_held_node_takes_type_and_date_from_what_is_held() -> None:
    found = made(
        "a:1 dip:standing dip:Stated ; dip:held true ; dip:cites p:1 . a:2 dip:standing dip:Rumoured ; dip:cites p:1 ."
        "a:1 { e:held a dip:Matter . } { e:held a dip:Matter . }"
        'a:2 { e:held a dip:Attack ; dip:date "1974" ; dip:earliest "1974-01-01" ; dip:latest "1974-12-31" .'
        '      e:rumoured a dip:Attack ; dip:date "1974" ; dip:earliest "1974-01-01" ; dip:latest "1974-12-31" . }'
    )
    shown = [described(found, each) for each in ("held", "rumoured")]
    assert [(each.types, each.date) for each in shown] == [(("dip:Matter",), ""), (("dip:Attack",), "1974")]
    assert found.names.describe(shown[0].node) == "e:held (e:held, dip:Matter)"
    assert [Times(found.names).by(each.node, date(1970, 1, 1)) for each in shown] == [None, "no"]


def test_claims_that_give_another_account_are_named() -> None:
    found = made(
        "a:1 dip:standing dip:Hedged ; dip:cites p:1 ; dip:differsFrom a:2 . a:2 dip:standing dip:Stated ; dip:held true ; dip:cites p:2 ."
        "a:1 { e:act dip:actor e:x . } a:2 { e:act dip:actor e:y . } { e:act dip:actor e:y . }"
    )
    (claimed,) = described(found, "x").claimed
    assert names(claimed.differs_from) == ["a:2"]


def test_the_notes_on_what_is_held_of_the_node_itself_belong_to_it(own: Record) -> None:
    base = graph().snapshot.base
    found = show(own, NamedNode(base + "id/green-line-border-article"), base)
    assert any(each.gist.startswith("The clause on the border, its dates and the words") for each in found.notes)


def test_an_unnamed_speaker_is_shown_as_such(own: Record) -> None:
    found = show(own, NamedNode(graph().snapshot.base + "id/battalion-1948"), graph().snapshot.base)
    assert ("unnamed (Information about Pakistan reaches Israel's mission)",) in [each.claim.speakers for each in found.claimed]


def test_only_the_same_thing_elsewhere_is_called_the_same(own: Record) -> None:
    base = graph().snapshot.base
    pakistan = show(own, NamedNode(base + "id/pakistan"), base)
    assert [each.name for each in pakistan.same_as] == ["wd:Q843"]
    hamas = show(own, NamedNode(base + "id/hamas"), base)
    assert hamas.same_as == ()
    assert ("near match", "wd:Q38799") in [(each.property.predicate.name, each.property.text) for each in hamas.properties]
