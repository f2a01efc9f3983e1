"""Suggestions in conversation: writing one, following one's own, and the desk."""
