"""`derive.audit`: a written solution, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from derive.auditing.auditor import audit_document
from derive.auditing.findings import Audit
from derive.auditing.reading import read_document, read_file

__all__ = ["audit"]


def audit(
    solution: str | Path,
    context: Any = None,
    *,
    layout: str = "",
    format: str = "",  # noqa: A002
) -> Audit:
    r"""What is known of every step of a written solution: a text, or the path of a file.

    `context` says what letters mean, as `derive.check` takes it; what it does not say is found in
    the prose, or inferred from all formulas at once.  `format` is `markdown`, `latex` or `text`,
    by default what the file or the text looks like.

    >>> found = audit("Let $A$ be $n \\times n$. Then $(A^T)^T = A$ and $(A A^T)^T = A^T A$.")
    >>> [step.verdict for step in found.steps]
    ['right', 'wrong']
    >>> found.first_wrong.rhs
    'A^T A'

    Raises DeriveError for a context that cannot be used, OSError for a file that cannot be read.
    """
    document = (
        read_file(solution) if isinstance(solution, Path) else read_document(solution, kind=format)
    )
    return audit_document(document, context, layout)
