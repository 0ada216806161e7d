"""What the site says of itself to readers, search engines and shared links."""

import io
import json
import sys
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import yaml
from bs4 import BeautifulSoup
from docutils import nodes
from PIL import Image
from references import ROOT, pages

sys.path.append(str(ROOT / "book" / "_ext"))
import printed
import publication
import sharing

PAGES = sorted((ROOT / "book").glob("*.md"))


# ---- from CITATION.cff


def test_the_book_names_the_authors_and_addresses_of_the_citation(tmp_path):
    app = SimpleNamespace(confdir=tmp_path)
    citation = {
        "authors": [{"given-names": "A.", "family-names": "B"}, {"name": "We"}],
        "repository-code": "https://code",
        "url": "https://book",
        "doi": "10.1/2",
    }
    (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(citation), encoding="utf-8")
    config = SimpleNamespace(html_context={})
    publication.read(app, config)
    assert (config.author, config.html_baseurl) == ("A. B and We", "https://book/")
    assert config.html_context == {
        "code_address": "https://code",
        "edition_doi": "10.1/2",
        "report_address": "https://code/issues",
    }


def test_the_book_offers_the_pdfs_where_they_were_made(tmp_path):
    app = SimpleNamespace(confdir=tmp_path)
    config = SimpleNamespace(html_context={}, html_extra_path=[])
    publication.add_printed(app, config)
    assert config.html_context == {"printed": []} and config.html_extra_path == []
    folder = tmp_path / publication.PRINTED / "pdf"
    folder.mkdir(parents=True)
    (folder / "droplet.pdf").touch()
    publication.add_printed(app, config)
    assert config.html_extra_path == [publication.PRINTED]
    assert config.html_context == {"printed": ["droplet"]}


# ---- descriptions


@pytest.fixture(scope="module")
def heads(site):
    pages = {
        path.stem: (site / "book" / f"{path.stem}.html").read_text(encoding="utf-8")
        for path in PAGES
    }
    return {
        name: BeautifulSoup(text.partition("<body")[0], "html.parser")
        for name, text in pages.items()
    }


def content(head, kind, name):
    found = head.select(f'meta[{kind}="{name}"]')
    return [tag["content"] for tag in found]


def test_every_page_has_one_title_and_one_description_of_its_own(heads):
    described = {}
    for name, head in heads.items():
        (title,) = content(head, "property", "og:title")
        assert title and head.title.get_text().startswith(title.replace("\\", "")), name
        found = content(head, "name", "description")
        assert len(found) <= 1
        if found:
            assert 60 < len(found[0]) <= sharing.LENGTH + 2 and "{" not in found[0], name
            assert content(head, "property", "og:description") == found
            described[name] = found[0]
    assert len(set(described.values())) == len(described) >= len(heads) - 5


def test_structured_data_say_what_a_page_is(heads):
    for name, head in heads.items():
        (script,) = head.select('script[type="application/ld+json"]')
        said = json.loads(script.string)
        assert said["@type"] == ("Course" if name == "coursework" else "ScholarlyArticle")
        assert [said["name"]] == content(head, "property", "og:title")
        assert said["isBasedOn"] == "https://doi.org/10.48550/arXiv.cond-mat/0506708"


def test_a_description_is_whole_sentences_or_words():
    assert sharing.shortened("Short.") == "Short."
    assert sharing.shortened("a" * 150 + ". " + "b" * 100) == "a" * 150 + "."
    assert sharing.shortened("word " * 60).endswith("word …")
    text = nodes.paragraph(
        "", "The size is ", nodes.math("", r"\\xi"), nodes.raw("", "<b>", format="html")
    )
    assert sharing.plain(text) == "The size is xi"


# ---- pictures

try:
    import cairosvg  # noqa: F401
except OSError:
    cairo = pytest.mark.skip("the library cairo is not installed")
else:
    cairo = pytest.mark.filterwarnings("default")

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="60pt" height="40pt" viewBox="0 0 60 40">'
    '<rect width="60" height="40" fill="#0072b2"/></svg>'
)


@cairo
@pytest.mark.parametrize("svg", [SVG, SVG.replace('width="60pt"', 'width="600pt"')])
def test_a_picture_shows_the_whole_figure_on_white(svg):
    drawn = Image.open(io.BytesIO(sharing.png(svg))).convert("RGB")
    assert drawn.size == sharing.SIZE and drawn.getpixel((0, 0)) == (255, 255, 255)
    middle = drawn.getpixel((600, 315))
    assert max(abs(a - b) for a, b in zip(middle, (0, 0x72, 0xB2), strict=True)) <= 3


