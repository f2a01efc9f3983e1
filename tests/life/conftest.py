"""Courses of a case through weeks and months, by chance and day by day."""

from tests.support.hall import settled

__all__ = ["settled"]
