"""The switchboard in a browser: what it shows is what the library computes."""

import json
import subprocess
from dataclasses import fields, replace

import numpy as np
import pytest
from helpers import ROOT, new_context
from live_pages import go_live, press, state
from test_browser import check_looks

from glasslib import board
from glasslib.assumptions import as_printed, consistent
from glasslib.headline import RESULTS, headline

ALL = len(fields(as_printed))

SCRIPT = """
import { readBoard } from "./live/board_table.js";
import { readFileSync } from "node:fs";
const { table, places } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(places.map(readBoard(table))));
"""


def test_the_page_interpolates_as_the_library_does():
    places = np.random.default_rng(3).random((20, 3))
    finished = subprocess.run(
        ["node", "--input-type=module", "--eval", SCRIPT],
        input=json.dumps({"table": board.for_a_page()["table"], "places": places.tolist()}),
        capture_output=True,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
        check=True,
    )
    for place, found in zip(places, json.loads(finished.stdout), strict=True):
        curves = [value for _, values in found["curves"].values() for value in values]
        expected = board.interpolated(place)
        np.testing.assert_allclose(
            [*found["results"].values(), *curves], expected, rtol=2e-4, atol=1e-2
        )


def cell_of(page, name, column="yours"):
    row = page.locator(".board-table tbody tr").nth(list(RESULTS).index(name))
    return row.locator(f"td[data-head='{column}']").inner_text()


def move(page, name, share):
    """Draw a slider to a share of its way."""
    page.evaluate(
        "([name, share]) => { const slider = document.getElementById(`board-${name}`); slider.value = slider.max * share; slider.dispatchEvent(new Event('input')); }",
        [name, share],
    )


def status_begins(page, words):
    page.wait_for_function(
        "words => document.querySelector('.board-status')?.innerText.startsWith(words)", arg=words
    )


@pytest.mark.parametrize("look", ["wide", pytest.param("phone", marks=pytest.mark.slow)])
def test_it_answers_without_python(browser, address, look):
    """Three sliders at once; any other says that it needs Python; a link is shown; a preset puts all back."""
    context = new_context(browser, look)
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/book/assumptions.html", wait_until="networkidle")
    status_begins(page, "All choices are as printed. The first three answer at once")
    for name, value in headline(consistent).items():
        assert float(cell_of(page, name, "consistent")) == pytest.approx(value, rel=2e-3), name
    move(page, "lindemann_ratio", 0.6)
    status_begins(page, f"1 of {ALL} choices is not as printed")
    move(page, "cutoff_factor", 0.7)
    status_begins(page, f"2 of {ALL}")
    values = {"lindemann_ratio": 0.112, "cutoff_factor": 0.5 + 0.7 * 1.9}
    for name, value in headline(as_printed.changed(values)).items():
        assert float(cell_of(page, name)) == pytest.approx(value, rel=1e-2), name
    assert page.url.endswith("#with:lindemann_ratio=0.112&cutoff_factor=1.83")
    page.reload(wait_until="networkidle")
    status_begins(page, f"2 of {ALL}")
    page.evaluate(
        "for (const group of document.querySelectorAll('.board-controls details')) group.open = true"
    )
    page.locator("#board-cutoff_factor-derived").check()
    status_begins(
        page, "“cutoff of the coupling to phonons, in (a/ξ)ω_D” as the theory gives it needs"
    )
    page.get_by_role("button", name="Set all: as printed").click()
    move(page, "density", 0.5)
    status_begins(page, "“mass density of the glass” needs Python")
    assert page.get_by_role("button", name="Start Python").is_visible()
    assert page.locator(".board-plots").get_attribute("data-pending") == "all"
    page.get_by_role("button", name="Set all: consistent").click()
    page.wait_for_function("document.querySelector('.board-plots').dataset.pending === ''")
    assert cell_of(page, "region_size") == cell_of(page, "region_size", "consistent")
    assert page.locator(".plot svg").count() == 4
    assert not any("pyodide" in url or url.endswith(".whl") for url in asked)
    context.close()


def placed(page, name, share):
    """Draw a slider of the switchboard to a share of its way, and wait for all that follows."""
    page.evaluate("document.querySelector('.board-plots').dataset.pending = 'asked'")
    page.evaluate(
        "([name, share]) => { const slider = document.getElementById(`board-${name}`); slider.value = slider.max * share; slider.dispatchEvent(new Event('input')); }",
        [name, share],
    )
    page.wait_for_function("document.querySelector('.board-plots').dataset.pending === ''")


@pytest.mark.slow
@pytest.mark.parametrize("look", ["wide", "phone"])
def test_the_switchboard(browser, live_address, look):
    """A slider moves what rests on it, the address carries the choices, a preset puts them back."""
    context = new_context(browser, look)
    page = go_live(context, live_address, "assumptions")
    status = page.locator(".board-status")
    page.wait_for_function(
        "document.querySelector('.board-status')?.innerText.startsWith('All choices')"
    )
    yours = lambda name: cell_of(page, name)
    printed = headline(as_printed)
    assert float(yours("lowest_ripplon")) == pytest.approx(printed["lowest_ripplon"], rel=1e-3)
    placed(page, "lindemann_ratio", 0.6)
    changed = headline(replace(as_printed, lindemann_ratio=0.112))
    for name in ("cooperative_beads", "lowest_ripplon", "plateau_onset_T", "expansivity_rr"):
        assert float(yours(name)) == pytest.approx(changed[name], rel=1e-3), name
    assert f"1 of {ALL} choices" in status.inner_text() and page.url.endswith(
        "#with:lindemann_ratio=0.112"
    )
    placed(page, "cutoff_factor", 0.4)
    page.reload()
    page.locator(".live-start").click()
    page.wait_for_function("document.querySelector('.board-status')?.innerText.startsWith('2 of ')")
    assert float(page.locator("#board-lindemann_ratio + input").input_value()) == 0.112
    assert page.locator(".plot svg").count() == 4
    check_looks(page)
    page.get_by_role("button", name="Set all: as printed").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "document.querySelector('.board-status').innerText.startsWith('All choices')"
    )
    assert "#" not in page.url
    # an unstable set: the limit is named, and the last figures stay, grayed
    page.locator("#board-cutoff_factor + input").fill("2.35")
    page.keyboard.press("Tab")
    page.wait_for_function(
        "document.querySelector('.board-status').innerText.includes('must lie below')"
    )
    assert (
        page.locator(".plot svg").count() == 4
        and page.locator(".board-plots").get_attribute("data-pending") == "all"
    )
    # beyond the range: its end; nothing: as it was
    for typed, kept in (("99", "2.4"), ("", "2.4"), ("1.5", "1.5")):
        page.locator("#board-cutoff_factor + input").fill(typed)
        page.keyboard.press("Tab")
        assert page.locator("#board-cutoff_factor + input").input_value() == kept
    page.wait_for_function("document.querySelector('.board-status').innerText.startsWith('1 of ')")
    # Python ended in the middle of it: the choices are kept
    press(page, "Run all")
    page.wait_for_function("document.documentElement.dataset.live === 'running'")
    press(page, "Stop")
    state(page, "ready")
    page.wait_for_function("document.querySelector('.board-status').innerText.startsWith('1 of ')")
    # what a link cannot mean is left out, and said
    page.evaluate(
        "location.hash = '#with:foo=1&lindemann_ratio=abc&ripplon_profile=%E0%A4%A&cutoff_factor=1.3&fast_centers=step'"
    )
    page.wait_for_function("document.querySelector('.board-status').innerText.startsWith('2 of ')")
    context.close()
