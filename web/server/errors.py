"""Messages for unexpected errors: the log gets the details, the page a sentence."""

import logging

from web.server.metrics import METRICS, is_out_of_memory

_log = logging.getLogger(__name__)

TOO_LARGE = "This network does not fit into memory. Make it smaller, or use the CPU."


def log_and_describe(error: Exception, what: str, way_on: str) -> str:
    """Log and count an error; return a message with `what` went wrong and the `way_on`.

    For callers that handle it: the log gets the traceback, which is not for visitors.
    """
    _log.error("%s", what, exc_info=error)
    METRICS.failed(error)
    if is_out_of_memory(error):
        return TOO_LARGE
    return f"{what}, and the server's log says why. {way_on}"
