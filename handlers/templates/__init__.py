"""The talk about reply templates, and what is shown of them."""
