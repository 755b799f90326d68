"""The rules of the workspace: the minimal premises from which each concludes, and what must not follow.

All cases are run at once, each with individuals of its own, because the rules are many.
"""

from __future__ import annotations

import functools
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.build.relations import TERMS
from kg.namespaces import DIP, RDF
from kg.ontology import Ontology, load_ontology
from kg.rules import Rule, entail, load_rules, replay
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
TYPE = ox.NamedNode(RDF + "type")
HEAD = f"@prefix : <{DIP}> .\n@prefix e: <http://e/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
HEAD += "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
HEAD += "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"

WITHIN = ':surelyFrom "1970-01-01"^^xsd:date ; :surelyUntil "1974-12-31"^^xsd:date'
DAYS = ':earliest "1974-02-01"^^xsd:date ; :latest "1974-02-28"^^xsd:date'

# The minimal premises of a rule, and its conclusion. Types are as in the data, or as the rule for superclasses has concluded them.
LEAST = {
    "abstained-on": ("e:v a :Vote ; :actor e:a ; :onText e:t ; :position :Abstention .", "e:a :abstainedOn e:t"),
    "accused": ("e:x a :Accusation ; :actor e:a ; :target e:b . e:b a :Agent .", "e:a :accused e:b"),
    "acted-for": ("e:x a :Act ; :actor e:a ; :onBehalfOf e:b .", "e:a :actedFor e:b"),
    "addressed": ("e:x a :Statement ; :actor e:a ; :recipient e:b .", "e:a :addressed e:b"),
    "agreed-with": ("e:x a :Agreement ; :party e:a , e:b .", "e:a :agreedWith e:b"),
    "agreed-with-actor": ("e:x a :Agreement ; :actor e:a , e:b .", "e:a :agreedWith e:b"),
    "agreed-with-counterpart": ("e:x a :Agreement ; :actor e:a ; :counterpart e:b .", "e:a :agreedWith e:b"),
    "aided": ("e:x a :Aid ; :actor e:a ; :recipient e:b .", "e:a :aided e:b"),
    "aided-in-series": ("e:x a :ActSeries ; :memberKind :FinancialAid ; :actor e:a ; :recipient e:b .", "e:a :aided e:b"),
    "appealed-to": ("e:x a :Appeal ; :actor e:a ; :recipient e:b .", "e:a :appealedTo e:b"),
    "attacked": ("e:x a :Attack ; :actor e:a ; :target e:b . e:b a :Agent .", "e:a :attacked e:b"),
    "attacked-in-series": (
        "e:x a :ActSeries ; :memberKind :Attack ; :actor e:a ; :target e:b . e:b a :Agent .",
        "e:a :attacked e:b",
    ),
    "attacked-victim": ("e:x a :Attack ; :actor e:a ; :victim e:b .", "e:a :attacked e:b"),
    "attacked-victim-in-series": ("e:x a :ActSeries ; :memberKind :Bombardment ; :actor e:a ; :victim e:b .", "e:a :attacked e:b"),
    "bought-arms-in": ("e:x a :ArmsPurchase ; :actor e:a ; :placeOfPurchase e:b .", "e:a :boughtArmsIn e:b"),
    "captured": ("e:x a :Capture ; :actor e:a ; :captive e:b .", "e:a :captured e:b"),
    "commands": ("e:x a :CommandOfForce ; :actor e:a ; :commandedForce e:b .", "e:a :commands e:b"),
    "detained": ("e:x a :Detention ; :actor e:a ; :captive e:b .", "e:a :detained e:b"),
    "communicated-in-series": (
        "e:x a :ActSeries ; :memberKind :Contact ; :actor e:a ; :recipient e:b .",
        "e:a :communicatedWith e:b",
    ),
    "communicated-in-series-party": (
        "e:x a :ActSeries ; :memberKind :BackChannelContact ; :party e:a , e:b .",
        "e:a :communicatedWith e:b",
    ),
    "communicated-with": ("e:x a :Communication ; :actor e:a ; :recipient e:b .", "e:a :communicatedWith e:b"),
    "communicated-with-counterpart": ("e:x a :Communication ; :actor e:a ; :counterpart e:b .", "e:a :communicatedWith e:b"),
    "communicated-with-party": ("e:x a :Communication ; :party e:a , e:b .", "e:a :communicatedWith e:b"),
    "ended-protection-with": ("e:x a :EndOfProtectionOfInterests ; :actor e:a ; :protectedParty e:b .", "e:a :endedProtectionWith e:b"),
    "ends-membership-of-dissolved-organization": (
        "e:x a :Dissolution ; :target e:o . e:m a :Membership ; :inOrganization e:o .",
        "e:x :ends e:m",
    ),
    "ends": ("e:x a :Revocation ; :target e:y . e:y a :Act .", "e:x :ends e:y"),
    "ends-tenure": ("e:x :tenureEnded e:y .", "e:x :ends e:y"),
    "founded-jointly-with-founding-actor": ("e:x a :Founding ; :actor e:a , e:b .", "e:a :foundedJointlyWith e:b"),
    "had-border-decided-with": ("e:x a :BorderRuling ; :party e:a , e:b .", "e:a :hadBorderDecidedWith e:b"),
    "handed-property-to": ("e:x a :HandoverOfProperty ; :actor e:a ; :recipient e:b .", "e:a :handedPropertyTo e:b"),
    "has-transport-link-with": ("e:x a :TransportLink ; :party e:a , e:b .", "e:a :hasTransportLinkWith e:b"),
    "implemented": ("e:x a :ImplementationOfTreaty ; :actor e:a ; :onText e:t .", "e:a :implemented e:t"),
    "in-capacity-of": (
        "e:t a :Tenure ; :holder e:a ; :office e:o ; :attestedIn e:x . e:x :participant e:a .",
        "e:x :inCapacityOf e:o",
    ),
    "in-capacity-of-by-date": (
        f"e:t a :Tenure ; :holder e:a ; :office e:o ; {WITHIN} . e:x a :Act ; :participant e:a ; {DAYS} .",
        "e:x :inCapacityOf e:o",
    ),
    "instigated-violence-against-attack-instigator-target": (
        "e:x a :Attack ; :instigator e:a ; :target e:b . e:b a :Agent .",
        "e:a :instigatedViolenceAgainst e:b",
    ),
    "involves-member-of": ("e:x :participant e:a . e:a :inGroup e:b .", "e:x :involvesMemberOf e:b"),
    "involves-member-of-organization": ("e:x :participant e:a . e:a :servingIn e:b .", "e:x :involvesMemberOf e:b"),
    "involves-organ-of": ("e:x :participant e:a . e:a :bodyOf e:b .", "e:x :involvesOrganOf e:b"),
    "condemned": ("e:x a :Condemnation ; :actor e:a ; :target e:b . e:b a :Matter .", "e:a :condemned e:b"),
    "condemned-act-of": ("e:x a :Condemnation ; :actor e:a ; :target e:y . e:y a :Act ; :actor e:b .", "e:a :condemnedActOf e:b"),
    "condemned-act-of-series": (
        "e:x a :Condemnation ; :actor e:a ; :target e:y . e:y a :ActSeries ; :actor e:b .",
        "e:a :condemnedActOf e:b",
    ),
    "does-not-recognize": ("e:x a :NonRecognition ; :actor e:a ; :recipient e:b .", "e:a :doesNotRecognize e:b"),
    "established-relations-with": (
        "e:x a :EstablishmentOfRelations ; :actor e:a ; :recipient e:b .",
        "e:a :establishedRelationsWith e:b",
    ),
    "established-relations-with-party": (
        "e:x a :EstablishmentOfRelations ; :party e:a , e:b .",
        "e:a :establishedRelationsWith e:b",
    ),
    "expressed-accord-with-expression-of-accord-actor-recipient": (
        "e:x a :ExpressionOfAccord ; :actor e:a ; :recipient e:b .",
        "e:a :expressedAccordWith e:b",
    ),
    "failed-to-establish-relations-with": (
        "e:x a :FailedAttempt ; :attemptedKind :EstablishmentOfRelations ; :party e:a , e:b .",
        "e:a :failedToEstablishRelationsWith e:b",
    ),
    "failed-to-establish-relations-with-actor": (
        "e:x a :FailedAttempt ; :attemptedKind :EstablishmentOfRelations ; :actor e:a , e:b .",
        "e:a :failedToEstablishRelationsWith e:b",
    ),
    "fought-against": ("e:x a :Conflict ; :firstSide e:a ; :secondSide e:b .", "e:a :foughtAgainst e:b"),
    "fought-against-other-party": ("e:x a :Conflict ; :party e:a , e:b .", "e:a :foughtAgainst e:b"),
    "has-no-relations-with": ("e:x a :AbsenceOfRelations ; :party e:a , e:b .", "e:a :hasNoRelationsWith e:b"),
    "agreed-ceasefire-with-ceasefire-agreement-party-first-side": (
        "e:x a :CeasefireAgreement ; :party e:a , e:b .",
        "e:a :agreedCeasefireWith e:b",
    ),
    "agreed-ceasefire-with-ceasefire-agreement-party-first-side-in-series": (
        "e:x a :ActSeries ; :memberKind :CeasefireAgreement ; :party e:a , e:b .",
        "e:a :agreedCeasefireWith e:b",
    ),
    "has-relationship-with": ("e:x a :Relationship ; :party e:a , e:b .", "e:a :hasRelationshipWith e:b"),
    "held-office": ("e:t a :Tenure ; :holder e:a ; :office e:o .", "e:a :heldOffice e:o"),
    "hosts": ("e:x a :Hosting ; :actor e:a ; :hostedPeople e:b .", "e:a :hosts e:b"),
    "is-rival-of": ("e:x a :Rivalry ; :party e:a , e:b .", "e:a :isRivalOf e:b"),
    "issued-jointly-with": ("e:x a :JointStatement ; :actor e:a , e:b .", "e:a :issuedJointlyWith e:b"),
    "leader": ("e:t a :Tenure ; :holder e:a ; :office e:o . e:o a :LeadingOffice . e:a a :Person .", "e:a a :Leader"),
    "lifted-suspension-of": ("e:x a :LiftingOfSuspension ; :inOrganization e:a ; :member e:b .", "e:a :liftedSuspensionOf e:b"),
    "married": ("e:x a :DynasticMarriage ; :spouse e:a , e:b .", "e:a :married e:b"),
    "made-peace-with-peace-agreement-party-first-side": ("e:x a :PeaceAgreement ; :party e:a , e:b .", "e:a :madePeaceWith e:b"),
    "made-peace-with-peace-agreement-party-first-side-in-series": (
        "e:x a :ActSeries ; :memberKind :PeaceAgreement ; :party e:a , e:b .",
        "e:a :madePeaceWith e:b",
    ),
    "may-end-severance-of-consular-relations": (
        "e:r a :ResumptionOfRelations ; :participant e:a , e:b . e:s a :SeveranceOfConsularRelations ; :participant e:a , e:b .",
        "e:r :mayEnd e:s",
    ),
    "may-end-protection": (
        "e:r a :ResumptionOfRelations ; :participant e:a , e:b . e:p a :ProtectionOfInterests ; :protectedParty e:a ; :recipient e:b .",
        "e:r :mayEnd e:p",
    ),
    "met": ("e:x a :Meeting ; :actor e:a ; :counterpart e:b .", "e:a :met e:b"),
    "observed-election-in": ("e:x a :ElectionObservation ; :actor e:a ; :recipient e:b .", "e:a :observedElectionIn e:b"),
    "opened-mission-in": ("e:x a :OpeningOfMission ; :actor e:a ; :place e:b .", "e:a :openedMissionIn e:b"),
    "property-in-both-directions": ("e:x e:p e:y . e:p a owl:SymmetricProperty .", "e:y e:p e:x"),
    "property-of-superproperty": ("e:x e:p e:y . e:p rdfs:subPropertyOf e:q .", "e:x e:q e:y"),
    "receiving-party-of-mission": ("e:x :missionConcerned e:m . e:m :accreditedTo e:b .", "e:x :receivingParty e:b"),
    "replaced-mission": ("e:x :missionConcerned e:m ; :resultingMission e:n .", "e:x :replacedMission e:m"),
    "receiving-party-place": ("e:x a :MissionAct ; :place e:b . e:b a :State .", "e:x :receivingParty e:b"),
    "receiving-party-recipient": ("e:x a :MissionAct ; :recipient e:b .", "e:x :receivingParty e:b"),
    "receiving-party-state-of-place": (
        "e:x a :MissionAct ; :place e:p . e:p :locatedIn e:b . e:b a :State .",
        "e:x :receivingParty e:b",
    ),
    "protected-ends-protection": (
        (
            'e:r a :EndOfProtectionOfInterests ; :actor e:a ; :recipient e:s ; :earliest "1970-01-01"^^xsd:date . '
            'e:p a :ProtectionOfInterests ; :protectedParty e:a ; :actor e:s ; :begunBy "1969-01-01"^^xsd:date .'
        ),
        "e:r :ends e:p",
    ),
    "resettled": ("e:x a :Resettlement ; :actor e:a ; :personConcerned e:b .", "e:a :resettled e:b"),
    "resumption-ends-recall": (
        (
            'e:r a :ResumptionOfRelations ; :party e:a , e:b ; :earliest "1970-01-01"^^xsd:date . '
            'e:x a :Recall ; :actor e:a ; :recipient e:b ; :begunBy "1969-01-01"^^xsd:date .'
        ),
        "e:r :ends e:x",
    ),
    "recognized": ("e:x a :Recognition ; :actor e:a ; :recipient e:b .", "e:a :recognized e:b"),
    "recognized-as-representative": (
        "e:x a :RecognitionOfRepresentative ; :actor e:a ; :recipient e:b .",
        "e:a :recognizedAsRepresentative e:b",
    ),
    "recognized-mission": ("e:x a :RecognitionOfMission ; :actor e:a ; :recipient e:b .", "e:a :recognizedMission e:b"),
    "recruited": ("e:x a :Recruitment ; :actor e:a ; :personConcerned e:b .", "e:a :recruited e:b"),
    "reported-on": ("e:x a :MediaCoverage ; :actor e:a ; :target e:b . e:b a :Agent .", "e:a :reportedOn e:b"),
    "returned-from-exile-to": ("e:x a :ReturnFromExile ; :actor e:a ; :place e:b .", "e:a :returnedFromExileTo e:b"),
    "ruled-between": ("e:x a :CourtRuling ; :actor e:a ; :party e:b .", "e:a :ruledBetween e:b"),
    "served-for": ("e:x a :VolunteerService ; :actor e:a ; :servedParty e:b .", "e:a :servedFor e:b"),
    "shut-out": ("e:x a :ExclusionFromMeeting ; :actor e:a ; :target e:b . e:b a :Agent .", "e:a :shutOut e:b"),
    "signed-through-representative": ("e:x a :Signature ; :onBehalfOf e:a ; :onText e:b .", "e:a :signedThroughRepresentative e:b"),
    "spoke-with": ("e:x a :Conversation ; :actor e:a ; :counterpart e:b .", "e:a :spokeWith e:b"),
    "supported": ("e:x a :ExpressionOfSupport ; :actor e:a ; :inSupportOf e:b . e:b a :Agent .", "e:a :supported e:b"),
    "supported-matter": ("e:x a :ExpressionOfSupport ; :actor e:a ; :inSupportOf e:b . e:b a :Matter .", "e:a :supportedMatter e:b"),
    "suspension-ended-by-lifting": (
        (
            'e:r a :LiftingOfSuspension ; :inOrganization e:a ; :member e:b ; :earliest "1970-01-01"^^xsd:date . '
            'e:x a :SuspensionFromOrganization ; :inOrganization e:a ; :member e:b ; :begunBy "1969-01-01"^^xsd:date .'
        ),
        "e:r :ends e:x",
    ),
    "thanked": ("e:x a :Thanks ; :actor e:a ; :recipient e:b .", "e:a :thanked e:b"),
    "took-part-in": ("e:x a :WarParticipation ; :actor e:a ; :inConflict e:b .", "e:a :tookPartIn e:b"),
    "type-of-superclass": ("e:x a e:P . e:P rdfs:subClassOf e:Q .", "e:x a e:Q"),
    "used-force-on-soil-of-attack-actor-on-soil-of": ("e:x a :Attack ; :actor e:a ; :onSoilOf e:b .", "e:a :usedForceOnSoilOf e:b"),
    "visited": ("e:x a :Visit ; :actor e:a ; :place e:b .", "e:a :visited e:b"),
    "visited-in-series": ("e:x a :ActSeries ; :memberKind :OfficialVisit ; :actor e:a ; :place e:b .", "e:a :visited e:b"),
    "voted-against": ("e:v a :Vote ; :actor e:a ; :onText e:t ; :position :Against .", "e:a :votedAgainst e:t"),
    "voted-for": ("e:v a :Vote ; :actor e:a ; :onText e:t ; :position :InFavour .", "e:a :votedFor e:t"),
    "warned": ("e:x a :Warning ; :actor e:a ; :recipient e:b .", "e:a :warned e:b"),
}

