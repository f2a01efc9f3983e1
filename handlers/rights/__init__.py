"""The talk of administrators about units, and who holds what in them."""
