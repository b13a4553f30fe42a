"""The former home of `derive.hosts`, by whose name courses call their autograders.

`python -m derive.grading.gradescope` and `from derive.grading import prairielearn` find the
modules of `derive.hosts`.
"""

from derive.hosts import __path__ as __path__
