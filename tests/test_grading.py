"""Grading a class: attacks, with and without walls, as root and as another; what comes out; nothing lost."""

import csv
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
import pytest
from coursework import box, grade, report, submissions
from coursework.__main__ import main
from coursework.source import Assignment, grade_id, role, solutions
from references import ROOT

SEED = "only-the-teacher-knows"
NAME = "droplet-wall"
WHOLE = Assignment(NAME).teacher(SEED)
RIGHT = solutions(WHOLE)
STRANGER = 61_950  # an account that nobody has
HERE = {"test-top", "test-star"}  # what hangs on the cell in which the attacks stand


def submission(answers=RIGHT, essay="It says that x is one half.", notebook=None):
    notebook = notebook or Assignment(NAME).student(SEED)
    for cell in notebook.cells:
        if role(cell) == "answer":
            cell.source = answers.get(grade_id(cell), cell.source)
        elif role(cell) == "essay":
            cell.source = essay
    return notebook


def hand_in(folder, student, notebook, name=NAME):
    path = Path(folder) / student / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebook if isinstance(notebook, str) else json.dumps(notebook), encoding="utf-8")
    return path


def result(marks, student, name=NAME):
    return json.loads((Path(marks) / name / f"{student}.json").read_text(encoding="utf-8"))


def lost(marks, student):
    return {mark["id"] for mark in result(marks, student)["marks"] if mark["got"] == 0}


