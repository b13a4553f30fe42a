"""A small problem with two figures: a fraction over two scales, a ReLU before and after a step."""

from derive import Panel, Problem

problem = Problem("figures", course="demo", title="Figures")
problem.declare(r"\sigma: scalar, \lambda: scalar, w: scalar, b: scalar, \eta: scalar")
problem.assume(r"\lambda > 0", r"\sigma > 0")
with problem.part("a", "Collect the terms.") as d:
    d.start(r"\sigma + \lambda + \sigma")
    d.line(r"2 \sigma + \lambda")
    d.answer("sum", r"2 \sigma + \lambda")
    shrunk = r"\frac{\sigma}{\sigma^2 + \lambda}"
    d.figure(
        Panel(
            (r"\sigma", "1/100", 100),
            [
                (r"\frac{1}{\sigma}", r"$\frac{1}{\sigma}$"),
                (shrunk, r"$\lambda = \frac{1}{100}$", {r"\lambda": "1/100"}),
                (shrunk, r"$\lambda = 1$", {r"\lambda": 1}),
                (shrunk, r"$\lambda = 100$", {r"\lambda": 100}),
            ],
            axes=("", "factor"),
            log=True,
        ),
        caption=r"The factor $\frac{\sigma}{\sigma^2 + \lambda}$ over $\sigma$.",
        alt="Each curve rises with slope one, bends at the root of lambda, and falls like 1/sigma.",
    )
with problem.part("b", "Where is the elbow?", given=["w > 0"]) as d:
    d.define("e", r"-\frac{b}{w}")
    d.start("w + e + w")
    d.line("2 w + e")
    d.answer("sum", "2 w + e")
    moved = {"w": 1, "b": 1, r"\eta": "1/4"}
    d.figure(
        Panel(
            ("t", -3, 2),
            [
                (r"\max(w t + b, 0)", "before"),
                (r"\max((w - \eta) t + b - \eta, 0)", "after"),
            ],
            values=moved,
            marks=[("e", "0", r"$e$")],
            title="(i)",
        ),
        Panel(
            ("t", -3, 2),
            [(r"\max(w t + b, 0)", "before")],
            values={"w": 2, "b": -1},
            marks=[("e", "0", r"$e$")],
            title="(ii)",
        ),
        caption="Two elbows.",
        alt="Two panels, each with a line that is flat and then rises.",
    )
