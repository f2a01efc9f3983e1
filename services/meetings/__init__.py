"""Meetings that are proposed ahead: asking, answering, changing, reminding, and what becomes of them."""
