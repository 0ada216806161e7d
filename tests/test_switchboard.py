"""The switchboard in a browser: what it shows is what the library computes."""

from dataclasses import replace

import pytest
from helpers import new_context
from live_pages import go_live, press, state
from test_browser import check_looks

from glasslib.assumptions import as_printed
from glasslib.headline import RESULTS, headline


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
    yours = lambda name: page.locator(
        f".board-table tr:has(a[href='{RESULTS[name].chapter}.html']):has-text('{RESULTS[name].says}') td[data-head=yours]"
    ).first.inner_text()
    printed = headline(as_printed)
    assert float(yours("lowest_ripplon")) == pytest.approx(printed["lowest_ripplon"], rel=1e-3)
    placed(page, "lindemann_ratio", 0.6)
    changed = headline(replace(as_printed, lindemann_ratio=0.112))
    for name in ("cooperative_beads", "lowest_ripplon", "plateau_onset_T", "expansivity_rr"):
        assert float(yours(name)) == pytest.approx(changed[name], rel=1e-3), name
    assert "1 of 32 choices" in status.inner_text() and page.url.endswith(
        "#with:lindemann_ratio=0.112"
    )
    placed(page, "cutoff_factor", 0.4)
    page.reload()
    page.locator(".live-start").click()
    page.wait_for_function(
        "document.querySelector('.board-status')?.innerText.startsWith('2 of 32')"
    )
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
    page.wait_for_function(
        "document.querySelector('.board-status').innerText.startsWith('1 of 32')"
    )
    # Python ended in the middle of it: the choices are kept
    press(page, "Run all")
    page.wait_for_function("document.documentElement.dataset.live === 'running'")
    press(page, "Stop")
    state(page, "ready")
    page.wait_for_function(
        "document.querySelector('.board-status').innerText.startsWith('1 of 32')"
    )
    # what a link cannot mean is left out, and said
    page.evaluate(
        "location.hash = '#with:foo=1&lindemann_ratio=abc&ripplon_profile=%E0%A4%A&cutoff_factor=1.3&fast_centers=step'"
    )
    page.wait_for_function(
        "document.querySelector('.board-status').innerText.startsWith('2 of 32')"
    )
    context.close()
