"""Texts: complete catalogues, keys that the code and the catalogues share, dates and facts in both languages."""