# Rules about situations, to which outcomes do not apply.
WITHOUT_OUTCOME = {
    "receiving-party-of-mission",
    "replaced-mission",
    "in-capacity-of",
    "in-capacity-of-by-date",
    "involves-member-of",
    "involves-member-of-organization",
    "involves-organ-of",
    "failed-to-establish-relations-with",
    "failed-to-establish-relations-with-actor",
    "held-office",
    "leader",
    "property-in-both-directions",
    "property-of-superproperty",
    "receiving-party-of-mission-closed",
    "receiving-party-of-mission-opened",
    "receiving-party-place",
    "receiving-party-recipient",
    "receiving-party-state-of-place",
    "type-of-superclass",
}

NOTHING = {
    "a strike at a third party is not one at the state on whose soil it is": (
        "e:x a :Attack ; :actor e:a ; :target e:c ; :onSoilOf e:b . e:b a :Agent , :State .",
        "e:a :attacked e:b",
    ),
    "who instigates an attack does not attack": (
        "e:x a :Attack ; :actor e:c ; :instigator e:a ; :target e:b . e:b a :Agent .",
        "e:a :attacked e:b",
    ),
    "a recall that names no tenure ends none": (
        "e:x a :Recall ; :actor e:a ; :personConcerned e:p ; :recipient e:b . e:y a :Accreditation ; :holder e:p ; :accreditedTo e:b .",
        "e:x :ends e:y",
    ),
    "a ruling between two favours neither": ("e:x a :CourtRuling ; :actor e:a ; :party e:b , e:c .", "e:a :ruledInFavourOf e:b"),
    "people on one side of a meeting did not meet": ("e:x a :Meeting ; :actor e:a ; :counterpart e:b , e:c .", "e:b :met e:c"),
    "whoever is thanked does not thank": ("e:x a :Thanks ; :actor e:a ; :recipient e:b .", "e:b :thanked e:a"),
    "whoever is thanked may not be spoken to": ("e:x a :Thanks , :Statement ; :actor e:a ; :recipient e:b .", "e:a :addressed e:b"),
    "whoever is informed does not inform": ("e:x a :Communication ; :actor e:a ; :recipient e:b .", "e:b :communicatedWith e:a"),
    "an official's act is not the state's": (
        "e:x a :Recognition ; :actor e:p ; :onBehalfOf e:s ; :recipient e:b .",
        "e:s :recognized e:b",
    ),
    "an air force's war is not its state's": (
        "e:x a :WarParticipation ; :actor e:f ; :inConflict e:w . e:f :bodyOf e:s .",
        "e:s :tookPartIn e:w",
    ),
    "whom arms are meant for did not get them": ("e:x a :ArmsPurchase ; :actor e:a ; :intendedFor e:b .", "e:a :aided e:b"),
    "a go-between is not aided": ("e:x a :Aid ; :actor e:a ; :recipient e:b ; :intendedFor e:c .", "e:a :aided e:b"),
    "those whom aid is meant for may not have got it": (
        "e:x a :Aid ; :actor e:a ; :recipient e:b ; :intendedFor e:c .",
        "e:a :aided e:c",
    ),
    "a warning speaks of a matter, not to its doer": (
        "e:x a :Warning ; :actor e:a ; :target e:y . e:y a :Act ; :actor e:b .",
        "e:a :warned e:b",
    ),
    "who is spoken of is not condemned": ("e:x a :Condemnation ; :actor e:a ; :about e:b . e:b a :Agent .", "e:a :condemned e:b"),
    "a matter merely spoken of is nobody's act": (
        "e:x a :Condemnation ; :actor e:a ; :target e:y . e:y a :Matter ; :actor e:b .",
        "e:a :condemnedActOf e:b",
    ),
    "two of three parties may stand on one side": ("e:x a :Conflict ; :party e:a , e:b , e:c .", "e:a :foughtAgainst e:b"),
    "a membership of two bodies does not end with one": (
        "e:x a :Dissolution ; :target e:o . e:m a :Membership ; :inOrganization e:o , e:n .",
        "e:x :ends e:m",
    ),
    "a party to itself": ("e:x a :Relationship ; :party e:a .", "e:a :hasRelationshipWith e:a"),
    "a failed attempt is no relation": (
        "e:x a :FailedAttempt ; :attemptedKind :EstablishmentOfRelations ; :actor e:a , e:b .",
        "e:a :establishedRelationsWith e:b",
    ),
    "a failed attempt at something else": (
        "e:x a :FailedAttempt ; :attemptedKind :Visit ; :actor e:a , e:b .",
        "e:a :failedToEstablishRelationsWith e:b",
    ),
    "a recognition of a mission is not that of its sender": (
        "e:x a :RecognitionOfMission ; :actor e:a ; :recipient e:m . e:m :missionOf e:b .",
        "e:a :recognized e:b",
    ),
    "a city receives no mission": ("e:x a :MissionAct ; :place e:c . e:c a :City , :Location .", "e:x :receivingParty e:c"),
    "a series of rallies is no visit": ("e:x a :ActSeries ; :memberKind :Rally ; :actor e:a ; :place e:b .", "e:a :visited e:b"),
    "an office that is not leading": (
        "e:t a :Tenure ; :holder e:a ; :office e:o . e:o a :Post . e:a a :Person .",
        "e:a a :Leader",
    ),
    "an act that ends after the tenure is not surely done in its office": (
        (
            f"e:t a :Tenure ; :holder e:a ; :office e:o ; {WITHIN} . e:x a :Act ; :participant e:a ; "
            ':earliest "1974-12-01"^^xsd:date ; :latest "1975-01-01"^^xsd:date .'
        ),
        "e:x :inCapacityOf e:o",
    ),
    "an act that begins before the tenure is not surely done in its office": (
        (
            f"e:t a :Tenure ; :holder e:a ; :office e:o ; {WITHIN} . e:x a :Act ; :participant e:a ; "
            ':earliest "1969-12-31"^^xsd:date ; :latest "1970-01-02"^^xsd:date .'
        ),
        "e:x :inCapacityOf e:o",
    ),
    "an act of about that time is not surely done in an office": (
        f"e:t a :Tenure ; :holder e:a ; :office e:o ; {WITHIN} . e:x a :Act ; :participant e:a ; :dateApproximate true ; {DAYS} .",
        "e:x :inCapacityOf e:o",
    ),
    "a tenure that is perhaps of that time gives no office": (
        f"e:t a :Tenure ; :holder e:a ; :office e:o ; :dateUncertain true ; {WITHIN} . e:x a :Act ; :participant e:a ; {DAYS} .",
        "e:x :inCapacityOf e:o",
    ),
    "an act in the tenure of somebody else": (
        f"e:t a :Tenure ; :holder e:b ; :office e:o ; {WITHIN} . e:x a :Act ; :participant e:a ; {DAYS} .",
        "e:x :inCapacityOf e:o",
    ),
    "an earlier resumption does not end a protection of interests": (
        (
            'e:p a :ProtectionOfInterests ; :protectedParty e:a ; :recipient e:b ; :earliest "1970-01-01"^^xsd:date . '
            'e:r a :ResumptionOfRelations ; :participant e:a , e:b ; :latest "1969-12-31"^^xsd:date .'
        ),
        "e:r :mayEnd e:p",
    ),
    "a resumption with the protecting power does not end a protection of interests": (
        (
            "e:p a :ProtectionOfInterests ; :actor e:s ; :protectedParty e:a ; :recipient e:b . "
            "e:r a :ResumptionOfRelations ; :participant e:a , e:s ."
        ),
        "e:r :mayEnd e:p",
    ),
    "a collective is no leader": ("e:t a :Tenure ; :holder e:a ; :office e:o . e:o a :LeadingOffice .", "e:a a :Leader"),
}


