"""Problem 3: least squares and the minimum norm, from the singular value decomposition."""

from sympy import Identity

from derive import Problem, pinv

problem = Problem(
    "least_squares_svd",
    course="cs182-hw0",
    number=3,
    title="Least squares and the minimum norm, from the SVD",
)
problem.declare(r"X \in \mathbb{R}^{m \times n}, w \in \mathbb{R}^n, y \in \mathbb{R}^m")
problem.declare(
    r"U \in \mathbb{R}^{m \times m}, \Sigma \in \mathbb{R}^{m \times n}, V \in \mathbb{R}^{n \times n}"
)
problem.assume(r"X = U \Sigma V^\top", "orthogonal(U)", "orthogonal(V)", r"diagonal(\Sigma)")
problem.introduce(
    r"We look for a $w$ with $X w = y$. The matrix is given by its full singular value decomposition"
    r" $X = U \Sigma V^\top$, in which $U$ and $V$ are orthogonal and $\Sigma$ is diagonal with the"
    r" singular values on its diagonal. Vectors are columns, and the derivative of a scalar by a"
    r" column is a row."
)

with problem.part(
    "a",
    r"There are more equations than unknowns, and $X$ has full column rank. Find the $w$ that minimises"
    r" $\lVert X w - y \rVert^2$.",
    title="Least squares",
    given=["m > n", "full_column_rank(X)"],
) as d:
    d.idea("Expand the square, differentiate, and set the derivative to zero.")
    d.minimize(r"\lVert X w - y \rVert^2", over="w")
    d.start(r"\lVert X w - y \rVert^2")
    d.line(r"(X w - y)^\top (X w - y)")
    d.line(
        r"w^\top X^\top X w - w^\top X^\top y - y^\top X w + y^\top y", "transpose and multiply out"
    )
    d.line(
        r"w^\top X^\top X w - 2 y^\top X w + y^\top y",
        r"$w^\top X^\top y$ is a scalar, so it equals its transpose $y^\top X w$",
    )
    d.say(r"The derivative by the column $w$ is a row with $n$ entries.")
    d.start(r"\frac{\partial}{\partial w} \lVert X w - y \rVert^2")
    d.line(
        r"\frac{\partial}{\partial w} (w^\top X^\top X w - 2 y^\top X w + y^\top y)",
        "expanded as above",
    )
    d.line(r"2 w^\top X^\top X - 2 y^\top X", "a quadratic form, a linear one, and a constant")
    d.say(
        r"The second derivative $2 X^\top X$ is positive semidefinite, so the objective is convex, and"
        r" exactly the stationary points are its minima."
    )
    d.stationary()
    d.line(r"w^\top X^\top X = y^\top X", r"bring $2 y^\top X$ to the other side and divide by 2")
    d.line(r"X^\top X w = X^\top y", "transpose both sides")
    d.line(
        r"w = (X^\top X)^{-1} X^\top y",
        r"$X^\top X$ is invertible, because the columns of $X$ are independent: only the zero vector"
        r" is mapped to zero by $X$, so $X^\top X$ is positive definite",
    )
    d.answer("w", r"(X^\top X)^{-1} X^\top y", in_terms_of=["X", "y"])

with problem.part(
    "b",
    r"Put the decomposition $X = U \Sigma V^\top$ into the answer of (a) and simplify. What are the"
    r" shapes of the factors?",
    title="Least squares, by the SVD",
    given=["m > n", "full_column_rank(X)"],
) as d:
    d.idea("Replace every $X$, then let the orthogonal factors meet.")
    d.start(r"(X^\top X)^{-1} X^\top y", named="w")
    d.substitute("X", "put the decomposition in")
    d.line(
        r"(V \Sigma^\top U^\top U \Sigma V^\top)^{-1} V \Sigma^\top U^\top y",
        "the transpose of a product reverses it",
    )
    d.line(r"(V \Sigma^\top \Sigma V^\top)^{-1} V \Sigma^\top U^\top y", r"$U^\top U = I$")
    d.line(
        r"V (\Sigma^\top \Sigma)^{-1} V^\top V \Sigma^\top U^\top y",
        r"the inverse of a product, with $V^{-1} = V^\top$",
    )
    d.line(r"V (\Sigma^\top \Sigma)^{-1} \Sigma^\top U^\top y", r"$V^\top V = I$")
    d.line(r"V \Sigma^+ U^\top y", r"$\Sigma$ has full column rank, since $X$ has")
    d.answer("w", r"V \Sigma^+ U^\top y")
    d.shapes(
        (r"\Sigma", "the singular values on its diagonal"),
        (r"\Sigma^\top \Sigma", "their squares on its diagonal"),
        (r"\Sigma^+", "their reciprocals on its diagonal"),
        r"V \Sigma^+ U^\top",
    )

