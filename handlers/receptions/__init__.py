"""The talk about receptions."""
