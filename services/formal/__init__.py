"""Formal suggestions: what representatives write, sign and submit."""
