"""Drafts: what a passage seems to say, as suggestions with reasons. They assert nothing and enter no build."""

from kg.drafting.model import Context, Entity, Ground, Role, Suggestion
from kg.drafting.suggesting import Read, read, suggestions
from kg.drafting.vocabulary import Vocabulary, vocabulary

__all__ = ["Context", "Entity", "Ground", "Read", "Role", "Suggestion", "Vocabulary", "read", "suggestions", "vocabulary"]
