"""The reader drops nothing.

Each token of what is read is on a short list of tokens that mean nothing, or deleting it changes
what is read or makes it unreadable; and what the tokenizer itself leaves out is on such a list too.
"""

import json
import re
from contextlib import suppress
from pathlib import Path

import pytest

from derive.errors import DeriveError
from derive.judging.inputs import known_context
from derive.latex.answer import read_answer
from derive.latex.declare import read_context
from derive.latex.names import FONTS
from derive.latex.tokens import tokenize

HERE = Path(__file__).parent
FAMILIES = [
    json.loads(line)
    for line in (HERE.parent / "judging" / "families.jsonl").read_text().splitlines()
]
FORMULAS = [json.loads(line) for line in (HERE / "formulas.jsonl").read_text().splitlines()]
# an operator between factors; what frames, ends or aligns a formula; styles of letters
NOTHING = FONTS | set(
    r"\cdot \times * . , ; : & \\ $ \( \) \[ \] \boxed \text \operatorname* \quad \rm \bf \color"
    r" \textcolor \fbox \dots \therefore \Rightarrow \implies".split()
)
# the letters of a word are one sign
WORD = re.compile(
    r"\\(?:text|operatorname\*?|mathrm|begin|end|mbox|textrm|color|textcolor)\s*\{[^{}]*\}(?:\{[clr|]+\})?"
    r"|\\(?:under|over)brace\{[^{}]*\}[_^](?:\{\\text\{[^{}]*\}\}|\{[^{}]*\})|\^(?=⊤)"
)
# words that introduce a definition, a condition or the answer, which are read; colours; ^ before ⊤
IDLE_WORD = re.compile(
    r"\\text\s*\{\s*(?:where|with|for|if|and|The answer is|\.)?\s*\}|\\(?:text)?color\{\w+\}|\^"
)
# what stands between tokens: spaces, sizes of brackets, lengths, phantoms, tags, comments, frames
BETWEEN = re.compile(
    r"(?:\s|\u200b|\ufeff|~|\$|&|\\[,;:!> /]|\\\n|\\(?:displaystyle|textstyle|scriptstyle|scriptscriptstyle"
    r"|limits|nolimits|thinspace|medspace|thickspace|enspace|hfill|nonumber|notag|strut|mathstrut"
    r"|mathopen|mathclose|mathrel|mathbin|mathord|mathop|negthinspace|null|allowbreak|nobreak|relax"
    r"|hline|smash|ensuremath|centering|quad|qquad)(?![a-zA-Z])|\\(?:text)?color\{\w+\}"
    r"|\\(?:left|right|middle|[bB]ig{1,2}[lrm]?)\s*\.?"
    r"|\\(?:hspace|vspace|[mh]?skip|vskip|m?kern)\s*\{?[-+0-9. a-z]*\}?"
    r"|\\(?:[hv]?phantom|tag|label)\*?\s*\{[^{}]*\}|\\[bx]?cancel|\\underset|[{}]"
    r"|\\text\s*\{\s*\(?(?:by|because|since|using|from)\b[^{}]*\})*"
)


def reading(text, context):
    try:
        found = read_answer(text, context)
    except DeriveError:
        return None
    return found.label, found.links, found.term


def idle_tokens(text, context):
    """The tokens that mean something, and whose deletion changes nothing all the same."""
    whole = reading(text, context)
    if whole is None:
        return []
    words = [(found.start(), found.end()) for found in WORD.finditer(text)]
    signs = [(token.start, token.end) for token in tokenize(text) if token.text not in NOTHING]
    apart = [s for s in signs if s[0] < s[1] and not any(a <= s[0] < b for a, b in words)]
    meant = [(a, b) for a, b in words if IDLE_WORD.fullmatch(text[a:b]) is None]
    return [
        (text, text[start:end])
        for start, end in [*apart, *meant]
        if reading(text[:start] + " " * (end - start) + text[end:], context) == whole
    ]


def unread(text):
    """What the tokenizer leaves out of a text, but for what means nothing."""
    covered = {place for token in tokenize(text) for place in range(token.start, token.end)}
    rest = "".join("\0" if place in covered else sign for place, sign in enumerate(text))
    return [run for run in rest.split("\0") if BETWEEN.fullmatch(run) is None]


@pytest.mark.parametrize("line", FAMILIES, ids=lambda line: line["family"])
def test_no_token_of_an_answer_is_idle(line):
    context = read_context(line)
    golds = line["gold"] if isinstance(line["gold"], list) else [line["gold"]]
    texts = [*golds, *(text for texts in line["answers"].values() for text in texts)]
    short = [text for text in texts if len(text) < 200]
    assert [idle for text in short for idle in idle_tokens(text, context)] == []


@pytest.mark.parametrize("line", FORMULAS, ids=lambda line: line["latex"])
def test_no_token_of_a_formula_is_idle(line):
    text = line["latex"]
    context = known_context(line["declare"], [text], layout=line.get("layout", ""))
    assert idle_tokens(text, context) == []
    assert unread(text) == []


@pytest.mark.parametrize("line", FAMILIES, ids=lambda line: line["family"])
def test_what_is_left_out_means_nothing(line):
    for texts in line["answers"].values():
        for text in texts:
            with suppress(DeriveError):
                assert unread(text) == []
