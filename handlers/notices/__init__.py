"""The talk about notices to many, and what is shown of them."""