@pytest.fixture
def folder():
    """One that other accounts can reach."""
    path = Path(tempfile.mkdtemp(prefix="grading-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


# ---- files that are none, or other than they were given out

BAD_FILES = {
    "many": "more than 2000 cells",
    "torn": "not JSON",
    "deep": "not JSON",
    "other": "no list of cells",
    "link": "a link",
    "pipe": "not a file",
    "huge": "larger than 20 MB",
}


def hand_in_bad_files(came):
    twice, renamed, stripped, helped = submission(), submission(), submission(), submission()
    twice.cells.append(nbformat.from_dict({**next(cell for cell in twice.cells if grade_id(cell) == "sizes"), "source": "N_top = 1"}))
    cell = next(cell for cell in renamed.cells if grade_id(cell) == "mosaic")
    cell.metadata.nbgrader.grade_id = cell["id"] = "something"
    for cell in stripped.cells:
        cell.metadata = {}
    helped.cells.insert(3, nbformat.v4.new_code_cell("helper = 1"))
    many = submission()
    many.cells += [{"cell_type": "code", "id": "x", "metadata": {}, "source": "1"}] * 100_000
    notebooks = {"twice": twice, "renamed": renamed, "stripped": stripped, "helped": helped, "many": many, "torn": '{"cells": [', "deep": "[" * 100_000, "other": "[1, 2]", "strange": '{"cells": [1, null, {"metadata": {"nbgrader": 3}}]}', "good": submission()}
    for student, notebook in notebooks.items():
        hand_in(came, student, notebook)
    for student in ("link", "pipe", "huge"):
        (came / student).mkdir()
    (came / "link" / f"{NAME}.ipynb").symlink_to(came / "good" / f"{NAME}.ipynb")
    (came / "folder-link").symlink_to(came / "good")
    os.mkfifo(came / "pipe" / f"{NAME}.ipynb")
    with open(came / "huge" / f"{NAME}.ipynb", "wb") as file:
        file.truncate(submissions.LARGEST + 1)


def check_bad_files(marks):
    """Each costs itself only, and says why."""
    for student, says in BAD_FILES.items():
        assert says in result(marks, student)["problem"], student
    said = {student: " ".join(result(marks, student)["remarks"]) for student in ("twice", "renamed", "stripped", "helped", "strange", "good")}
    assert lost(marks, "good") == lost(marks, "stripped") == lost(marks, "helped") == set() and said["good"] == said["stripped"] == ""
    assert lost(marks, "twice") == HERE and "more than once: the last one counts" in said["twice"]
    assert lost(marks, "renamed") == {"test-mosaic"} and "mosaic is missing, or was renamed" in said["renamed"]
    assert "cells of one's own are not looked at" in said["helped"] and "missing" in said["strange"]
    assert not (marks / NAME / "folder-link.json").exists()


def run(*arguments):
    return main([str(argument) for argument in arguments])


def grading(came, marks, *more):
    return run("grade", NAME, "--seed", SEED, "--submissions", came, "--marks", marks, *more)


# ---- attacks: what one cell of an otherwise right submission tries

SOLVED = RIGHT["sizes"]
ATTACKS = {
    "patches-the-checker": "import sys, builtins, unittest.mock\nsys.modules['coursework.compare'] = unittest.mock.MagicMock()\nbuiltins.isinstance = lambda *a: True\nN_top = F_top = N_star = 1",
    "transforms-input": "get_ipython().input_transformers_post.append(lambda lines: ['pass\\n'] if 'assert' in ''.join(lines) else lines)\nN_top = F_top = N_star = 1",
    "equals-everything": "class Any:\n    free_symbols = set()\n    def __eq__(self, other): return True\n    __le__ = __lt__ = __gt__ = __call__ = __eq__\n    __class__ = sp.Expr\nN_top = F_top = N_star = Any()",
    "reads-solutions": "import os, re\nfor at, _, files in os.walk({root!r}):\n    if 'droplet-wall.md' in files:\n        text = open(os.path.join(at, 'droplet-wall.md')).read()\n        exec(re.search('BEGIN SOLUTION\\n(.*?)###', text, re.S)[1].replace('<<exponent>>', {exponent!r}))",
    "looks-for-the-seed": "import glob\nif any({seed!r}.encode() in open(one, 'rb').read() for one in glob.glob('/proc/[0-9]*/cmdline')):\n    {solved}",
    "reads-other-submissions": "import os\nif os.path.exists({submissions!r}):\n    {solved}",
    "writes-the-marks": "try:\n    open({marks!r} + '/' + 'written-by-a-student', 'w').write('A')\nexcept OSError: pass",
    "exits": "import os\nos._exit(0)",
    "loops": "while True: pass",
    "forks": "import os, time\nwhile True:\n    try: os.fork()\n    except OSError: time.sleep(0.01)",
    "takes-memory": "held = [bytearray(1 << 30) for _ in range(40)]\n{solved}",
    "prints-a-gigabyte": "import os\nfor _ in range(1000):\n    print('x' * 1_000_000)\n    os.write(1, b'x' * 1_000_000)",
    "writes-a-huge-file": "import os\nwritten = 0\ntry:\n    with open(os.path.expanduser('~/full'), 'wb') as file:\n        for _ in range(200):\n            written += file.write(bytes(1 << 20)); file.flush()\nexcept OSError: pass\nif written > 50 << 20:\n    {solved}",
    "fills-the-disk": "import os\nwritten = 0\ntry:\n    for name in range(8):\n        with open(os.path.expanduser(f'~/full{{name}}'), 'wb') as file:\n            written += file.write(bytes(20 << 20)); file.flush()\nexcept OSError: pass\nif written > 100 << 20:\n    {solved}",
    "stays-behind": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(300)\n    os._exit(0)\nN_top = F_top = N_star = 1",
    "calls-home": "import socket\ntry:\n    socket.create_connection(('127.0.0.1', {port}), 1).send(b'here I am')\n    {solved}\nexcept OSError: pass",
    "pickles": "class Evil:\n    def __reduce__(self): return (open, ({marks!r} + '/' + 'written-by-a-student', 'w'))\nN_top = F_top = N_star = Evil()",
    "hides-code-in-an-expression": "class Evil(sp.Symbol):\n    def _sympyrepr(self, printer): return '__import__(\"os\").mkdir(' + repr({marks!r} + '/made-by-a-student') + ')'\nN_top = F_top = N_star = Evil('x')",
    "huge-numbers": "N_top = F_top = N_star = sp.Pow(9, sp.Pow(9, sp.Pow(9, 9, evaluate=False), evaluate=False), evaluate=False)",
    "huge-integer": "N_top = F_top = N_star = 7**(10**7)",
    "kills-its-parents": "import os, signal\nfor pid in [os.getppid(), *range(2, 5)]:\n    try: os.kill(pid, signal.SIGKILL)\n    except OSError: pass",
    "lies-over-the-wire": "import os\nfor number in range(3, 20):\n    try: os.write(number, b'{{\"value\": [\"plain\", true]}}\\n' * 50)\n    except OSError: pass",
}  # fmt: skip
OPEN = {  # what is not contained without walls, for root and for an ordinary user; the guide's table says so
    "root": {"reads-solutions", "looks-for-the-seed", "reads-other-submissions", "calls-home", "fills-the-disk"},
    "user": {"reads-solutions", "looks-for-the-seed", "reads-other-submissions", "calls-home", "fills-the-disk", "writes-the-marks", "kills-its-parents", "stays-behind"},
}
FAR = {"lies-over-the-wire"}  # what it answers for itself may be lost with it, and nothing else


def as_account(account):
    """What a command begins with that this account runs, where every account can read this Python."""
    command = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--cap-add", "ALL"]
    for prefix in {sys.base_prefix, sys.prefix}:
        hidden = next((above for above in reversed(Path(prefix).parents) if not above.stat().st_mode & 0o001), None)
        if hidden:
            between = [above for above in reversed(Path(prefix).parents) if above.is_relative_to(hidden) and above != hidden]
            made = [arg for path in between for arg in ("--perms", "0755", "--dir", str(path))]
            command += ["--perms", "0755", "--tmpfs", str(hidden), *made, "--ro-bind", prefix, prefix]
    drop = ["setpriv", f"--reuid={STRANGER}", f"--regid={STRANGER}", "--clear-groups"] if account == "user" else []
    return [*command, *drop]


@pytest.fixture
def door():
    """A port that notes who calls."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def answer():
            while not over.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    calls.append(caller.recv(100))

        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1], calls
        over.set()
        thread.join()


def strangers():
    """Processes of accounts that nobody has."""
    lines = subprocess.run(["ps", "-eo", "uid=,pid=,stat=,args="], capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if box.FIRST_UID <= int(line.split()[0]) < box.FIRST_UID + box.UIDS]


@pytest.mark.parametrize("account", ["root", "user"])
@pytest.mark.parametrize("walls", ["walls", "no walls"])
def test_attacks(folder, door, account, walls):
    if os.geteuid() != 0 or not box.has_walls():
        pytest.skip("other accounts can be tried by root only, where bubblewrap is installed")
    port, calls = door
    came, marks = folder / "came", folder / "marks"
    marks.mkdir()
    given = {"root": str(ROOT), "submissions": str(came), "marks": str(marks), "seed": SEED, "port": port, "exponent": str(Assignment(NAME).drawn(SEED)["exponent"]), "solved": f"exec({SOLVED!r})"}
    for attack, code in ATTACKS.items():
        hand_in(came, attack, submission({**RIGHT, "sizes": code.format(**given)}))
    hand_in(came, "zoe", submission())  # honest, and marked last
    hand_in_bad_files(came)
    if account == "user":
        for path in (marks, came, *came.rglob("*")):
            os.chown(path, STRANGER, STRANGER, follow_symlinks=False)
    command = ["grade", NAME, "--seed", SEED, "--submissions", str(came), "--marks", str(marks), "--limit", "3", "--total", "40", "--jobs", "2"]
    command += ["--no-walls"] if walls == "no walls" else []
    done = subprocess.run([*as_account(account), sys.executable, "-m", "coursework", *command], cwd=ROOT, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr
    assert ("WITHOUT walls" in done.stderr) == (walls == "no walls")

    open_to = OPEN[account] if walls == "no walls" else set()
    for attack in ATTACKS:
        if attack == "kills-its-parents" and attack in open_to:
            continue  # its own submission is what it destroys
        through = not HERE & lost(marks, attack)
        assert not through or attack in open_to, f"{attack}: {result(marks, attack)}"
        if attack not in FAR:
            assert lost(marks, attack) <= HERE, f"the rest of {attack}: {result(marks, attack)}"
    assert lost(marks, "zoe") == set()
    check_bad_files(marks)
    assert "'folder-link'" in done.stdout and "torn, droplet-wall: it is not a notebook" in done.stdout
    assert bool(calls) == ("calls-home" in open_to)
    assert (marks / "written-by-a-student").exists() == ("writes-the-marks" in open_to) and not (marks / "made-by-a-student").exists()
    for _ in range(20):  # the kernel takes a moment to clear a process space
        if not strangers() or "stays-behind" in open_to:
            break
        time.sleep(0.5)
    left = strangers()
    for line in left:
        os.kill(int(line.split()[1]), 9)
    assert left == [] or "stays-behind" in open_to, "what was started is over"
    assert list(Path(tempfile.gettempdir()).glob("coursework-*")) == [], "and its folders are gone"


@pytest.mark.parametrize("uid, held", [(None, False), (STRANGER, True)])
def test_limits_hold_for_an_account_that_nobody_has_and_not_for_root(uid, held):
    """Why a worker gives up what makes it root before it runs anything."""
    if os.geteuid() != 0:
        pytest.skip("root only can try it")
    code = f"""
import os, sys, time
sys.path.insert(0, {str(ROOT / "coursework")!r})
import worker
worker._limit({uid})
children = []
try:
    while len(children) < worker.LIMITS["NPROC"] + 20:
        child = os.fork()
        if child == 0:
            time.sleep(30)
            os._exit(0)
        children.append(child)
except OSError:
    print("held")
for child in children:
    os.kill(child, 9)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert (done.stdout == "held\n") == held


def test_root_does_not_run_students_code(monkeypatch):
    monkeypatch.setattr(box.os, "geteuid", lambda: 0)
    monkeypatch.setattr(box, "_open_to_all", lambda *folders: False)
    with pytest.raises(box.Unusable, match="install bubblewrap, or grade as an ordinary user"):
        box.Box(walls=False)


def test_which_try_counts(folder):
    came = folder / "came"
    tries = [hand_in(came, "ada", submission(), name) for name in (NAME, f"{NAME} (1)", f"{NAME}.late")]
    hand_in(came, "ada", submission(), "droplet-wall-of-another-name")
    for path, day in zip(tries, (1, 2, 9)):
        when = time.mktime((2026, 12, day, 10, 0, 0, 0, 0, -1))
        os.utime(path, (when, when))
    due = submissions.datetime(2026, 12, 3)
    for which, name, late in (("in-time", f"{NAME} (1)", False), ("last", f"{NAME}.late", True), ("first", NAME, False)):
        one = submissions.handed_in(came, "ada", NAME, due, which)
        assert (one.path.stem, one.late, one.tries) == (name, late, 3)
    assert submissions.handed_in(came, "ada", NAME, submissions.datetime(2026, 11, 1)).late
    assert submissions.handed_in(came, "ada", "two-sounds") is None


# ---- what comes out


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graded")
    (folder / "class.txt").write_text("=1+2\nada\nnobody\n", encoding="utf-8")
    wrong = {**RIGHT, "mosaic": "def beads(timescale_ratio, lindemann_ratio):\n    raise ValueError('<script>alert(1)</script>')", "slowing": "def growth(f):\n    return 1 / f\n\ngrown = growth(0.7)"}
    hand_in(folder / "came", "=1+2", submission(wrong, essay="=HYPERLINK(1)"))
    hand_in(folder / "came", "ada", submission(essay="Because."))
    assert grading(folder / "came", folder / "marks") == 0
    return folder


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_tables_are_what_gradebooks_read(graded, tmp_path):
    assert run("report", "--marks", graded / "marks", "--out", tmp_path, "--students", graded / "class.txt") == 0
    canvas, moodle = rows(tmp_path / "canvas.csv"), rows(tmp_path / "moodle.csv")
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A droplet with another wall"]
    assert canvas[1] == ["    Points Possible", "", "", "", "", "11"]
    assert canvas[2:] == [["'=1+2", "", "", "'=1+2", "", "3"], ["ada", "", "", "ada", "", "8"], ["nobody", "", "", "nobody", "", "0"]]
    assert moodle[0] == ["username", "A droplet with another wall", "A droplet with another wall (feedback)"]
    assert moodle[3][:2] == ["nobody", "0"] and "nothing was handed in" in moodle[3][2]
    for name in ("grades", "by_hand", "canvas", "moodle"):
        for row in rows(tmp_path / f"{name}.csv"):
            assert not any(cell.lstrip()[:1] in tuple("=+-@|") for cell in row), row
    assert [row[2:4] for row in rows(tmp_path / "grades.csv")[1:6]] == [["test-top", "2"], ["test-star", "1"], ["test-mosaic", "0"], ["test-slowing", "0"], ["glue", ""]]


def test_pages_hold_no_markup_of_others_and_nothing_hidden(graded, tmp_path):
    run("report", "--marks", graded / "marks", "--out", tmp_path)
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
    assert len(pages) == 3 and not any("<script" in page for page in pages)
    (mine,) = (page for page in pages if "Feedback for =1+2" in page)
    assert "growth is not right at f = 0." in mine and "ValueError: &lt;script&gt;" in mine and "3 of 11 points; 3 more may be given by hand" in mine
    hidden = [line.strip() for cell in WHOLE.cells if role(cell) in ("test", "answer") for line in cell.source.splitlines() if "entropy" in line or "rng" in line]
    assert hidden and not any(line in page for line in hidden for page in pages)
    assert not any(SEED in page for page in pages) and "compare" not in mine


def test_points_by_hand_and_names(graded, tmp_path, capsys):
    run("report", "--marks", graded / "marks", "--out", tmp_path)
    table = rows(tmp_path / "by_hand.csv")
    assert [row[0] for row in table] == ["student", "'=1+2", "ada"] and table[1][-1] == "'=HYPERLINK(1)"
    for row, points in zip(table[1:], ("2,5", "3")):
        row[4:6] = points, "well argued"
    with open(tmp_path / "mine.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows(table)
    (tmp_path / "ids.csv").write_text("name,id\n=1+2,s-01\nada,s-02\n", encoding="utf-8")
    assert run("report", "--marks", graded / "marks", "--out", tmp_path / "two", "--hand", tmp_path / "mine.csv", "--ids", tmp_path / "ids.csv") == 0
    assert rows(tmp_path / "two" / "canvas.csv")[2:] == [["s-01", "", "", "s-01", "", "5.5"], ["s-02", "", "", "s-02", "", "11"]]
    kept = rows(tmp_path / "two" / "by_hand.csv")
    assert [row[4:6] for row in kept[1:]] == [["2.5", "well argued"], ["3", "well argued"]], "what was given is not lost"
    written = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "two").rglob("*.*")}
    assert "s-02.html" in written and "well argued" in written["s-02.html"]
    assert not any("1+2" in text for name, text in written.items() if name != "by_hand.csv"), "ids in place of names"
    for text, says in (("student,points\n", "needs the columns"), (f"student,assignment,question,points\nada,{NAME},glue,4\n", "line 2: 4 points for ada / droplet-wall / glue, which has 0 to 3"), (f"student,assignment,question,points\nada,{NAME},glue,x\n", "'x' is not a number"), (f"student,assignment,question,points\neve,{NAME},glue,1\n", "no question eve")):
        (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as stop:
            run("report", "--marks", graded / "marks", "--out", tmp_path / "three", "--hand", tmp_path / "bad.csv")
        assert stop.value.code == 2 and says in capsys.readouterr().err
    for text in ("name,id\nada,s-02\n", "name,id\nada,../x\n", "name,id\nada,1\n=1+2,1\n", "name\nada\n"):
        (tmp_path / "ids.csv").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit):
            run("report", "--marks", graded / "marks", "--out", tmp_path / "three", "--ids", tmp_path / "ids.csv")


def test_the_same_again_marks_nothing_and_a_change_only_itself(graded, capsys):
    before = {path: path.stat().st_mtime_ns for path in (graded / "marks").rglob("*.json")}
    grading(graded / "came", graded / "marks")
    assert "2 submissions of 2 students, 0 of them marked now" in capsys.readouterr().out
    hand_in(graded / "came", "ada", submission(essay="On second thoughts."))
    grading(graded / "came", graded / "marks")
    assert "1 of them marked now" in capsys.readouterr().out
    changed = [path.stem for path, when in before.items() if path.stat().st_mtime_ns != when]
    assert changed == ["ada"]


def test_another_seed_is_refused_and_nothing_changes(graded, capsys):
    before = {path: path.read_bytes() for path in (graded / "marks").rglob("*.json")}
    for more in (["--seed", "another"], ["--students", str(graded / "class.txt")]):
        with pytest.raises(SystemExit) as stop:
            grading(graded / "came", graded / "marks", *more)
        assert stop.value.code == 2 and "were made with another seed" in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in (graded / "marks").rglob("*.json")}


