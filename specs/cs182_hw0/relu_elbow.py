"""Problem 5: how one step of gradient descent moves the elbow of a ReLU."""

from derive import Panel, Problem

problem = Problem(
    "relu_elbow",
    course="cs182-hw0",
    number=5,
    title="How a gradient step moves the elbow of a ReLU",
)
problem.declare(r"x: scalar, y: scalar, \lambda: scalar")
problem.introduce(
    r"A unit with one input $x$ applies ReLU to a linear function of $x$: its value is the larger of that and"
    r" 0, and its elbow is where the linear function is 0. At its corner ReLU has no derivative; one agrees"
    r" there on the value 0. A gradient step has the size $\lambda > 0$."
)
UNIT = r"w: scalar, b: scalar, \phi: scalar"

with problem.part(
    "a.i",
    r"Where is the elbow $e$ of the unit, the point at which $w e + b = 0$, when $w \neq 0$?",
    title="The elbow",
    given=[r"w \neq 0"],
    letters="w: scalar, b: scalar, e: scalar",
) as d:
    d.start("w e + b = 0")
    d.line("w e = -b", "bring $b$ to the other side")
    d.line(r"e = -\frac{b}{w}", r"divide by $w$, which is not zero")
    d.answer("e", r"-\frac{b}{w}", in_terms_of=["b", "w"])

with problem.part(
    "a.ii",
    r"What is the derivative $\frac{\partial}{\partial \phi} \frac{1}{2} (\phi - y)^2$ of the loss by $\phi$?",
    title="The derivative by the value",
    letters=r"\phi: scalar",
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
    letters=UNIT,
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
    letters=UNIT,
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

OLD_ELBOW, NEW_ELBOW = r"-\frac{b}{w}", r"-\frac{b - \lambda}{w - \lambda x}"
NEW = rf"{NEW_ELBOW} + \frac{{b}}{{w}}"

with problem.part(
    "b",
    r"Let the unit be on, with $\phi - y = 1$. By how much does a gradient step move the slope, the intercept"
    r" and the elbow?",
    title="One gradient step",
    given=[PHI, r"\phi - y = 1", "w x + b > 0", r"w \neq 0", r"w \neq \lambda x"],
    letters=rf"{UNIT}, w': scalar, b': scalar, e: scalar, e': scalar",
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
        r"The elbow $e$ before the step, and $e'$ after it, which leaves a slope other than zero:"
    )
    d.define("e", OLD_ELBOW)
    d.define("e'", NEW_ELBOW)
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
    letters=rf"{UNIT}, w': scalar, b': scalar",
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
    letters=rf"{UNIT}, e: scalar, e': scalar",
) as d:
    d.sign(r"-\lambda x < 0", "the slope falls.")
    d.sign(r"-\lambda < 0", "the intercept falls.")
    d.say(
        rf"By (b) the elbow moves by ${MOVE}$. These conditions do not decide the sign of $w - b x$, so that it may"
        r" move either way."
    )
    d.refute(rf"{MOVE} \ge 0")
    d.define("e", OLD_ELBOW)
    d.define("e'", NEW_ELBOW)
    d.start(NEW, named="e' - e")
    d.result("b", "the move of (b)")
    d.answer("e' - e", MOVE)
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
    letters=rf"{UNIT}, e: scalar, e': scalar",
) as d:
    d.sign(r"-\lambda x > 0", "the slope rises.")
    d.sign(r"-\lambda < 0", "the intercept falls.")
    d.define("e", OLD_ELBOW)
    d.define("e'", NEW_ELBOW)
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
    letters=rf"{UNIT}, e: scalar, e': scalar",
) as d:
    d.sign(r"-\lambda x < 0", "the slope falls, and becomes steeper.")
    d.sign(r"-\lambda < 0", "the intercept falls.")
    d.define("e", OLD_ELBOW)
    d.define("e'", NEW_ELBOW)
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
    letters=rf"{UNIT}, e: scalar, e': scalar",
) as d:
    d.say("With the indicator one formula for the move of the elbow serves all cases:")
    d.start(ELBOW)
    d.line(ALL, "bring to one denominator, and collect")
    d.answer("move", ALL)
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

NETWORK = r"\sum_{j=1}^{d} W^{(2)}_j \operatorname{ReLU}(W^{(1)}_j x + b_j)"
LOSS = rf"\frac{{1}}{{2}} ({NETWORK} - y)^2"
LAYERS = (
    r"W^{(1)} \in \mathbb{R}^d, b \in \mathbb{R}^d, W^{(2)} \in \mathbb{R}^{1 \times d}, i: index"
)
HIDDEN = [r"1 \le i \le d", f"f = {NETWORK}"]
I_ON = r"\mathbf{1}[W^{(1)}_i x + b_i > 0]"
BY_W = rf"\frac{{\partial}}{{\partial W^{{(1)}}_i}} {LOSS}"
BY_B = rf"\frac{{\partial}}{{\partial b_i}} {LOSS}"

with problem.part(
    "c",
    rf"A network has $d$ such units in its hidden layer, ${NETWORK}$. Where is the elbow $e_i$ of the unit $i$,"
    r" at which $W^{(1)}_i e_i + b_i = 0$?",
    title="The elbows of a network",
    given=[*HIDDEN, r"W^{(1)}_i \neq 0"],
    letters=rf"{LAYERS}, f: scalar, e_i: scalar",
) as d:
    d.start(r"W^{(1)}_i e_i + b_i = 0")
    d.line(r"W^{(1)}_i e_i = -b_i", "bring $b_i$ to the other side")
    d.line(r"e_i = -\frac{b_i}{W^{(1)}_i}", r"divide by $W^{(1)}_i$, which is not zero")
    d.answer("e_i", r"-\frac{b_i}{W^{(1)}_i}", in_terms_of=["b", "W^{(1)}", "i"])

