"""The kill drill: a bot that is killed again and again while people talk to it, and the count of what was lost.

Everything is as in earnest: the real command, a real SQLite file, and the sandbox in a process of its own. `scene` is
what is there before, `notice` goes out to 300 meanwhile, `talking` is what people do, `launcher` kills the process at a
named point, `drill` puts these together, and `verdict` counts afterwards. `python -m bench.crash` prints the figures;
tests/crash holds them.
"""
