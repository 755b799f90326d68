"""The values of the record: claims, notes, passages, documents and dates. They are immutable and compare by content."""

from __future__ import annotations

from kg.record.addresses import address_of_words
from kg.record.names import slug
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyoxigraph import NamedNode


class Claim(NamedTuple):
    """An assertion graph: what one source says with one degree of certainty.

    Attributes:
        graph: the assertion graph.
        standing: the local name of its standing, such as ``Stated`` or ``Rumoured``.
        held: whether the default graph has what it says.
        rank: the local name of its rank: ``Normal``, or ``Deprecated`` if it was withdrawn.
        content_of: the speech acts whose content it is.
        within: the assertion graphs of the reports that it is nested in.
        passages: the passages that it cites, in order.
        read_with: further passages needed to understand these, in order.
        wording: the words of the source where they matter, else empty.
        gist: a summary in the curators' words, or empty.
        differs_from: the assertion graphs that give another account of the same thing.
        language: the language tag of the gist, or empty.
    """

    graph: NamedNode
    standing: str
    held: bool
    rank: str = "Normal"
    content_of: tuple[NamedNode, ...] = ()
    within: tuple[NamedNode, ...] = ()
    passages: tuple[NamedNode, ...] = ()
    read_with: tuple[NamedNode, ...] = ()
    wording: str = ""
    gist: str = ""
    differs_from: tuple[NamedNode, ...] = ()
    language: str = ""

    @property
    def deprecated(self) -> bool:
        """Whether the claim was withdrawn."""
        return self.rank != "Normal"


class Note(NamedTuple):
    """A curator's note.

    Attributes:
        node: the note.
        kind: the local name of its kind, such as ``OpenReading``.
        gist: what is doubtful and why, in the curators' words.
        on: the nodes, assertion graphs or passages that it is about.
        passages: the passages that it cites, in order.
        language: the language tag of the gist, or empty.
    """

    node: NamedNode
    kind: str
    gist: str
    on: tuple[NamedNode, ...] = ()
    passages: tuple[NamedNode, ...] = ()
    language: str = ""


class Passage(NamedTuple):
    """A passage of a document, without its text.

    Attributes:
        node: the passage.
        document: its document.
        number: its position in the document, from 1; 0 if it has none.
        section: the heading that it stands under.
        kind: the local name of its kind: ``Heading``, ``Sentence`` or ``ListItem``; or empty.
        start: the offset of its first character in the text, in Unicode code points.
        end: the offset after its last character.
        sha256: the SHA-256 digest of its text in UTF-8, as 64 hexadecimal digits, or empty.
        parallels: the passages of other documents that share its words, in order.
        graphs: the assertion graphs that cite it, sorted.
        reason: why it asserts nothing, or None.
        first_words: at most four words with which it begins, or empty.
        last_words: at most four words with which it ends, or empty.
    """

    node: NamedNode
    document: NamedNode
    number: int = 0
    section: str = ""
    kind: str = ""
    start: int = 0
    end: int = 0
    sha256: str = ""
    parallels: tuple[NamedNode, ...] = ()
    graphs: tuple[NamedNode, ...] = ()
    reason: str | None = None
    first_words: str = ""
    last_words: str = ""

    @property
    def name(self) -> str:
        """The last part of its IRI, such as ``A12``."""
        return slug(self.node.value)

    @property
    def order(self) -> tuple[str, int, str]:
        """The sort key of a passage: its document, its number, its IRI. `A12` comes after `A2`."""
        return self.document.value, self.number, self.node.value

    def address_in(self, source: str) -> str:
        """The address of the passage in its document: the document's address, with a text fragment if the record has the words.

        Args:
            source: the address of the document, or empty.
        """
        return address_of_words(source, self.first_words, self.last_words)

    @property
    def covered(self) -> bool:
        """Whether the passage has assertion graphs, or a reason for having none."""
        return bool(self.graphs) or self.reason is not None


class Document(NamedTuple):
    """A source document.

    Attributes:
        node: the document.
        label: its short name, such as "the article"; without one its title, else the last part of its IRI.
        title: its own title, or empty.
        publisher: who published it, or empty.
        license: the address of its licence, or empty.
        source: its own address, or empty.
        file_name: the name of the file that was read, or empty.
        sha256: the SHA-256 digest of that file, as 64 hexadecimal digits, or empty.
        characters: the length of its text in Unicode code points, or None.
        shares_text_with: the documents that share text with it, sorted.
        witness: the document that stands for all of these; the document itself if it shares no text.
        language: the tag of its language, or empty.
        authors: the names of its authors, sorted.
        date: when it was issued or last revised, in EDTF, or empty.
        retrieved: the day on which the copy was made, in EDTF, or empty.
    """

    node: NamedNode
    label: str
    title: str
    publisher: str
    license: str
    source: str
    file_name: str
    sha256: str
    characters: int | None
    shares_text_with: tuple[NamedNode, ...]
    witness: NamedNode
    language: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""
    retrieved: str = ""


class When(NamedTuple):
    """The date of a node: as one graph gives it, or as all held accounts taken together.

    Attributes:
        graph: the graph that gives it; None for the held accounts taken together.
        text: the date in EDTF; several are joined by ``or``.
        earliest: the first possible day in ISO 8601 (``YYYY-MM-DD``), or empty if there is no bound.
        latest: the last possible day, likewise.
        surely_from: the first day of the time that an interval is known to fill, or empty.
        surely_until: the last day of that time, or empty.
        approximate: whether the date is marked as approximate.
        uncertain: whether the date is marked as uncertain.
        basis: the local name of what the date rests on, such as ``AsStated``; or empty.
        begun_by: the last day on which it can have happened or begun, or empty if there is no bound.
        words: the date in words, with the events after which it is said to be if it has no last day; or empty.
        after: the names of the events after which it is said to be, as in `words`.
        counted_until: for a date without a last day, the day until which it is counted and drawn: the last day of the documents that tell
            of it (``dip:countedUntil``, see `kg.build.reach`); or empty.
    """

    graph: NamedNode | None = None
    text: str = ""
    earliest: str = ""
    latest: str = ""
    surely_from: str = ""
    surely_until: str = ""
    approximate: bool = False
    uncertain: bool = False
    basis: str = ""
    begun_by: str = ""
    words: str = ""
    counted_until: str = ""
    after: tuple[str, ...] = ()
