"""The report in a real browser.

Skipped where there is none: pip install playwright axe-playwright-python, and Chromium.

``REPLYLINT_SCREENSHOTS=DIR`` keeps pictures of the page, to be looked at.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import replylint

sync_api: Any = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PARTS = [
    ["Thank you for taking the time to write.", "We are sorry to read this.", "Your words went to the whole team."],
    ["Parking behind the building is free.", "Our desk answers the phone from eight on.", "A second chair opens soon."],
    ["Please call us at 555-0107.", "We would be glad to hear more.", "Kind regards, the team."],
]
ALL = [sentence for part in PARTS for sentence in part]
LEAKS = [
    "We are glad that your root canal went well.",
    "Thank you for your visit last Tuesday.",
    "You have been our patient since 2019.",
]


def export(locations: int) -> Iterator[dict[str, Any]]:
    """Made-up messages and replies of two quarters."""
    dice = random.Random(7)
    for at in range(locations):
        template = " ".join(dice.choice(part) for part in PARTS)
        for number in range(dice.choice([12, 30, 60])):
            month, day, hour = dice.randint(4, 9), dice.randint(1, 28), dice.randint(8, 16)
            rating = dice.choice([1, 2, 3, 4, 5, 5, 5])
            reply = template if dice.random() < 0.4 else " ".join(dice.sample(ALL, 4))
            if dice.random() < 0.01:
                reply += " " + dice.choice(LEAKS)
            answered = dice.random() < (0.7 if rating < 3 else 0.9)
            yield {
                "id": f"r{at}-{number}",
                "inbound": dice.choice(["The wait was long.", "Rude at the front desk.", "The bill was wrong."])
                if rating < 3
                else "Friendly people.",
                "draft": f"Hello {number}. {reply}" if answered else None,
                "rating": rating,
                "author": f"Guest {number}",
                "location": f"Store {at + 1:02} & Sons" if at == 0 else f"Store {at + 1:02}",
                "agent": f"agent {dice.randint(1, 30)}",
                "received_at": f"2026-{month:02}-{day:02}T{hour:02}:00:00Z",
                "posted_at": f"2026-{month:02}-{day:02}T{hour + dice.randint(0, 7):02}:{dice.randint(0, 59):02}:00Z"
                if answered
                else None,
            }


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Paths of pages, by how many locations they are about."""
    made: dict[int, Path] = {}

    def path(locations: int) -> Path:
        if locations not in made:
            made[locations] = tmp_path_factory.mktemp("page") / "report.html"
            replylint.audit(export(locations), period="2026-Q3", title="Harbor Dental").save(made[locations])
        return made[locations]

    return path


def opened(browser: Any, path: Path, **context: Any) -> tuple[Any, list[str]]:
    """The page, and what it complains about or asks the network for."""
    faults: list[str] = []
    page = browser.new_context(**context).new_page()
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    own = ("file:", "data:")
    page.on("request", lambda request: None if request.url.startswith(own) else faults.append(request.url))
    page.goto(path.as_uri())
    return page, faults


@pytest.mark.parametrize("locations", [1, 50, 500])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_it_shows_without_a_fault(browser: Any, page_of: Any, locations: int, width: int, scheme: str) -> None:
    page, faults = opened(browser, page_of(locations), viewport={"width": width, "height": 800}, color_scheme=scheme)
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page itself never scrolls sideways"
    assert page.locator("#todo li").count() > 0
    assert page.locator("h1").inner_text() == "What Harbor Dental really said"
    folder = os.environ.get("REPLYLINT_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{locations}-{width}-{scheme}.png"), full_page=True)
        if (width, scheme) == (1280, "light"):
            page.pdf(path=str(Path(folder) / f"{locations}.pdf"), format="Letter", print_background=True)
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light")])
def test_axe_finds_nothing(browser: Any, page_of: Any, width: int, scheme: str) -> None:
    script = Path(pytest.importorskip("axe_playwright_python").__file__).with_name("axe.min.js")
    page, _ = opened(browser, page_of(50), viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((details, at) => details.open = at % 9 === 0)")
    # The page's own policy keeps every other script out, that of the test included; the debugger's is let in.
    page.evaluate(script.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    faults = [
        f"{fault['id']} ({fault['impact']}): {node['html'][:160]} {node['failureSummary'][:300]}"
        for fault in found["violations"]
        for node in fault["nodes"][:3]
    ]
    assert faults == []
    page.context.close()


def test_tables_sort_filter_and_unfold_with_the_keyboard(browser: Any, page_of: Any) -> None:
    page, faults = opened(browser, page_of(50))
    table = page.locator("#t-locations")
    rows = table.locator("tbody tr:visible")
    assert rows.count() == 25
    replies = table.locator("thead th").nth(1)
    replies.locator("button").focus()
    page.keyboard.press("Enter")
    assert replies.get_attribute("aria-sort") == "descending"
    shown = [int(text) for text in table.locator("tbody tr:visible td:nth-child(2)").all_inner_texts()]
    assert shown == sorted(shown, reverse=True)
    page.keyboard.press("Enter")
    assert replies.get_attribute("aria-sort") == "ascending"
    shown = [int(text) for text in table.locator("tbody tr:visible td:nth-child(2)").all_inner_texts()]
    assert shown == sorted(shown)
    field = page.locator("#t-locations-f")
    field.focus()
    page.keyboard.type("store 07")
    assert rows.count() == 1
    assert page.locator(".tools", has=field).get_by_role("status").inner_text() == "1 of 50 shown"
    field.fill("")
    button = page.locator("#locations").get_by_role("button", name="Show all 50")
    button.focus()
    page.keyboard.press("Enter")
    assert rows.count() == 50
    assert faults == []
    page.context.close()


def test_a_name_leads_to_its_location(browser: Any, page_of: Any) -> None:
    page, _ = opened(browser, page_of(50))
    link = page.locator("#t-locations tbody th a").first
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash.startsWith('#l')")
    details = page.locator("details.place[open]")
    assert details.count() == 1
    assert name in details.locator("summary").first.inner_text()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.context.close()


def test_everything_can_be_reached_and_is_seen_to_be(browser: Any, page_of: Any) -> None:
    page, _ = opened(browser, page_of(1))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the summary"
    outlined = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outlined == "solid"
    for _ in range(60):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement !== document.body")
    page.context.close()


def test_it_is_whole_without_a_script(browser: Any, page_of: Any) -> None:
    page, _ = opened(browser, page_of(50), java_script_enabled=False)
    assert page.locator("#t-locations tbody tr").count() == 50
    assert page.locator("#t-locations tbody tr:visible").count() == 50
    assert page.locator("button").count() == 0
    page.context.close()


def test_the_page_keeps_other_scripts_out(browser: Any, page_of: Any) -> None:
    page, faults = opened(browser, page_of(1))
    added = "<img src=https://example.invalid/x onerror=window.ran=1>"
    page.evaluate("added => document.body.insertAdjacentHTML('beforeend', added)", added)
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    assert any(re.search("Content.Security.Policy", fault) for fault in faults)
    page.context.close()
