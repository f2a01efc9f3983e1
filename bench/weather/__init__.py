"""The weather drill: everything around the bot fails, one thing after another, while people talk to it.

Everything is as in earnest: the real command, a real database, and the sandbox in a process of its own. `weathers` is
the table of what fails, how long, and what must be read of it in the log; `skies` make it fail; `launcher` counts what
the process asks of the Bot API; `drill` plays the table and `report` prints the figures. Scene, people and verdict are
the kill drill's (`bench.crash`). `python -m bench.weather` prints the figures; tests/weather holds them.
"""
