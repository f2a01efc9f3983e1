"""Staff groups: how they are connected, what stands in them, and what is done from there."""
