"""A file or a text to its document, by its name or by what is in it."""

from __future__ import annotations

import re
from pathlib import Path

from derive.auditing.chat_text import chat_document
from derive.auditing.document import Document, Source
from derive.auditing.latex_text import latex_document
from derive.auditing.markdown_text import has_dollars, markdown_document
from derive.errors import ReadError

__all__ = ["FORMATS", "read_document", "read_file"]

FORMATS = ("markdown", "latex", "text")
_ENDINGS = {".md": "markdown", ".markdown": "markdown", ".tex": "latex", ".ltx": "latex"}
_TEX = re.compile(r"\\documentclass|\\begin\{document\}|\\section\*?\{|\\usepackage")


def read_file(path: Path) -> Document:
    """The document of a file.  Raises ReadError for what is no text, OSError as `open` does."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ReadError(f"{path} is no text in UTF-8") from None
    return read_document(text, path.name, _ENDINGS.get(path.suffix.lower(), ""))


def read_document(text: str, name: str = "", kind: str = "") -> Document:
    """The document of a text, in the format `kind`, or else in the one that it looks like.

    Raises LimitError for one that is too long, ReadError for an unknown format.
    """
    if kind and kind not in FORMATS:
        raise ReadError(f"the format {kind} is not known", expected=", ".join(FORMATS))
    source = Source.of(text.replace("\r\n", "\n").replace("\r", "\n"), name)
    if kind == "latex" or (not kind and _TEX.search(text)):
        return latex_document(source)
    if kind == "markdown" or has_dollars(text):
        return markdown_document(source)
    return chat_document(source)
