"""The double link: logging contacts, confirming them, and the ledger of what is owed."""
