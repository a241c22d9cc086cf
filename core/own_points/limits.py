"""How much of a stranger's input is read."""

FEWEST_POINTS = 4
"""XOR has as many."""

FEWEST_TO_SPLIT = 10
"""Fewer points are all trained on, unless a train share is given: the few that validate would be
right or wrong by chance."""

MOST_POINTS = 1000
"""Their text has 5,334 characters: with it, an address stays below the 8 kB that servers take."""

MOST_BYTES = 80_000
"""Twice what so many points of 17 digits a number take (own measurement). A browser sends the text
with each message; much longer ones, of characters of three bytes, the server would not take."""

LARGEST_NUMBER = 1e12
"""Of a coordinate, so that no difference of two overflows."""

LONGEST_NAME = 40
"""Characters of the name of a class."""
