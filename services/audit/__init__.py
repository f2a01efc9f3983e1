"""The audit trail: who did what in office, when, and on whose behalf."""
