"""The playground as a person meets it."""

from typing import Any

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.waiting import wait_until

VIEWPORT = {"width": 1280, "height": 720}

_GO_TO = """(query) => {
    const root = document.querySelector("[data-testid=live]");
    Object.assign(root.dataset, { waiting: "true", frames: "0" });
    history.pushState(null, "", "/" + query);
    window.dispatchEvent(new PopStateEvent("popstate"));
}"""


class LivePage:
    """One open page: what stands on it, and what a person can do. It waits on content only."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", self._hear_error)
        page.on(
            "console",
            lambda message: (
                self.complaints.append(f"console: {message.text}")
                if message.type == "error"
                else None
            ),
        )

    def _hear_error(self, error: Error) -> None:
        self.complaints.append(f"error: {error.message} {error.stack}")

    def open(self, query: str = "") -> "LivePage":
        self.page.goto(self.url + query)
        return self.wait("frames >= 1")

    def go_to(self, query: str = "") -> "LivePage":
        """Show another URL as Back does: the page is not loaded, and the run is a new one."""
        self.settled()  # what is under way belongs to the URL before
        self.page.evaluate(_GO_TO, query)
        self.wait("frames >= 1").settled()
        return self

    @property
    def root(self) -> Locator:
        return self.page.get_by_test_id("live")

    @property
    def title(self) -> Locator:
        """The line that says what is being trained."""
        return self.page.get_by_test_id("title")

    def data(self, name: str) -> str:
        return self.root.get_attribute(f"data-{name}") or ""

    @property
    def step(self) -> int:
        return int(self.data("step"))

    @property
    def frames(self) -> int:
        return int(self.data("frames"))

    def wait(self, condition: str, timeout: float = 30) -> "LivePage":
        """Wait until a JavaScript condition on `step`, `frames`, `accuracy`, … holds."""
        wait_until(
            self.page,
            """() => {
                const root = document.querySelector("[data-testid=live]");
                if (!root?.dataset.step) return false;
                const number = (id) => parseFloat(
                    root.querySelector(`[data-testid=${id}]`).textContent.replaceAll(",", ""));
                const step = Number(root.dataset.step);
                const frames = Number(root.dataset.frames);
                const playing = root.dataset.playing === "true";
                const accuracy = number("validation_accuracy") / 100;
                const loss = number("train_loss");
                const solved = number("solved");
                return CONDITION;
            }""".replace("CONDITION", condition),
            timeout=timeout,
        )
        return self

    def press(self, name: str) -> "LivePage":
        self.root.get_by_role("button", name=name, exact=True).click()
        return self

    def tab(self, name: str) -> "LivePage":
        """Show a part of the controls."""
        self.page.get_by_role("tab", name=name).click()
        return self

    def settled(self) -> int:
        """Wait until the picture is the server's last one, and return its step."""
        expect(self.root).to_have_attribute("data-waiting", "false")
        return self.step

    def played_out(self) -> int:
        """Wait until all that has come is shown, whatever is still asked for; return its step."""
        expect(self.root).to_have_attribute("data-queued", "0")
        return self.step

    def pause(self) -> int:
        """Pause, and return the step at which the run then stands."""
        return self.press("Pause").settled()

    def number(self, name: str) -> str:
        return self.root.get_by_test_id(name).inner_text()

    def figure(self, panel: str) -> dict[str, Any]:
        """What Plotly drew last in a panel: data and layout."""
        return self.root.get_by_test_id(f"panel-{panel}").evaluate(
            "node => JSON.parse(JSON.stringify({data: node.data, layout: node.layout}))"
        )


class SharedPage(LivePage):
    """A page that many tests open one after the other: most take less time than it takes to load.

    Each finds it as if it had just been loaded, but for the session.
    """

    def open(self, query: str = "") -> LivePage:
        if not self._is_here():
            return super().open(query)
        if self.data("playing") == "true":
            self.pause()
        return self.go_to(query)

    def tidy_up(self) -> None:
        """Undo what a test did to the page, but for what its address says."""
        self.complaints.clear()
        self.page.set_viewport_size(VIEWPORT)
        self.page.emulate_media(color_scheme="light")
        if not self._is_here():
            return
        self.page.mouse.move(0, 0)
        self.page.keyboard.press("Escape")
        sidebar = self.page.locator(".stSidebar")
        projects = "projector" in (self.root.get_attribute("class") or "")
        if (sidebar.get_attribute("data-collapsed") == "true") is not projects:
            self.press("Controls")
        if not projects:
            self.page.get_by_role("tab").first.click()
        self.page.evaluate("document.activeElement.blur()")

    def throw_away(self) -> None:
        """Let the next test load it anew."""
        self.page.goto("about:blank")

    def _is_here(self) -> bool:
        """Whether the page shows the playground."""
        return self.page.url.partition("?")[0] == self.url and self.root.count() > 0
