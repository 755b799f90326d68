"""An answer as Parquet, for statistics: whole numbers and days as such, everything else as text."""

from __future__ import annotations

import io
from datetime import date

from pyoxigraph import Literal

from kg.errors import EnvironmentProblem
from kg.results.base import python_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.results.base import Answer
    from kg.terms import Term


def parquet(answer: Answer, labels: bool = False) -> bytes:
    """An answer as a Parquet file.

    Args:
        answer: the answer.
        labels: whether to use labels instead of IRIs.

    Returns:
        The bytes. A column whose values are all whole numbers has the type int64, all days date32, all truths boolean; others are text.

    Raises:
        EnvironmentProblem: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError as error:
        hint = "pip install 'chancery[tables]', or use -f csv"
        raise EnvironmentProblem("Parquet needs pyarrow, which is not installed", None, hint) from error

    def plain(term: Term | None) -> object:
        return answer.label(term) if labels and term is not None and not isinstance(term, Literal) else python_value(term)

    arrays = []
    for variable in answer.variables:
        terms = answer.column(variable)
        values = [plain(term) for term in terms]
        kinds = {type(value) for value in values if value is not None}
        for kind, type_ in ((int, pa.int64()), (bool, pa.bool_()), (date, pa.date32())):
            if kinds == {kind}:
                try:
                    arrays.append(pa.array(values, type=type_))
                except OverflowError:
                    continue
                break
        else:
            texts = [_text(term, value) for term, value in zip(terms, values, strict=True)]
            arrays.append(pa.array(texts, type=pa.string()))
    written = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=list(answer.variables)), written, compression="zstd")
    return written.getvalue()


def _text(term: Term | None, value: object) -> str | None:
    """A value as text: a label or an IRI as it is, another literal as it is written."""
    if term is None or isinstance(value, str):
        return value if isinstance(value, str) else None
    return term.value if isinstance(term, Literal) else str(term)
