"""Notices: what officers and administrators send to many at once."""
