"""The talk about settings, and what is shown of them."""
