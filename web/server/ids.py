"""IDs that stay unique when the server restarts."""

import time
from itertools import count


def id_counter() -> "count[int]":
    """Ascending integers, larger than those of any earlier process of this server.

    An open page survives a restart of the server and must not mistake a new ID for an old one. The
    IDs stay below 2**53, which JavaScript holds exactly, for two hundred years.
    """
    return count(int(time.time() * 1000) * 1000)
