"""Certificates: derivations, and what they rest on, as the JSON that `derive replay` re-checks."""
