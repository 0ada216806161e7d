"""The assignments: sound, with nothing of their solutions in what is released, fairly compared."""

import re
import shutil

import nbformat
import numpy as np
import pytest
import sympy as sp
from bs4 import BeautifulSoup
from references import ROOT

from coursework import compare, source
from coursework.__main__ import main
from coursework.cheats import passing_cheats
from coursework.check import MAX_SCORE_FROM_OTHER_VARIANT, find_problems, only_glasslib_problems
from coursework.pages import write_pages
from coursework.release import release, release_nbgrader
from coursework.roster import read_roster
from coursework.scoring import score
from coursework.session import WorkerSession
from coursework.source import (
    BOOK_SEED,
    Assignment,
    SourceError,
    WrongAnswer,
    grade_id,
    names,
    role,
    solutions,
    strip_solutions,
)
from coursework.values import Axes, Line, WorkerError, parse_expression

SEED = "a teacher's own"


def total_points(notebook, answers):
    """Points, and most points, of what is not graded by hand."""
    with WorkerSession() as session:
        scores = score(notebook, answers, session)
    scores = [test for test in scores if test.points is not None]
    return sum(test.points for test in scores), sum(test.max_points for test in scores)


# ---- the assignments


@pytest.mark.parametrize("name", names())
def test_the_reference_gets_all_points_and_an_empty_submission_none(name):
    notebook = Assignment(name).instructor_notebook(SEED)
    by_machine = sum(
        cell.metadata.nbgrader.points for cell in notebook.cells if role(cell) == "test"
    )
    assert total_points(notebook, solutions(notebook))[0] == by_machine > 0
    assert total_points(notebook, dict.fromkeys(solutions(notebook), ""))[0] == 0


CHECKED_QUICKLY = ("few-quanta", "droplet-wall", "measured-glass")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in CHECKED_QUICKLY else pytest.mark.slow)
        for name in names()
    ],
)
def test_an_assignment_is_sound(name):
    assert find_problems(name) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_the_answers_to_no_variant_pass_in_another(name):
    assignment = Assignment(name)
    variants = range(len(assignment.variants))
    notebooks = [assignment.render_variant(number) for number in variants]
    for notebook in notebooks:
        for other in notebooks:
            if notebook is not other:
                points, max_points = total_points(notebook, solutions(other))
                assert points < MAX_SCORE_FROM_OTHER_VARIANT * max_points


def test_there_are_enough_for_a_course():
    sections = {Assignment(name).header["section"].partition(".")[0] for name in names()}
    assert 12 <= len(names()) <= 16 and sections == {"II", "III", "IV", "V", "VI"}


@pytest.mark.parametrize("name", names())
def test_the_line_below_a_title_says_what_the_header_says(name):
    """And so does the book's list."""
    header, released = Assignment(name).header, Assignment(name).student_notebook(SEED)
    title, line = released.cells[0].source.split("\n\n")[:2]
    cells = [cell for cell in released.cells if role(cell)]
    total = sum(cell.metadata.nbgrader.get("points", 0) for cell in cells)
    by_hand = sum(cell.metadata.nbgrader.points for cell in cells if role(cell) == "essay")
    section, minutes = header["section"], header["minutes"]
    assert line.startswith(
        f"*Assignment on Section {section} · {minutes} minutes · "
        f"{total} points, {by_hand} of them by hand · you need: ["
    )
    for link, page in re.findall(r"\[([^\]]+)\]\(\.\./([\w-]+\.md)\)", line):
        assert f"\n# {link}\n" in (ROOT / "book" / page).read_text(encoding="utf-8")
    listed = (ROOT / "book" / "coursework.md").read_text(encoding="utf-8")
    assert f"| {{doc}}`assignments/{name}` | {section}, {minutes} min |" in listed
    assert "You will" in released.cells[0].source and title.startswith("# ")


@pytest.mark.parametrize("name", names())
def test_no_line_of_an_assignment_is_wider_than_its_page(name):
    for number in range(len(Assignment(name).variants)):
        for cell in strip_solutions(Assignment(name).render_variant(number)).cells:
            lines = cell.source.splitlines() if cell.cell_type == "code" else []
            assert max(map(len, lines), default=0) <= 85, cell.source


