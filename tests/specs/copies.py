"""Broken copies of a spec."""

import pytest

from derive.authoring.load import load_problem
from derive.errors import DeriveError

__all__ = ["refused"]


def refused(spec, folder, old, new) -> DeriveError:
    """The error by which a copy of the spec, `old` replaced by `new` once, is refused.

    It must name the copy, and the line in which the text at fault stands.
    """
    source = spec.read_text()
    assert old in source
    copy = folder / "copy.py"
    copy.write_text(source.replace(old, new, 1))
    with pytest.raises(DeriveError) as caught:
        load_problem(copy)
    place = caught.value.place
    assert place is not None
    assert place.file == str(copy)
    lines = copy.read_text().splitlines()[place.line - 1 :][:3]
    assert any(place.text.replace("\\\\", "\\")[:12] in line for line in lines)
    return caught.value
