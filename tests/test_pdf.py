"""The book as a PDF, as `make pdf` leaves it: nothing is missing, too wide or drawn with another font."""

import re
import sys
from functools import cache

import nbformat
import pytest
from references import ROOT

sys.path.append(str(ROOT / "book" / "_ext"))
import printed

pytestmark = pytest.mark.slow

FOLDER = ROOT / "_build" / "pdf"
NAME = "low-temperature-glasses"
PRINTED = FOLDER / "site" / "pdf"
WIDEST = 5  # pt beyond the margin


@pytest.fixture(scope="module")
def reader():
    pypdf = pytest.importorskip("pypdf")
    if not (PRINTED / f"{NAME}.pdf").exists():
        pytest.skip("there is no PDF: run `make pdf` first")
    return pypdf.PdfReader(PRINTED / f"{NAME}.pdf")


@pytest.fixture(scope="module")
def log(reader):
    # TeX breaks the lines of its log at 79 bytes
    return (FOLDER / "tex" / f"{NAME}.log").read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def tex(reader):
    return (FOLDER / "tex" / f"{NAME}.tex").read_text(encoding="utf-8")


def test_tex_has_nothing_to_complain_of(log):
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert [points for points in wide if points > WIDEST] == []
    assert not re.findall(r"Missing character: .*|Float too large.*", log)
    assert not re.findall(r"^LaTeX Warning: .*(?:undefined|multiply).*", log, re.M)


def test_every_figure_is_a_vector_graphic_on_a_page(reader, tex, site):
    expected = sum(
        "image/svg+xml" in output.get("data", {})
        for path in (site / "notebooks").glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
    )
    drawn = [
        kind.get_object()["/Subtype"]
        for page in reader.pages
        for kind in page["/Resources"].get("/XObject", {}).values()
    ]
    assert expected > 50 and tex.count(r"\sphinxincludegraphics") == expected
    assert drawn == ["/Form"] * expected


@cache
def numbers():
    """The numbers of the paper's equations that the chapters show."""
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "book").glob("*.md"))
    return [number for text in sources for number in re.findall(r"\\tag\{(\w+)\}", text)]


def test_every_equation_has_its_number(reader, tex):
    assert sorted(re.findall(r"\\tag\{(\w+)\}\\end\{equation", tex)) == sorted(numbers())
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert [number for number in set(numbers()) if f"({number})" not in text] == []


def test_every_chapter_has_a_bookmark_and_a_page(reader):
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "book").glob("*.md")}
    named = re.findall(r"book/(\w+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))

    def flat(outline):
        for item in outline:
            yield from flat(item) if isinstance(item, list) else [item]

    marks = {mark.title.replace(" ", ""): mark for mark in flat(reader.outline)}
    for name in named:
        title = re.search(r"^# (.+)$", sources.get(name, ""), re.M)
        if name != "index" and title:
            words = title[1].replace("`", "").replace(" ", "")
            assert words in marks, title[1]
            page = reader.pages[reader.get_destination_page_number(marks[words])]
            assert len(page.extract_text().split()) > 5
    assert "Solutionsoftheexercises" in marks


def test_every_chapter_has_a_file_of_its_own_that_begins_with_its_title(reader):
    pypdf = pytest.importorskip("pypdf")
    pages = 0
    for path in PRINTED.glob("*.pdf"):
        if path.stem == NAME:
            continue
        source = ROOT / "book" / f"{path.stem}.md"
        chapter = pypdf.PdfReader(path)
        pages += len(chapter.pages)
        if source.exists() and path.stem != "index":
            title = re.search(r"^# (.+)$", source.read_text(encoding="utf-8"), re.M)[1]
            start = "".join(chapter.pages[0].extract_text().split())
            assert start.startswith("".join(title.replace("`", "").split())), path.name
    named = set(re.findall(r"book/(\w+)\b(?!/)", (ROOT / "_toc.yml").read_text(encoding="utf-8")))
    made = {path.stem for path in PRINTED.glob("*.pdf")}
    assert made == named - {"bibliography"} | {"solutions", NAME}
    assert (
        len(reader.pages) - 30 < pages < len(reader.pages)
    )  # without the title, contents and parts


def test_no_page_is_empty(reader):
    texts = [page.extract_text().split() for page in reader.pages]
    assert [number for number, words in enumerate(texts, 1) if len(words) < 2] == []


def test_fonts_are_embedded(reader):
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            font = font.get("/DescendantFonts", [font])[0].get_object()
            fonts[font["/BaseFont"]] = font["/FontDescriptor"].get_object()
    assert fonts
    for name, descriptor in fonts.items():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), name


def test_no_type_is_tiny(tex):
    assert "fontsize=\\tiny" not in tex


def test_a_wide_table_that_a_cell_prints_is_a_table_of_the_page(reader, tex):
    wide = [
        rows
        for path in (ROOT / "tests" / "reference").glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.output_type == "execute_result"
        for text in [output.data["text/plain"]]
        if max(map(len, text.splitlines())) > printed.SMALL and (rows := printed.columns(text))
    ]
    assert len(wide) > 10
    assert tex.count("\\begingroup\\footnotesize") == len(wide)
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Table 1" not in text  # they have no numbers
    squeezed = re.sub(r"[-‐\s]", "", text)
    for head, *_ in wide:
        for name in head:
            assert re.sub(r"[-‐\s]", "", name.replace("_", "")) in squeezed.replace("_", ""), name
