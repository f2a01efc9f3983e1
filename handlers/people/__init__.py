"""Who somebody is: greeting, consent, language, home, invitation, help."""
