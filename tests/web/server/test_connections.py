"""Limits on WebSocket connections and on their messages."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.web.server.asgi import exchange, get, scope_of
from web.server.connections import (
    CLIENT_SHARE,
    CONNECTIONS_PER_PLACE,
    FORWARDED_MESSAGES,
    MESSAGE_BURST,
    MESSAGES_PER_SECOND,
    MIN_CONNECTIONS,
    REFILL_SECONDS,
    ConnectionLimiter,
    ConnectionMiddleware,
)
from web.server.rate_limit import TokenBucket

CONNECT = {"type": "websocket.connect"}
GONE = {"type": "websocket.disconnect", "code": 1001}


def bytes_of(kind):
    message = BackMsg()
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if field.message_type:
        getattr(message, kind).SetInParent()
    else:
        setattr(message, kind, "" if field.type == field.TYPE_STRING else True)
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


async def echo(scope, receive, send):
    """Send back the kind of every message that reaches the app."""
    while (message := await receive())["type"] != "websocket.disconnect":
        heard = (
            BackMsg.FromString(message["bytes"]).WhichOneof("type") if "bytes" in message else ""
        )
        await send({"type": "websocket.send", "text": heard})


def forwarded(*messages):
    sent = exchange(ConnectionMiddleware(echo, places=1), scope_of("websocket", "/"), messages)
    return [message.get("text", message.get("code")) for message in sent]


def test_messages_for_developers_are_not_forwarded():
    kinds = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
    assert set(kinds) > FORWARDED_MESSAGES
    assert forwarded(CONNECT, *map(bytes_of, kinds), GONE) == [
        "",
        *(kind for kind in kinds if kind in FORWARDED_MESSAGES),
    ]
    assert not {"clear_cache", "load_git_info", "set_run_on_save"} & FORWARDED_MESSAGES


@pytest.mark.parametrize(
    ("name", "is_forwarded"), [("", True), ("3f" * 16, True), ("a\nb", False), ("f" * 65, False)]
)
def test_a_malformed_id_is_not_forwarded(name, is_forwarded):
    messages = [BackMsg() for _ in range(3)]
    messages[0].rerun_script.fragment_id = name
    messages[1].backend_operation_request.request_id = name
    messages[2].backend_operation_request.session_id = name
    for back_message in messages:
        message = {"type": "websocket.receive", "bytes": back_message.SerializeToString()}
        assert len(forwarded(message, GONE)) == is_forwarded


@pytest.mark.parametrize(
    ("malformed", "code"),
    [
        ({"type": "websocket.receive", "text": "hello"}, 1003),
        ({"type": "websocket.receive", "text": "hello", "bytes": None}, 1003),
        ({"type": "websocket.receive", "bytes": b"\xff\xff\xff"}, 1002),
    ],
)
def test_a_malformed_message_closes_the_connection(malformed, code):
    assert forwarded(CONNECT, malformed, bytes_of("rerun_script")) == ["", code]


def test_what_the_app_sends_after_a_refusal_is_dropped():
    """The app may send before it knows that the connection is closed."""

    async def app(scope, receive, send):
        await receive()
        await send({"type": "websocket.send", "bytes": b"picture"})

    malformed = {"type": "websocket.receive", "text": "hello"}
    sent = exchange(ConnectionMiddleware(app, places=1), scope_of("websocket", "/"), [malformed])
    assert sent == [{"type": "websocket.close", "code": 1003}]


def test_a_send_that_is_under_way_at_a_refusal_is_dropped():
    async def scenario():
        refused = asyncio.Event()

        async def receive():
            return {"type": "websocket.receive", "text": "hello"}

        async def send(message):
            if message["type"] == "websocket.close":
                refused.set()
                return
            await refused.wait()
            raise RuntimeError("Unexpected ASGI message 'websocket.send'")  # as uvicorn does

        async def app(scope, receive, send):
            saying = asyncio.create_task(send({"type": "websocket.send", "bytes": b"picture"}))
            await asyncio.sleep(0)
            await receive()
            await saying

        await ConnectionMiddleware(app, places=1)(scope_of("websocket", "/"), receive, send)
        return refused.is_set()

    assert asyncio.run(scenario())


def test_other_errors_of_send_are_raised():
    async def app(scope, receive, send):
        await send({"type": "websocket.send", "bytes": b"picture"})

    async def send(message):
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        asyncio.run(ConnectionMiddleware(app, places=1)(scope_of("websocket", "/"), None, send))


def test_a_flood_of_messages_is_read_more_slowly(monkeypatch, clock):
    """All messages arrive at one instant, however long the test takes to send them."""
    waited = []

    def bucket(capacity, refill_rate, *_):
        return TokenBucket(capacity, refill_rate, clock)

    monkeypatch.setattr("web.server.connections.TokenBucket", bucket)

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr("web.server.connections.asyncio.sleep", sleep)
    forwarded(*[bytes_of("rerun_script")] * (MESSAGE_BURST + 30), GONE)
    assert not any(waited[:MESSAGE_BURST])
    assert waited[-1] == pytest.approx(30 / MESSAGES_PER_SECOND)


def test_no_message_is_read_while_the_browser_does_not_take_the_answer():
    """One message is answered; the second waits until the browser has taken the answer."""

    async def scenario():
        heard, taken = [], asyncio.Event()
        coming = iter([bytes_of("rerun_script"), bytes_of("stop_script"), GONE])

        async def receive():
            return next(coming)

        async def send(_):
            await taken.wait()

        async def app(scope, receive, send):
            await receive()
            sending = asyncio.create_task(send({"type": "websocket.send", "bytes": b"picture"}))
            await asyncio.sleep(0)
            second = asyncio.create_task(receive())
            for _ in range(100):  # whatever is ready is done by then
                await asyncio.sleep(0)
            heard.append(second.done())
            taken.set()
            await sending
            heard.append((await second)["type"])

        await ConnectionMiddleware(app, places=1)(scope_of("websocket", "/"), receive, send)
        return heard

    assert asyncio.run(scenario()) == [False, "websocket.receive"]


def test_open_connections_are_limited_per_client_and_in_total():
    now = [0.0]
    limiter = ConnectionLimiter(places=100, clock=lambda: now[0])
    most = CONNECTIONS_PER_PLACE * 100
    assert sum(limiter.acquire("one") for _ in range(most)) == CLIENT_SHARE * most
    assert sum(limiter.acquire(f"other {i}") for i in range(most)) == most - CLIENT_SHARE * most
    now[0] = 10 * REFILL_SECONDS
    assert not limiter.acquire("late")
    limiter.release("one")
    assert limiter.acquire("late")


def test_new_connections_are_limited_per_client_and_in_total():
    now = [0.0]
    limiter = ConnectionLimiter(places=100, clock=lambda: now[0])

    def storm(client):
        opened = [client for _ in range(1000) if limiter.acquire(client)]
        for each in opened:
            limiter.release(each)
        return len(opened)

    most = CONNECTIONS_PER_PLACE * 100
    assert storm("one") == CLIENT_SHARE * most
    assert storm("one") == 0
    assert storm("two") == most - CLIENT_SHARE * most
    assert storm("three") == 0  # the tokens of all clients are gone
    now[0] = REFILL_SECONDS / 2
    assert storm("one") == storm("two") == CLIENT_SHARE * most / 2


def test_a_small_server_accepts_connections_that_wait():
    limiter = ConnectionLimiter(places=1)
    assert sum(limiter.acquire("one") for _ in range(1000)) == CLIENT_SHARE * MIN_CONNECTIONS


def test_a_full_server_closes_with_try_again_later():
    async def connect_at_once():
        app, sent, gone = ConnectionMiddleware(echo, places=1), [], asyncio.Event()

        async def receive():
            await gone.wait()
            return GONE

        async def send(message):
            sent.append(message)

        scope = scope_of("websocket", "/")
        inside = int(CLIENT_SHARE * MIN_CONNECTIONS)
        staying = [asyncio.create_task(app(scope, receive, send)) for _ in range(inside)]
        await asyncio.sleep(0)
        await app(scope, receive, send)
        gone.set()
        await asyncio.gather(*staying)
        return sent

    assert asyncio.run(connect_at_once()) == [{"type": "websocket.close", "code": 1013}]


def test_http_requests_pass():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    assert get(ConnectionMiddleware(app, places=1))[0] == 204
