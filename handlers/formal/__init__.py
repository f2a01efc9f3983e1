"""The talk about formal suggestions."""
