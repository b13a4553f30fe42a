"""Problem 5: how one step of gradient descent moves the elbow of a ReLU."""

from derive import Problem

problem = Problem(
    "relu_elbow",
    course="cs182-hw0",
    number=5,
    title="How a gradient step moves the elbow of a ReLU",
)
problem.declare(
    r"w: scalar, b: scalar, x: scalar, y: scalar, e: scalar, \phi: scalar, \lambda: scalar"
)
problem.introduce(
    r"A unit with one input $x$ has the value $\phi = \operatorname{ReLU}(w x + b)$, where"
    r" $\operatorname{ReLU}(x)$ is the larger of $x$ and 0, and the loss $\frac{1}{2} (\phi - y)^2$. At its"
    r" corner ReLU has no derivative; one agrees there on the value 0. A gradient step has the size"
    r" $\lambda > 0$."
)

with problem.part(
    "a.i",
    r"Where is the elbow $e$ of the unit, the point at which $w e + b = 0$, when $w \neq 0$?",
    title="The elbow",
    given=[r"w \neq 0"],
) as d:
    d.start("w e + b = 0")
    d.line("w e = -b", "bring $b$ to the other side")
    d.line(r"e = -\frac{b}{w}", r"divide by $w$, which is not zero")
    d.answer("e", r"-\frac{b}{w}", in_terms_of=["b", "w"])

with problem.part(
    "a.ii",
    r"What is the derivative $\frac{\partial}{\partial \phi} \frac{1}{2} (\phi - y)^2$ of the loss by $\phi$?",
    title="The derivative by the value",
) as d:
    d.start(r"\frac{\partial}{\partial \phi} \frac{1}{2} (\phi - y)^2")
    d.line(r"(\phi - y) \frac{\partial}{\partial \phi} (\phi - y)", "the chain rule")
    d.line(r"\phi - y", "$y$ does not depend on $\\phi$")
    d.answer(r"\frac{\partial}{\partial \phi} \frac{1}{2} (\phi - y)^2", r"\phi - y")

PHI = r"\phi = \operatorname{ReLU}(w x + b)"

with problem.part(
    "a.iii",
    r"What is the derivative"
    r" $\frac{\partial}{\partial w} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2$ of the loss by $w$?",
    title="The derivative by the slope",
    given=[PHI],
) as d:
    d.idea("Go from the outside inwards: the square, the ReLU, the linear function.")
    d.start(r"\frac{\partial}{\partial w} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2")
    d.line(
        r"(\operatorname{ReLU}(w x + b) - y) \frac{\partial}{\partial w} \operatorname{ReLU}(w x + b)",
        "the derivative of the square, as in (a.ii)",
    )
    d.line(
        r"(\operatorname{ReLU}(w x + b) - y) \mathbf{1}[w x + b > 0] \frac{\partial}{\partial w} (w x + b)",
        "the slope of ReLU is 1 where its argument is positive, else 0",
    )
    d.line(
        r"(\operatorname{ReLU}(w x + b) - y) x \mathbf{1}[w x + b > 0]",
        "$b$ does not depend on $w$",
    )
    d.line(r"(\phi - y) x \mathbf{1}[w x + b > 0]", f"${PHI}$")
    d.answer(
        r"\frac{\partial}{\partial w} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2",
        r"(\phi - y) x \mathbf{1}[w x + b > 0]",
    )

with problem.part(
    "a.iv",
    r"What is the derivative"
    r" $\frac{\partial}{\partial b} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2$ of the loss by $b$?",
    title="The derivative by the intercept",
    given=[PHI],
) as d:
    d.start(r"\frac{\partial}{\partial b} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2")
    d.line(
        r"(\operatorname{ReLU}(w x + b) - y) \mathbf{1}[w x + b > 0] \frac{\partial}{\partial b} (w x + b)",
        "the square and the ReLU as in (a.iii)",
    )
    d.line(
        r"(\operatorname{ReLU}(w x + b) - y) \mathbf{1}[w x + b > 0]",
        "$w x$ does not depend on $b$",
    )
    d.line(r"(\phi - y) \mathbf{1}[w x + b > 0]", f"${PHI}$")
    d.answer(
        r"\frac{\partial}{\partial b} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2",
        r"(\phi - y) \mathbf{1}[w x + b > 0]",
    )
