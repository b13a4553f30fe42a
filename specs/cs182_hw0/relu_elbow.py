"""Problem 5: how one step of gradient descent moves the elbow of a ReLU."""

from derive import Panel, Problem

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

STEP = r"w - \lambda \frac{\partial}{\partial w} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2"
DOWN = r"b - \lambda \frac{\partial}{\partial b} \frac{1}{2} (\operatorname{ReLU}(w x + b) - y)^2"
MOVE = r"\frac{\lambda (w - b x)}{w (w - \lambda x)}"

NEW = r"-\frac{b - \lambda}{w - \lambda x} + \frac{b}{w}"

with problem.part(
    "b",
    r"Let the unit be on, with $\phi - y = 1$. By how much does a gradient step move the slope, the intercept"
    r" and the elbow?",
    title="One gradient step",
    given=[PHI, r"\phi - y = 1", "w x + b > 0", r"w \neq 0", r"w \neq \lambda x"],
    letters="w': scalar, b': scalar, e': scalar",
) as d:
    d.start(STEP, named="w'")
    d.result("a.iii", "the derivative of (a.iii)")
    d.line(r"w - \lambda x", r"$\phi - y = 1$, and the indicator is 1")
    d.answer("w'", r"w - \lambda x")
    d.start(DOWN, named="b'")
    d.result("a.iv", "the derivative of (a.iv)")
    d.line(r"b - \lambda", r"$\phi - y = 1$, and the indicator is 1")
    d.answer("b'", r"b - \lambda")
    d.say(
        r"The elbow is $e = -\frac{b}{w}$ before the step, and $e' = -\frac{b - \lambda}{w - \lambda x}$ after it, if that"
        r" leaves a slope other than zero:"
    )
    d.start(NEW, named="e' - e")
    d.line(
        r"\frac{-(b - \lambda) w + b (w - \lambda x)}{w (w - \lambda x)}",
        "bring to one denominator",
    )
    d.line(MOVE, "multiply out and collect")
    d.answer("e' - e", MOVE)

BEFORE, AFTER = (
    rf"\operatorname{{ReLU}}({slope} t + {intercept})"
    for slope, intercept in (("w", "b"), (f"({STEP})", DOWN))
)


def moved(w: str, b: str, x: str, y: str, title: str = "") -> Panel:
    """The unit before and after a step of size 1/2, with its elbows and the data point."""
    return Panel(
        ("t", -4, 3),
        [(BEFORE, "before"), (AFTER, "after")],
        values={"w": w, "b": b, "x": x, "y": y, r"\lambda": "1/2"},
        marks=[
            ("x", "y", "data"),
            (r"-\frac{b}{w}", "0", "elbow before"),
            (rf"-\frac{{{DOWN}}}{{{STEP}}}", "0", "elbow after"),
        ],
        title=title,
        axes=("input", "output"),
    )


ON = [PHI, r"\phi - y = 1", r"\lambda > 0", "w x + b > 0"]

with problem.part(
    "b.i",
    r"Which way does the step go when the unit is off, $w x + b \le 0$?",
    title="The unit is off",
    given=[PHI, "w x + b \\le 0"],
    letters="w': scalar, b': scalar",
) as d:
    d.start(STEP, named="w'")
    d.result("a.iii", "the derivative of (a.iii)")
    d.line("w", "the indicator is 0")
    d.answer("w'", "w")
    d.start(DOWN, named="b'")
    d.result("a.iv", "the derivative of (a.iv)")
    d.line("b", "the indicator is 0")
    d.answer("b'", "b")
    d.figure(
        moved("1", "1/2", "-1", "-1"),
        caption=r"The unit is off at the data point, and the step changes nothing: $w = 1$, $b = \frac{1}{2}$, $x = -1$.",
        alt="The graph before and after the step is the same: flat up to its elbow, and then rising. The data point lies to the left of the elbow, below the flat part.",
    )
    d.remark(
        "Nothing moves, so the elbow stays where it is. A unit that is off at $x$ learns nothing from $x$."
    )

with problem.part(
    "b.ii",
    r"Which way do the slope, the intercept and the elbow move when the unit is on, $w > 0$ and $x > 0$, and the"
    r" step leaves the slope positive, $\lambda x < w$?",
    title="Positive slope, positive input",
    given=[*ON, "w > 0", "x > 0", r"\lambda x < w"],
    letters="e': scalar",
) as d:
    d.sign(r"-\lambda x < 0", "the slope falls.")
    d.sign(r"-\lambda < 0", "the intercept falls.")
    d.start(NEW, named="e' - e")
    d.result("b", "the move of (b)")
    d.answer("e' - e", MOVE)
    d.say(
        "These conditions do not decide the sign of $w - b x$, so that the elbow may move either way."
    )
    d.refute(rf"{MOVE} \ge 0")
    d.say("It takes one condition more.")
    d.sign(f"{MOVE} > 0", "the elbow moves to the right.", given=["b x < w"])
    d.sign(f"{MOVE} < 0", "the elbow moves to the left.", given=["b x > w"])
    d.figure(
        moved("1", "1/2", "1", "1/2", "$b x < w$"),
        moved("1", "2", "1", "2", "$b x > w$"),
        caption=r"Both times $w = 1$ and $x = 1$. With $b = \frac{1}{2}$ the elbow moves to the right, with $b = 2$ to the left.",
        alt="Two panels, in each a graph that is flat up to its elbow and then rises, and the flatter graph after the step, which passes lower through the place of the data point. Left panel: the elbow after the step lies to the right of the elbow before. Right panel: it lies to the left.",
    )

