"""Documents for the tests: every block once, and a sheet as long and wide as a real one."""

from __future__ import annotations

from derive.publish.document import (
    AnswerBlock,
    Contents,
    DerivationBlock,
    DerivationLine,
    Display,
    Document,
    Drawing,
    Emphasis,
    FigureBlock,
    Given,
    Heading,
    Inlines,
    Link,
    Math,
    PageBreak,
    Paragraph,
    QuestionBlock,
    Remark,
    RuleEntry,
    ShapeTable,
    ShapeTableRow,
    Strong,
    Table,
    Text,
    VerifiedNote,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60"><path d="M5 55 L60 55 L115 5" '
    'fill="none" stroke="#0F56B3" stroke-width="2"/></svg>'
)


def prose(text: str) -> Inlines:
    """Words with formulas between dollars."""
    parts = text.split("$")
    return tuple(Math(part) if i % 2 else Text(part) for i, part in enumerate(parts) if part)


def because(text: str, *rules: str) -> Inlines:
    links = tuple(Link(f"rule-{rule}", (Text(f"R{rule}"),)) for rule in rules)
    separated = tuple(x for link in links for x in (Text(", "), link))[1:]
    return (*prose(text), Text(" ["), *separated, Text("]")) if links else prose(text)


def drawing() -> bytes:
    """A PDF of one page with a line on it."""
    stream = b"0.06 0.34 0.70 RG 2 w 5 5 m 60 5 l 115 55 l S"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 120 60] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    text = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(text)
    text += b"xref\n0 5\n0000000000 65535 f \n" + table
    return text + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


SHORT = DerivationBlock(
    (
        DerivationLine(r"(U \Sigma V^\top)^\top", "=", r"X^\top", reason=prose("put $X$ in")),
        DerivationLine(
            r"V \Sigma^\top \textcolor{changed}{U^\top}", reason=because("transpose", "1")
        ),
    )
)
RULE = RuleEntry(
    "transpose_mul",
    "rule-1",
    r"(A B)^\top = B^\top A^\top",
    title="R1. The transpose of a product",
    why=prose("An axiom: Horn & Johnson, Matrix Analysis, 0.2.5."),
)
FIGURE = FigureBlock(
    (Drawing("elbow", drawing(), SVG),), "A line, flat and then rising", prose("The elbow.")
)

EVERY_BLOCK = Document(
    "Every block & more",
    "cs182-hw0",
    (
        Contents(),
        Heading(1, prose("(a) The norm $\\lVert X w \\rVert$"), "part-a"),
        QuestionBlock(prose("Which $w$ is it?")),
        Given((prose("$m > n$"), prose("$X$ has full column rank"))),
        Paragraph((Text("So "), Emphasis(prose("this $w$")), Text(" and "), Strong(prose("that")))),
        Display(r"X = U \Sigma V^\top", "1", "eq-svd"),
        SHORT,
        AnswerBlock(r"V \Sigma^+ U^\top y", "w", "answer-a"),
        ShapeTable(
            (
                ShapeTableRow(r"\Sigma", r"m \times n", prose("diagonal")),
                ShapeTableRow("U", r"m \times m"),
            ),
            prose("Shapes."),
        ),
        Table(
            (prose("Case"), prose("Elbow")), ((prose("$w > 0$"), prose("right")),), prose("Cases.")
        ),
        FIGURE,
        Remark(prose("One formula for both.")),
        VerifiedNote(prose("Verified: 2 steps.")),
        PageBreak(),
        Heading(1, prose("The rules used"), "rules"),
        RULE,
    ),
    subtitle="Solutions",
)