def test_a_due_time_may_have_a_zone(graded, tmp_path):
    assert grading(graded / "came", tmp_path / "marks", "--due", "2001-01-01T12:00+01:00") == 0
    assert result(tmp_path / "marks", "ada")["late"]


def test_an_interruption_is_one_line_and_leaves_nothing(folder):
    hand_in(folder / "came", "ada", submission({**RIGHT, "sizes": "while True: pass"}))
    command = [sys.executable, "-m", "coursework", "grade", NAME, "--seed", SEED, "--submissions", str(folder / "came"), "--marks", str(folder / "marks")]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (folder / "marks" / NAME).exists():
        time.sleep(0.05)
    time.sleep(2)  # until the loop turns
    os.killpg(running.pid, 2)
    _, said = running.communicate(timeout=20)
    assert (running.returncode, said) == (130, "stopped: start it again to go on\n")
    assert list((folder / "marks" / NAME).iterdir()) == []


# ---- a class


def class_of(folder, size, seed=7):
    """Students of all kinds: what each should get is known. 60 % right, 30 % wrong, 5 % endless, 5 % broken."""
    import random

    draw = random.Random(seed)
    kinds = ["right"] * round(0.6 * size) + ["wrong"] * round(0.3 * size) + ["endless"] * round(0.05 * size)
    kinds += ["broken"] * (size - len(kinds))
    draw.shuffle(kinds)
    expected, wrongs = {}, Assignment(NAME).wrong(SEED)
    for number, kind in enumerate(kinds):
        name = f"student-{number:03}"
        wrong = draw.choice(wrongs)
        given = {"right": RIGHT, "wrong": {**RIGHT, wrong.cell: wrong.code}, "endless": {**RIGHT, "slowing": "while True: pass"}}.get(kind)
        hand_in(folder, name, submission(given) if given else '{"cells"')
        everything = {"test-top", "test-star", "test-mosaic", "test-slowing", "glue"}
        expected[name] = {"right": set(), "wrong": set(wrong.loses), "endless": {"test-slowing"}, "broken": everything}[kind]
    return expected


