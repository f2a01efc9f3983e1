"""The talk about invitations, and what is shown of them."""