@cairo
def test_what_moves_in_a_figure_is_not_in_its_picture():
    moving = SVG.replace(
        "</svg>",
        '<g id="still" class="still"></g><g class="moving">'
        '<rect width="60" height="40" fill="#fff"/></g></svg>',
    )
    assert sharing.png(moving) == sharing.png(SVG)


@cairo
@pytest.mark.parametrize("base", ["", "https://host/path/"])
def test_the_address_of_a_picture_is_a_full_one_where_the_public_one_is_known(tmp_path, base):
    (tmp_path / "drawn.svg").write_text(SVG, encoding="utf-8")
    app = SimpleNamespace(
        srcdir=tmp_path,
        outdir=tmp_path,
        builder=SimpleNamespace(images={"drawn.svg": "abc.svg"}),
        config=SimpleNamespace(html_baseurl=base),
    )
    lead = nodes.container("", nodes.image(uri="../_images/abc.svg", alt="A blue field."))
    page = nodes.section("", lead)
    path_to = lambda name, _: f"../{name}"
    assert sharing.draw(app, "book/x", page, path_to) == {}  # not a key figure
    lead["classes"] = ["key-figure"]
    said = sharing.draw(app, "book/x", page, path_to)
    assert said["og:image"] == (base or "../") + "pictures/x.png"
    assert said["og:image:alt"] == "A blue field."
    assert (tmp_path / "pictures" / "x.png").exists()


@cairo
def test_every_chapter_has_a_picture(heads, site):
    base = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8")).get("url", "")
    have = {page.stem for page in pages()}
    for name, head in heads.items():
        found = content(head, "property", "og:image")
        if name not in have:
            assert found == [], name
            continue
        assert found == [(base and base.rstrip("/") + "/" or "../") + f"pictures/{name}.png"]
        picture = Image.open(site / "pictures" / f"{name}.png")
        assert picture.size == sharing.SIZE and len(picture.convert("RGB").getcolors()) > 10
        assert len(content(head, "property", "og:image:alt")[0]) >= 40


# ---- print


@pytest.mark.parametrize(
    "text, rows",
    [
        ("a  b\n1  2", [["a", "b"], ["1", "2"]]),
        ("a b  c\n1    2 3", [["a b", "c"], ["1", "2 3"]]),
        ("a  b  c\n1\n", [["a", "b", "c"], ["1", "", ""]]),
        ("a  b", None),  # no rows
        ("one line of words\nand another", None),
        ("a  b\nlonger than its column", None),
        ("", None),
    ],
)
def test_the_columns_of_a_printed_table_are_found(text, rows):
    assert printed.columns(text) == rows


def test_the_columns_of_a_printed_table_hold_their_longest_words():
    columns = [["a", "9.03e-09"], ["words", "so many words that they fill several lines " * 3]]
    number, words = printed.column_widths(columns, printed=True)
    assert number == len("9.03e-09") + printed.BETWEEN and number + words == printed.LINE
    long_name = [["transverse_over_longitudinal"], ["x " * 200]]
    assert printed.column_widths(long_name, printed=True)[0] >= len("longitudinal")
    many = [["a" * 9]] * 20  # wider than the line: each as wide as it must be
    assert printed.column_widths(many, printed=True) == [9 + printed.BETWEEN] * 20


def test_columns_of_words_are_as_wide_as_what_they_say():
    short, long = ["a" * 30] * 4, ["b" * 30] * 3 + ["b" * 300]
    one, other = printed.column_widths([short, long], printed=False)
    assert one < other < 3 * one
    assert printed.column_widths([["x"], long], printed=False) == [8, 40]


# ---- what needs the public address


def test_a_site_without_an_address_has_no_sitemap_and_one_with_it_lists_every_page(tmp_path):
    app = SimpleNamespace(
        outdir=tmp_path,
        builder=SimpleNamespace(name="html"),
        config=SimpleNamespace(html_baseurl=""),
        env=SimpleNamespace(found_docs={"book/a", "book/b&c"}),
    )
    sharing.write_sitemap(app, None)
    assert list(tmp_path.iterdir()) == []
    app.config.html_baseurl = "https://host/path/"
    sharing.write_sitemap(app, None)
    places = ElementTree.parse(tmp_path / "sitemap.xml").findall(".//{*}loc")
    assert [place.text for place in places] == [
        "https://host/path/book/a.html",
        "https://host/path/book/b&c.html",
    ]


def test_the_page_for_missing_addresses_leads_to_the_book_from_anywhere(site, context, address):
    page = context.new_page()
    text = (site / "404.html").read_text(encoding="utf-8")
    page.route(
        "**/missing*", lambda route: route.fulfill(status=404, body=text, content_type="text/html")
    )
    for place in ("", "book/", "notebooks/deep/"):
        page.goto(f"{address}/{place}missing.html")
        assert page.locator("#first").evaluate("link => link.href") == f"{address}/"