with problem.part(
    "c",
    r"Write the answer of (b) as $w = A y$. What is $A$? Show that it is a left inverse of $X$, and say"
    r" what $X A$ is.",
    title="The left inverse",
    given=["m > n", "full_column_rank(X)"],
    letters=r"A \in \mathbb{R}^{n \times m}",
) as d:
    d.define("A", r"V \Sigma^+ U^\top")
    d.start("A X")
    d.line(r"V \Sigma^+ U^\top U \Sigma V^\top", "put both in")
    d.line(r"V \Sigma^+ \Sigma V^\top", r"$U^\top U = I$")
    d.line(r"V V^\top", r"$\Sigma$ has full column rank, so $\Sigma^+ \Sigma = I$")
    d.line("I", r"$V$ is orthogonal")
    d.answer("A X", "I")
    d.say("The product in the other order is a different matrix.")
    d.start("X A")
    d.line(r"U \Sigma V^\top V \Sigma^+ U^\top", "put both in")
    d.line(r"U \Sigma \Sigma^+ U^\top", r"$V^\top V = I$")
    d.answer("X A", r"U \Sigma \Sigma^+ U^\top")
    d.say(
        "It is symmetric and equal to its square, so it is the orthogonal projection on the columns of $X$:"
    )
    d.start(r"(U \Sigma \Sigma^+ U^\top)^2")
    d.line(r"U \Sigma \Sigma^+ \Sigma \Sigma^+ U^\top", r"$U^\top U = I$")
    d.line(r"U \Sigma \Sigma^+ U^\top", r"$\Sigma \Sigma^+ \Sigma = \Sigma$")
    d.start(r"(U \Sigma \Sigma^+ U^\top)^\top")
    d.line(r"U (\Sigma \Sigma^+)^\top U^\top", "the transpose of a product reverses it")
    d.line(r"U \Sigma \Sigma^+ U^\top", r"$\Sigma \Sigma^+$ is symmetric")
    d.say("It leaves the columns of $X$ as they are:")
    d.start("X A X")
    d.line("X", r"$A X = I$ from above")
    d.say("But it is not the identity, since there are more equations than unknowns:")
    d.refute("X A = I")

with problem.part(
    "d",
    r"There are fewer equations than unknowns, and $X$ has full row rank. Among all $w$ with $X w = y$ find"
    r" the one that minimises $\lVert w \rVert^2$.",
    title="The minimum norm",
    given=["m < n", "full_row_rank(X)"],
) as d:
    d.idea("Use Lagrange multipliers, one for each equation.")
    d.declare(r"\nu \in \mathbb{R}^m")
    d.minimize(r"\lVert w \rVert^2", over="w", subject_to="X w = y")
    d.start(r"\frac{\partial}{\partial w} \lVert w \rVert^2")
    d.line(r"2 w^\top")
    d.say(
        r"With a multiplier $\nu$ for the constraint, the gradient must be a combination of the rows of $X$."
        r" The objective is convex and the constraint is affine, so this is necessary and sufficient."
    )
    d.lagrange(r"\nu")
    d.say("The first condition gives $w$ in terms of the multiplier:")
    d.start(r"2 w^\top + \nu^\top X = 0")
    d.line(
        r"w^\top = -\frac{1}{2} \nu^\top X", r"bring $\nu^\top X$ to the other side and divide by 2"
    )
    d.line(r"w = -\frac{1}{2} X^\top \nu", "transpose both sides")
    d.say("Put into the constraint, this gives the multiplier:")
    d.start("X w = y")
    d.line(r"-\frac{1}{2} X X^\top \nu = y", r"put in $w = -\frac{1}{2} X^\top \nu$")
    d.line(r"X X^\top \nu = -2 y", "multiply both sides by $-2$")
    d.line(
        r"\nu = -2 (X X^\top)^{-1} y",
        r"$X X^\top$ is invertible, because the rows of $X$ are independent, so it is positive definite",
    )
    d.start(r"-\frac{1}{2} X^\top \nu", named="w")
    d.line(r"X^\top (X X^\top)^{-1} y", r"put in $\nu$")
    d.answer("w", r"X^\top (X X^\top)^{-1} y", in_terms_of=["X", "y"])

