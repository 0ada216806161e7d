"""What the tests of live cells share: a reader's hands."""

from references import ROOT, reference


def codes_of(name):
    return [
        cell.source.rstrip()
        for cell in reference(ROOT / "book" / f"{name}.md").cells
        if cell.cell_type == "code"
    ]


def state(page, *wanted):
    """Wait until Live has come to one of these; return what the status line says."""
    # a strict policy forbids `wait_for_function`
    states = ", ".join(f"[data-live={name}]" for name in wanted)
    page.locator(f"html:is({states})").wait_for(state="attached")
    return page.locator(".live-status").inner_text()


def go_live(context, address, name, *wanted):
    page = context.new_page()
    page.goto(f"{address}/book/{name}.html", wait_until="networkidle")
    page.locator(".live-start").click()
    state(page, *(wanted or ("ready",)))
    return page


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def unfold(page, number):
    """The editor of a cell, visible."""
    page.evaluate(
        "n => document.querySelectorAll('div.cell')[n].querySelector('details')?.setAttribute('open', '')",
        number - 1,
    )
    return page.get_by_role("textbox", name=f"Code of cell {number}", exact=True)


def write(page, number, code):
    """Replace a cell's code by hand: all marked, then typed over."""
    editor = unfold(page, number)
    editor.scroll_into_view_if_needed()
    editor.focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(code)