@functools.cache
def rules() -> dict[str, Rule]:
    return {rule.name: rule for rule in load_rules(Workspace(ROOT))}


@functools.cache
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


def triples(text: str, space: str = "http://e/") -> list[ox.Triple]:
    """The triples of a text, whose prefix ``e:`` is the namespace."""
    head = HEAD.replace("http://e/", space)
    return [quad.triple for quad in ox.parse(head + text, ox.RdfFormat.TURTLE)]


def run(facts: list[ox.Triple]) -> dict[ox.Triple, set[str]]:
    """Every conclusion of all rules, with the names of its rules. Each proof is replayed."""
    store = ox.Store()
    store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in facts)
    found = {}
    for each in entail(store, list(rules().values())):
        assert [replay(store, rules(), each.triple, way) for way in each.derivations] == [None] * len(each.derivations)
        found[each.triple] = {way.rule for way in each.derivations}
    return found


@functools.cache
def concluded() -> dict[ox.Triple, set[str]]:
    """Every conclusion from the facts of all cases together."""
    facts = []
    for name, (given, _) in LEAST.items():
        whole = triples(given, f"http://e/{name}/all/")
        facts += whole
        for place in range(len(whole)):
            part = triples(given, f"http://e/{name}/without-{place}/")
            facts += part[:place] + part[place + 1 :]
        for outcome in ("Attempted", "Failed", "Done"):
            done = triples(given, f"http://e/{name}/{outcome}/")
            facts += [*done, ox.Triple(done[0].subject, ox.NamedNode(DIP + "outcome"), ox.NamedNode(DIP + outcome))]
    for number, (given, _) in enumerate(NOTHING.values()):
        facts += triples(given, f"http://e/nothing/{number}/")
    return run(facts)


