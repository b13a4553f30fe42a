"""Measurements: what the README and the issues promise, timed as a user would see it."""
