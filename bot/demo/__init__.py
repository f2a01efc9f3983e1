"""The demo: a small town that looks like a real one."""
