"""The Content-Security-Policy, in a real browser."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.live_page import LivePage
from tests.server import Server

INJECTED = """() => {
    const script = document.createElement("script");
    script.textContent = "window.wasInjected = true";
    document.body.append(script);
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.wasInjected = true");
    image.src = "data:,";
    document.body.append(image);
    return new Promise((resolve) => image.addEventListener("error", () =>
        resolve(window.wasInjected ?? false)));
}"""


def test_a_page_asks_its_server_only_and_runs_no_injected_script(
    page: Page, server: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    live = LivePage(page, server.url).open("?panels=network,boundary,loss")
    live.press("Play").wait("step > 20").pause()
    assert live.complaints == []
    page.goto(f"{server.url}graph")
    expect(page.locator(".stGraphVizChart svg")).to_be_visible()

    addresses = [urlsplit(url.removeprefix("blob:")) for url in asked]
    assert {parts.netloc for parts in addresses} - {""} == {urlsplit(server.url).netloc}
    assert {"http", "ws", "data"} >= {parts.scheme for parts in addresses} >= {"http", "ws"}
    assert page.evaluate(INJECTED) is False
    refused = [said for said in live.complaints if "Content Security Policy" in said]
    assert len(refused) == 2