# ---- an answer that is marked only_glasslib

GLASSLIB_ANSWER = """
def beads(timescale_ratio, lindemann_ratio):
    return droplet.mosaic_size(timescale_ratio, lindemann_ratio) ** 3
"""


@pytest.mark.parametrize(
    "code, problems",
    [
        (GLASSLIB_ANSWER, []),
        (
            "from glasslib import droplet as d\nimport numpy as np\n"
            "size = lambda p, l: d.mosaic_size(p, l)\n"
            "def beads(timescale_ratio, lindemann_ratio):\n    return np.power(size(timescale_ratio, lindemann_ratio), 3)",
            ["beads does not call glasslib"],
        ),
        (
            "def size(p, l):\n    return droplet.mosaic_size(p, l)\n"
            "def beads(timescale_ratio, lindemann_ratio):\n    return size(timescale_ratio, lindemann_ratio) ** 3",
            [],
        ),
        (
            "def beads(timescale_ratio, lindemann_ratio):\n    return 190.0",
            ["it does not call glasslib", "beads does not call glasslib"],
        ),
        (GLASSLIB_ANSWER + "x = N_star", ["N_star comes from another answer"]),
        (GLASSLIB_ANSWER + "x = sp.sqrt(2)", ["sp comes from sympy"]),
        (
            "def beads(timescale_ratio, lindemann_ratio):\n    return beads(timescale_ratio, lindemann_ratio)",
            ["it does not call glasslib", "beads does not call glasslib"],
        ),
    ],
)
def test_an_answer_marked_only_glasslib_calls_only_glasslib(code, problems):
    notebook = Assignment("droplet-wall").instructor_notebook(SEED)
    wrong = WrongAnswer("", "mosaic", code, ("test-mosaic",), only_glasslib=True)
    assert list(only_glasslib_problems(wrong, notebook, [])) == problems
    errors = ["AttributeError: no such function"] * 2
    failing = list(only_glasslib_problems(wrong, notebook, errors))
    assert failing == [f"it fails: {errors[0]}", *problems]


def test_check_finds_what_is_wrong_with_an_assignment(tmp_path, monkeypatch, capsys):
    """An answer marked only_glasslib that fails, one that does not call it, and a check for all."""
    folder = tmp_path / "droplet-wall"
    shutil.copytree(source.FOLDER / "droplet-wall", folder)
    monkeypatch.setattr(source, "FOLDER", tmp_path)
    path = folder / "wrong.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("droplet.mosaic_size", "droplet.no_such_size").replace(
        'says = "patience does not matter"', 'says = "a number"\nonly_glasslib = true'
    )
    path.write_text(text.replace('loses = ["test-mosaic"]', 'loses = ["test-top"]', 1))
    path = folder / "droplet-wall.md"
    text = path.read_text(encoding="utf-8")
    test = text.index("grade_id: test-slowing")
    text = text[:test] + text[test:].replace("\nassert", "\nassert True\nassert", 1)
    path.write_text(text.replace("(3 points, by hand)", "(4 points, by hand)"))
    problems = find_problems("droplet-wall")
    expected = [
        "the headings promise [3, 3, 2, 4] points, the cells give [3, 3, 2, 3]",
        "loses test-mosaic, but should lose test-top",
        "is marked only_glasslib, but it fails: AttributeError: ",
        "'a number' is marked only_glasslib, but it does not call glasslib",
        "'a number' is marked only_glasslib, but beads does not call glasslib",
        "no wrong answer fails check 1 of test-slowing, line 1",
    ]
    assert len(problems) == len(expected), problems
    for problem, text in zip(problems, expected, strict=True):
        assert text in problem


# ---- seeds


def test_a_seed_always_gives_the_same_and_seldom_what_another_gives():
    assignment = Assignment("droplet-wall")
    assert assignment.draw_variant(SEED) == assignment.draw_variant(SEED)
    assert len({assignment.draw_variant(seed)["seed"] for seed in "abcdefgh"}) == 8
    drawn = [assignment.draw_variant(SEED, student) for student in map(str, range(40))]
    assert len({values["exponent"] for values in drawn}) == len(assignment.variants) - 1


