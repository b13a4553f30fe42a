"""`python -m derive`: the command line."""

from __future__ import annotations

from derive.cli import main

if __name__ == "__main__":
    main()
