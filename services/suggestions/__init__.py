"""Suggestions: written (drafting), placed (placing), handled (handling), followed (following), kept in time (due)."""
