"""`/healthz`: whether this server is one to send visitors to, and to keep running.

Streamlit's own `/_stcore/health` says that the process answers. It still does where one turn never
ends, and everybody else trains in crumbs beside it.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse

from web.server.admission import ADMISSION
from web.server.scheduler import SCHEDULER

ROUTE = "/healthz"

STUCK_SECONDS = 30.0
"""Seconds after which a turn counts as one that never ends: a hundred times what one may take."""


def status() -> str:
    """One of ok, and stuck: training makes no progress."""
    return "stuck" if SCHEDULER.turn_age > STUCK_SECONDS else "ok"


async def serve_health(_: Request) -> JSONResponse:
    """200 for a server that does what it should, else 503, and in words and numbers why.

    Runs where connections are answered, so that it fails with them, and takes no lock that anybody
    holds while training.
    """
    found = status()
    inside, waiting = ADMISSION.count()
    body = {
        "status": found,
        "turn_age": round(SCHEDULER.turn_age, 3),
        "turns_waiting": SCHEDULER.waiting,
        "training_sessions": SCHEDULER.active,
        "sessions_inside": inside,
        "sessions_waiting": waiting,
        "places": ADMISSION.places,
    }
    return JSONResponse(body, 200 if found == "ok" else 503, {"Cache-Control": "no-store"})
