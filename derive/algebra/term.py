"""Terms: SymPy expressions built unevaluated, by these constructors only.

Every room imports this face as `t`: the classes of nodes, to ask what a term is (`t.Trace`), and
the constructors, to build one (`t.trace`).  Classes, rows and constructors stand in the files that
are imported here; what each of them knows of an operation is told in `operation.py`.

Notation
    A matrix term has the shape (rows, columns), polynomials in dimension symbols; a scalar has
    the shape ().  Vectors are columns, n x 1.

Limits
    Shapes are not checked here; `derive.algebra.shapes.shape_of` does that.
"""

# ruff: noqa: F403  # a face: an operation is added in one file, and is a name of this one
from __future__ import annotations

from derive.algebra.arithmetic import *
from derive.algebra.binding_operations import *
from derive.algebra.dimensions import Shape as Shape
from derive.algebra.matrix_operations import *
from derive.algebra.operations import *
from derive.algebra.scalar_operations import *
from derive.algebra.shapes import operation_of as operation_of
from derive.algebra.statement_operations import *
from derive.algebra.symbols import *
from derive.algebra.traversal import *