def conclusion(text: str, space: str) -> ox.Triple:
    (found,) = triples(text + " .", space)
    return found


def test_each_rule_file_has_a_case() -> None:
    assert {name for name, rule in rules().items() if rule.path} <= set(LEAST)


@pytest.mark.parametrize("name", LEAST)
def test_a_rule_concludes_from_its_minimal_premises_and_from_nothing_less(name: str) -> None:
    given, wanted = LEAST[name]
    names = concluded()[conclusion(wanted, f"http://e/{name}/all/")]
    assert names == {name} if name in rules() else len(names) == 1
    for place, missing in enumerate(triples(given)):
        assert conclusion(wanted, f"http://e/{name}/without-{place}/") not in concluded(), f"{missing} is not needed"


@pytest.mark.parametrize("name", sorted(set(LEAST) - WITHOUT_OUTCOME))
def test_nothing_follows_from_what_was_not_done(name: str) -> None:
    wanted = LEAST[name][1]
    assert conclusion(wanted, f"http://e/{name}/Attempted/") not in concluded()
    assert conclusion(wanted, f"http://e/{name}/Failed/") not in concluded()
    assert conclusion(wanted, f"http://e/{name}/Done/") in concluded()


@pytest.mark.parametrize("case", NOTHING)
def test_what_does_not_follow(case: str) -> None:
    space = f"http://e/nothing/{list(NOTHING).index(case)}/"
    assert conclusion(NOTHING[case][1], space) not in concluded()


