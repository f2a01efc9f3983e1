"""The talk about the audit trail, and what is shown of it."""
