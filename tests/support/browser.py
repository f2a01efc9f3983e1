"""A real browser for tests: Chromium from the path, driven by Playwright.

`browser` is the bare browser. `look` opens the sandbox's page in it and hands back a `Look`, which fails
the test at its end if the page met an error: a script's, a refusal of its own security policy, or a
missing file. Both are fresh for each test. A folder with many browser tests shares one browser instead:
it makes its own fixtures of `chromium()` and `looking(browser)`.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, ViewportSize, async_playwright, expect

from tests.support.programs import require

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
PATIENCE_MS = 30_000  # Playwright's own five seconds are few for a first page beside three processes of tests
INTRODUCED = "localStorage.setItem('shuanglian.introduced', 'true')"

expect.set_options(timeout=PATIENCE_MS)


class Look:
    """One browser window on the sandbox's page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.expected: tuple[str, ...] = ()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._on_console)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def phone(self, user_id: int) -> Locator:
        """The phone of a person."""
        return self.page.locator(f"#phone-{user_id}")

    def check(self) -> None:
        """Assert that nothing went wrong that the test didn't bring about (`expected`: parts of texts)."""
        unexpected = [text for text in self.faults if not any(part in text for part in self.expected)]
        assert not unexpected, f"The page met errors: {unexpected}"


Open = Callable[..., Awaitable[Look]]


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A running Chromium."""
    program = require("browser")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        await running.close()


@contextlib.asynccontextmanager
async def looking(browser: Browser) -> AsyncIterator[Open]:
    """Opens addresses: `await look(url, locale="en-GB", width=360)`; more than one window may be open."""
    windows: list[Look] = []

    async def open_page(
        url: str, *, width: int = 1280, height: int = 800, locale: str = "zh-CN", first_visit: bool = False, **more: Any
    ) -> Look:
        viewport: ViewportSize = {"width": width, "height": height}
        context = await browser.new_context(viewport=viewport, locale=locale, **more)
        if not first_visit:
            await context.add_init_script(INTRODUCED)
        windows.append(Look(await context.new_page()))
        await windows[-1].page.goto(url)
        return windows[-1]

    yield open_page
    for window in windows:
        window.check()
        await window.page.context.close()


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture
async def look(browser: Browser) -> AsyncIterator[Open]:
    async with looking(browser) as open_page:
        yield open_page
