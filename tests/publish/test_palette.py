"""Colours that everybody can read."""

from __future__ import annotations

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
