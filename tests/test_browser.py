"""The built site in a browser: every page, light and dark, wide and on a phone.

`make test` opens each page once; `make test-all` opens it on a phone too, and looks at the colors
of each once more in dark.
"""

import re
from pathlib import Path

import pytest
from helpers import LOOKS, new_context
from references import ROOT, pages

from coursework.source import names

BOOK = (f"book/{path.stem}.html" for path in sorted((ROOT / "book").glob("*.md")))
ASSIGNMENTS = (f"book/assignments/{name}.html" for name in names())
PAGES = [*BOOK, *ASSIGNMENTS, "genindex.html", "search.html?q=ripplon"]
CHAPTERS = [f"book/{page.stem}.html" for page in pages()]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# formulas of which some part cannot be seen, however one scrolls within them
CUT_OFF = """[...document.querySelectorAll(".bd-article .math")].filter(box => {
    const formula = box.querySelector("mjx-math");
    if (!formula || !formula.checkVisibility()) return false;
    const around = [];
    for (let part = formula.parentElement; part.tagName !== "MAIN"; part = part.parentElement)
        if (getComputedStyle(part).overflowX !== "visible") around.push(part);
    const visible = side => {
        for (const part of around) if (getComputedStyle(part).overflowX !== "hidden") part.scrollLeft = side * 1e6;
        const { left, right } = formula.getBoundingClientRect();
        return side ? right <= Math.min(innerWidth, ...around.map(part => part.getBoundingClientRect().right)) + 1.5
            : left >= Math.max(0, ...around.map(part => part.getBoundingClientRect().left)) - 1.5;
    };
    return !(visible(1) && visible(0));
}).map(box => box.innerText)"""
# formulas that are stops of the tab key although nothing of them has to be scrolled, or the other way round
HIDDEN_BOXES = """[...document.querySelectorAll("article .admonition")].filter(box =>
    getComputedStyle(box).visibility === "hidden" || !box.getBoundingClientRect().height
).filter(box => !box.closest("details:not([open])")).map(box => box.outerHTML.slice(0, 120))"""
WRONG_STOPS = """[...document.querySelectorAll(".bd-article .math")].filter(box => box.checkVisibility() &&
    (box.querySelector("mjx-math").getBoundingClientRect().width > box.clientWidth + 1) !== (box.tabIndex === 0)
).map(box => box.innerText)"""
# not waited for, since some never end
END_ANIMATIONS = """() => {
    for (const animation of document.getAnimations()) {
        if (animation.effect.getComputedTiming().endTime === Infinity) animation.cancel();
        else animation.finish();
    }
}"""
# when what follows a change of the page's width has been done
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
NARROW = {"width": 320, "height": 640}  # also a wide page at 400 %

# Axe takes most of a page's time, and thousands of code tokens and glyphs most of axe's. What stands in the
# same chain of elements and classes looks the same: the last of each kind stays, the others become plain text.
UNWRAP_REPEATED = """() => {
    const seen = new Set();
    const stripe = element => element.tagName === "TR" ? element.rowIndex % 2 : "";
    const chain = element => element.tagName === "MAIN" ? "" :
        element.tagName + stripe(element) + "." + element.className + " " + chain(element.parentElement);
    for (const element of [...document.querySelectorAll("main :is(span, em, code, strong)")].reverse()) {
        if (element.getAttributeNames().some(name => name !== "class") || element.closest("svg")) continue;
        const kind = chain(element);
        if (seen.has(kind)) element.replaceWith(...element.childNodes);
        seen.add(kind);
    }
    // glyphs are hidden from readers of screens; in a plain table they keep its width
    for (const glyphs of document.querySelectorAll("mjx-math")) {
        if (!glyphs.closest("table:not(.ledger)")) glyphs.replaceChildren();
    }
    document.querySelector("main").normalize();
}"""


@pytest.fixture(scope="module")
def contexts(browser):
    """One context for each look, so that what pages share is fetched once."""
    made = {look: new_context(browser, look) for look in LOOKS}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def wide(contexts):
    return contexts["wide"]


class Watch:
    """Notes what a page asks for and complains about."""

    def __init__(self, page):
        self.requests, self.failed, self.complaints, self.weight = [], [], [], 0
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.failed.append(request.url))
        page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning") and self.complaints.append(message.text)
            ),
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self.weigh)

    def weigh(self, response):
        if response.status >= 400:
            self.failed.append(response.url)
        self.weight += int(response.headers.get("content-length", 0))


# how much what is in view has moved since the page began to load
SHIFT = """new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, { value, hadRecentInput }) => sum + (hadRecentInput ? 0 : value), 0)
)).observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => done(0), 100))"""


