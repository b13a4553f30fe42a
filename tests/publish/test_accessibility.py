"""Everybody can read every page; and the check of that finds what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.authoring.load import load_problem
from derive.publish.booklet import Chapter, booklet
from derive.publish.document import Document
from derive.publish.html import render_html
from derive.publish.narrate import narrate, questions
from tests.publish.accessibility import faults
from tests.publish.sample import EVERY_BLOCK, LEAST_SQUARES

PROBLEM = load_problem(Path(__file__).with_name("figures_spec.py"))
SHEET = narrate(PROBLEM, ())
PAGES = {
    "every block": EVERY_BLOCK,
    "wide": LEAST_SQUARES,
    "figures": SHEET,
    "questions": questions(PROBLEM),
    "booklet": booklet("c", [Chapter("a", 1, SHEET), Chapter("b", 2, LEAST_SQUARES)], "Solutions"),
    "empty": Document("t", "c", ()),
}


@pytest.mark.parametrize("document", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_no_faults(document: Document) -> None:
    assert faults(render_html(document)) == []


GOOD = render_html(PAGES["booklet"])


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("<!DOCTYPE html>\n", "", "no doctype"),
        ('lang="en"', "", "no language"),
        ("<title>Solved problems – c</title>", "<title></title>", "no title"),
        ("initial-scale=1", "maximum-scale=1", "cannot be enlarged"),
        ("<main", "<div", "not one main"),
        ('<nav aria-label="Contents">', "<nav>", "a navigation without a name"),
        ('<meta name="color-scheme" content="light dark">', "", None),
        ("color-scheme: light dark", "", "the colours of the browser do not follow"),
        ("<h1>", "<h2>", "not one h1 at the top"),
        ("<h3", "<h5", "h2 is followed by h5"),
        ('role="img" aria-label="', 'title="', "a drawing without words"),
        ('scope="col"', "", "a table without heads that tell their scope"),
        ("<th", "<td", "a table without heads that tell their scope"),
        ('href="#content"', 'href="#rules"', "the first link does not skip to the content"),
        ('href="#rules"', 'href="#nowhere"', "the link The rules used leads nowhere"),
        (">Skip to the content<", ">here<", "a link that does not say where: here"),
        ('aria-label="Rule R1"', 'aria-label="see"', "what is seen of the link is not what is said: R1"),
        ('tabindex="0"', 'tabindex="3"', "an order of focus of its own"),
        (' tabindex="0" role="group" aria-label="Formula"', "", "something scrolls that the keyboard does not reach"),
        ("outline: 2px solid", "border: 1px solid", "the focus is not seen"),
        ("outline-offset: 3px", "outline: none", "an outline is taken away"),
        (' alttext="', ' title="', "a formula without words: "),
        ('role="listitem"', "", "a list with something else in it"),
        ('id="rules"', 'id="content"', "the id content twice"),
    ],
)  # fmt: skip
def test_the_check_finds(before: str, after: str, fault: str | None) -> None:
    assert before in GOOD
    found = faults(GOOD.replace(before, after))
    assert found == [] if fault is None else any(f.startswith(fault) for f in found)
