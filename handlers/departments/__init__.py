"""The talk about what departments do with cases."""