@pytest.mark.parametrize("name", names())
def test_the_variant_of_the_book_is_given_to_nobody(name):
    assignment = Assignment(name)
    public = assignment.draw_variant(BOOK_SEED)
    for student in map(str, range(30)):
        values = assignment.draw_variant(SEED, student)
        assert all(values[key] != public[key] for key in values)


# ---- what is released


def hidden_lines(seed):
    """Lines of solutions, hidden tests and rubrics of all assignments that are nowhere else."""
    hidden = set()
    for name in names():
        whole = Assignment(name).instructor_notebook(seed)
        released = "\n".join(cell.source for cell in strip_solutions(whole).cells)
        lines = {line.strip() for cell in whole.cells for line in cell.source.splitlines()}
        hidden |= {line for line in lines if line not in released}
    return {line for line in hidden if len(line) > 10}


def file_and_lines(path):
    """The text of a notebook's file, and the lines of its cells without JSON's escapes."""
    sources = (cell.source for cell in nbformat.read(path, as_version=4).cells)
    return "\n".join([path.read_text(encoding="utf-8"), *sources])


def test_nothing_hidden_is_in_what_is_released(tmp_path):
    release(names(), SEED, tmp_path)
    text = "\n".join(map(file_and_lines, tmp_path.rglob("*.ipynb")))
    hidden = hidden_lines(SEED)
    assert len(hidden) > 300
    assert [line for line in hidden if line in text] == []
    words = ("HIDDEN", "SOLUTION", "coursework", "default_rng", ".md)")
    assert not any(word in text for word in words)


def test_nothing_hidden_is_in_the_site(site):
    pages = [
        BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").get_text()
        for path in (site / "book" / "assignments").glob("*.html")
    ]
    notebooks = [file_and_lines(site / "notebooks" / f"{name}.ipynb") for name in names()]
    assert len(pages) == len(notebooks) == len(names())
    text = "\n".join([*pages, *notebooks])
    assert [line for line in hidden_lines(BOOK_SEED) if line in text] == []
    index = (site / "_static" / "search-index.js").read_text(encoding="utf-8")
    assert "default_rng(" not in index
    for path in ("teach.toml", "marks.toml", "*instructor*", "two-readings*"):
        assert not list(site.rglob(path))
    assert not list(site.rglob("wrong.toml")) and not list(site.rglob("coursework/*.py"))


def test_the_notebook_of_a_page_is_what_a_school_would_collect(site):
    for name in names():
        notebook = nbformat.read(site / "notebooks" / f"{name}.ipynb", as_version=4)
        nbformat.validate(notebook)
        roles, expected = (
            [(grade_id(cell), role(cell)) for cell in cells if grade_id(cell)]
            for cells in (notebook.cells, Assignment(name).student_notebook(BOOK_SEED).cells)
        )
        assert roles == expected
        assert "](../" not in "".join(cell.source for cell in notebook.cells)


def test_pages_follow_the_assignments(tmp_path):
    (tmp_path / "given-up.ipynb").write_text("{}")
    write_pages(tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(names())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    write_pages(tmp_path)
    after = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert before == after, "an unchanged page is not written again"


def test_a_class_gets_a_folder_each(tmp_path, capsys):
    roster, out = tmp_path / "class.txt", tmp_path / "out"
    roster.write_text("# autumn\nada\n\nben # repeats\n", encoding="utf-8")
    command = ["release", "two-sounds", "--seed", SEED, "--out", str(out)]
    assert main([*command, "--students", str(roster)]) == 0
    released = sorted(path.relative_to(out).as_posix() for path in tmp_path.rglob("*.ipynb"))
    assert released == ["ada/two-sounds.ipynb", "ben/two-sounds.ipynb"]
    assert "1 notebooks for each of 2 students" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line, wrong",
    [
        ("../ada", "'../ada'"),
        ("..", "'..'"),
        ("-rf", "'-rf'"),
        ("a\\b", "'a\\\\b'"),
        ("ada\nada", "ada is listed more than once"),
    ],
)
def test_a_roster_that_cannot_be_used_is_refused(tmp_path, line, wrong):
    (tmp_path / "class.txt").write_text(line, encoding="utf-8")
    with pytest.raises(ValueError, match="roster") as error:
        read_roster(tmp_path / "class.txt")
    assert wrong in str(error.value)