def visit(context, address, path):
    page = context.new_page()
    watch = Watch(page)
    page.goto(f"{address}/{path}", wait_until="networkidle")
    if page.locator("script[src*=mathjax]").count():
        page.wait_for_function("window.MathJax?.startup?.promise?.then(() => true)")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page, watch


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", ["wide", pytest.param("phone", marks=pytest.mark.slow)])
def test_a_page(contexts, address, look, path):
    page, watch = visit(contexts[look], address, path)
    assert [url for url in watch.requests if not url.startswith((address, "data:"))] == []
    assert watch.failed == [] and watch.complaints == []
    if path in CHAPTERS:
        assert page.evaluate(SHIFT) < 0.05, "the text does not keep its place"
    assert len(watch.requests) <= 40 and watch.weight <= 2.5e6, (len(watch.requests), watch.weight)
    assert page.locator("mjx-merror").count() == 0
    text = page.locator("main").inner_text()
    assert not any(sign in text for sign in ("\\(", "\\[", "\\frac", "$$")), "raw TeX"
    assert page.locator(".math").count() == page.locator(".math mjx-container").count()
    assert page.evaluate(CUT_OFF) == [], "formulas cut off"
    assert fits(page), "scrolls sideways"
    assert page.evaluate(WRONG_STOPS) == []
    assert page.evaluate(HIDDEN_BOXES) == [], "a box of text is hidden"
    if path in CHAPTERS:
        with page.expect_download() as download:
            page.locator(".notebook-link").click()
        assert download.value.suggested_filename.endswith(".ipynb")
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert f"%pip install --quiet {address}/glasslib-" in text  # from this site
    page.set_viewport_size(NARROW)
    page.evaluate(NEXT_FRAME)
    assert page.evaluate(CUT_OFF) == [], "formulas cut off on a narrow page"
    assert fits(page), "a narrow page scrolls sideways"
    page.set_viewport_size(LOOKS[look]["viewport"])
    page.evaluate(NEXT_FRAME)
    page.evaluate(UNWRAP_REPEATED)
    assert violations(page) == []
    page.close()


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", LOOKS)
def test_the_colors_of_a_page_in_dark(contexts, address, look, path):
    page, _ = visit(contexts[look], address, path)
    page.evaluate(UNWRAP_REPEATED)
    check_dark(page)
    page.close()


def check_looks(page):
    """Nothing for axe to find, light and dark, and no scrolling sideways."""
    assert fits(page), "scrolls sideways"
    assert violations(page) == []
    check_dark(page)


def check_dark(page):
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    page.evaluate(END_ANIMATIONS)  # colors fade
    assert violations(page, runOnly=["color-contrast"]) == []  # all that the colors can change


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def violations(page, **options):
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "options => axe.run(document, options).then(result => result.violations)",
        {"resultTypes": ["violations"], **options},
    )
    return [(violation["id"], node["html"]) for violation in found for node in violation["nodes"]]


def test_the_first_page_leads_to_the_book(wide, address):
    page = wide.new_page()
    watch = Watch(page)
    page.goto(f"{address}/")
    page.wait_for_url(f"{address}/book/index.html")
    assert watch.complaints == []
    page.close()


@pytest.mark.parametrize("source", ["server", "disk"])
def test_the_search_page(wide, address, site, source):
    """What it finds is in test_search.py; here, that it shows it, also without a server."""
    start = address if source == "server" else site.as_uri()
    page = wide.new_page()
    watch = Watch(page)
    page.goto(f"{start}/book/index.html", wait_until="load")
    page.keyboard.press("Control+k")
    page.keyboard.type("riplon <>")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=riplon*")
    first = page.locator("#search-results li a").first
    assert first.get_attribute("href").startswith("book/ripplons.html#")
    assert "places" in page.locator("#search-results [role=status]").inner_text()
    assert page.locator("#search-results mark").count() > 0
    assert page.locator("form.bd-search input").first.input_value() == "riplon <>"
    first.click()
    page.wait_for_url("**/book/ripplons.html#*")
    assert watch.complaints == [] and watch.failed == []
    page.close()


@pytest.mark.parametrize("wish, moves", [("no-preference", True), ("reduce", False)])
def test_the_wall_swings_unless_less_motion_is_asked_for(browser, address, wish, moves):
    context = new_context(browser, "wide", reduced_motion=wish)
    page = context.new_page()
    page.goto(f"{address}/book/ripplons.html", wait_until="networkidle")
    picture = page.locator("img[alt^='Three spheres']")
    picture.scroll_into_view_if_needed()
    seen = []
    for _ in range(2):
        page.wait_for_timeout(700)
        seen.append(picture.screenshot())
    context.close()
    assert (seen[0] != seen[1]) == moves


