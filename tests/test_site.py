"""The built site, as files: what it links to, what it shows to those who cannot see, what lies beside it."""

import re
import zipfile
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from bs4 import BeautifulSoup
from references import ROOT, chapters, pages

from glasslib import __version__, ledger

PAGES = sorted(path.stem for path in (ROOT / "book").glob("*.md"))
CHAPTERS = [page.stem for page in pages()]


@pytest.fixture(scope="module")
def html(site):
    """Every page of the site, parsed, by its path."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(
            path.read_text(encoding="utf-8"), "html.parser"
        )
        for path in site.rglob("*.html")
        if "_static" not in path.parts
    }


def test_every_page_is_there(html):
    assert {f"book/{name}.html" for name in PAGES} <= html.keys()


def test_nothing_is_loaded_from_elsewhere(html):
    for path, page in html.items():
        for tag in page.find_all(["script", "link", "img", "iframe", "source"]):
            address = tag.get("src") or tag.get("href") or ""
            if tag.get("rel") == ["canonical"]:
                continue  # the page's own address
            assert not urlsplit(address).netloc, f"{path}: {address}"
        for script in page.select('script:not([type="application/ld+json"])'):  # which is data
            assert not re.search(r"https?://", script.string or ""), path


def test_no_formula_holds_a_role_as_it_is_written(html):
    """Within a formula, a role of the text is not read."""
    for path, page in html.items():
        for formula in page.select(".math"):
            assert "{glue" not in formula.get_text(), path


def test_every_link_within_the_site_leads_somewhere(html, site):
    ids = {path: {part["id"] for part in page.select("[id]")} for path, page in html.items()}
    for path, page in html.items():
        here = site / path
        for link in page.select("a[href]"):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            target = (here.parent / unquote(parts.path)).resolve() if parts.path else here
            assert target.exists(), f"{path}: {link['href']}"
            if parts.fragment and target.suffix == ".html":
                there = ids[target.relative_to(site.resolve()).as_posix()]
                assert unquote(parts.fragment) in there, f"{path}: {link['href']}"


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_figure_is_there_and_can_be_told(html, name):
    source = (ROOT / "book" / f"{name}.md").read_text(encoding="utf-8")
    images = html[f"book/{name}.html"].select("article .cell_output img")
    assert len(images) == source.count("plt.show()") + source.count("display(SVG(")
    for image in images:
        caption = image.find_parent("figure").find("figcaption").get_text()
        assert len(image["alt"]) >= 40 and image["alt"] not in caption
        assert image["src"].endswith(".svg")
        assert ("of the paper, redrawn" in caption) != ("our figure, not in the paper" in caption)


@pytest.mark.parametrize("name", [page.stem for page in chapters()])
def test_a_chapter_opens_with_its_key_figure_and_its_result(html, name):
    article = html[f"book/{name}.html"].find("article")
    lead, short = article.select_one("div.key-figure"), article.select_one(".in-short")
    assert lead.find_next_sibling() is short
    goals = next(part for part in article.find_all("p") if "By the end you can" in part.get_text())
    assert short.sourceline < goals.sourceline < article.select_one("div.cell").sourceline
    target = article.find(id=lead.find("a")["href"].removeprefix("#"))
    assert target.find("img")["src"] == lead.find("img")["src"]
    sentences = re.findall(r"[.?](?:\s|$)", short.get_text().strip())
    assert 2 <= len(sentences) <= 5


def test_equations_and_figures_have_permanent_anchors(html):
    for name, prefix in (("equations", "eq"), ("figures", "fig")):
        for id, entry in ledger.load(name).items():
            assert html[f"book/{entry['chapter']}.html"].find(id=f"{prefix}-{id}".lower()), id


def test_only_the_papers_equations_are_numbered(html):
    for name in CHAPTERS:
        page = html[f"book/{name}.html"]
        tags = re.findall(r"\\tag\{(\w+)\}", page.get_text())
        assert tags == [
            id
            for id, entry in ledger.load("equations").items()
            if entry["chapter"] == name and re.fullmatch(r"[AB]?\d+", id)
        ]
        assert not page.select(".eqno, figure .caption-number, table .caption-number")


def test_every_entry_has_its_place_in_the_ledger_pages(html):
    for name, prefix in (("equations", "ledger-eq"), ("numbers", "num"), ("figures", "ledger-fig")):
        page = html[f"book/{name}.html"]
        rows = [row["id"] for row in page.select(f'table.ledger tbody tr[id^="{prefix}-"]')]
        assert sorted(rows) == sorted(f"{prefix}-{id}" for id in ledger.load(name))


def test_the_page_of_equations_shows_each_of_them(html):
    page = html["book/equations.html"]
    shown = {
        row["id"].removeprefix("ledger-eq-"): row.select_one("div.math").get_text()
        for row in page.select("table.ledger tr[id]")
        if row.select_one("div.math")
    }
    assert {id for id in ledger.load("equations") if re.fullmatch(r"[AB]?\d+", id)} <= shown.keys()
    assert "F^\\ddagger" in shown["7"] and "\\tag" not in page.get_text()
    assert page.select_one("script[src*=mathjax]")


def test_a_verdict_in_the_ledger_is_the_one_that_the_chapter_computed(html):
    row = html["book/numbers.html"].find(id="num-II-5.8")
    assert "5.759: agrees" in row.get_text()
    assert row.find("a")["href"].startswith("droplet.html")


def links(element, page):
    """(page, anchor) of all links in a part of a page."""
    found = set()
    for link in element.select("a[href]"):
        parts = urlsplit(link["href"])
        found.add((parts.path or page, parts.fragment))
    return found


def test_derivation_function_and_verdict_are_two_clicks_from_each_equation(html):
    """From an equation in its chapter: one click to its function and to its row, a second to the difference."""
    for id, entry in ledger.load("equations").items():
        page = f"{entry['chapter']}.html"
        chapter, row = html[f"book/{page}"], ("equations.html", f"ledger-eq-{id}")
        beside = [
            links(block, page)
            for block in chapter.select("p.equation-links")
            if block.find("a").get_text() == f"Eq. {id}"
        ]
        assert len(beside) == 1 and row in beside[0], id
        in_row = links(html["book/equations.html"].find(id=row[1]), row[0])
        assert (page, f"eq-{id}".lower()) in in_row, id
        if "function" in entry:
            function = ("api.html", f"glasslib.{entry['function']}")
            assert function in beside[0] and function in in_row, id
            assert html["book/api.html"].find(id=function[1]), id
        if "class" in entry:
            assert ("differences.html", f"part-eq-{entry.get('under', id)}") in in_row, id


def test_every_difference_has_an_anchor_of_its_own_and_a_proof(html):
    page, expected = html["book/differences.html"], []
    for name, prefix in (("equations", "eq"), ("numbers", "num")):
        for id, entry in ledger.load(name).items():
            if "class" not in entry:
                continue
            ledger_row = (f"{name}.html", {"eq": f"ledger-eq-{id}", "num": f"num-{id}"}[prefix])
            row = page.find(
                id=f"part-eq-{entry['under']}" if "under" in entry else f"part-{prefix}-{id}"
            )
            assert ledger_row in links(row, "differences.html"), id
            if "under" not in entry:
                expected.append(row["id"])
                assert any(
                    path == f"{entry['chapter']}.html" for path, _ in links(row, "differences.html")
                ), id
    assert sorted(row["id"] for row in page.select("table.ledger tbody tr")) == sorted(expected)


def test_graver_differences_come_first(html):
    for table in html["book/differences.html"].select("table.ledger"):
        hangs = [
            row.select("td")[-1].get_text().partition(";")[0].strip()
            for row in table.select("tbody tr")
        ]
        order = ["a conclusion", "a number or a formula", "nothing that follows"]
        assert hangs == sorted(hangs, key=order.index) and hangs


def test_functions_link_to_their_equations(html):
    barrier = html["book/api.html"].find(id="glasslib.droplet.barrier").find_parent("dl")
    assert barrier.find("a", href="droplet.html#eq-7")


def test_every_page_leads_to_the_paper_the_license_a_citation_and_a_report(html):
    for name in PAGES:
        tools = html[f"book/{name}.html"].select_one(".page-tools")
        for address in ("https://arxiv.org/abs/", "https://doi.org/", ".whl", "#licenses"):
            assert tools.select_one(f'a[href*="{address}"]'), (name, address)
        cited = tools.select_one(".page-cite pre").get_text()
        assert cited.count("{") == cited.count("}") and __version__ in cited
        assert f"book/{name}" in tools.select_one(".report-error pre").get_text()
        assert tools.select_one(".report-error a[href$='#report-an-error']")


# ---- notebooks

MYST = re.compile(r"^\([\w.-]+\)=|\{[\w:-]+\}`|^:::|^```\{|^% |\]\(#", re.M)


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_notebook_reads_well_without_the_book(html, site, name):
    notebook = nbformat.read(site / "notebooks" / f"{name}.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert html[f"book/{name}.html"].select_one(
        f"a.notebook-link[href$='notebooks/{name}.ipynb'][download]"
    )
    (wheel,) = site.glob("*.whl")
    assert notebook.cells[1].source == f"%pip install --quiet ../{wheel.name} matplotlib ipywidgets"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not MYST.search(cell.source), cell.source
        else:
            assert cell.metadata.keys() <= {"tags"}
    pictures = sum(
        "image/svg+xml" in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )
    assert pictures == sum(
        "plt.show()" in cell.source or "SVG(" in cell.source
        for cell in notebook.cells
        if cell.cell_type == "code"
    )


def test_numbers_in_the_text_of_a_notebook_are_filled_in(site):
    text = (site / "notebooks" / "droplet.ipynb").read_text(encoding="utf-8")
    assert "So 191 beads move together, in a region 5.76 spacings wide." in text


def test_the_wheel_holds_what_glasslib_needs(site):
    (wheel,) = site.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    sources = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "glasslib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert sources <= names
