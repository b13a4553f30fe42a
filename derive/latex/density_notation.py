r"""Normal densities: `\mathcal{N}(x \mid \mu, \Sigma)` and `\mathcal N(x; \mu, \Sigma)`."""

from __future__ import annotations

from derive.algebra import term as t
from derive.latex.elaborate import Elaborator, Value
from derive.latex.syntax import Node, Syntax

__all__ = ["density", "gaussian", "is_density"]

_SCRIPT = (r"\mathcal", r"\mathscr")


def is_density(s: Syntax) -> bool:
    r"""Whether `\mathcal{N}(` stands here and N is nothing that is declared."""
    if s.peek().text not in _SCRIPT or s.known("N") or s.known(r"\mathcal{N}"):
        return False
    ahead = [s.peek(i).text for i in range(1, 5)]
    return ahead[:2] == ["N", "("] or ahead == ["{", "N", "}", "("]


def density(s: Syntax) -> Node:
    """The density with its point, its mean and its covariance."""
    begin = s.index
    s.index += 3 if s.peek(1).text == "N" else 5
    s.bars.append("|")
    parts = [s.sum()]
    s.bars.pop()
    if not (s.skip("|") or s.skip(";")):
        s.refuse(
            "where the density is taken is missing", expected=r"\mathcal{N}(x \mid \mu, \Sigma)"
        )
    s.bars.append("")
    parts.append(s.sum())
    s.take(",")
    parts.append(s.sum())
    s.bars.pop()
    s.take(")")
    return s.node("gaussian", parts, begin)


def gaussian(e: Elaborator, node: Node) -> Value:
    """The typed density; a mean 0 has the shape of the point."""
    x, mean, covariance = (e.value(part) for part in node.args)
    if mean.term == 0 and x.shape:
        mean = mean._replace(term=t.zeros(*x.shape), shape=x.shape)
    if not x.shape:
        mean, covariance = e.scalarised(mean), e.scalarised(covariance)
    made = t.gaussian_density(x.term, mean.term, covariance.term)
    return e.made(made, e.checked(made, node), node)