with problem.part(
    "e",
    r"Put the decomposition $X = U \Sigma V^\top$ into the answer of (d) and simplify.",
    title="The minimum norm, by the SVD",
    given=["m < n", "full_row_rank(X)"],
) as d:
    d.start(r"X^\top (X X^\top)^{-1} y", named="w")
    d.substitute("X", "put the decomposition in")
    d.line(
        r"V \Sigma^\top U^\top (U \Sigma V^\top V \Sigma^\top U^\top)^{-1} y",
        "the transpose of a product reverses it",
    )
    d.line(r"V \Sigma^\top U^\top (U \Sigma \Sigma^\top U^\top)^{-1} y", r"$V^\top V = I$")
    d.line(
        r"V \Sigma^\top U^\top U (\Sigma \Sigma^\top)^{-1} U^\top y",
        r"the inverse of a product, with $U^{-1} = U^\top$",
    )
    d.line(r"V \Sigma^\top (\Sigma \Sigma^\top)^{-1} U^\top y", r"$U^\top U = I$")
    d.line(r"V \Sigma^+ U^\top y", r"$\Sigma$ has full row rank, since $X$ has")
    d.answer("w", r"V \Sigma^+ U^\top y")

U, S, V, X = problem.symbols("U", r"\Sigma", "V", "X")
m, n = X.shape

with problem.part(  # written with SymPy expressions instead of LaTeX
    "f",
    r"Write the answer of (e) as $w = B y$. What is $B$? Show that it is a right inverse of $X$, and say"
    r" what $B X$ is.",
    title="The right inverse",
    given=["m < n", "full_row_rank(X)"],
    letters=r"B \in \mathbb{R}^{n \times m}",
) as d:
    B = d.define("B", V * pinv(S) * U.T)
    d.start(X * B)
    d.line(U * S * V.T * V * pinv(S) * U.T, "put both in")
    d.line(U * S * pinv(S) * U.T, r"$V^\top V = I$")
    d.line(U * U.T, r"$\Sigma$ has full row rank, so $\Sigma \Sigma^+ = I$")
    d.line(Identity(m), r"$U$ is orthogonal")
    d.answer("X B", Identity(m))
    d.start(B * X)
    d.line(V * pinv(S) * U.T * U * S * V.T, "put both in")
    d.line(V * pinv(S) * S * V.T, r"$U^\top U = I$")
    d.answer("B X", V * pinv(S) * S * V.T)
    d.say(
        "It is symmetric and equal to its square, so it is the orthogonal projection on the rows of $X$:"
    )
    d.start(V * pinv(S) * S * V.T * V * pinv(S) * S * V.T)
    d.line(V * pinv(S) * S * pinv(S) * S * V.T, r"$V^\top V = I$")
    d.line(V * pinv(S) * S * V.T, r"$\Sigma^+ \Sigma \Sigma^+ = \Sigma^+$")
    d.start(r"(V \Sigma^+ \Sigma V^\top)^\top")
    d.line(r"V (\Sigma^+ \Sigma)^\top V^\top", "the transpose of a product reverses it")
    d.line(V * pinv(S) * S * V.T, r"$\Sigma^+ \Sigma$ is symmetric")
    d.say("It leaves the rows of $X$ as they are:")
    d.start(X * B * X)
    d.line(X, "$X B = I$ from above")
    d.say("But it is not the identity, since there are more unknowns than equations:")
    d.refute("B X = I")

problem.close(
    r"The results of (b) and (e) are one formula, $w = V \Sigma^+ U^\top y$. The matrix $V \Sigma^+ U^\top$ is the"
    r" Moore-Penrose inverse $X^+$ of $X$: the least-squares solution of a tall system and the minimum-norm"
    r" solution of a wide one are the same product $X^+ y$."
)
