"""What can be wrong with a workspace's data, found by reading it: syntax, terms, graphs, citations, dates.

A finding has a rule's name, a severity, a place and a hint; `errors_of` makes the exception that a build raises.
"""

from kg.validation.finding import Finding, errors_of
from kg.validation.lint import LINTS, lint
from kg.validation.reading import DataFile, Dataset, read_data

__all__ = ["LINTS", "DataFile", "Dataset", "Finding", "errors_of", "lint", "read_data"]