def test_commands_say_what_is_wrong(capsys):
    for arguments in (["release", "no-such", "--seed", "1", "--out", "x"], ["check", "no-such"]):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == 2
        assert "no assignment no-such; there are droplet-wall, " in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["release", "--help"])
    assert "keep it to yourself" in " ".join(capsys.readouterr().out.split())


def test_a_source_with_a_fault_says_which():
    whole = Assignment("droplet-wall").instructor_notebook(SEED)
    next(cell for cell in whole.cells if role(cell) == "answer").source = "### BEGIN SOLUTION"
    with pytest.raises(SourceError, match="cell sizes: a BEGIN or END marker has no counterpart"):
        strip_solutions(whole)
    with pytest.raises(SourceError, match="no assignment 'no-such'; there are"):
        Assignment("no-such").instructor_notebook(SEED)


def test_whole_notebooks_are_where_nbgrader_looks(tmp_path):
    release_nbgrader(["few-quanta"], SEED, tmp_path)
    path = tmp_path / "source" / "few-quanta" / "few-quanta.ipynb"
    assert "BEGIN HIDDEN TESTS" in path.read_text(encoding="utf-8")


# ---- comparing

x, y = sp.symbols("x y", positive=True)
RIGHT = x / (1 + y)


def compare_expression(got, **more):
    rng = np.random.default_rng(1)
    compare.expression(got, RIGHT, rng, name="f", x=(0.5, 2), y=(0.1, 3), **more)


@pytest.mark.parametrize(
    "got",
    [
        x / (y + 1),
        1 / (1 / x + y / x),
        sp.Symbol("x") / (1 + sp.Symbol("y", real=True)),
        sp.exp(sp.log(x) - sp.log(1 + y)),
        x * sp.sin(x * y) ** 2 / (1 + y) + x * sp.cos(x * y) ** 2 / (1 + y),
        sp.Piecewise((x / (1 + y), y > 1), (x / (y + 1) + 0 * sp.gamma(x), True)),
        (x + 1e12) / (1 + y) - sp.Float("1e12", 30) / (1 + y),
    ],
)
def test_a_right_expression_is_right_in_any_form(got):
    compare_expression(got)


@pytest.mark.parametrize(
    "got, message",
    [
        (-RIGHT, "sign is wrong"),
        (2 * RIGHT, "constant factor"),
        (x / (1 + 2 * y), "not right at x = "),
        (RIGHT + sp.Symbol("T_g"), "still contains T_g"),
        (sp.Integral(x, x) * 0 + sp.Derivative(sp.Function("h")(x), x), "unevaluated derivative"),
        (1.5, "constant|not right"),
        ("x/(1+y)", "should be a sympy expression, but is of type str"),
        (None, "is missing"),
        (sum(sp.sin(n * x) for n in range(1, 500)), "more than 600 operations"),
        (sp.log(-x) * 0 + sp.sqrt(-RIGHT), "not right"),
        (x / sp.Max(0, y - 10), "not a number"),
    ],
)
def test_a_wrong_expression_is_explained(got, message):
    with pytest.raises(AssertionError, match=message) as error:
        compare_expression(got)
    assert "1 + y" not in str(error.value), "never the answer"


def test_numbers_and_functions():
    compare.number(sp.Rational(1, 3), 0.3333, name="a")
    compare.number(np.array([2.0]), 2.0, name="a")
    for got, message in (
        (0.5, "not right"),
        (float("nan"), "not finite"),
        (True, "should be a number"),
        ("3", "of type str"),
        (1 + 1j, "of type complex"),
    ):
        with pytest.raises(AssertionError, match=message):
            compare.number(got, 1.0, name="a")
    points = [{"t": 1.0}, {"t": 2.0}, {"t": 3.0}]
    compare.function(lambda t: t**2, lambda t: t * t, points, name="f")
    for got, message in (
        (3, "should be a function"),
        (lambda t: 2 * t**2, "constant factor"),
        (lambda t: t, "but is right at other points"),
        (lambda t: 1 / 0, "fails at t = 1: ZeroDivisionError"),
    ):
        with pytest.raises(AssertionError, match=message):
            compare.function(got, lambda t: t * t, points, name="f")


