"""A notice to sixty thousand: whether it goes out at Telegram's pace while people are answered as on any day.

Everything is as in earnest: the real command, a real SQLite file, and the sandbox in a process of its own with its
limits on. `stage` is what is there before, `watching` is what is seen of it, `pace` sends at full pace while people
talk, `flood` sends as fast as the process can and looks at its memory, and `trouble` lets a few hundred meet everything
that can go wrong. `python -m bench.broadcast` prints the figures.
"""
