"""Problem 4: ridge regression, five ways."""

from derive import Panel, Problem

problem = Problem(
    "ridge_regression",
    course="cs182-hw0",
    number=4,
    title="Five interpretations of ridge regression",
)
problem.declare(
    r"X \in \mathbb{R}^{n \times d}, w \in \mathbb{R}^d, y \in \mathbb{R}^n", r"\lambda: scalar"
)
problem.declare(
    r"U \in \mathbb{R}^{n \times n}, \Sigma \in \mathbb{R}^{n \times d}, V \in \mathbb{R}^{d \times d}"
)
problem.assume(
    r"\lambda > 0", r"X = U \Sigma V^\top", "orthogonal(U)", "orthogonal(V)", r"diagonal(\Sigma)"
)
RIDGE = r"(X^\top X + \lambda I)^{-1} X^\top y"  # w, by (a)

with problem.part(
    "a",
    r"Find the $w$ that minimises $\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2$.",
    title="Optimisation",
) as d:
    d.idea("Expand both squares, differentiate, and set the derivative to zero.")
    d.minimize(r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2", over="w")
    d.start(r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2")
    d.line(r"(y - X w)^\top (y - X w) + \lambda w^\top w")
    d.line(
        r"w^\top X^\top X w - 2 y^\top X w + y^\top y + \lambda w^\top w",
        "transpose, multiply out, and collect the two equal scalars",
    )
    d.say(r"The derivative by the column $w$ is a row with $d$ entries.")
    d.start(r"\frac{\partial}{\partial w} (\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2)")
    d.line(
        r"\frac{\partial}{\partial w} (w^\top X^\top X w - 2 y^\top X w + y^\top y + \lambda w^\top w)",
        "expanded as above",
    )
    d.line(
        r"2 w^\top X^\top X - 2 y^\top X + 2 \lambda w^\top",
        "a quadratic form, a linear one, a constant, and a squared norm",
    )
    d.say(
        r"The second derivative $2 X^\top X + 2 \lambda I$ is positive definite, so the objective is convex, and exactly the stationary points are its minima."
    )
    d.stationary()
    d.line(
        r"w^\top X^\top X + \lambda w^\top = y^\top X",
        r"bring $2 y^\top X$ to the other side and divide by 2",
    )
    d.line(r"X^\top X w + \lambda w = X^\top y", "transpose both sides")
    d.line(r"(X^\top X + \lambda I) w = X^\top y", "factor out $w$")
    d.line(
        r"w = (X^\top X + \lambda I)^{-1} X^\top y",
        r"$X^\top X + \lambda I$ is positive definite",
    )
    d.answer("w", r"(X^\top X + \lambda I)^{-1} X^\top y", in_terms_of=["X", "y", r"\lambda"])

with problem.part(
    "b",
    r"Put the decomposition $X = U \Sigma V^\top$ into the answer of (a) and simplify. What happens to a single singular value $\sigma$?",
    title="The singular values",
    letters=r"\sigma: scalar, i: index",
    given=[r"1 \le i", r"i \le n", r"i \le d"],
) as d:
    d.idea(
        r"Write $I = V V^\top$, so that $V$ and $V^\top$ can be taken out of the sum on both sides."
    )
    d.start(r"(X^\top X + \lambda I)^{-1} X^\top y", named="w")
    d.substitute("X", "put the decomposition in")
    d.line(
        r"(V \Sigma^\top U^\top U \Sigma V^\top + \lambda I)^{-1} V \Sigma^\top U^\top y",
        "the transpose of a product reverses it",
    )
    d.line(
        r"(V \Sigma^\top \Sigma V^\top + \lambda I)^{-1} V \Sigma^\top U^\top y", r"$U^\top U = I$"
    )
    d.line(
        r"(V \Sigma^\top \Sigma V^\top + \lambda V V^\top)^{-1} V \Sigma^\top U^\top y",
        r"$I = V V^\top$",
    )
    d.line(
        r"(V (\Sigma^\top \Sigma + \lambda I) V^\top)^{-1} V \Sigma^\top U^\top y",
        r"take out $V$ and $V^\top$",
    )
    d.line(
        r"V (\Sigma^\top \Sigma + \lambda I)^{-1} V^\top V \Sigma^\top U^\top y",
        r"the inverse of a product, with $V^{-1} = V^\top$",
    )
    d.line(r"V (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top U^\top y", r"$V^\top V = I$")
    d.answer("w", r"V (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top U^\top y")
    d.say(
        r"Between the two orthogonal factors stands a diagonal matrix. Its $i$-th diagonal entry shows what"
        r" happens to the singular value $\Sigma_{ii}$:"
    )
    d.start(r"((\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top)_{ii}")
    d.line(
        r"\frac{1}{(\Sigma^\top \Sigma + \lambda I)_{ii}} \Sigma_{ii}",
        "diagonal matrices multiply and invert entry by entry",
    )
    d.line(r"\frac{\Sigma_{ii}}{\Sigma_{ii}^2 + \lambda}")
    d.answer("factor", r"\frac{\Sigma_{ii}}{\Sigma_{ii}^2 + \lambda}")
    d.say(
        r"How does this factor depend on the singular value? Write $\sigma$ for it. Near $0$ the $\lambda$ below"
        r" decides, far away the $\sigma^2$: the quotient with $\frac{\sigma}{\lambda}$, and that with"
        r" $\frac{1}{\sigma}$, tends to $1$."
    )
    d.start(
        r"\lim_{\sigma \to 0} \frac{\sigma}{\sigma^2 + \lambda} \left(\frac{\sigma}{\lambda}\right)^{-1}"
    )
    d.line(r"\lim_{\sigma \to 0} \frac{\lambda}{\sigma^2 + \lambda}", r"cancel $\sigma$")
    d.line("1", r"the quotient is continuous at $\sigma = 0$, since $\lambda > 0$")
    d.leading(
        r"\frac{\sigma}{\sigma^2 + \lambda} \sim \frac{\sigma}{\lambda} \quad (\sigma \to 0)",
        name="small",
    )
    d.start(
        r"\lim_{\sigma \to \infty} \frac{\sigma}{\sigma^2 + \lambda} \left(\frac{1}{\sigma}\right)^{-1}"
    )
    d.line(
        r"\lim_{\sigma \to \infty} \frac{1}{1 + \frac{\lambda}{\sigma^2}}",
        r"divide above and below by $\sigma^2$",
    )
    d.line("1", r"$\frac{\lambda}{\sigma^2}$ tends to $0$")
    d.leading(
        r"\frac{\sigma}{\sigma^2 + \lambda} \sim \frac{1}{\sigma} \quad (\sigma \to \infty)",
        name="large",
    )
    factor = r"\frac{\sigma}{\sigma^2 + \lambda}"
    d.figure(
        Panel(
            (r"\sigma", "1/100", 100),
            [
                (r"\frac{1}{\sigma}", r"$\frac{1}{\sigma}$, without a penalty"),
                (factor, r"$\lambda = \frac{1}{100}$", {r"\lambda": "1/100"}),
                (factor, r"$\lambda = 1$", {r"\lambda": 1}),
                (factor, r"$\lambda = 100$", {r"\lambda": 100}),
            ],
            axes=(r"singular value $\sigma$", "factor"),
            log=True,
        ),
        caption=r"A singular value $\sigma$ enters the solution with the factor $\frac{\sigma}{\sigma^2 + \lambda}$. Far above $\sqrt{\lambda}$ it is nearly $\frac{1}{\sigma}$, as in least squares; far below, it is nearly $\frac{\sigma}{\lambda}$, so that small singular values do no harm.",
        alt="Four curves over logarithmic axes. 1/sigma falls as a straight line of slope minus one. For each of three values of lambda the factor rises with slope one, bends over at sigma equal to the square root of lambda, and from there falls along the line 1/sigma. The larger lambda is, the lower and the further to the right the bend.",
    )

with problem.part(
    "c",
    r"The entries of $w$ are independent and standard normal a priori, and $y$ is $X w$ plus $\sqrt{\lambda}$ times independent standard normal noise. The posterior density is proportional to $\mathcal{N}(y \mid X w, \lambda I) \mathcal{N}(w \mid 0, I)$. Show that its maximum is the minimum of $\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2$.",
    title="Maximum a posteriori",
) as d:
    d.idea(
        "The logarithm of a normal density is a square and a constant. Take it, drop the constants, and multiply by a positive number."
    )
    d.maximize(r"\mathcal{N}(y \mid X w, \lambda I) \mathcal{N}(w \mid 0, I)", over="w")
    d.say(
        r"The likelihood first. The noise is $(\sqrt{\lambda} I)^{-1} (y - X w)$, and its density changes with the variables:"
    )
    d.start(
        r"\frac{1}{\det(\sqrt{\lambda} I_n)} \mathcal{N}((\sqrt{\lambda} I)^{-1} (y - X w) \mid 0, I)"
    )
    d.line(
        r"\mathcal{N}(y \mid X w, \sqrt{\lambda} I (\sqrt{\lambda} I)^\top)",
        r"the change of variables divides by the determinant, which is positive",
    )
    d.line(r"\mathcal{N}(y \mid X w, \lambda I)", r"$(\sqrt{\lambda})^2 = \lambda$")
    d.say("Times the prior, it is largest where its logarithm is:")
    d.objective(
        r"\log(\mathcal{N}(y \mid X w, \lambda I) \mathcal{N}(w \mid 0, I))",
        "densities are positive, and the logarithm increases",
    )
    d.objective(
        r"\log \mathcal{N}(y \mid X w, \lambda I) + \log \mathcal{N}(w \mid 0, I)",
        "the logarithm of a product is a sum",
    )
    d.objective(
        r"-\frac{1}{2} (y - X w)^\top (\lambda I)^{-1} (y - X w) - \frac{1}{2} \log \det(2 \pi \lambda I_n)"
        r" - \frac{1}{2} w^\top w - \frac{1}{2} \log \det(2 \pi I_d)",
        "put both densities in",
    )
    d.objective(
        r"-\frac{1}{2 \lambda} \lVert y - X w \rVert^2 - \frac{1}{2} \log \det(2 \pi \lambda I_n)"
        r" - \frac{1}{2} \lVert w \rVert^2 - \frac{1}{2} \log \det(2 \pi I_d)",
        "write the products as norms",
    )
    d.objective(
        r"-\frac{1}{2 \lambda} \lVert y - X w \rVert^2 - \frac{1}{2} \lVert w \rVert^2",
        "the two determinants do not depend on $w$",
    )
    d.objective(
        r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2",
        r"multiply by $-2 \lambda$: a negative factor turns a maximum into a minimum",
        sense="min",
    )
    d.answer("objective", r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2")
    d.remark(
        r"The penalty is the prior: the smaller $\lambda$, the smaller the noise, and the less the prior counts."
    )

with problem.part(
    "d",
    r"Append $d$ fake observations: $\hat y = \begin{bmatrix} y \\ 0 \end{bmatrix}$ and $\hat X = \begin{bmatrix} X \\ \sqrt{\lambda} I \end{bmatrix}$. Show that ordinary least squares on $\hat X$ and $\hat y$ is ridge regression.",
    title="Fake data",
    letters=r"\hat{X} \in \mathbb{R}^{(n + d) \times d}, \hat{y} \in \mathbb{R}^{n + d}",
) as d:
    d.idea("Expand the squared norm of the stack: each block adds its own square.")
    d.define(r"\hat{X}", r"\begin{bmatrix} X \\ \sqrt{\lambda} I \end{bmatrix}")
    d.define(r"\hat{y}", r"\begin{bmatrix} y \\ 0 \end{bmatrix}")
    d.start(r"\lVert \hat{y} - \hat{X} w \rVert^2")
    d.line(
        r"\left\lVert \begin{bmatrix} y \\ 0 \end{bmatrix} - \begin{bmatrix} X \\ \sqrt{\lambda} I \end{bmatrix} w \right\rVert^2",
        "put both in",
    )
    d.line(
        r"\left\lVert \begin{bmatrix} y - X w \\ - \sqrt{\lambda} w \end{bmatrix} \right\rVert^2",
        "multiply and subtract block by block",
    )
    d.line(
        r"\lVert y - X w \rVert^2 + \lVert - \sqrt{\lambda} w \rVert^2",
        "the square of a stack is the sum of the squares",
    )
    d.line(
        r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2", r"$(\sqrt{\lambda})^2 = \lambda$"
    )
    d.answer("objective", r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2")
    d.say(
        r"The normal equations of the stack give the same solution directly. $\hat X$ has full column rank, because the columns of $\sqrt{\lambda} I_d$ are independent, so"
    )
    d.start(r"(\hat{X}^\top \hat{X})^{-1} \hat{X}^\top \hat{y}", named="w")
    d.line(
        r"\left(\begin{bmatrix} X \\ \sqrt{\lambda} I \end{bmatrix}^\top \begin{bmatrix} X \\ \sqrt{\lambda} I \end{bmatrix}\right)^{-1} \begin{bmatrix} X \\ \sqrt{\lambda} I \end{bmatrix}^\top \begin{bmatrix} y \\ 0 \end{bmatrix}",
        "put both in",
    )
    d.line(
        r"\left(\begin{bmatrix} X^\top & \sqrt{\lambda} I \end{bmatrix} \begin{bmatrix} X \\ \sqrt{\lambda} I \end{bmatrix}\right)^{-1} \begin{bmatrix} X^\top & \sqrt{\lambda} I \end{bmatrix} \begin{bmatrix} y \\ 0 \end{bmatrix}",
        "transpose the stacks",
    )
    d.line(r"(X^\top X + \lambda I)^{-1} X^\top y", "multiply block by block")
    d.answer("w", r"(X^\top X + \lambda I)^{-1} X^\top y")

with problem.part(
    "e",
    r"Append $n$ fake features: $\check X = \begin{bmatrix} X & \sqrt{\lambda} I \end{bmatrix}$. Among all columns $w$ and $z$ with $\check X \begin{bmatrix} w \\ z \end{bmatrix} = y$ look for those that minimise $\left\lVert \begin{bmatrix} w \\ z \end{bmatrix} \right\rVert^2$. Show that $w$ is the ridge estimate.",
    title="Fake features",
    letters=r"\check{X} \in \mathbb{R}^{n \times (d + n)}, z \in \mathbb{R}^n",
) as d:
    d.idea(
        "Solve the constraint for the coefficients $z$ of the fake features, and eliminate them."
    )
    d.define(r"\check{X}", r"\begin{bmatrix} X & \sqrt{\lambda} I \end{bmatrix}")
    d.minimize(
        r"\left\lVert \begin{bmatrix} w \\ z \end{bmatrix} \right\rVert^2",
        over=["w", "z"],
        subject_to=r"\check{X} \begin{bmatrix} w \\ z \end{bmatrix} = y",
    )
    d.objective(
        r"\lVert w \rVert^2 + \lVert z \rVert^2",
        "the square of a stack is the sum of the squares",
    )
    d.constraint(r"X w + \sqrt{\lambda} z = y", r"put in $\check X$, and multiply block by block")
    d.constraint(
        r"\sqrt{\lambda} z = y - X w",
        "bring $X w$ to the other side",
        both_sides="add",
        with_="-X w",
    )
    d.constraint(
        r"z = \frac{1}{\sqrt{\lambda}} (y - X w)",
        r"divide by $\sqrt{\lambda}$, which is positive",
        both_sides="scale",
        with_=r"\frac{1}{\sqrt{\lambda}}",
    )
    d.eliminate("z", "put $z$ into the objective; the constraint gives it back")
    d.say("What is left is over $w$ alone, without a constraint:")
    d.objective(
        r"\lVert w \rVert^2 + \frac{1}{\lambda} \lVert y - X w \rVert^2",
        r"$(\sqrt{\lambda})^2 = \lambda$",
    )
    d.objective(
        r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2",
        r"multiply by $\lambda$, which is positive",
    )
    d.answer("objective", r"\lVert y - X w \rVert^2 + \lambda \lVert w \rVert^2")

with problem.part(
    "f",
    r"Say why $\check X = \begin{bmatrix} X & \sqrt{\lambda} I \end{bmatrix}$ has full row rank, and find the $\eta$ that minimises $\lVert \eta \rVert^2$ subject to $\check X \eta = y$. Its first $d$ entries are $w$. Show that this $w$ is the answer of (a).",
    title="The kernel form",
    letters=r"\check{X} \in \mathbb{R}^{n \times (d + n)}, \eta \in \mathbb{R}^{d + n}, \nu \in \mathbb{R}^n",
) as d:
    d.idea(
        "Use the multipliers of problem 3(d). Then prove that the two forms of $w$ agree by multiplying out."
    )
    d.define(r"\check{X}", r"\begin{bmatrix} X & \sqrt{\lambda} I \end{bmatrix}")
    d.minimize(r"\lVert \eta \rVert^2", over=r"\eta", subject_to=r"\check{X} \eta = y")
    d.start(r"\frac{\partial}{\partial \eta} \lVert \eta \rVert^2")
    d.line(r"2 \eta^\top")
    d.lagrange(r"\nu")
    d.start(r"2 \eta^\top + \nu^\top \check{X} = 0")
    d.line(r"\eta^\top = -\frac{1}{2} \nu^\top \check{X}", "solve for it")
    d.line(r"\eta = -\frac{1}{2} \check{X}^\top \nu", "transpose both sides")
    d.start(r"\check{X} \eta = y")
    d.line(r"-\frac{1}{2} \check{X} \check{X}^\top \nu = y", "put it in")
    d.line(r"\check{X} \check{X}^\top \nu = -2 y", "multiply both sides by $-2$")
    d.line(
        r"\nu = -2 (\check{X} \check{X}^\top)^{-1} y",
        r"$\check X$ has full row rank: the columns of its second block $\sqrt{\lambda} I_n$ span everything",
    )
    d.start(r"-\frac{1}{2} \check{X}^\top \nu", named=r"\eta")
    d.line(r"\check{X}^\top (\check{X} \check{X}^\top)^{-1} y", r"put in $\nu$")
    d.line(
        r"\begin{bmatrix} X & \sqrt{\lambda} I \end{bmatrix}^\top \left(\begin{bmatrix} X & \sqrt{\lambda} I \end{bmatrix} \begin{bmatrix} X & \sqrt{\lambda} I \end{bmatrix}^\top\right)^{-1} y",
        r"put in $\check X$",
    )
    d.line(
        r"\begin{bmatrix} X^\top \\ \sqrt{\lambda} I \end{bmatrix} (X X^\top + \lambda I)^{-1} y",
        "transpose and multiply block by block",
    )
    d.line(
        r"\begin{bmatrix} X^\top (X X^\top + \lambda I)^{-1} y \\ \sqrt{\lambda} (X X^\top + \lambda I)^{-1} y \end{bmatrix}",
        "multiply each block",
    )
    d.answer(
        r"\eta",
        r"\begin{bmatrix} X^\top (X X^\top + \lambda I)^{-1} y \\ \sqrt{\lambda} (X X^\top + \lambda I)^{-1} y \end{bmatrix}",
    )
    d.say(
        "The first block is $w$. That it is the answer of (a) is the push-through identity, in three lines."
    )
    d.start(r"X^\top (X X^\top + \lambda I)")
    d.line(r"X^\top X X^\top + \lambda X^\top", "multiply out")
    d.line(r"(X^\top X + \lambda I) X^\top", r"take out $X^\top$ on the right")
    d.say("Hence the two forms are one.")
    d.start(r"X^\top (X X^\top + \lambda I)^{-1} y", named="w")
    d.line(
        r"(X^\top X + \lambda I)^{-1} (X^\top X + \lambda I) X^\top (X X^\top + \lambda I)^{-1} y",
        r"insert $(X^\top X + \lambda I)^{-1} (X^\top X + \lambda I)$: the matrix is positive definite, so invertible",
    )
    d.line(
        r"(X^\top X + \lambda I)^{-1} X^\top (X X^\top + \lambda I) (X X^\top + \lambda I)^{-1} y",
        "the identity above",
    )
    d.line(r"(X^\top X + \lambda I)^{-1} X^\top y", "cancel")
    d.answer("w", r"(X^\top X + \lambda I)^{-1} X^\top y")

with problem.part(
    "g",
    r"What happens to $w$ when $\lambda$ tends to infinity? How fast?",
    title="A large penalty",
) as d:
    d.idea(
        r"Take $\lambda$ out of the inverse. What is left in it, $\frac{1}{\lambda} X^\top X + I$, tends to $I_d$,"
        r" which is invertible, and inversion is continuous where it is possible."
    )
    d.define("w", RIDGE)
    d.start(
        r"\lim_{\lambda \to \infty} (X^\top X + \lambda I)^{-1} X^\top y",
        named=r"\lim_{\lambda \to \infty} w",
    )
    d.line(
        r"\lim_{\lambda \to \infty} \left(\lambda \left(\frac{1}{\lambda} X^\top X + I\right)\right)^{-1} X^\top y",
        r"take out $\lambda$",
    )
    d.line(
        r"\lim_{\lambda \to \infty} \frac{1}{\lambda} \left(\frac{1}{\lambda} X^\top X + I\right)^{-1} X^\top y",
        "the inverse of a multiple",
    )
    d.line("0", r"$\frac{1}{\lambda}$ tends to $0$, and the inverse to $I_d$")
    d.answer("limit", "0", shown=r"\lim_{\lambda \to \infty} w")
    d.say(r"So $w$ vanishes. It does so like $\frac{1}{\lambda}$, since $\lambda w$ has a limit:")
    d.start(
        r"\lim_{\lambda \to \infty} \lambda (X^\top X + \lambda I)^{-1} X^\top y",
        named=r"\lim_{\lambda \to \infty} \lambda w",
    )
    d.line(
        r"\lim_{\lambda \to \infty} \lambda \left(\lambda \left(\frac{1}{\lambda} X^\top X + I\right)\right)^{-1} X^\top y",
        r"take out $\lambda$",
    )
    d.line(
        r"\lim_{\lambda \to \infty} \left(\frac{1}{\lambda} X^\top X + I\right)^{-1} X^\top y",
        r"the inverse of a multiple, and $\lambda$ cancels",
    )
    d.line(r"X^\top y", r"the inverse tends to $I_d$")
    d.answer("scaled", r"X^\top y", shown=r"\lim_{\lambda \to \infty} \lambda w")

with problem.part(
    "h.i",
    r"What happens to $w$ when $\lambda$ tends to $0$ from above, if $X$ has full column rank?",
    title="A small penalty, tall",
    given=["n > d", "full_column_rank(X)"],
) as d:
    d.define("w", RIDGE)
    d.start(
        r"\lim_{\lambda \to 0^+} (X^\top X + \lambda I)^{-1} X^\top y",
        named=r"\lim_{\lambda \to 0^+} w",
    )
    d.line(
        r"(X^\top X)^{-1} X^\top y",
        r"$X^\top X$ is invertible, and inversion is continuous where it is possible",
    )
    d.answer("limit", r"(X^\top X)^{-1} X^\top y", shown=r"\lim_{\lambda \to 0^+} w")
    d.remark("This is the least-squares solution.")

with problem.part(
    "h.ii",
    r"What happens to $w$ when $\lambda$ tends to $0$ from above, if $X$ has full row rank?",
    title="A small penalty, wide",
    given=["n < d", "full_row_rank(X)"],
) as d:
    d.idea(
        r"$X^\top X$ is singular now, but $X X^\top$ is invertible: use the kernel form, in which it stands."
    )
    d.define("w", RIDGE)
    d.start(
        r"\lim_{\lambda \to 0^+} (X^\top X + \lambda I)^{-1} X^\top y",
        named=r"\lim_{\lambda \to 0^+} w",
    )
    d.line(
        r"\lim_{\lambda \to 0^+} X^\top (X X^\top + \lambda I)^{-1} y",
        "the kernel form, by the push-through identity",
    )
    d.line(
        r"X^\top (X X^\top)^{-1} y",
        r"$X X^\top$ is invertible, and inversion is continuous where it is possible",
    )
    d.answer("limit", r"X^\top (X X^\top)^{-1} y", shown=r"\lim_{\lambda \to 0^+} w")
    d.remark("This is the solution of minimum norm.")

with problem.part(
    "h.iii",
    r"What happens to $w$ when $\lambda$ tends to $0$ from above, whatever $X$ is?",
    title="A small penalty, in general",
    letters=r"\sigma: scalar",
    given=[r"\sigma > 0"],
) as d:
    d.idea(
        r"Neither $X^\top X$ nor $X X^\top$ need be invertible. The answer of (b) shows what happens to each"
        r" singular value: one that is positive tends to its reciprocal, and $0$ stays $0$."
    )
    d.start(r"\lim_{\lambda \to 0^+} \frac{\sigma}{\sigma^2 + \lambda}")
    d.line(
        r"\frac{\sigma}{\sigma^2}",
        r"the quotient is continuous at $\lambda = 0$, since $\sigma > 0$",
    )
    d.line(r"\frac{1}{\sigma}", r"cancel $\sigma$")
    d.answer(
        "entry",
        r"\frac{1}{\sigma}",
        shown=r"\lim_{\lambda \to 0^+} \frac{\sigma}{\sigma^2 + \lambda}",
    )
    d.say(
        r"For $\sigma = 0$ the factor is $0$ for every $\lambda$. So the limits are the entries of the pseudo-inverse"
        r" $\Sigma^+$. To say it of the whole matrix at once, add to"
        r" $\Sigma^\top \Sigma$ the projection $I - \Sigma^+ \Sigma$, which has a $1$ at each zero of its diagonal:"
        r" there $\Sigma^\top$ is zero, so nothing changes, and now the inverse stays possible at $\lambda = 0$."
    )
    d.start(r"\lim_{\lambda \to 0^+} (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top")
    d.line(r"\Sigma^+")
    d.say(r"In the form of (b), the orthogonal factors do not depend on $\lambda$.")
    d.define("w", r"V (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top U^\top y")
    d.start(
        r"\lim_{\lambda \to 0^+} V (\Sigma^\top \Sigma + \lambda I)^{-1} \Sigma^\top U^\top y",
        named=r"\lim_{\lambda \to 0^+} w",
    )
    d.line(r"V \Sigma^+ U^\top y", r"the limit of the factor between $V$ and $U^\top$")
    d.line(r"X^+ y", r"orthogonal factors come out of a pseudo-inverse")
    d.answer("limit", r"X^+ y", shown=r"\lim_{\lambda \to 0^+} w")
    d.remark("For full column rank this is (h.i), for full row rank (h.ii).")