def test_curves_and_choices():
    import matplotlib.pyplot as plt

    at = np.linspace(0, 1, 100)
    _, ax = plt.subplots()
    ax.plot(at, at**2)
    compare.curve(ax, np.square, 0, 1, name="c")
    for expected, high, message in (
        (np.sin, 1, "not right near x"),
        (np.square, 2, "does not span"),
    ):
        with pytest.raises(AssertionError, match=message):
            compare.curve(ax, expected, 0, high, name="c")
    with pytest.raises(AssertionError, match="label"):
        compare.labeled(ax)
    with pytest.raises(AssertionError, match="should be the axes"):
        compare.curve(3, np.square, 0, 1, name="c")
    plt.close("all")
    options = ("up", "down")
    compare.choice("up", "up", name="it", options=options)
    for got, message in (("down", "this choice is wrong"), (3, "one of 'up', 'down'")):
        with pytest.raises(AssertionError, match=message):
            compare.choice(got, "up", name="it", options=options)


def plotted(x, y):
    return Axes([Line(x, y)], "x", "y", "linear", "linear")


GRID = np.linspace(0, 1, 200)
FEW = np.array([0.0, 0.25, 0.5, 1.0])  # where the values are known
CHEATS = {
    "known points, repeated, and one outside": np.append(np.repeat(FEW, 60), 3.0),
    "known points, repeated nearby": np.add.outer(FEW, np.arange(60) * 1e-9).ravel(),
    "the ends only": np.concatenate([GRID[GRID < 0.1], GRID[GRID > 0.9]]),
    "a gap": GRID[(GRID < 0.55) | (GRID > 0.75)],
    "too few": GRID[::10],
    "all in one place": np.append(np.linspace(0, 0.01, 200), 1.0),
    "a half": GRID[:100],
    "nan for x": np.append(GRID, np.nan),
    "infinite x": np.append(GRID, np.inf),
    "nothing": np.array([]),
}


@pytest.mark.parametrize("x", CHEATS.values(), ids=CHEATS)
def test_a_curve_that_does_not_cover_its_range_is_refused(x):
    with pytest.raises(AssertionError, match="^c: "):
        compare.curve(plotted(x, x**2), np.square, 0, 1, name="c")


@pytest.mark.parametrize(
    "y",
    [
        np.where(np.arange(200) % 50 == 0, GRID**2, np.nan),
        np.where(np.arange(200) == 77, np.nan, GRID**2),
        np.where(np.arange(200) == 77, np.inf, GRID**2),
        np.full(200, np.median(GRID**2)),
        np.where(np.isin(np.arange(200), [0, 50, 100, 199]), GRID**2, 0.0),
    ],
    ids=["known points among nan", "one nan", "one infinite", "constant", "known points among 0"],
)
def test_a_curve_that_is_wrong_somewhere_is_refused(y):
    with pytest.raises(AssertionError, match="the curve is not right near x"):
        compare.curve(plotted(GRID, y), np.square, 0, 1, name="c")


@pytest.mark.parametrize(
    "x",
    [GRID, GRID[::-1], np.geomspace(1e-3, 1, 80), np.linspace(-1, 3, 500), np.sort(GRID**2)],
    ids=["even", "backwards", "logarithmic", "wider", "denser below"],
)
def test_an_honest_curve_passes_however_it_is_sampled(x):
    compare.curve(plotted(x, x**2), np.square, 0, 1, name="c")


def test_functions_are_compared_at_points():
    with pytest.raises(ValueError, match="at least 2 are needed, got 0"):
        compare.function(lambda t: t, lambda t: t, [], name="f")


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_no_cheat_earns_points_in_any_variant(name):
    assignment = Assignment(name)
    for number, variant in enumerate(assignment.variants):
        with WorkerSession() as session:
            notebook = assignment.render_variant(number)
            assert passing_cheats(notebook, variant, session) == []