with problem.part(
    "d.i",
    rf"What is the derivative ${BY_W}$ of the loss by the slope of the unit $i$?",
    title="Backpropagation to the slope",
    given=HIDDEN,
    letters=rf"{LAYERS}, f: scalar",
) as d:
    d.idea("The error goes back through the second layer to the unit $i$, and through its ReLU.")
    d.start(BY_W)
    d.line(
        rf"({NETWORK} - y) \frac{{\partial}}{{\partial W^{{(1)}}_i}} {NETWORK}",
        "the derivative of the square",
    )
    d.line(
        rf"({NETWORK} - y) \sum_{{j=1}}^{{d}} W^{{(2)}}_j \mathbf{{1}}[W^{{(1)}}_j x + b_j > 0] \delta_{{ij}} x",
        "unit by unit",
    )
    d.line(rf"({NETWORK} - y) W^{{(2)}}_i {I_ON} x", "only the unit $i$ depends on its slope")
    d.line(rf"(f - y) W^{{(2)}}_i {I_ON} x", "the sum is the value $f$ of the network")
    d.answer(BY_W, rf"(f - y) W^{{(2)}}_i {I_ON} x")

with problem.part(
    "d.ii",
    rf"What is the derivative ${BY_B}$ of the loss by the intercept of the unit $i$?",
    title="Backpropagation to the intercept",
    given=HIDDEN,
    letters=rf"{LAYERS}, f: scalar",
) as d:
    d.start(BY_B)
    d.line(
        rf"({NETWORK} - y) \frac{{\partial}}{{\partial b_i}} {NETWORK}",
        "the derivative of the square",
    )
    d.line(
        rf"({NETWORK} - y) \sum_{{j=1}}^{{d}} W^{{(2)}}_j \mathbf{{1}}[W^{{(1)}}_j x + b_j > 0] \delta_{{ij}}",
        "unit by unit",
    )
    d.line(rf"({NETWORK} - y) W^{{(2)}}_i {I_ON}", "only the unit $i$ depends on its intercept")
    d.line(rf"(f - y) W^{{(2)}}_i {I_ON}", "the sum is the value $f$ of the network")
    d.answer(BY_B, rf"(f - y) W^{{(2)}}_i {I_ON}")

with problem.part(
    "d",
    r"Where is the elbow $e_i'$ of the unit $i$ after one gradient step? Give it in terms of $e_i$ and of"
    r" $\delta_i$, and say what happens if the unit is off.",
    title="The elbows after a step",
    given=[
        *HIDDEN,
        rf"\delta_i = \lambda (f - y) W^{{(2)}}_i {I_ON}",
        r"e_i = -\frac{b_i}{W^{(1)}_i}",
        r"W^{(1)}_i \neq 0",
        r"W^{(1)}_i \neq \delta_i x",
    ],
    letters=rf"{LAYERS}, f: scalar, e_i: scalar, e_i': scalar, \delta_i: scalar, w': scalar, b': scalar",
) as d:
    d.say(
        r"The step leads to the slope $W^{(1)}_i - \delta_i x$ and the intercept $b_i - \delta_i$, and so to the"
        r" elbow"
    )
    d.start(r"-\frac{b_i - \delta_i}{W^{(1)}_i - \delta_i x}", named="e_i'")
    d.in_terms_of(
        "e_i",
        r"\delta_i",
        "W^{(1)}",
        "x",
        "i",
        why=r"$b_i = -e_i W^{(1)}_i$, by the definition of $e_i$",
    )
    d.line(r"e_i + \frac{\delta_i (1 + e_i x)}{W^{(1)}_i - \delta_i x}", "take out $e_i$")
    d.answer(
        "e_i'",
        r"e_i + \frac{\delta_i (1 + e_i x)}{W^{(1)}_i - \delta_i x}",
        in_terms_of=["e_i", r"\delta_i", "W^{(1)}", "x", "i"],
    )
    d.say("For these are the slope $w'$ and the intercept $b'$ after the step:")
    d.start(rf"W^{{(1)}}_i - \lambda {BY_W}", named="w'")
    d.result("d.i", "the derivative of (d.i)")
    d.line(r"W^{(1)}_i - \delta_i x", r"the definition of $\delta_i$")
    d.answer("w'", r"W^{(1)}_i - \delta_i x")
    d.start(rf"b_i - \lambda {BY_B}", named="b'")
    d.result("d.ii", "the derivative of (d.ii)")
    d.line(r"b_i - \delta_i", r"the definition of $\delta_i$")
    d.answer("b'", r"b_i - \delta_i")
    d.remark(
        r"If $\delta_i x = W^{(1)}_i$, the step leaves the slope zero: the unit is constant, and has no elbow."
    )

with problem.part(
    "d.iii",
    r"What becomes of $\delta_i$ when the unit is off, $W^{(1)}_i x + b_i \le 0$?",
    title="A hidden unit that is off",
    given=[*HIDDEN, r"W^{(1)}_i x + b_i \le 0"],
    letters=rf"{LAYERS}, f: scalar, \delta_i: scalar",
) as d:
    d.start(rf"\lambda (f - y) W^{{(2)}}_i {I_ON}", named=r"\delta_i")
    d.line("0", "the indicator is 0")
    d.answer(r"\delta_i", "0")
    d.remark("Its slope, its intercept and its elbow stay as they are.")
