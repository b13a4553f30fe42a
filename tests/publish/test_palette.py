"""Colours that everybody can read."""

from __future__ import annotations

from itertools import pairwise

import pytest

from derive.publish.palette import DARK, PAPER, Palette


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [PAPER, DARK])
@pytest.mark.parametrize("ground", ["page", "tint"])
@pytest.mark.parametrize("name", ["text", "changed", "reason", "link"])
def test_text_is_readable(palette: Palette, ground: str, name: str) -> None:
    assert contrast(getattr(palette, name), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("palette", [PAPER, DARK])
def test_what_changed_differs_in_grey_too(palette: Palette) -> None:
    assert contrast(palette.changed, palette.text) >= 1.5


@pytest.mark.parametrize("palette", [PAPER, DARK])
def test_frames_are_seen(palette: Palette) -> None:
    assert contrast(palette.frame, palette.page) >= 3


LINES = [f"line{number}" for number in range(1, 6)]


@pytest.mark.parametrize("palette", [PAPER, DARK])
@pytest.mark.parametrize("name", LINES)
def test_curves_are_seen(palette: Palette, name: str) -> None:
    assert contrast(getattr(palette, name), palette.page) >= 4.5


def seen_without(missing: str, colour: str) -> list[float]:
    """The colour as it is seen without one kind of cone (Machado et al. 2009), in linear light."""
    table = {
        "red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
        "green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    }[missing]
    channels = [(int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (0, 2, 4)]
    return [max(0, sum(a * b for a, b in zip(row, channels, strict=True))) for row in table]


@pytest.mark.parametrize("palette", [PAPER, DARK])
@pytest.mark.parametrize("missing", ["red", "green"])
def test_neighbouring_curves_differ_without_a_colour(palette: Palette, missing: str) -> None:
    seen = [seen_without(missing, getattr(palette, name)) for name in LINES]
    for one, other in pairwise(seen):
        assert sum(abs(a**0.45 - b**0.45) for a, b in zip(one, other, strict=True)) > 0.2
