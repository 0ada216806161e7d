"""Every chapter in the browser's Python, run by node: each number is the book's, to the digits that are printed."""

import json
import re
import subprocess
from decimal import Decimal
from importlib.metadata import version
from itertools import zip_longest

import pytest
from helpers import DECIMAL, MIRROR, SETTINGS
from references import ROOT, code_cells, pages, reference
from test_live import kept, text

PROSE = re.compile(r"\{glue:text\}`(\w+):([^`]*)`")


def same(book, live):
    """Whether two texts are the same but for one unit in the last digit of their decimal numbers."""
    if DECIMAL.sub("#", book) != DECIMAL.sub("#", live):
        return False
    pairs = [
        (Decimal(a), Decimal(b))
        for a, b in zip(DECIMAL.findall(book), DECIMAL.findall(live), strict=False)
    ]
    return all(
        abs(a - b) <= Decimal(1).scaleb(min(a.as_tuple().exponent, b.as_tuple().exponent))
        for a, b in pairs
    )


@pytest.mark.parametrize("live", ["x = 1.234", "x = 1.235", "x = 1.233"])
def test_the_last_digit_may_differ_by_one(live):
    assert same("x = 1.234", live)


@pytest.mark.parametrize(
    "book, live",
    [
        ("1.234", "1.236"),
        ("1.2e-5", "1.4e-5"),
        ("1.2e5", "1.2e6"),
        ("7 beads", "8 beads"),
        ("agrees", "+5 %"),
        ("0.3", "0.2998"),
        ("1.0", "-1.0"),
        ("1.0", "1.00000002"),
    ],
)
def test_nothing_else_may(book, live):
    assert not same(book, live)


@pytest.fixture(scope="module")
def run(site):
    """Run the cells of a page in the browser's Python; return what each gave."""
    if not (MIRROR / "ready").exists():
        pytest.fail("there is no mirror of Python: run `make mirror` first")
    wheels = [
        *(site / "_static" / "live" / f"{name}.zip" for name in SETTINGS["pure"]),
        *site.glob("*.whl"),
    ]
    command = [
        "node",
        ROOT / "tests" / "live_numbers.mjs",
        MIRROR,
        ROOT / "live" / "runner.py",
        ",".join(SETTINGS["packages"]),
        *wheels,
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as node:

        def run(codes, forms):
            node.stdin.write(json.dumps({"codes": codes, "forms": forms}) + "\n")
            node.stdin.flush()
            return json.loads(node.stdout.readline())

        yield run


@pytest.mark.slow
def test_packages_without_compiled_code_are_those_of_the_book(run):
    code = "\n".join(f"import {name}\nprint({name}.__version__)" for name in SETTINGS["pure"])
    (cell,) = run([code], {})
    assert "".join(output["text"] for output in cell["outputs"]).split() == [
        version(name) for name in SETTINGS["pure"]
    ]


def prose(page):
    """The names of the numbers in the text of a page, and the formats in which they stand there."""
    forms = {}
    for name, form in PROSE.findall(page.read_text(encoding="utf-8")):
        forms.setdefault(name, set()).add(form)
    return {name: sorted(of) for name, of in forms.items()}


def glued(cell, forms):
    """The numbers that a cell of a reference notebook hands to the text, as they stand there."""
    found = {}
    for output in cell.outputs:
        name = output.get("metadata", {}).get("scrapbook", {}).get("name")
        if name in forms:
            value = float(output.data["application/papermill.record/text/plain"])
            found[name] = {form: format(value, form) for form in forms[name]}
    return found


def with_pasted(table):
    """The cells of the resonator that a reader needs, with another table between the quotation marks."""
    cells = code_cells(ROOT / "book" / "resonator.md")
    (paste,) = [cell for cell in cells if "pasted = r'''" in cell]
    before, _, after = paste.split("'''")
    at = cells.index(paste)
    return [cells[0], f"{before}'''\n{table}'''{after}", *cells[at + 1 : at + 3]]


@pytest.mark.slow
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_of_ones_own_is_fitted_in_the_browser(run, mark):
    lines = ["T (mK);Q;df (Hz)", "50;1,52E+06;0", "100;1,6e6;-900", "200;2e6;-300", "400;3e6;2100"]
    table = "\n".join(lines).replace(",", "." if mark == "," else ",").replace(";", mark)
    ran = run(with_pasted(table), {})
    assert ran[-1]["error"] is None
    assert "4 measurements from 0.05 to 0.4 K" in str(ran[1]["outputs"])
    (fits,) = [output["html"] for output in ran[2]["outputs"] if "html" in output]
    assert "strength C times filling factor" in fits and "other loss" in fits
    assert any("svg" in output for output in ran[3]["outputs"])


@pytest.mark.slow
def test_a_table_that_cannot_be_read_gets_one_line_in_the_browser(run):
    ran = run(with_pasted("T_K,Q\n0.1,1.5e6\n0.2,n/a\n"), {})
    assert ran[-1]["error"] == "line 3, column 2 (Q): a number was expected, got 'n/a'"


@pytest.mark.slow
@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_a_chapter_has_the_same_numbers_in_the_browser(run, page):
    cells = [cell for cell in reference(page).cells if cell.cell_type == "code"]
    forms = prose(page)
    ran = run([cell.source for cell in cells], forms)
    assert ran[-1]["error"] is None, f"cell {len(ran)}: {ran[-1]['error']}"
    differ = []
    for number, (cell, there) in enumerate(zip(cells, ran, strict=True), 1):
        book, outputs = kept(cell), there["outputs"]
        assert not [output for output in outputs if output.get("stream") == "stderr"], number
        live = {
            "printed": ["".join(output["text"] for output in outputs if "stream" in output)],
            "latex": [output["latex"].strip("$") for output in outputs if "latex" in output],
            "html": [text(output["html"]) for output in outputs if "html" in output],
            "plain": [
                output["plain"]
                for output in outputs
                if "plain" in output and not {"latex", "html"} & output.keys()
            ],
        }
        book["printed"] = [book["printed"]]
        for output in outputs:
            if "glue" in output and output["texts"]:
                live[output["glue"]] = list(output["texts"].values())
        for name, texts in glued(cell, forms).items():
            book[name] = [texts[form] for form in forms[name]]
        assert sum("svg" in output for output in outputs) == book.pop("pictures"), number
        assert book.keys() == live.keys(), number
        for kind, texts in book.items():
            assert len(texts) == len(live[kind]), (number, kind)
            lines = [
                pair
                for a, b in zip(texts, live[kind], strict=False)
                for pair in zip_longest(a.split("\n"), b.split("\n"), fillvalue="")
            ]
            differ += [
                f"cell {number}, {kind}:\n  book {a}\n  live {b}"
                for a, b in lines
                if not same(a, b)
            ]
    assert not differ, "\n".join(differ)
