"""The talk about the double link: quotas, links, and contacts."""
