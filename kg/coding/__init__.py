"""The coding line: what a passage says, typed in short lines, and back.

`kg.coding.notation` reads and writes the lines and knows no ontology. `kg.coding.vocabulary` has the names that they use.
`kg.coding.meaning` makes the assertion graphs of a passage of them, and `kg.coding.lines` makes lines of assertion graphs.
`kg.coding.asking` answers what would follow from a line and how it can go on. `kg.coding.saving` writes into the files of a workspace.
"""

from kg.coding.lines import Shown, lines_of
from kg.coding.meaning import coded
from kg.coding.vocabulary import Vocabulary
from kg.editing.coding import Entry, PassageCoding

__all__ = ["Entry", "PassageCoding", "Shown", "Vocabulary", "coded", "lines_of"]
