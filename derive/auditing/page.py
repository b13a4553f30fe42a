"""The report as one self-contained HTML file: the document at the left, line by line, the verdicts
beside their lines; the first wrong step is in view when it is opened.  No JavaScript.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import math_core

from derive.auditing.cleaning import cleaned, macros_of
from derive.auditing.findings import FAULTS, Audit, Step
from derive.errors import DeriveError

__all__ = ["page", "table"]

_SAID = {
    "right": "right",
    "wrong": "wrong",
    "does_not_follow": "does not follow",
    "right_if": "right only if",
    "unread": "not read",
    "not_checkable": "not checkable",
}
_MARK = {
    "right": "✓",
    "wrong": "✗",
    "does_not_follow": "✗",
    "right_if": "!",
    "unread": "?",
    "not_checkable": "–",
}
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --right: #1a7f37; --wrong: #c4231c;
  --note: #9a6700; --grey: #6e7781; --back: #fff; --text: #1f2328; }
@media (prefers-color-scheme: dark) { :root { --right: #57ab5a; --wrong: #f47067;
  --note: #d4a72c;
  --grey: #909dab; --back: #1c2128; --text: #d7dde4; } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 82rem; padding: 1rem;
  background: var(--back); color: var(--text); }
.row { display: grid; grid-template-columns: 3rem minmax(0, 3fr) minmax(0, 2fr); gap: 0 1rem;
  border-top: 1px solid var(--line); }
.number { color: var(--grey); text-align: right; user-select: none; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere;
  font: 13px/1.6 ui-monospace, monospace; }
.step { margin: .1rem 0 .3rem; scroll-margin-top: 6rem; }
.step:focus { outline: 2px solid currentColor; outline-offset: 3px; }
.step p { margin: 0; color: var(--text); overflow-wrap: anywhere; }
.right { color: var(--right); } .wrong, .does_not_follow { color: var(--wrong); }
.right_if, .unread { color: var(--note); } .not_checkable { color: var(--grey); }
mark { background: none; color: inherit; border-bottom: 2px solid currentColor; }
mark.right { color: inherit; border-color: var(--right); }
mark.wrong, mark.does_not_follow { border-color: var(--wrong);
  background: #c4231c22; }
math { overflow-x: auto; max-width: 100%; }
@media (max-width: 50rem) { .row { grid-template-columns: 2rem minmax(0, 1fr); }
  .steps { grid-column: 2; } }
"""


def page(audit: Audit) -> str:
    """The report as a page."""
    title = escape(audit.file or "audit")
    first = audit.first_wrong
    headline = (
        "no wrong step was found"
        if first is None
        else f'<a href="#first">the first wrong step is in line {first.line}</a>'
    )
    assumed = f"<p>assumed: {escape(', '.join(audit.assumed))}</p>" if audit.assumed else ""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{_STYLE}</style></head><body>
<h1>{title}</h1><p><strong>{headline}</strong></p><p>{escape(audit.summary)}</p>
<main>{table(audit)}</main>{assumed}</body></html>
"""


def table(audit: Audit) -> str:
    """The lines of the document with the verdicts beside them."""
    by_line: dict[int, list[Step]] = {}
    for step in audit.steps:
        by_line.setdefault(step.line, []).append(step)
    shown = _Cards(audit)
    rows = []
    for number, line in enumerate(audit.text.split("\n"), 1):
        steps = by_line.get(number, [])
        cards = "".join(map(shown.card, steps))
        rows.append(
            f'<div class="row"><span class="number">{number}</span>'
            f'<pre>{_marked(line, steps)}</pre><div class="steps">{cards}</div></div>'
        )
    return "\n".join(rows)


def _marked(line: str, steps: Sequence[Step]) -> str:
    """A line with its right sides marked by their verdicts."""
    made, place = "", 0
    for step in sorted(steps, key=lambda step: step.column):
        start = step.column - 1
        end = min(start + len(step.rhs.split("\n")[0]), len(line))
        if start < place or end <= start:
            continue
        kind = escape(step.verdict)
        made += escape(line[place:start])
        made += f'<mark class="{kind}">{escape(line[start:end])}</mark>'
        place = end
    return made + escape(line[place:])


class _Cards:
    def __init__(self, audit: Audit) -> None:
        self._first = audit.first_wrong
        self._core = math_core.LatexToMathML(fancy_error=False)
        self._macros = macros_of(audit.text if "\\newcommand" in audit.text else "")

    def card(self, step: Step) -> str:
        first = ' id="first" tabindex="0" autofocus' if step is self._first else ""
        conditions = " ".join(map(self._formula, step.conditions))
        after = " It follows from a wrong line." if step.follows_wrong else ""
        reason = "" if step.verdict == "right" else step.reason
        repair = f"<p>perhaps: <code>{escape(step.repair)}</code></p>" if step.repair else ""
        shown = self._formula(step.rhs) if step.verdict in FAULTS else ""
        said = f"<p>{escape(reason + after)}</p>" if reason or after else ""
        return (
            f'<div class="step {step.verdict}"{first}><b>{_MARK[step.verdict]} '
            f"{_SAID[step.verdict]}</b> {conditions} {shown}{said}{repair}</div>"
        )

    def _formula(self, latex: str) -> str:
        """A formula as MathML; its text where that is not known."""
        try:
            shown = cleaned(latex, self._macros, False)
            return str(self._core.convert_with_local_state(shown, displaystyle=False))
        except (DeriveError, ValueError, math_core.LatexError):
            return f"<code>{escape(latex)}</code>"
