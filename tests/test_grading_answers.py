"""Answers: honest notebooks work, and what is slow, huge or broken costs its own question only."""

import nbformat
import numpy as np
import pytest
import sympy as sp
from grading import NAME, PATIENCE, RIGHT, SEED, WHOLE, submission

from coursework import sandbox, session
from coursework.__main__ import main
from coursework.release import release
from coursework.scoring import run_test, score
from coursework.session import WorkerSession
from coursework.source import BOOK_SEED, Assignment
from coursework.text import clean
from coursework.values import WorkerError, decode, parse_expression

ATTACKED = {"test-top", "test-star"}


def runs_without():
    """Whether students' code runs without a sandbox here: for root, only if other accounts can read this Python."""
    try:
        sandbox.Sandbox(False).release()
    except sandbox.SandboxUnavailable:
        return False
    return True


@pytest.fixture(params=["sandbox", "none"] if runs_without() else ["sandbox"])
def place(request):
    """A sandbox, as far as there is one here."""
    if request.param == "sandbox" and not sandbox.is_available():
        pytest.skip("bubblewrap is not installed, or does not work")
    place = sandbox.Sandbox(request.param == "sandbox")
    yield place
    place.clear()
    place.release()


def lost(answers, place=None):
    """The tests that lose points, with their messages."""
    with WorkerSession(PATIENCE, 10 * PATIENCE, place) as worker:
        return {s.id: s.message for s in score(WHOLE, {**RIGHT, **answers}, worker) if not s.points}


# ---- honest notebooks

HONEST = [
    "%matplotlib inline",
    "%matplotlib notebook",
    "%matplotlib widget",
    "%matplotlib qt5",
    "%matplotlib --list",
    "%matplotlib ipympl\n%config InlineBackend.figure_format = 'svg'",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('a.png'); plt.show()",
    "import os\nos.makedirs('out/deep')\nnp.savetxt('out/deep/a.csv', [1.0])\nassert np.loadtxt('out/deep/a.csv') == 1",
    "np.savez('a', b=[1])\nassert np.load('a.npz')['b'] == [1]",
    "from pathlib import Path\nPath('helper.py').write_text('two = 2')\nimport helper\nassert helper.two == 2",
    "import pickle, tempfile\nwith tempfile.TemporaryFile() as file: pickle.dump(1, file)",
    "!echo hello > there.txt\nassert open('there.txt').read() == 'hello\\n'",
    "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool: list(pool.map(abs, [1]))",
    "from multiprocessing import Pool\nwith Pool(2) as pool: pool.map(abs, [1])",
    "np.seterr(all='raise'); np.set_printoptions(precision=2)",
]


def test_what_works_in_a_notebook_works_here(place):
    for code in HONEST:
        with WorkerSession(PATIENCE, PATIENCE, place) as worker:
            worker.run("import numpy as np", trusted=True)
            assert worker.run(code) is None, code
            assert worker.errors == [], code


@pytest.mark.parametrize(
    "ask", ["input()", "input('x? ')", "float(input())", "[input() for _ in 'ab']"]
)
def test_input_is_refused_with_a_sentence(ask):
    with WorkerSession(PATIENCE, PATIENCE) as worker:
        message = "EOFError: nobody can answer input() here: write the value into the cell"
        assert worker.run(f"x = {ask}") == message
        assert worker.run("x = 1") is None


# ---- what a cell breaks

BREAKS = [
    "import json\njson.dumps = None",
    "import json\njson.loads = lambda *a, **k: {}",
    "import builtins\nbuiltins.__import__ = None",
    "import builtins\nbuiltins.__import__ = lambda *a, **k: 1",
    "import json.encoder\njson.encoder.JSONEncoder.encode = None",
    "import builtins\nbuiltins.len = lambda x: 0",
    "np.asarray = np.ndarray = None",
    "sp.srepr = lambda *a: 'x'",
    "import sys\nsys.modules['sympy'] = None",
    "get_ipython().run_cell = None",
    "import sys\nsys.exit()",
    "import gc, types\nfor f in gc.get_objects():\n    if isinstance(f, types.FunctionType) and f.__name__ == 'encode':\n        f.__code__ = (lambda *a, **k: 3).__code__",
]


