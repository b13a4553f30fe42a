r"""Formulas as MathML that wraps: math-core's output, cut where a formula may break.

What math-core does not know is refused, never shown as an error in red.
"""

from __future__ import annotations

import re
from html import escape

import math_core

from derive.errors import DeriveError
from derive.publish.formula import CHANGED, WIDE, checked, length, loosened, terms

__all__ = ["MathML"]

LONG = 14  # letters: a formula beyond this may break
SCROLL = 30  # letters: a factor beyond this may be wider than a telephone
_STAND_IN = r"\textcolor{magenta}"  # a colour that math-core knows; it becomes a class
_SIGN = re.compile(r"(?<=[^\s(\[{=,&])\s*\\textcolor\{changed\}\{\s*(?=[+-])")  # between two terms
_IN_A_LINE = ('<math display="block">', '<math displaystyle="true">')  # a page breaks lines itself
_OPENING = re.compile(r"<math[^>]*(?=>)")
_STYLE = ('style="color:#FB3199;"', 'class="changed"')


class MathML:
    """A converter; it may be used for any number of formulas."""

    def __init__(self) -> None:
        self._core = math_core.LatexToMathML(fancy_error=False)

    def inline(self, latex: str) -> str:
        """A formula in a sentence."""
        return self._wrapping(latex, display=False)

    def shown(self, latex: str) -> str:
        """A formula set apart, in display style."""
        return self._wrapping(latex, display=True)

    def symbol(self, latex: str) -> str:
        """A relation or an arrow alone."""
        return self._math(latex, display=False)

    def _wrapping(self, latex: str, *, display: bool) -> str:
        if length(checked(latex)) <= LONG:
            return self._math(latex, display=display)
        pieces = loosened(terms(latex))
        shown = ""
        for index, term in enumerate(pieces):
            first, *others = term
            factors = [_infix(first) if index else first, *others]
            made = "".join(self._math(factor, display=display) for factor in factors)
            kind = "term" if length("".join(term)) <= WIDE else "term long"
            shown += f'<span class="{kind}">{made}</span>'
        if max(length(factor) for term in pieces for factor in term) > SCROLL:
            kind = 'class="formula scroll" tabindex="0" role="group" aria-label="Formula"'
            return f"<span {kind}>{shown}</span>"
        return f'<span class="formula">{shown}</span>'

    def _math(self, latex: str, *, display: bool) -> str:
        try:
            made: str = self._core.convert_with_local_state(
                _SIGN.sub(r"\g<0>{}", latex).replace(CHANGED, _STAND_IN), displaystyle=display
            )
        except math_core.LatexError as error:
            raise DeriveError(f"no MathML for {latex}", expected=str(error)) from None
        made = made.replace(*_STYLE).replace(*_IN_A_LINE, 1)
        words = escape(latex.replace(CHANGED, "").strip())
        return _OPENING.sub(lambda opening: f'{opening[0]} alttext="{words}"', made, count=1)


def _infix(latex: str) -> str:
    """A piece that begins with a sign, so that the sign has an (empty) left side."""
    start = len(CHANGED) + 1 if latex.startswith(CHANGED + "{") else 0
    return latex[:start] + "{}" + latex[start:]