def test_a_printed_page_has_the_folded_code_and_nothing_of_the_frame(wide, address, tmp_path):
    page, _ = visit(wide, address, "book/droplet.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    folded = page.locator("details.hide pre")
    assert folded.count() > 0
    for code in folded.all():
        assert code.is_visible() and code.evaluate(
            "pre => pre.closest('details > *').checkVisibility({opacityProperty: true})"
        )
    for frame in (
        ".pst-skip-link",
        ".bd-header-article",
        ".bd-sidebar-primary",
        ".live-start",
        ".page-tools",
    ):
        assert not page.locator(frame).first.is_visible(), frame
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.hide[open]").count() == 0
    page.pdf(path=tmp_path / "droplet.pdf", format="A4")
    pages = len(re.findall(rb"/Type\s*/Page\b", (tmp_path / "droplet.pdf").read_bytes()))
    assert 5 <= pages <= 14, "pages half empty"
    page.close()


@pytest.mark.parametrize("look", ["wide", pytest.param("phone", marks=pytest.mark.slow)])
def test_the_target_of_a_link_is_not_hidden_by_the_header(contexts, address, look):
    page, _ = visit(contexts[look], address, "book/droplet.html")
    header = page.locator(".bd-header-article").bounding_box()
    for id in page.evaluate(
        "[...document.querySelectorAll('article [id]:not(svg *)')].map(part => part.id).slice(0, 60)"
    ):
        page.evaluate("id => { location.hash = ''; location.hash = id; }", id)
        page.wait_for_function("new Promise(requestAnimationFrame)")
        top, end = page.evaluate(
            "id => [document.getElementById(id).getBoundingClientRect().top, scrollY + innerHeight + 2 >= document.documentElement.scrollHeight]",
            id,
        )
        assert end or top >= header["height"] - 1, (id, top)
    page.close()


@pytest.mark.parametrize("width", [390, 820, 1300])
def test_the_sidebar_opens_and_closes_again(browser, address, width):
    context = new_context(browser, "wide", viewport={"width": width, "height": 1000})
    page, _ = visit(context, address, "book/droplet.html")
    link = page.locator(
        ".bd-sidebar-primary a[href='plateau.html'], dialog a[href='plateau.html']"
    ).first
    on_screen = lambda: link.is_visible() and link.bounding_box()["x"] + 50 > 0
    shown = on_screen()
    toggle = page.locator("button.primary-toggle").first
    toggle.click()
    page.wait_for_timeout(500)
    assert on_screen() != shown
    page.keyboard.press("Escape") if not shown else toggle.click()
    page.wait_for_timeout(500)
    assert on_screen() == shown
    context.close()


def test_nothing_scrolls_that_is_whole(wide, address):
    """No box has a scrollbar for the sake of a few pixels."""
    page, _ = visit(wide, address, "book/plateau.html")
    needless = page.evaluate("""[...document.querySelectorAll("article *")].filter(box => {
        const { overflowX, overflowY } = getComputedStyle(box);
        const [more, below] = [box.scrollWidth - box.clientWidth, box.scrollHeight - box.clientHeight];
        return box.clientWidth && ((/auto|scroll/.test(overflowX) && more > 0 && more < 8) ||
            (/auto|scroll/.test(overflowY) && below > 0 && below < 8));
    }).map(box => box.outerHTML.slice(0, 120))""")
    assert needless == []
    page.close()


def test_a_link_shows_what_it_leads_to(browser, address):
    """By mouse, keyboard and touch; Escape takes it away."""
    context = new_context(browser, "wide")
    page, watch = visit(context, address, "book/equations.html")
    page.goto(f"{address}/book/differences.html", wait_until="load")
    link = page.locator("table.ledger a[href*='#ledger-eq-']").first
    link.hover()
    tip = page.locator("[role=tooltip]")
    tip.locator("mjx-container, p").first.wait_for()
    assert link.get_attribute("aria-describedby") == "tip"
    box = tip.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1300
    page.keyboard.press("Escape")
    tip.wait_for(state="detached")
    page.goto(f"{address}/book/plateau.html", wait_until="load")
    number = page.locator("article p a[href*='#num-']").first
    number.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    tip.wait_for()
    assert "printed" in tip.inner_text()
    assert watch.complaints == []
    context.close()
    context = new_context(browser, "phone")
    page, _ = visit(context, address, "book/plateau.html")
    before = page.url
    number = page.locator("article p a[href*='#num-']").first
    number.tap()
    page.locator("[role=tooltip]").wait_for()
    assert page.url == before
    number.tap()
    page.wait_for_url("**/numbers.html#num-*")
    context.close()


@pytest.mark.parametrize(
    "path",
    [
        "droplet",
        *(pytest.param(page, marks=pytest.mark.slow) for page in ("ripplons", "scattering")),
    ],
)
def test_a_moving_picture_can_be_stopped(browser, address, path):
    context = new_context(browser, "wide")
    page, _ = visit(context, address, f"book/{path}.html")
    image = page.locator(".tag_moving img")
    page.get_by_role("button", name="Pause", exact=True).click()
    assert image.get_attribute("src").endswith(".svg#still")
    page.get_by_role("button", name="Play", exact=True).click()
    assert image.get_attribute("src").endswith(".svg")
    context.close()
    context = new_context(browser, "wide", reduced_motion="reduce")
    page, _ = visit(context, address, f"book/{path}.html")
    assert page.locator(".tag_moving img").get_attribute("src").endswith(".svg#still")
    assert page.locator(".pause").count() == 0
    context.close()


def test_editing_a_cell_says_first_what_it_loads(wide, address):
    page, _ = visit(wide, address, "book/droplet.html")
    said = []

    def refuse(dialog):
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    cell = page.locator("div.cell", has_text='assume("lindemann').first
    cell.hover()
    cell.get_by_role("button", name="Edit this cell").click()
    page.wait_for_timeout(200)
    assert re.search(r"\b51 MB\b", said[0])
    assert page.locator("html[data-live]").count() == 0
    page.close()