@pytest.mark.parametrize("code", BREAKS)
def test_what_a_cell_breaks_costs_that_cell_only(code):
    assert set(lost({"sizes": code})) - {"tell"} == ATTACKED
    assert set(lost({"slowing": code})) - {"tell"} == {"test-slowing"}


# ---- what is slow or huge

T = "Symbol('T')"
BOMBS = [
    f"Pow({T}, Pow({T}, Pow({T}, Pow({T}, {T}))))".replace("Symbol", "Integer").replace("'T'", "9"),
    "Float('1e4000000000')",
    f"Derivative(Pow({T}, Pow({T}, Pow({T}, {T}))), Tuple({T}, Integer(40)), evaluate=True)",
    f"Integral(exp(Pow({T}, {T})), Tuple({T}, Integer(0), oo)).doit()",
    "Sum(Pow(Symbol('T'), Symbol('k')), Tuple(Symbol('k'), Integer(1), Integer(10000000000)))",
    "Pow(Add(" + ", ".join(f"Symbol('x{n}')" for n in range(60)) + "), Integer(40))",
    "Mul(" * 400 + "Symbol('T')" + ")" * 400,
    "Tuple(" + "Integer(1), " * 1_500_000 + ")",
    "Integer(" + "9" * 4_000 + ")",
    "erf(Float('1e1000000'))",
]
PRINTS = "class B(sp.Symbol):\n    def _sympyrepr(self, printer): return {!r}\nN_top = F_top = N_star = B('x')"


@pytest.mark.parametrize(
    "text",
    [*BOMBS[:3], *(pytest.param(text, marks=pytest.mark.slow) for text in BOMBS[3:])],
    ids=range(len(BOMBS)),
)
def test_a_slow_expression_costs_its_question(monkeypatch, text):
    monkeypatch.setattr(session, "TEST_SECONDS", 2)
    assert set(lost({"sizes": PRINTS.format(text)})) - {"tell"} == ATTACKED


def test_work_on_answers_is_limited(monkeypatch):
    monkeypatch.setattr(session, "TEST_SECONDS", 1)
    with WorkerSession(PATIENCE, PATIENCE) as worker:
        worker.run("x = 2\ndef f(t): return x * t")
        message = "takes too much time or memory"
        for work in (
            lambda: [10 ** (10**10)],
            lambda: [sum(iter(int, 1))],
            lambda: [bytearray(8 << 30)],
            lambda: [[0] * (1 << 28) for _ in range(8)],
        ):
            with pytest.raises(WorkerError, match=message):
                worker.apart(work)
        with pytest.raises(WorkerError, match="ValueError: no"):
            worker.apart(lambda: [int("no")] if False else _raise(ValueError("no")))
        assert worker.apart(lambda: [worker.get("x"), worker.get("f")(3)]) == [2, 6]


def _raise(error):
    raise error


def test_time_that_tests_take_is_not_the_students(monkeypatch):
    with WorkerSession(PATIENCE, 1.0) as worker:
        worker.run("x = 2", trusted=True)
        before = worker.remaining
        worker.apart(lambda: [sum(range(10**7))])
        assert worker.remaining == before > 0


@pytest.mark.parametrize(
    "error",
    [
        "raise type('x' * 5_000_000, (Exception,), {})('boo')",
        "raise ValueError('x' * 50_000_000)",
        "raise ValueError('\\ud800 \\x00 \\u2028')",
        "raise type('\\u2028', (Exception,), {})",
        "class E(Exception):\n    def __str__(self): return 'x' * 9_000_000\nraise E",
    ],
)
def test_messages_are_cut_and_clean(error):
    messages = lost({"sizes": error})
    assert set(messages) - {"tell"} == ATTACKED
    assert all(len(message) < 600 and message == clean(message) for message in messages.values())