SYMMETRIC = {
    "agreedWith": "e:x a :Agreement ; :actor e:a ; :counterpart e:b .",
    "establishedRelationsWith": "e:x a :EstablishmentOfRelations ; :actor e:a ; :recipient e:b .",
    "foughtAgainst": "e:x a :Conflict ; :party e:a , e:b .",
    "hasNoRelationsWith": "e:x a :AbsenceOfRelations ; :party e:a , e:b .",
    "hasRelationshipWith": "e:x a :Relationship ; :party e:a , e:b .",
    "issuedJointlyWith": "e:x a :JointStatement ; :actor e:a , e:b .",
    "met": "e:x a :Meeting ; :actor e:a ; :counterpart e:b .",
    "spokeWith": "e:x a :Conversation ; :actor e:a ; :counterpart e:b .",
}


@pytest.mark.parametrize("name", SYMMETRIC)
def test_a_symmetric_property_holds_in_both_directions(name: str) -> None:
    """The proof of the direction that no rule of its own concludes goes through the other. No proof leads straight back."""
    store = ox.Store()
    facts = [*triples(SYMMETRIC[name]), *ontology().hot_triples]
    store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in facts)
    found = {each.triple: each for each in entail(store, list(rules().values()))}
    there, back = triples(f"e:a :{name} e:b . e:b :{name} e:a .")
    turn = "property-in-both-directions"
    assert turn not in {way.rule for way in found[there].derivations}
    if found[back].rank == found[there].rank:
        assert turn not in {way.rule for way in found[back].derivations}
    else:
        ((rule, premises),) = found[back].derivations
        assert rule == turn
        assert premises[0] == there


