"""The sliders below the titles: their tables, and what a reader's browser makes of them."""

import gzip
import html
import json
import re

import pytest
from helpers import MINUTES, new_context
from live_pages import codes_of, go_live, press, state, write
from references import ROOT, reference

from glasslib import droplet

DATA = re.compile(r'class="explore"[^>]*><script type="application/json">(.*?)</script>', re.S)
RANGE = re.compile(r"^(.+) from (\S+) to (\S+): (\S+) to (\S+)$", re.M)
PAGES = sorted(
    page.stem for page in ROOT.glob("book/*.md") if "\nexplore(" in page.read_text(encoding="utf-8")
)
NUMBER = "main .explore-status strong"


def data(site, page):
    return DATA.search((site / "book" / f"{page}.html").read_text(encoding="utf-8"))[1]


def set_slider(page, name, place):
    """Move a slider as a reader does, to a place between 0 and 250."""
    page.evaluate(
        "([name, place]) => { const slider = document.getElementById(`explore-${name}`);"
        " slider.value = place; slider.dispatchEvent(new Event('input')); }",
        [name, place],
    )


def test_most_chapters_have_sliders():
    assert len(PAGES) >= 15


@pytest.mark.parametrize("page", PAGES)
def test_a_table_is_right_and_light(site, page):
    text = html.unescape(data(site, page))
    assert json.loads(text)["table"]["error"] <= 5e-3
    script = (site / "_static" / "live" / "explore.js").read_bytes()
    assert len(gzip.compress(text.encode())) + len(gzip.compress(script)) <= 150e3


@pytest.mark.parametrize("page", PAGES)
def test_each_slider_moves_the_number(page):
    texts = [
        output["data"]["text/plain"]
        for cell in reference(ROOT / "book" / f"{page}.md").cells
        if "explore(" in cell.source
        for output in cell.outputs
    ]
    ends = RANGE.findall(texts[0])
    assert len(ends) == texts[0].count("\n") >= 2
    for name, *_, low, high in ends:
        assert abs(float(low) / float(high) - 1) > 0.02, name


def test_the_sliders_of_a_page(context, address):
    page = context.new_page()
    page.goto(f"{address}/book/droplet.html", wait_until="load")
    number = page.locator(NUMBER)
    assert number.inner_text() == "191"
    assert page.locator(".key-figure > img").is_hidden()
    set_slider(page, "lindemann_ratio", 125)
    expected = droplet.mosaic_size(1e17, 0.125) ** 3
    assert float(number.inner_text()) == pytest.approx(expected, rel=5e-3)
    assert page.url.endswith("#with:lindemann_ratio=0.125")
    assert "on this page 191" in page.locator(".explore-status").inner_text()
    assert page.locator(".explore .plot-then").count() == 2  # a curve and its entry in the legend
    page.get_by_role("button", name="Reset all sliders").click()
    assert number.inner_text() == "191" and "#" not in page.url
    page.locator("#explore-timescale_ratio").press("ArrowRight")
    assert number.inner_text() != "191"
    page.goto(f"{address}/book/droplet.html#with:timescale_ratio=1e12", wait_until="load")
    expected = droplet.mosaic_size(1e12, 0.1) ** 3
    assert float(number.inner_text()) == pytest.approx(expected, rel=5e-3)


def test_without_scripts_there_is_the_figure(browser, address):
    context = new_context(browser, "wide", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/book/droplet.html")
    assert page.locator(".key-figure > img").is_visible()
    context.close()


@pytest.mark.slow
def test_with_python_the_functions_answer(context, live_address):
    page = go_live(context, live_address, "droplet")
    press(page, "Run all")
    source = page.locator(".explore-source", has_text="Computed by Python")
    source.wait_for(timeout=10 * MINUTES)
    assert page.locator(NUMBER).inner_text() == "191"
    set_slider(page, "lindemann_ratio", 125)
    expected = f"{droplet.mosaic_size(1e17, 0.125) ** 3:.3g}"
    page.locator(NUMBER, has_text=expected).wait_for()
    # an assumption that is changed on the page is where the sliders then begin
    write(page, 2, codes_of("droplet")[1].replace('_ratio", 0.1,', '_ratio", 0.125,'))
    press(page, "Run all")
    state(page, "done")
    page.locator(".explore-status", has_text=expected).wait_for()
    press(page, "Reset all sliders")
    assert page.locator(NUMBER).inner_text() == expected
    # Python that was stopped has no more answers: the table gives them again
    press(page, "Run all")
    press(page, "Stop")
    page.locator(".explore-source", has_text="Interpolated").wait_for()
    press(page, "Reset all sliders")
    assert page.locator(NUMBER).inner_text() == "191"
