"""Receptions: announcing, changing and calling off, booking a slot, and what happens on the day."""