def test_two_acts_in_opposite_directions_are_both_behind_a_symmetric_property() -> None:
    facts = triples("e:x a :Meeting ; :actor e:a ; :counterpart e:b . e:y a :Meeting ; :actor e:b ; :counterpart e:a .")
    facts += triples(":met a owl:SymmetricProperty .")
    (met,) = triples("e:a :met e:b .")
    assert run(facts)[met] == {"met-meeting-actor-counterpart", "property-in-both-directions"}


def test_rules_use_declared_terms_only() -> None:
    for rule in rules().values():
        for pattern in (*rule.head, *rule.body, *rule.absent):
            for term in pattern:
                if isinstance(term, ox.NamedNode) and term.value.startswith(DIP):
                    assert term.value in ontology().kinds, f"{rule.name}: {term}"


def test_each_property_that_is_never_authored_is_concluded_by_a_rule() -> None:
    """The ontology marks these properties in a scope note. Superproperties are reached by the closure over subproperties."""
    scope_note = ox.NamedNode("http://www.w3.org/2004/02/skos/core#scopeNote")
    marked = {
        each.subject.value
        for each in ontology().triples
        if each.predicate == scope_note
        and isinstance(each.object, ox.Literal)
        and "never authored" in each.object.value
        and isinstance(each.subject, ox.NamedNode)
        and ontology().is_object_property(each.subject.value)
    }
    heads = {node.value for rule in rules().values() for _, node, _ in rule.head if isinstance(node, ox.NamedNode)} - {TYPE.value}
    reached = {above for head in heads for above in ontology().superproperties(head)}
    assert heads <= marked
    assert marked <= reached | TERMS


