"""The talk about meetings that are proposed ahead."""
