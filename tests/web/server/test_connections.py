"""How many pages may be connected, and what they may say."""

import asyncio

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.web.server.asgi import exchange, get, scope_of
from web.server.connections import (
    CLIENT_SHARE,
    CONNECTIONS_A_PLACE,
    FEWEST_CONNECTIONS,
    MESSAGE_BURST,
    MESSAGES,
    RENEWAL_SECONDS,
    ConnectionLimiter,
    Connections,
)

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


async def listener(scope, receive, send):
    """Send back the kind of every message that is heard."""
    while (message := await receive())["type"] != "websocket.disconnect":
        heard = (
            BackMsg.FromString(message["bytes"]).WhichOneof("type") if "bytes" in message else ""
        )
        await send({"type": "websocket.send", "text": heard})


def heard(*messages):
    sent = exchange(Connections(listener, places=1), scope_of("websocket", "/"), messages)
    return [message.get("text", message.get("code")) for message in sent]


def test_what_a_page_says_is_passed_on_and_what_a_developer_may_is_not():
    kinds = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
    assert set(kinds) > MESSAGES
    assert heard(CONNECT, *map(bytes_of, kinds), GONE) == [
        "",
        *(kind for kind in kinds if kind in MESSAGES),
    ]
    assert not {"clear_cache", "load_git_info", "set_run_on_save"} & MESSAGES


@pytest.mark.parametrize(
    ("name", "is_heard"), [("", True), ("3f" * 16, True), ("a\nb", False), ("f" * 65, False)]
)
def test_a_name_that_nothing_of_ours_has_reaches_no_log(name, is_heard):
    messages = [BackMsg() for _ in range(3)]
    messages[0].rerun_script.fragment_id = name
    messages[1].backend_operation_request.request_id = name
    messages[2].backend_operation_request.session_id = name
    for message in messages:
        said = {"type": "websocket.receive", "bytes": message.SerializeToString()}
        assert len(heard(said, GONE)) == is_heard


@pytest.mark.parametrize(
    ("nonsense", "code"),
    [
        ({"type": "websocket.receive", "text": "hello"}, 1003),
        ({"type": "websocket.receive", "text": "hello", "bytes": None}, 1003),
        ({"type": "websocket.receive", "bytes": b"\xff\xff\xff"}, 1002),
    ],
)
def test_nonsense_closes_the_connection(nonsense, code):
    assert heard(CONNECT, nonsense, bytes_of("rerun_script")) == ["", code]


def test_what_the_app_says_after_that_goes_nowhere():
    """It may be about to say something while it has not heard yet."""

    async def app(scope, receive, send):
        await receive()
        await send({"type": "websocket.send", "bytes": b"picture"})

    nonsense = {"type": "websocket.receive", "text": "hello"}
    sent = exchange(Connections(app, places=1), scope_of("websocket", "/"), [nonsense])
    assert sent == [{"type": "websocket.close", "code": 1003}]


def test_what_the_app_was_saying_when_it_was_refused_goes_nowhere():
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

        await Connections(app, places=1)(scope_of("websocket", "/"), receive, send)
        return refused.is_set()

    assert asyncio.run(scenario())


def test_another_failure_to_send_is_one():
    async def app(scope, receive, send):
        await send({"type": "websocket.send", "bytes": b"picture"})

    async def send(message):
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        asyncio.run(Connections(app, places=1)(scope_of("websocket", "/"), None, send))


def test_who_says_too_much_is_read_more_slowly(monkeypatch):
    waited = []

    async def sleep(seconds):
        waited.append(seconds)

    monkeypatch.setattr("web.server.connections.asyncio.sleep", sleep)
    heard(*[bytes_of("rerun_script")] * (MESSAGE_BURST + 30), GONE)
    assert not any(waited[:MESSAGE_BURST])
    assert waited[-1] == pytest.approx(1, abs=0.2)


def test_who_does_not_take_the_answer_is_not_heard():
    """One message is answered; the second waits until the browser takes the answer."""

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

        await Connections(app, places=1)(scope_of("websocket", "/"), receive, send)
        return heard

    assert asyncio.run(scenario()) == [False, "websocket.receive"]


def test_a_client_takes_half_of_the_places_and_all_take_no_more_than_all():
    now = [0.0]
    limiter = ConnectionLimiter(places=100, clock=lambda: now[0])
    most = CONNECTIONS_A_PLACE * 100
    assert sum(limiter.enter("one") for _ in range(most)) == CLIENT_SHARE * most
    assert sum(limiter.enter(f"other {i}") for i in range(most)) == most - CLIENT_SHARE * most
    now[0] = 10 * RENEWAL_SECONDS
    assert not limiter.enter("late")
    limiter.leave("one")
    assert limiter.enter("late")


def test_who_comes_and_goes_again_and_again_finds_the_door_closed_for_a_while():
    now = [0.0]
    limiter = ConnectionLimiter(places=100, clock=lambda: now[0])

    def storm(client):
        came = [client for _ in range(1000) if limiter.enter(client)]
        for each in came:
            limiter.leave(each)
        return len(came)

    most = CONNECTIONS_A_PLACE * 100
    assert storm("one") == CLIENT_SHARE * most
    assert storm("one") == 0
    assert storm("two") == most - CLIENT_SHARE * most
    assert storm("three") == 0  # all places were taken within a moment
    now[0] = RENEWAL_SECONDS / 2
    assert storm("one") == storm("two") == CLIENT_SHARE * most / 2


def test_a_small_server_lets_a_few_wait_too():
    limiter = ConnectionLimiter(places=1)
    assert sum(limiter.enter("one") for _ in range(1000)) == CLIENT_SHARE * FEWEST_CONNECTIONS


def test_a_full_server_says_so():
    async def come_together():
        app, sent, gone = Connections(listener, places=1), [], asyncio.Event()

        async def receive():
            await gone.wait()
            return GONE

        async def send(message):
            sent.append(message)

        scope = scope_of("websocket", "/")
        inside = int(CLIENT_SHARE * FEWEST_CONNECTIONS)
        staying = [asyncio.create_task(app(scope, receive, send)) for _ in range(inside)]
        await asyncio.sleep(0)
        await app(scope, receive, send)
        gone.set()
        await asyncio.gather(*staying)
        return sent

    assert asyncio.run(come_together()) == [{"type": "websocket.close", "code": 1013}]


def test_a_request_is_none_of_its_business():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    assert get(Connections(app, places=1))[0] == 204
