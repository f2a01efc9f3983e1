"""The fuzz drill: updates that chance makes, fed through the real intake and turns.

`typed` makes objects of Telegram's types with nonsense inside, `sorts` says what kinds of updates come and in what
proportion, `driving` feeds them to a running bot and looks at what became of them. `python -m bench.fuzz` prints the
figures; tests/fuzz holds a small fixed part of it, and every seed that ever failed (`seeds.txt`).
"""
