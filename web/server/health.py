"""`/healthz`: whether a load balancer should send visitors here, and whether training goes on.

Streamlit's own `/_stcore/health` says only that the process answers. It answers 200 even if one
turn never ends, and the other sessions compute without a turn every MAX_WAIT_SECONDS.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse

from web.server.admission import ADMISSION
from web.server.scheduler import SCHEDULER

ROUTE = "/healthz"

STUCK_SECONDS = 30.0
"""Seconds after which a turn counts as stuck: a hundred times what a turn may take."""


def status() -> str:
    """Return "ok", or "stuck" if a turn does not end."""
    return "stuck" if SCHEDULER.turn_age > STUCK_SECONDS else "ok"


async def serve_health(_: Request) -> JSONResponse:
    """200 if the status is ok, else 503; the body has the status and its numbers as JSON.

    Runs in the event loop, so that it fails if the loop is blocked, and takes no lock that is held
    during training.
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
