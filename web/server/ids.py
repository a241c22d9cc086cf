"""Numbers by which a browser tells what is new."""

import time
from itertools import count


def id_counter() -> "count[int]":
    """Ascending numbers that no earlier process of this server has given out.

    A page outlives a server that is started anew, and must not take the new one's first number for
    one that it knows. JavaScript holds them exactly for two hundred years to come.
    """
    return count(int(time.time() * 1000) * 1000)