with problem.part(
    "b.iii",
    "Which way do they move when the unit is on, $w > 0$ and $x < 0$?",
    title="Positive slope, negative input",
    given=[*ON, "w > 0", "x < 0"],
    letters="e': scalar",
) as d:
    d.sign(r"-\lambda x > 0", "the slope rises.")
    d.sign(r"-\lambda < 0", "the intercept falls.")
    d.start(NEW, named="e' - e")
    d.result("b", "the move of (b)")
    d.answer("e' - e", MOVE)
    d.sign(f"{MOVE} > 0", "the elbow always moves to the right.")
    d.figure(
        moved("1", "2", "-1", "0"),
        caption="The slope rises and the intercept falls, so the elbow moves to the right: $w = 1$, $b = 2$, $x = -1$.",
        alt="A graph that is flat up to its elbow and then rises. After the step it rises more steeply from an elbow further to the right, and is lower at the place of the data point.",
    )

with problem.part(
    "b.iv",
    "Which way do they move when the unit is on, $w < 0$ and $x > 0$?",
    title="Negative slope, positive input",
    given=[*ON, "w < 0", "x > 0"],
    letters="e': scalar",
) as d:
    d.sign(r"-\lambda x < 0", "the slope falls, and becomes steeper.")
    d.sign(r"-\lambda < 0", "the intercept falls.")
    d.start(NEW, named="e' - e")
    d.result("b", "the move of (b)")
    d.answer("e' - e", MOVE)
    d.sign(f"{MOVE} < 0", "the elbow always moves to the left.")
    d.figure(
        moved("-1", "2", "1", "0"),
        caption="The slope falls and becomes steeper, so the elbow moves to the left: $w = -1$, $b = 2$, $x = 1$.",
        alt="A graph that falls down to its elbow and is flat from there on. After the step it falls more steeply to an elbow further to the left, and is lower at the place of the data point.",
    )

SLOPE = r"-\lambda x \mathbf{1}[w x + b > 0]"
INTERCEPT = r"-\lambda \mathbf{1}[w x + b > 0]"
ELBOW = r"-\frac{b - \lambda \mathbf{1}[w x + b > 0]}{w - \lambda x \mathbf{1}[w x + b > 0]} + \frac{b}{w}"

ALL = r"\frac{\lambda \mathbf{1}[w x + b > 0] (w - b x)}{w (w - \lambda x \mathbf{1}[w x + b > 0])}"

with problem.part(
    "b.v",
    r"Collect all cases in which $\phi - y = 1$ and the step does not turn the sign of the slope round,"
    r" $w (w - \lambda x) \ge 0$.",
    title="All cases",
    given=[PHI, r"\phi - y = 1", r"\lambda > 0", r"w \neq 0", r"w (w - \lambda x) \ge 0"],
    letters="e': scalar",
) as d:
    d.say("With the indicator one formula serves all cases:")
    d.start(ELBOW, named="e' - e")
    d.line(ALL, "bring to one denominator, and collect")
    d.answer("e' - e", ALL)
    d.cases(
        (["w x + b \\le 0"], ("=", "=", "=")),
        (["w x + b > 0", "x = 0", "w > 0"], ("=", "<", ">")),
        (["w x + b > 0", "x = 0", "w < 0"], ("=", "<", "<")),
        (["w x + b > 0", "x < 0", "w > 0"], (">", "<", ">")),
        (["w x + b > 0", "x > 0", "w < 0"], ("<", "<", "<")),
        (["w x + b > 0", "x > 0", "w > 0", r"\lambda x < w", "b x < w"], ("<", "<", ">")),
        (["w x + b > 0", "x > 0", "w > 0", r"\lambda x < w", "b x = w"], ("<", "<", "=")),
        (["w x + b > 0", "x > 0", "w > 0", r"\lambda x < w", "b x > w"], ("<", "<", "<")),
        (["w x + b > 0", "x < 0", "w < 0", r"\lambda x > w", "b x < w"], (">", "<", ">")),
        (["w x + b > 0", "x < 0", "w < 0", r"\lambda x > w", "b x = w"], (">", "<", "=")),
        (["w x + b > 0", "x < 0", "w < 0", r"\lambda x > w", "b x > w"], (">", "<", "<")),
        (["w x + b > 0", "x > 0", r"\lambda x = w"], ("<", "<", "none")),
        (["w x + b > 0", "x < 0", r"\lambda x = w"], (">", "<", "none")),
        columns=[
            ("Slope", SLOPE, "falls, stays, rises"),
            ("Intercept", INTERCEPT, "falls, stays, rises"),
            ("Elbow", ELBOW, "to the left, stays, to the right, none is left"),
        ],
    )