@pytest.mark.parametrize(
    "old, new, found",
    [
        ("compare.function(growth", "print(growth", "growth earns points where it is a function"),
        ("compare.number(grown", "print(grown", "grown earns points where it is nan"),
        ("compare.expression(N_star", "print(N_star", "N_star earns points where it is"),
        (
            "compare.function(beads",
            "print(beads",
            "beads earns points where it is a function that returns",
        ),
        ("wall = sp.Rational", "wall = sp.Rational", None),
    ],
)
def test_a_check_that_is_left_out_is_found_by_cheats(old, new, found):
    """What the visible checks refuse needs no other check."""
    assignment = Assignment("droplet-wall")
    notebook = assignment.instructor_notebook(SEED)
    for cell in notebook.cells:
        cell.source = re.sub(rf"{re.escape(old)}\b", new, cell.source)
        cell.source = re.sub(r"print\((\w+),.*\)$", r"print(\1)", cell.source, flags=re.M)
    with WorkerSession() as session:
        problems = passing_cheats(notebook, assignment.draw_variant(SEED), session)
    assert any(found in problem for problem in problems) if found else problems == []


# ---- another process

VALUES = """
import numpy as np, sympy as sp
a = 3
b = np.arange(3.0)
c = sp.Symbol('c', positive=True) ** 2 / 3
d = {'k': [1, 'x', None]}
def f(t, k=1):
    return t * k
g = object()
"""


def test_values_come_back_as_data():
    with WorkerSession() as session:
        session.run(VALUES)
        assert session.get("a") == 3 and session.get("b").tolist() == [0, 1, 2]
        assert session.get("c") == sp.Symbol("c", positive=True) ** 2 / 3
        assert session.get("d") == {"k": [1, "x", None]}
        assert session.get("f")(2.0, k=4) == 8.0
        assert session.get("f")(np.ones(2)).tolist() == [1, 1]
        assert type(session.get("g")).__name__ == "Other" and session.errors == []
        with pytest.raises(WorkerError, match="not defined"):
            session.get("nothing")
        assert session.errors == ["not defined"]


def test_a_hang_or_crash_affects_only_that_cell():
    def with_short_limit(function, *arguments):
        """The result of what hangs; all else has a limit that no load exceeds."""
        session.limit = 0.5
        try:
            return function(*arguments)
        finally:
            session.limit = 300.0

    with WorkerSession(limit=300.0, total=3000.0) as session:
        assert session.run("a = 1") is None
        assert with_short_limit(session.run, "while True: pass") == "timed out after 0.5 s"
        assert session.get("a") == 1
        assert session.run("import os; os._exit(0)") == "the process died"
        assert session.run("b = a + 1") is None and session.get("b") == 2
        session.run("def f(t):\n    while t: pass\n    return t")
        with pytest.raises(WorkerError, match="timed out after 0.5 s"):
            with_short_limit(session.get("f"), 1.0)
        with pytest.raises(WorkerError, match="timed out before"):
            session.get("f")(0.0)
        assert session.run("c = 3") is None
        assert session.run("1 / 0") == "ZeroDivisionError: division by zero"
        assert session.errors[-1].startswith("ZeroDivisionError") and len(session.errors) == 4


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "Symbol.__class__",
        "Symbol('x').name",
        "[1]",
        "lambda: 1",
        "Pow(Integer(9), Pow(Integer(9), Integer(9)))",
        "factorial(Integer(100000))",
        "Function('f')",
        "Pow(Rational(1, 3), Integer(100000000))",
        "Pow(Integer(7), Rational(1000000000, 3))",
        "exp(Mul(Integer(1000000000), log(Integer(7))))",
        "zeta(Integer(-1000001))",
        "digamma(Integer(1000000000))",
    ],
)
def test_only_expressions_are_read(text):
    with pytest.raises((WorkerError, TypeError, ValueError)):
        parse_expression(text)


ATTACK = """
import sys, builtins
sys.modules['coursework.compare'] = None
builtins.AssertionError = ValueError
class Any:
    def __eq__(self, other): return True
    __call__ = __le__ = __gt__ = __eq__
N_top = F_top = N_star = beads = growth = grown = Any()
"""


def test_the_checker_cannot_be_reached():
    """What one line does to a test that runs in the same process it does not do here."""
    whole = Assignment("droplet-wall").instructor_notebook(SEED)
    points, max_points = total_points(whole, dict.fromkeys(solutions(whole), ATTACK))
    assert points == 0 and max_points > 0
