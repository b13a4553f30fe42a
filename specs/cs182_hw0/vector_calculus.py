"""Problem 2: vector calculus, by components and by the rules."""

from derive import Problem

problem = Problem("vector_calculus", course="cs182-hw0", number=2, title="Vector calculus")
problem.declare(r"x \in \mathbb{R}^n, c \in \mathbb{R}^n, A \in \mathbb{R}^{n \times n}")
problem.introduce(
    r"Vectors are columns. The derivative of a scalar by the column $x$ is a row, its $k$-th entry the"
    r" derivative by $x_k$; the derivative of a column by $x$ is a matrix with a row for each entry of"
    r" that column. By components, one entry is computed for a free index and the result assembled; by"
    r" the rules, the whole is differentiated at once. Both must agree. The Kronecker delta is 1 where its"
    r" two indices are equal, and else 0."
)

with problem.part(
    "a",
    r"Show that $\frac{\partial}{\partial x} (x^\top c) = c^\top$.",
    title="A linear function",
) as d:
    d.say(r"The function is a scalar, so its derivative is a row with $n$ entries. By components:")
    d.start(r"\frac{\partial}{\partial x} (x^\top c)")
    d.entry("k")
    d.line(r"\frac{\partial}{\partial x_k} \sum_i x_i c_i", "write the product as a sum")
    d.line(
        r"\sum_i \frac{\partial x_i}{\partial x_k} c_i",
        "differentiate term by term; the $c_i$ are constant",
    )
    d.line(
        r"\sum_i \delta_{ik} c_i",
        r"$\frac{\partial x_i}{\partial x_k}$ is 1 for $i = k$ and else 0",
    )
    d.line("c_k", "one term is left")
    d.assemble(r"c^\top")
    d.answer(r"\frac{\partial}{\partial x} (x^\top c)", r"c^\top")
    d.say("By the rules:")
    d.start(r"\frac{\partial}{\partial x} (x^\top c)")
    d.line(r"x^\top \frac{\partial c}{\partial x} + c^\top \frac{\partial x}{\partial x}")
    d.line(r"c^\top")

with problem.part(
    "b",
    r"Show that $\frac{\partial}{\partial x} \lVert x \rVert_2^2 = 2 x^\top$.",
    title="The squared norm",
) as d:
    d.say(r"Again a scalar, so the derivative is a row with $n$ entries. By components:")
    d.start(r"\frac{\partial}{\partial x} \lVert x \rVert_2^2")
    d.entry("k")
    d.line(r"\frac{\partial}{\partial x_k} \sum_i x_i^2", "write the norm as a sum")
    d.line(r"\sum_i 2 x_i \delta_{ik}", "differentiate term by term")
    d.line("2 x_k", "one term is left")
    d.assemble(r"2 x^\top")
    d.answer(r"\frac{\partial}{\partial x} \lVert x \rVert_2^2", r"2 x^\top")
    d.say("By the rules:")
    d.start(r"\frac{\partial}{\partial x} \lVert x \rVert_2^2")
    d.line(r"\frac{\partial}{\partial x} (x^\top x)")
    d.line(r"x^\top \frac{\partial x}{\partial x} + x^\top \frac{\partial x}{\partial x}")
    d.line(r"2 x^\top")

with problem.part(
    "c",
    r"Show that $\frac{\partial}{\partial x} (A x) = A$.",
    title="A linear map",
) as d:
    d.say(
        r"The function is a column with $n$ entries, so its derivative is a matrix with $n$ rows and $n$ columns, and the"
        r" entry in row $j$ and column $k$ is the derivative of entry $j$ by $x_k$. By components:"
    )
    d.start(r"\frac{\partial}{\partial x} (A x)")
    d.entry("j", "k")
    d.line(r"\frac{\partial}{\partial x_k} (A x)_j")
    d.line(r"\frac{\partial}{\partial x_k} \sum_i A_{ji} x_i", "row $j$ times the column")
    d.line(r"\sum_i A_{ji} \delta_{ik}", "differentiate term by term")
    d.line("A_{jk}", "one term is left")
    d.assemble("A")
    d.answer(r"\frac{\partial}{\partial x} (A x)", "A")
    d.say("By the rules:")
    d.start(r"\frac{\partial}{\partial x} (A x)")
    d.line(r"A \frac{\partial x}{\partial x}")
    d.line("A")

with problem.part(
    "d",
    r"Show that $\frac{\partial}{\partial x} (x^\top A x) = x^\top (A + A^\top)$.",
    title="A quadratic form",
) as d:
    d.say(r"The function is a scalar, so its derivative is a row with $n$ entries. By components:")
    d.start(r"\frac{\partial}{\partial x} (x^\top A x)")
    d.entry("k")
    d.line(
        r"\frac{\partial}{\partial x_k} \sum_i \sum_j x_i A_{ij} x_j",
        "write the form as a double sum",
    )
    d.line(
        r"\sum_i \sum_j A_{ij} (\delta_{ik} x_j + x_i \delta_{jk})",
        "the product rule for $x_i x_j$",
    )
    d.line(r"\sum_j A_{kj} x_j + \sum_i A_{ik} x_i", "two sums, of each of which one index is left")
    d.line(r"(A x)_k + (A^\top x)_k", "each is a matrix times $x$")
    d.assemble(r"x^\top (A + A^\top)")
    d.answer(r"\frac{\partial}{\partial x} (x^\top A x)", r"x^\top (A + A^\top)")
    d.say("By the rules:")
    d.start(r"\frac{\partial}{\partial x} (x^\top A x)")
    d.line(r"x^\top \frac{\partial}{\partial x} (A x) + (A x)^\top \frac{\partial x}{\partial x}")
    d.line(r"x^\top A + x^\top A^\top")
    d.line(r"x^\top (A + A^\top)")

with problem.part(
    "e",
    r"For which matrices $A$ is $\frac{\partial}{\partial x} (x^\top A x) = 2 x^\top A$ for every $x$?",
    title="Symmetric matrices",
) as d:
    d.idea(
        "Each of these statements holds exactly if the next one does; so both directions are shown at once."
    )
    d.start(r"\frac{\partial}{\partial x} (x^\top A x) = 2 x^\top A \text{ for every } x")
    d.line(r"x^\top (A + A^\top) = 2 x^\top A \text{ for every } x", "the result of (d)")
    d.line(
        r"A + A^\top = 2 A",
        r"down: put the unit vectors for $x$, which gives the rows of both matrices; up: multiply by $x^\top$",
    )
    d.line(r"A^\top = A", "subtract $A$, or add it")
    d.answer("A", r"A^\top = A")
    d.remark("So the formula $2 x^\\top A$ holds exactly for the symmetric matrices.")
