"""The talk about the roster, and what is shown of it."""
