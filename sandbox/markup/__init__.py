"""Text as messages carry it: plain characters and entities that point into them by UTF-16 offsets."""
