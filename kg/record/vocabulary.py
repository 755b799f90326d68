"""The properties of the record, as terms."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode

from kg.namespaces import DCTERMS, DIP, OA, SCHEMA
from kg.terms import DERIVED as BUILT
from kg.terms import DERIVED_FROM_DATES, LABEL

DEFAULT = DefaultGraph()


def _dip(name: str) -> NamedNode:
    return NamedNode(DIP + name)


# of assertion graphs
STANDING = _dip("standing")
HELD = _dip("held")
RANK = _dip("rank")
CONTENT_OF = _dip("contentOf")
WITHIN = _dip("within")
CITES = _dip("cites")
READ_WITH = _dip("readWith")
WORDING = _dip("wording")
GIST = _dip("gist")
DIFFERS_FROM = _dip("differsFrom")

# of passages
DOCUMENT = _dip("document")
NUMBER = _dip("number")
SECTION = _dip("section")
PASSAGE_KIND = _dip("passageKind")
PARALLELS = _dip("parallels")
ASSERTS_NOTHING = _dip("assertsNothing")
SELECTOR = NamedNode(OA + "hasSelector")
START = NamedNode(OA + "start")
END = NamedNode(OA + "end")
START_SELECTOR = NamedNode(OA + "hasStartSelector")
END_SELECTOR = NamedNode(OA + "hasEndSelector")
EXACT = NamedNode(OA + "exact")
PREFIX = NamedNode(OA + "prefix")
SHA256 = _dip("sha256")

# of documents
DOCUMENT_CLASS = _dip("SourceDocument")
SHARES_TEXT = _dip("sharesTextWith")
WITNESS = _dip("witness")
FILE_NAME = _dip("fileName")
CHARACTERS = _dip("characters")
DOCUMENT_DATE = NamedNode(DCTERMS + "date")
RETRIEVED = _dip("retrieved")
TITLE = NamedNode(DCTERMS + "title")
AUTHOR = NamedNode(DCTERMS + "creator")
PUBLISHER = NamedNode(DCTERMS + "publisher")
LANGUAGE = NamedNode(DCTERMS + "language")
LICENSE = NamedNode(DCTERMS + "license")
SOURCE = NamedNode(DCTERMS + "source")

# of coded sources
CODING = _dip("coding")

# of notes
ON = _dip("on")
NOTE_KIND = _dip("noteKind")

# of other datasets
SAME_AS = NamedNode(SCHEMA + "sameAs")
NEAR_MATCH = _dip("nearMatch")

# of what is claimed
ACTOR = _dip("actor")
TEXT = DIP + "Text"
PLACE = _dip("place")
RECIPIENT = _dip("recipient")
RECEIVING_PARTY = _dip("receivingParty")
ACCREDITED_TO = _dip("accreditedTo")
RESIDENT_IN = _dip("residentIn")
STATED_IN = _dip("statedIn")
DATE = _dip("date")
DATE_BASIS = _dip("dateBasis")
DATE_APPROXIMATE = _dip("dateApproximate")
DATE_UNCERTAIN = _dip("dateUncertain")
EARLIEST = _dip("earliest")
LATEST = _dip("latest")
SURELY_FROM = _dip("surelyFrom")
SURELY_UNTIL = _dip("surelyUntil")
ENDS = _dip("ends")
MAY_END = _dip("mayEnd")
AFTER = _dip("after")
BEGUN_BY = _dip("begunBy")
COUNTED_UNTIL = _dip("countedUntil")
DATES_CONFLICT = _dip("datesConflict")
ROLES_CONFLICT_IN = _dip("rolesConflictIn")

# of the periods of relations
RELATIONS_PERIOD = _dip("RelationsPeriod")
OF_ASPECT = _dip("ofAspect")
RELATIONS_VALUE = _dip("relationsValue")
OF_AGENT = _dip("ofAgent")
OF_MISSION = _dip("ofMission")
TOWARDS = _dip("towards")
BEGUN_THROUGH = _dip("begunThrough")
ENDED_THROUGH = _dip("endedThrough")
SHOWN_BY = _dip("shownBy")

OF_DATES = frozenset((DATE, DATE_BASIS)) | DERIVED_FROM_DATES
"""The predicates of dates, and of what the build derives from them."""

DERIVED = BUILT | {LABEL}
"""The predicates of triples that the build adds, with that of the labels that it repeats."""
