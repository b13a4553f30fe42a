"""What a page must have so that everybody can read it (WCAG 2.2, level AA, as far as tags tell)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset({"meta", "img", "br", "hr", "link", "input", "mspace"})
LANDMARKS = ("header", "main")
VAGUE = frozenset({"here", "click here", "more", "link", "this"})


@dataclass
class Element:
    """A tag with its attributes, what stands in it, and its words."""

    tag: str
    attributes: dict[str, str]
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            yield from child.all()

    def words(self) -> str:
        return " ".join((self.text + " ".join(c.words() for c in self.children)).split())

    def name(self) -> str:
        """What is read aloud for it."""
        return self.attributes.get("aria-label", "").strip() or self.words()


class Page(HTMLParser):
    """The tree of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].text += data


def faults(html: str) -> list[str]:
    """What is wrong with a page, in words; none for a good one."""
    root = Page(html).root
    elements = list(root.all())
    found = {tag: [e for e in elements if e.tag == tag] for tag in {e.tag for e in elements}}
    return [
        *_page(found, html),
        *_headings(elements),
        *_images(root),
        *_tables(found),
        *_links(found, elements),
        *_focus(elements, found),
        *(f"a formula without words: {e.words()}" for e in found.get("math", []) if not e.attributes.get("alttext")),
        *_lists(root),
    ]  # fmt: skip


def _page(found: dict[str, list[Element]], html: str) -> Iterator[str]:
    if not html.startswith("<!DOCTYPE html>"):
        yield "no doctype"
    if not re.fullmatch(r"[a-z]{2,3}(-\w+)*", found["html"][0].attributes.get("lang", "")):
        yield "no language"
    if [bool(title.words()) for title in found.get("title", [])] != [True]:
        yield "no title"
    viewport = [e.attributes.get("content", "") for e in found["meta"] if e.attributes.get("name") == "viewport"]  # fmt: skip
    if not viewport or re.search("user-scalable|maximum-scale", viewport[0]):
        yield "cannot be enlarged"
    for tag in LANDMARKS:
        if len(found.get(tag, [])) != 1:
            yield f"not one {tag}"
    for nav in found.get("nav", []):
        if not nav.attributes.get("aria-label"):
            yield "a navigation without a name"
    if "prefers-color-scheme: dark" in html and "color-scheme: light dark" not in html:
        yield "the colours of the browser do not follow"


def _headings(elements: list[Element]) -> Iterator[str]:
    headings = [e for e in elements if re.fullmatch("h[1-6]", e.tag)]
    levels = [int(e.tag[1]) for e in headings]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield "not one h1 at the top"
    yield from (f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1)
    yield from ("an empty heading" for e in headings if not e.words())


def _images(root: Element, named: bool = False) -> Iterator[str]:
    for child in root.children:
        within = named or (child.attributes.get("role") == "img" and bool(child.name()))
        if child.attributes.get("role") == "img" and not child.attributes.get("aria-label"):
            yield "a role img without words"
        if child.tag == "svg" and not within:
            yield "a drawing without words"
        if child.tag == "img" and not child.attributes.get("alt", "").strip():
            yield "an image without words"
        if child.tag == "figure" and not any(e.name() for e in child.all()):
            yield "an empty figure"
        yield from _images(child, within)


def _tables(found: dict[str, list[Element]]) -> Iterator[str]:
    for table in found.get("table", []):
        heads = [e for e in table.all() if e.tag == "th"]
        if not heads or any(e.attributes.get("scope") not in ("col", "row") for e in heads):
            yield "a table without heads that tell their scope"
        if any(not head.words() for head in heads):
            yield "an empty head"
        rows = [e for e in table.all() if e.tag == "tr"]
        if len({len(row.children) for row in rows}) > 1:
            yield "rows of different lengths"


def _links(found: dict[str, list[Element]], elements: list[Element]) -> Iterator[str]:
    ids = [e.attributes["id"] for e in elements if "id" in e.attributes]
    yield from (f"the id {name} twice" for name in sorted({n for n in ids if ids.count(n) > 1}))
    for link in found.get("a", []):
        target = link.attributes.get("href", "")
        if not target.startswith("#") or target[1:] not in ids:
            yield f"the link {link.words()} leads nowhere"
        if not link.name() or link.name().lower() in VAGUE:
            yield f"a link that does not say where: {link.name()}"
        if link.words() not in link.name():
            yield f"what is seen of the link is not what is said: {link.words()}"
    first = found["a"][0] if "a" in found else Element("a", {})
    main = found.get("main", [Element("main", {})])[0]
    if first.attributes.get("href") != f"#{main.attributes.get('id')}":
        yield "the first link does not skip to the content"


def _focus(elements: list[Element], found: dict[str, list[Element]]) -> Iterator[str]:
    style = " ".join(e.text for e in found.get("style", []))
    for element in elements:
        if element.attributes.get("tabindex", "0") != "0":
            yield "an order of focus of its own"
        if "tabindex" in element.attributes and not element.attributes.get("aria-label"):
            yield "something without a name gets the focus"
        if "scroll" in element.attributes.get("class", "").split() and "tabindex" not in element.attributes:  # fmt: skip
            yield "something scrolls that the keyboard does not reach"
    if not re.search(r":focus-visible[^{]*\{[^}]*outline: *[1-9]", style):
        yield "the focus is not seen"
    if re.search(r"outline: *(0|none)", style):
        yield "an outline is taken away"


def _lists(root: Element) -> Iterator[str]:
    for element in root.all():
        kinds = {child.attributes.get("role", child.tag) for child in element.children}
        if element.attributes.get("role") == "list" and kinds != {"listitem"}:
            yield "a list with something else in it"
        if element.tag in ("ol", "ul") and kinds != {"li"}:
            yield "a list with something else in it"
