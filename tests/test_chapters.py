"""A page holds under other assumptions within their ranges, and says so in one line beyond them."""

import itertools
import math
import random
import re
import subprocess
import sys
from functools import cache

import jupytext
import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from references import ROOT, chapters, code_cells, computed, printed, reference

from glasslib import ledger
from glasslib.assumptions import as_printed
from glasslib.checks import InvalidArgument
from glasslib.headline import RESULTS, headline

matplotlib.use("Agg")

ASSUME = re.compile(
    r'assume\("(?P<name>\w+)", (?P<value>[\d.e]+), low=(?P<low>[\d.e]+), high=(?P<high>[\d.e]+)\)'
)
SHORT = ("droplet", "form_factor", "relaxation")  # in `make test`; the others in `make test-all`
CORNERS, DRAWN = (
    16,
    10,
)  # sets per page: corners of its ranges, drawn within them


def code(page):
    return "\n".join(code_cells(page))


def run(source):
    exec(compile(source, "page", "exec"), {})


def with_values(source, values):
    """The source with these values in its assumptions, in their order."""
    values = iter(values)
    return ASSUME.sub(
        lambda found: found[0].replace(f", {found['value']},", f", {next(values)!r},", 1), source
    )


def sets(page):
    """(name, values) to try: all lowest, all highest, other corners, and some from within the ranges."""
    ranges = [(float(found["low"]), float(found["high"])) for found in ASSUME.finditer(code(page))]
    rng = random.Random(f"{page.stem}, 2004")
    corners = (
        list(itertools.product(*ranges))
        if len(ranges) < 12
        else [[rng.choice(ends) for ends in ranges] for _ in range(4 * CORNERS)]
    )
    ends = [[low for low, _ in ranges], [high for _, high in ranges]]
    others = [corner for corner in corners if list(corner) not in ends]
    within = [[rng.uniform(low, high) for low, high in ranges] for _ in range(DRAWN)]
    yield from zip(("low", "high"), ends, strict=False)
    yield from ((f"drawn{i}", values) for i, values in enumerate(within))
    yield from (
        (f"corner{i}", values)
        for i, values in enumerate(rng.sample(others, min(CORNERS - 2, len(others))))
    )


def trials():
    for page in chapters():
        for name, values in sets(page) if ASSUME.search(code(page)) else ():
            yield pytest.param(
                page,
                values,
                marks=() if name == "drawn0" and page.stem in SHORT else pytest.mark.slow,
                id=f"{page.stem}-{name}",
            )


@pytest.mark.parametrize("page, values", list(trials()))
def test_a_page_holds_under_other_assumptions(page, values, capsys, monkeypatch):
    """Every figure can be drawn, with numbers in it; no printed line holds what is not a number, and the text none that has changed."""
    drawn = []
    monkeypatch.setattr(plt, "show", lambda: drawn.append(plt.gcf()))
    source = with_values(code(page), values)
    run(source)
    for figure in drawn:
        for axes in figure.axes:
            for line in axes.lines:
                assert np.isfinite(np.asarray(line.get_ydata(), dtype=float)).all()
            for patches in axes.collections + axes.images:
                if patches.get_array() is not None:
                    assert np.isfinite(np.ma.compressed(patches.get_array())).all()
        figure.canvas.draw()
    plt.close("all")
    assert len(drawn) == source.count("plt.show()")
    now = capsys.readouterr().out
    assert not re.search(r"\b(nan|inf)\b", now)
    changed = [line for line in printed(reference(page)) if line not in now.splitlines()]
    assert changed, "nothing follows the assumptions"
    computed = [float(number) for line in changed for number in NUMBER.findall(line)]
    assert [text for text in typed(page) if any(same(text, value) for value in computed)] == []


@pytest.mark.parametrize("page", chapters(), ids=lambda page: page.stem)
def test_exercises_have_solutions_that_run(page):
    text = page.read_text(encoding="utf-8")
    asked = re.findall(r"^:{3,}\{exercise\}.*\n:label: (\S+)$", text, re.M)
    solved = re.findall(
        r"^```\{solution-start\} (\S+)\n(.*?)^```\{solution-end\}", text, re.M | re.S
    )
    assert len(asked) >= 2 and [label for label, _ in solved] == asked
    assert all("```{code-cell}" in answer for _, answer in solved)


# ---- numbers that stand in the text as such

NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w])")
PERCENT = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?= %)")
NOT_PROSE = (
    re.compile(
        r"^(:{3,}|`{3,})\{admonition\} As printed.*?^\1\s*$", re.M | re.S
    ),  # quotes the paper
    re.compile(
        r"^(:{3,}|`{3,})\{(?:exercise|solution)\}.*?^\1\s*$", re.M | re.S
    ),  # has numbers of its own
    re.compile(r"\$\$.*?\$\$|\$[^$]*\$", re.S),
    re.compile(r"\{[\w:-]+\}`[^`]*`|`[^`]*`"),  # what is glued, linked or code
    re.compile(r"\[[^\]]*\]\([^)]*\)"),
    re.compile(r"^\*.*\*$|^\([\w.-]+\)=$", re.M),  # which part of the paper, and targets
    re.compile(
        r"(?:Equation|Figure|Section|Appendix|footnote)s? [AB]?\d+(?:(?:, | and | to )[AB]?\d+)*"
    ),
)