@pytest.mark.parametrize("value", ["x" * 10**6, "\ud800", "\x00\u2028", "9" * 5000, "\x85"])
def test_a_message_that_quotes_an_answer_is_cut_and_clean(value):
    nbgrader = {"grade": True, "grade_id": "t", "points": 1}
    source = "float(answer)\nint(answer)\nassert not answer, answer"
    cell = nbformat.v4.new_code_cell(source, metadata={"nbgrader": nbgrader})
    for every_check in (False, True):
        message = run_test(cell, {"answer": value}, "", every_check).message
        assert 0 < len(message) <= 500 and message == clean(message)


@pytest.mark.parametrize(
    "data",
    [
        ["axes", [], ["\u2028" * 10**6] * 4],
        ["other", "x" * 10**6],
        ["x" * 10**6],
        ["sympy", "Symbol('x')" + " " * 10**6],
        ["array", [10**12], []],
        ["array", [-1, -1], ["0x0p+0"]],
        ["integer", "9" * 10**5],
        ["real", "1e5"],
        ["list", [["list", [["list", 3]]]]],
        [],
        3,
        None,
    ],
    ids=lambda data: str(data)[:20],
)
def test_nonsense_is_an_error_or_a_short_text(data):
    try:
        value = decode(data)
    except WorkerError:
        return
    texts = [getattr(value, "kind", ""), *map(str, getattr(value, "__dict__", {}).values())]
    assert all(len(text) <= 2000 for text in texts)


def test_expressions_that_are_honest_are_read():
    x = sp.Symbol("x", positive=True)
    for value in (x**2 / 3, sp.exp(-x) * sp.sqrt(x), sp.Rational(7, 9) ** 40, sp.Float(0.1, 30)):
        assert parse_expression(sp.srepr(value)) == value
    assert np.isclose(float(parse_expression("Float('0.5')")), 0.5)


# ---- releasing

CHANGES = {
    "an answer": lambda path: path.write_text(path.read_text().replace("# YOUR", "# MY")),
    "an output": lambda path: path.write_text(path.read_text() + " "),
    "torn": lambda path: path.write_text(path.read_text()[:100]),
    "empty": lambda path: path.write_text(""),
    "a link": lambda path: (path.unlink(), path.symlink_to(path.parent.parent / "precious")),
    "a dangling link": lambda path: (path.unlink(), path.symlink_to("/nowhere/at/all")),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "a linked folder": lambda path: (
        path.parent.rename(path.parent.parent / "precious-folder"),
        path.parent.symlink_to(path.parent.parent / "precious-folder"),
        path.write_text("mine"),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_release_leaves_work_alone(tmp_path, change):
    (tmp_path / "precious").write_text("precious")
    assert release([NAME], SEED, tmp_path, ["ada", "ben"]) == []
    path = tmp_path / "ada" / f"{NAME}.ipynb"
    change(path)
    before = path.lstat(), path.read_bytes() if path.is_file() else None
    assert release([NAME], SEED, tmp_path, ["ada", "ben", "cara"]) == [str(path)]
    after = path.lstat(), path.read_bytes() if path.is_file() else None
    assert (before[0].st_mtime_ns, before[1]) == (after[0].st_mtime_ns, after[1])
    assert (tmp_path / "precious").read_text() == "precious"
    assert (tmp_path / "cara" / f"{NAME}.ipynb").is_file()


def test_release_says_what_it_left_and_warns_of_a_weak_seed(tmp_path, capsys):
    command = ["release", NAME, "--out", str(tmp_path), "--seed"]
    assert main([*command, "a word"]) == 0
    assert "students may guess it" in capsys.readouterr().err
    (tmp_path / f"{NAME}.ipynb").write_text("my answers")
    assert main([*command, "quite another seed"]) == 1
    output = capsys.readouterr()
    assert f"{tmp_path}/{NAME}.ipynb" in output.out and output.err == ""
    assert (tmp_path / f"{NAME}.ipynb").read_text() == "my answers"


def test_what_is_released_says_what_it_is_and_whose():
    notebook = Assignment(NAME).student_notebook(SEED, "ada")
    assert (notebook.metadata["assignment"], notebook.metadata["student"]) == (NAME, "ada")
    assert "student" not in Assignment(NAME).student_notebook(BOOK_SEED).metadata
    assert submission().metadata["assignment"] == NAME