def test_what_membership_service_and_representation_lead_to() -> None:
    """The acts of members, servants and representatives of an agent are not its own: such rules conclude only these, whose names say so."""
    ties = {DIP + each for each in ("inGroup", "servingIn", "bodyOf", "onBehalfOf")}
    allowed = {DIP + each for each in ("involvesMemberOf", "involvesOrganOf", "actedFor", "signedThroughRepresentative")}
    through = {
        rule.name: {node.value if isinstance(node, ox.NamedNode) else str(node) for _, node, _ in rule.head}
        for rule in rules().values()
        if any(isinstance(term, ox.NamedNode) and term.value in ties for pattern in rule.body for term in pattern)
    }
    assert set().union(*through.values()) == allowed, through


def test_no_rule_makes_anybody_a_participant() -> None:
    """An act of a person or an organ never becomes an act of a state: roles come from passages, and entail only more general roles."""
    roles = {DIP + each for each in ("participant", "actor", "recipient", "counterpart", "party", "target", "onBehalfOf")}
    predicates = {(rule.name, str(template[1])) for rule in rules().values() for template in rule.head}
    assert len(predicates) >= len(rules())
    assert not {name for name, predicate in predicates if predicate.strip("<>") in roles}


def test_an_agent_and_its_counterpart_communicate_with_each_other() -> None:
    found = run(triples("e:x a :Communication ; :actor e:a ; :counterpart e:b ."))
    assert found.keys() == set(triples("e:a :communicatedWith e:b . e:b :communicatedWith e:a ."))