_QUAD = r"w^\top X^\top X w"
LEAST_SQUARES = Document(
    "Least squares and the minimum norm, from the SVD",
    "cs182-hw0",
    (
        Paragraph(
            prose(
                "We look for a $w$ with $X w = y$. The matrix is given by its full singular value"
                r" decomposition $X = U \Sigma V^\top$, in which $U$ and $V$ are orthogonal and"
                r" $\Sigma$ is diagonal with the singular values on its diagonal. Vectors are"
                " columns, and the derivative of a scalar by a column is a row."
            )
        ),
        Given(
            (
                prose(
                    r"$X \in \mathbb{R}^{m \times n}$, $w \in \mathbb{R}^n$,"
                    r" $y \in \mathbb{R}^m$, $U \in \mathbb{R}^{m \times m}$,"
                    r" $\Sigma \in \mathbb{R}^{m \times n}$, $V \in \mathbb{R}^{n \times n}$"
                ),
                prose(r"$X = U \Sigma V^\top$"),
                prose("$U$ is orthogonal"),
                prose("$V$ is orthogonal"),
                prose(r"$\Sigma$ is diagonal"),
            )
        ),
        Heading(1, prose("(a) Least squares"), "part-a"),
        QuestionBlock(
            prose(
                "There are more equations than unknowns, and $X$ has full column rank. Find the $w$"
                r" that minimises $\lVert X w - y \rVert^2$."
            )
        ),
        Given((prose("$m > n$"), prose("$X$ has full column rank"))),
        Paragraph(prose("Expand the square, differentiate, and set the derivative to zero.")),
        DerivationBlock(
            (
                DerivationLine(
                    r"\textcolor{changed}{(X w - y)^\top (X w - y)}",
                    left=r"\lVert X w - y \rVert^2",
                    reason=because("the square of the norm is the product with the transpose", "1"),
                ),
                DerivationLine(
                    rf"\textcolor{{changed}}{{{_QUAD} - w^\top X^\top y - y^\top X w + y^\top y}}",
                    reason=because("transpose and multiply out", "1", "2", "3"),
                ),
                DerivationLine(
                    rf"{_QUAD} \textcolor{{changed}}{{- 2 y^\top X w}} + y^\top y",
                    reason=because(
                        r"$w^\top X^\top y$ is a scalar, so it equals its transpose"
                        r" $y^\top X w$",
                        "1",
                    ),
                    number="1",
                    anchor="eq-1",
                ),
            )
        ),
        Paragraph(prose("The derivative by the column $w$ is a row with $n$ entries.")),
        DerivationBlock(
            (
                DerivationLine(
                    r"\frac{\partial}{\partial w}"
                    rf" ({_QUAD} - 2 y^\top X w + y^\top y)",
                    left=r"\frac{\partial}{\partial w} \lVert X w - y \rVert^2",
                    reason=prose("expanded as above"),
                ),
                DerivationLine(
                    r"\textcolor{changed}{2 w^\top X^\top X - 2 y^\top X}",
                    reason=because("a quadratic form, a linear one, and a constant", "2", "3"),
                ),
            )
        ),
        DerivationBlock(
            (
                DerivationLine("0", "=", r"2 w^\top X^\top X - 2 y^\top X"),
                DerivationLine(
                    r"\textcolor{changed}{y^\top X}",
                    "=",
                    r"w^\top X^\top X",
                    r"\iff",
                    reason=prose(r"bring $2 y^\top X$ to the other side and divide by 2"),
                ),
                DerivationLine(
                    r"\textcolor{changed}{X^\top y}",
                    "=",
                    r"\textcolor{changed}{X^\top X w}",
                    r"\iff",
                    reason=because("transpose both sides", "1"),
                ),
                DerivationLine(
                    r"\textcolor{changed}{(X^\top X)^{-1}} X^\top y",
                    "=",
                    "w",
                    r"\iff",
                    reason=because(
                        r"$X^\top X$ is invertible, because $X$ has full column rank:"
                        r" $v^\top X^\top X v = \lVert X v \rVert^2 > 0$ for every"
                        r" $v \neq 0$",
                        "2",
                    ),
                ),
            )
        ),
        AnswerBlock(r"(X^\top X)^{-1} X^\top y", "w"),
        VerifiedNote(
            prose(
                "Verified: 8 lines made of 21 steps by 9 rules, each an instance of its rule with"
                " its conditions proved. Both sides of every step also agree on exact random models"
                " (m = 4, n = 3; m = 5, n = 4), over two prime fields and over the rational"
                " numbers; a false equality would pass one of them by chance at most once in"
                " 10^17."
            )
        ),
        Heading(1, prose("(b) Least squares, by the SVD"), "part-b"),
        QuestionBlock(
            prose(
                r"Put the decomposition $X = U \Sigma V^\top$ into the answer of (a) and simplify."
                " What are the shapes of the factors?"
            )
        ),
        Paragraph(prose("Replace every $X$, then let the orthogonal factors meet.")),
        DerivationBlock(
            (
                DerivationLine(r"(X^\top X)^{-1} X^\top y", left="w"),
                DerivationLine(
                    r"(\textcolor{changed}{(U \Sigma V^\top)^\top U \Sigma V^\top}"
                    r")^{-1} \textcolor{changed}{(U \Sigma V^\top)^\top} y",
                    reason=prose("put the decomposition in"),
                ),
                DerivationLine(
                    r"(\textcolor{changed}{V \Sigma^\top U^\top} U \Sigma V^\top)^{-1}"
                    r" \textcolor{changed}{V \Sigma^\top U^\top} y",
                    reason=because("the transpose of a product reverses it", "1"),
                ),
                DerivationLine(
                    r"(V \Sigma^\top \Sigma V^\top)^{-1} V \Sigma^\top U^\top y",
                    reason=because(r"$U^\top U = I$", "2"),
                ),
                DerivationLine(
                    r"\textcolor{changed}{V (\Sigma^\top \Sigma)^{-1} V^\top} V"
                    r" \Sigma^\top U^\top y",
                    reason=because(r"the inverse of a product, with $V^{-1} = V^\top$", "3"),
                ),
                DerivationLine(
                    r"V (\Sigma^\top \Sigma)^{-1} \Sigma^\top U^\top y",
                    reason=because(r"$V^\top V = I$", "2"),
                ),
                DerivationLine(
                    r"V \textcolor{changed}{\Sigma^{+}} U^\top y",
                    reason=because(r"$\Sigma$ has full column rank, since $X$ has", "2"),
                ),
            )
        ),
        AnswerBlock(r"V \Sigma^{+} U^\top y", "w"),
        ShapeTable(
            (
                ShapeTableRow(
                    r"\Sigma",
                    r"m \times n",
                    prose(r"diagonal, with the singular values $\sigma_i$"),
                ),
                ShapeTableRow(
                    r"\Sigma^\top \Sigma", r"n \times n", prose(r"diagonal, with $\sigma_i^2$")
                ),
                ShapeTableRow(
                    r"(\Sigma^\top \Sigma)^{-1}", r"n \times n", prose(r"$1/\sigma_i^2$")
                ),
                ShapeTableRow(
                    r"\Sigma^{+}",
                    r"n \times m",
                    prose(
                        r"diagonal, with $1/\sigma_i$; the zero columns at its right take up the"
                        " rows of zeros that $\\Sigma$ has below"
                    ),
                ),
            ),
            prose("The shapes of the factors."),
        ),
        Remark(
            prose(
                "(b) and (e) are one formula: the Moore–Penrose solution $w = X^{+} y$, whatever"
                " the shape and rank of $X$."
            )
        ),
        Heading(1, prose("(z) Lines that are too long"), "part-z"),
        DerivationBlock(
            (
                DerivationLine(
                    " + ".join(
                        rf"x_{i}^\top A_{i} \left(B + \lambda_{i} I\right)^{{-1}} y_{i}"
                        for i in range(1, 8)
                    ),
                    left=r"f(x)",
                    reason=prose("a sum that is too long for one line"),
                ),
                DerivationLine(
                    r"\left("
                    + " - ".join(rf"M_{{{i}}}^\top N_{{{i}}}" for i in range(1, 16))
                    + r"\right)^{-1}",
                    reason=prose("nothing within the brackets may be broken"),
                ),
                DerivationLine(
                    "".join(rf"Q_{{{i}}} \Sigma_{{{i}}} " for i in range(1, 26)),
                    reason=prose("a product of very many factors, of which each keeps its place"),
                ),
                DerivationLine("0"),
            )
        ),
        DerivationBlock(
            (
                DerivationLine(
                    r"\begin{bmatrix} X^\top X + \lambda I & 0 \\ 0 & X X^\top + \lambda I"
                    r" \end{bmatrix}",
                    left=r"\left\lVert\begin{bmatrix} y \\ 0 \end{bmatrix} - \begin{bmatrix} X \\"
                    r" \sqrt{\lambda} I_d \end{bmatrix} w \right\rVert^2 + \lambda"
                    r" \left\lVert w \right\rVert^2",
                    reason=prose("the left side is wide, and stands on its own line"),
                ),
                DerivationLine(
                    r"\begin{cases} w x + b & w x + b > 0 \\ 0 & \text{else} \end{cases}"
                ),
            )
        ),
        DerivationBlock(
            (
                DerivationLine(
                    r"A \begin{bmatrix} "
                    + " & ".join(rf"\sigma_{i}^2 + \lambda_{i}" for i in range(1, 10))
                    + r" \end{bmatrix}^\top",
                    left=rf"{_QUAD} - 2 y^\top X w + y^\top y + \lambda w^\top w",
                    reason=prose("the row is wider than the page, and is made smaller"),
                ),
                DerivationLine("0", reason=prose("what is left")),
            )
        ),
        DerivationBlock(
            (
                DerivationLine(r"X v = 0", "", reason=prose("whole statements, without a side")),
                DerivationLine(r"v = 0", "", lead=r"\implies", reason=prose("full column rank")),
            )
        ),
        Table(
            tuple(prose(h) for h in ("Case", "Slope", "Intercept", "Elbow")),
            (
                tuple(
                    prose(c) for c in ("$w > 0$, $x > 0$", "falls", "falls", "right iff $b x < w$")
                ),
                tuple(prose(c) for c in ("$w > 0$, $x < 0$", "rises", "falls", "right")),
                tuple(prose(c) for c in ("$w < 0$, $x > 0$", "falls", "falls", "left")),
            ),
            prose(r"Where the elbow goes when $\phi(x) - y = 1$ and $\lambda x < w$."),
        ),
        FIGURE,
        Heading(1, prose("The rules used"), "rules"),
        RULE,
        RuleEntry(
            "orthogonal_left",
            "rule-2",
            r"Q^\top Q = I",
            title="R2. An orthogonal matrix is inverted by its transpose",
            guards=(prose("$Q$ is orthogonal"),),
            why=prose("An axiom: the definition of an orthogonal matrix."),
        ),
        RuleEntry(
            "mul_inv_rev",
            "rule-3",
            r"(A B)^{-1} = B^{-1} A^{-1}",
            title="R3. The inverse of a product",
            guards=(prose("$A$ is invertible"), prose("$B$ is invertible")),
            why=prose("It is enough to check that the product is $I$:"),
            derivation=DerivationBlock(
                (
                    DerivationLine(r"A B B^{-1} A^{-1}", left=r"(A B)(B^{-1} A^{-1})"),
                    DerivationLine(r"A A^{-1}", reason=prose("$B B^{-1} = I$")),
                    DerivationLine("I", reason=prose("$A A^{-1} = I$")),
                )
            ),
        ),
    ),
    subtitle="Solutions",
)
