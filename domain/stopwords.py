"""English words that stand in every text and tell nothing of a matter."""

WORDS = """
a about after again all also am an and any are as at be because been before being but by can could did do does doing
down each even ever every few for from had has have having he her here hers him his how i if in into is it its just
like me more most much my near need needs no nor not now of off on once only or other our out over own please she
should so some still such than thank thanks that the their them then there these they this those through to too under
until up us very was we were what when where which while who whom why will with would you your
"""
STOPWORDS = frozenset(WORDS.split())