def typed(page):
    """Numbers of two digits or more, and percentages, in the text of a page, but for the paper's own."""
    printed = [entry["printed"] for entry in ledger.load("numbers").values()]
    text = "\n\n".join(
        cell.source for cell in jupytext.read(page).cells if cell.cell_type == "markdown"
    )
    for pattern in NOT_PROSE:
        text = pattern.sub(" ", text)
    found = set()
    for kind, fewest in ((NUMBER, 2), (PERCENT, 1)):
        own = {float(number) for line in printed for number in kind.findall(line)}
        found |= {
            number
            for number in kind.findall(text)
            if digits(number) >= fewest and float(number) not in own
        }
    return sorted(found)


def digits(number):
    return len(number.partition("e")[0].replace(".", "").lstrip("0"))


def same(number, value):
    """Whether a number in the text is this value, or its percentage, as far as it is written out."""
    return any(
        float(f"{one:.{digits(number) - 1}e}") == float(number) for one in (value, 100 * value)
    )


def test_a_typed_number_would_be_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "---\njupytext: {formats: md:myst}\n---\nEquation 17, $x=1.23$, {glue:text}`x:.2f` and 159 wavelengths, 7 %, 25 %.\n",
        encoding="utf-8",
    )
    assert typed(page) == ["159", "25", "7"]
    assert same("159", 159.4) and same("25", 0.2511) and not same("159", 160.1)


# ---- the results that other pages take up


@cache
def results():
    return headline(as_printed)


@pytest.mark.parametrize("name", RESULTS)
def test_a_headline_is_what_its_chapter_computes(name):
    result = RESULTS[name]
    in_chapter = computed(reference(ROOT / "book" / f"{result.chapter}.md"))
    assert results()[name] == pytest.approx(
        in_chapter[result.claim or result.glue_name], rel=1e-9, abs=0
    )


MEASURED = [  # a result, and what a chapter tells of the same: one number, or the factors of it
    ("boson_peak_T", "bump", ["measured_K"]),
    ("boson_peak_T_friction", "bump", ["measured_K"]),
    ("boson_peak_height", "bump", ["short", "bump_height"]),
    ("boson_peak_height_friction", "bump", ["short", "bump_height"]),
    ("plateau_onset_T", "plateau", ["half_measured"]),
    ("plateau_min_slope", "plateau", ["slope"]),
]


@pytest.mark.parametrize("name, chapter, glue_names", MEASURED)
def test_what_is_measured_is_what_the_chapter_reads_off(name, chapter, glue_names):
    in_chapter = computed(reference(ROOT / "book" / f"{chapter}.md"))
    assert RESULTS[name].measured == pytest.approx(
        math.prod(in_chapter[glue_name] for glue_name in glue_names), rel=0.02
    )


@pytest.mark.parametrize("page", chapters(), ids=lambda page: page.stem)
def test_every_assumption_is_within_its_range_and_refused_beyond(page):
    first = "\n".join(code_cells(page)[:2])  # imports, and where they all are
    for found in ASSUME.finditer(first):
        low, value, high = (float(found[key]) for key in ("low", "value", "high"))
        assert low < value < high
        beyond = first.replace(
            found[0], found[0].replace(f", {found['value']},", f", {1.01 * high},", 1)
        )
        with pytest.raises(InvalidArgument, match=f"^{found['name']} must lie in ") as refused:
            run(beyond)
        assert len(refused.value._render_traceback_()) == 1


@pytest.mark.parametrize("page", chapters(), ids=lambda page: page.stem)
def test_assumptions_stand_in_the_second_cell(page):
    imports, assumptions, *others = code_cells(page)
    # a page that takes a glass has its inputs there
    assert ('"rho":' if page.stem == "own_glass" else "= assume(") in assumptions
    assert not any("= assume(" in cell for cell in (imports, *others))


def test_a_notebook_shows_one_line_for_an_assumption_out_of_range(tmp_path):
    """As IPython shows it, not only as the exception says."""
    script = tmp_path / "page.ipy"
    script.write_text(
        'from glasslib.page import assume\nassume("lindemann_ratio", 0.5, low=0.05, high=0.2)\n',
        encoding="utf-8",
    )
    shown = subprocess.run(
        [sys.executable, "-m", "IPython", "--colors=nocolor", str(script)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert shown.returncode != 0
    assert (
        shown.stdout.strip().splitlines()[-1] == "lindemann_ratio must lie in [0.05, 0.2], got 0.5"
    )
    assert "Traceback" not in shown.stdout