@pytest.mark.parametrize("size, minutes", [(20, 4), pytest.param(300, 12, marks=pytest.mark.slow)])
def test_a_class_that_is_killed_half_way(folder, size, minutes):
    expected = class_of(folder / "came", size)
    begun = time.monotonic()
    marks = folder / "marks"
    command = [sys.executable, "-m", "coursework", "grade", NAME, "--seed", SEED, "--submissions", str(folder / "came"), "--marks", str(marks), "--limit", "4", "--jobs", "2"]
    first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while len(list(marks.rglob("*.json"))) < 0.4 * size:
        assert first.poll() is None
        time.sleep(0.05)
    os.killpg(first.pid, 9)
    first.wait()
    kept = {path: path.stat().st_mtime_ns for path in marks.rglob("student*.json")}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds = time.monotonic() - begun
    print(f"{size} submissions in {seconds:.0f} s, {seconds / size:.2f} s each, killed once")
    assert seconds < 60 * minutes
    assert f"{size} submissions of {size} students, {size - len(kept)} of them marked now" in done.stdout
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())
    assert {student: lost(marks, student) for student in expected} == expected
    assert run("report", "--marks", marks, "--out", folder / "out") == 0
    overview = (folder / "out" / "class.html").read_text(encoding="utf-8")
    assert f"{size} students" in overview and grade.version() in overview and "Question, most missed first" in overview
    missed = re.findall(r"<small>(test-[\w-]+)</small></td><td class=\"number\">(\d+) of", overview)
    assert [int(full) for _, full in missed] == sorted(int(full) for _, full in missed)
