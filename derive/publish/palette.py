"""The colours of a page: for paper and light screens, and for dark ones.

Chosen to be told apart without colour vision and in grey: `changed` differs from the text in
lightness as well as in hue, and all text has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = ["DARK", "PAPER", "Palette"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as six hexadecimal digits.

    `changed` is what is new in a line, `reason` the words beside it, `frame` and `tint` the line
    and the ground of a box, `hair` thin lines; `line1` to `line5` are the curves of a figure, in
    hues that every kind of colour vision tells apart (after Okabe and Ito 2008, darkened).
    """

    page: str
    text: str
    changed: str
    reason: str
    link: str
    frame: str
    tint: str
    hair: str
    line1: str
    line2: str
    line3: str
    line4: str
    line5: str

    def items(self) -> tuple[tuple[str, str], ...]:
        """Names and values, in the order above."""
        return tuple(asdict(self).items())


PAPER = Palette(
    page="FFFFFF",
    text="16181D",
    changed="0F56B3",
    reason="565B63",
    link="3A4F78",
    frame="3A5A8C",
    tint="F4F6FA",
    hair="C9CED6",
    line1="005A9C",
    line2="B34A00",
    line3="007355",
    line4="262626",
    line5="A8327E",
)
DARK = Palette(
    page="15181D",
    text="E6E8EB",
    changed="8DBEFF",
    reason="AAB2BD",
    link="A9BFE6",
    frame="7C97C4",
    tint="1E242D",
    hair="3D4550",
    line1="6CB4EE",
    line2="F0954A",
    line3="45C4A0",
    line4="F5F5F5",
    line5="E39AC7",
)
