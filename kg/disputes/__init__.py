"""Agreement and dispute: which accounts agree, which differ, what is doubted, and what the curators could not settle.

The report counts the independent witnesses of each claim (documents that share text count as one), names the parallel passages, compares
accounts that differ side by side and role by role, and lists the notes by kind. Its texts are the curators' own: labels, gists and notes;
of a source it has only the few words that an assertion graph keeps as its wording.
"""

from kg.disputes.model import GROUPS, Dispute
from kg.disputes.report import Disputes, disputes

__all__ = ["GROUPS", "Dispute", "Disputes", "disputes"]
