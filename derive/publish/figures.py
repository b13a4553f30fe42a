"""Plots as vector drawings: PDF for paper, SVG for the screen, by matplotlib.

matplotlib is imported when the first plot is drawn.  The same plots give the same bytes: no date,
no name of a program, the salt of the identifiers fixed.  Letters are those of TeX, and lines differ
by their dashes as well as by their colours.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

from derive.authoring.parts import Figure, Plot, Words
from derive.errors import DeriveError
from derive.publish.document import Drawing
from derive.publish.inline import Math, Text
from derive.publish.palette import PAPER
from derive.publish.wording import inlines

__all__ = ["can_draw", "draw"]

LINES = (  # a colour of the palette and its dashes, in the order of the curves
    ("line1", "-"),
    ("line2", (0, (5, 2))),
    ("line3", (0, (1, 1.4))),
    ("line4", (0, (6, 2, 1, 2))),
    ("line5", (0, (3, 1.2, 1, 1.2, 1, 1.2))),
)
DPI = 72  # that of both files, so that a label is set once
MARKS = ("o", "s", "^", "D", "v")
ALONE, BESIDE = (4.6, 2.9), (2.9, 2.35)  # inches, of a plot alone and of one among several
STYLE: Mapping[Any, Any] = MappingProxyType(
    {
        "axes.formatter.use_mathtext": True,
        "axes.unicode_minus": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.linewidth": 0.6,
        "axes.titlesize": 9,
        "axes.labelsize": 9,
        "font.family": "serif",
        "font.serif": ["cmr10"],
        "font.size": 9,
        "legend.fontsize": 8,
        "legend.frameon": False,
        "legend.handlelength": 2.6,
        "lines.linewidth": 1.4,
        "lines.markersize": 4.5,
        "mathtext.fontset": "cm",
        "pdf.fonttype": 3,
        "svg.fonttype": "path",
        "svg.hashsalt": "derive",
        "xtick.labelsize": 8,
        "ytick.labelsize": 8,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
    }
)


def can_draw() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def draw(figure: Figure, name: str) -> tuple[Drawing, ...]:
    """A drawing of each plot, called `name`-1, `name`-2, …; none where nothing can be drawn.

    Plots beside each other have the same vertical range.  Raises DeriveError for a label that
    matplotlib cannot set.
    """
    if not can_draw():
        return ()
    import matplotlib as mpl

    several = len(figure.plots) > 1
    span = None if any(plot.log for plot in figure.plots) else _span(figure)
    with mpl.rc_context(dict(STYLE)):
        return tuple(
            _drawing(plot, f"{name}-{index}", BESIDE if several else ALONE, span)
            for index, plot in enumerate(figure.plots, 1)
        )


def _span(figure: Figure) -> tuple[float, float]:
    """The least and the largest height of all plots, with some room."""
    heights = [y for p in figure.plots for c in p.curves for _, y in c.points]
    heights += [spot.y for plot in figure.plots for spot in plot.spots]
    room = 0.08 * (max(heights) - min(heights)) or 1.0
    return min(heights) - room, max(heights) + room


def _drawing(
    plot: Plot, name: str, size: tuple[float, float], span: tuple[float, float] | None
) -> Drawing:
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=size, dpi=DPI, layout="constrained")
    axes = canvas.add_subplot()
    if plot.log:
        axes.set_xscale("log")
        axes.set_yscale("log")
    elif span is not None:
        axes.axhline(0, color=f"#{PAPER.hair}", linewidth=0.6, zorder=0)
        axes.set_ylim(*span)
    for curve, (colour, dashes) in zip(plot.curves, _cycle(LINES), strict=False):
        axes.plot(
            *zip(*curve.points, strict=True),
            color=f"#{getattr(PAPER, colour)}",
            linestyle=dashes,
            label=_label(curve.label),
        )
    for spot, mark in zip(plot.spots, _cycle(MARKS), strict=False):
        text, page = f"#{PAPER.text}", f"#{PAPER.page}"
        label = _label(spot.label)
        axes.plot([spot.x], [spot.y], mark, color=text, markerfacecolor=page, label=label)
    axes.margins(x=0.02)
    axes.set_title(_label(plot.title))
    axes.set_xlabel(_label(plot.axes[0]))
    axes.set_ylabel(_label(plot.axes[1]))
    _colour(axes)
    if any(curve.label for curve in plot.curves) or plot.spots:
        axes.legend(labelcolor=f"#{PAPER.text}", borderaxespad=0.2)
    canvas.draw_without_rendering()  # places everything, once for both files
    canvas.set_layout_engine("none")
    pdf, svg = (_saved(canvas, kind) for kind in ("pdf", "svg"))
    return Drawing(name, pdf, _inline_svg(svg.decode(), name), size[0])


def _cycle(items: tuple[Any, ...]) -> Iterator[Any]:
    while True:
        yield from items


def _label(words: Words) -> str:
    """Words with their formulas, as matplotlib sets them.  Raises DeriveError for others."""
    from matplotlib.mathtext import MathTextParser

    shown = "".join(
        f"${inline.latex}$" if isinstance(inline, Math) else inline.text.replace("$", r"\$")
        for inline in inlines(words)
        if isinstance(inline, Math | Text)
    )
    try:
        MathTextParser("path").parse(shown)
    except ValueError as error:
        raise DeriveError(f"the label {shown} cannot be drawn", hint=str(error)) from None
    return shown


def _colour(axes: Any) -> None:
    """The colours of the page for all that is neither a curve nor a mark."""
    text = f"#{PAPER.text}"
    axes.set_facecolor("none")
    axes.figure.set_facecolor("none")
    axes.tick_params(which="both", color=text, labelcolor=text)
    for spine in axes.spines.values():
        spine.set_color(text)
    for part in (axes.title, axes.xaxis.label, axes.yaxis.label):
        part.set_color(text)


def _saved(canvas: Any, kind: str) -> bytes:
    """The drawing without a date and a name of a program."""
    nothing = {
        "pdf": ("CreationDate", "Creator", "Producer"),
        "svg": ("Creator", "Date", "Format", "Type"),
    }[kind]
    written = io.BytesIO()
    canvas.savefig(written, format=kind, metadata=dict.fromkeys(nothing))
    return written.getvalue()


def _inline_svg(svg: str, name: str) -> str:
    """The SVG as it may stand within a page: its names are its own, its colours are the page's."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", svg, flags=re.DOTALL)
    box = re.search(r'viewBox="[^"]*"', svg)
    assert box is not None  # matplotlib writes one
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' {box[0]} stroke-linejoin="round" aria-hidden="true" focusable="false">'
    )
    svg = re.sub(r"<svg[^>]*>", opening, svg, count=1)
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    for colour, value in PAPER.items():
        svg = svg.replace(f"#{value.lower()}", f"var(--{colour})")
    return re.sub(r"\s*\n\s*", "\n", svg).strip()
