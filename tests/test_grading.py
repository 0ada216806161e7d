"""Grading a class: attacks on the sandbox, reports and tables, and interruptions."""

import multiprocessing
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import nbformat
import pytest
from grading import (
    ACCOUNT,
    ATTACKED,
    LIMIT,
    NAME,
    PATIENCE,
    RIGHT,
    SEED,
    WHOLE,
    card,
    hand_in,
    lost,
    read_table,
    run,
    run_grade,
    submission,
    wait_until,
    write_table,
)
from references import ROOT

from coursework import grade, limits, packing, sandbox
from coursework.source import Assignment, grade_id, role


@pytest.fixture
def folder():
    """One that other accounts can reach."""
    path = Path(tempfile.mkdtemp(prefix="grading-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


# ---- files that are no notebooks, or notebooks that were changed

BAD_FILES = {
    "many": "more than 2000 cells",
    "torn": "not JSON",
    "deep": "not JSON",
    "other": "no list of cells",
    "link": "a link",
    "pipe": "not a file",
    "huge": "larger than 20 MB",
}


def find_cell(notebook, id):
    return next(cell for cell in notebook.cells if grade_id(cell) == id)


def hand_in_bad_files(folder):
    twice, renamed, stripped, helped, many = (submission() for _ in range(5))
    repeated = {**find_cell(twice, "sizes"), "source": "N_top = 1"}
    twice.cells.append(nbformat.from_dict(repeated))
    cell = find_cell(renamed, "mosaic")
    cell.metadata.nbgrader.grade_id = cell["id"] = "something"
    for cell in stripped.cells:
        cell.metadata = {}
    helped.cells.insert(3, nbformat.v4.new_code_cell("helper = 1"))
    many.cells += [{"cell_type": "code", "id": "x", "metadata": {}, "source": "1"}] * 100_000
    notebooks = {
        "twice": twice,
        "renamed": renamed,
        "stripped": stripped,
        "helped": helped,
        "many": many,
        "torn": '{"cells": [',
        "deep": "[" * 100_000,
        "other": "[1, 2]",
        "strange": '{"cells": [1, null, {"metadata": {"nbgrader": 3}}]}',
        "good": submission(),
    }
    for student, notebook in notebooks.items():
        hand_in(folder, student, notebook)
    for student in ("link", "pipe", "huge"):
        (folder / student).mkdir()
    (folder / "link" / f"{NAME}.ipynb").symlink_to(folder / "good" / f"{NAME}.ipynb")
    (folder / "folder-link").symlink_to(folder / "good")
    os.mkfifo(folder / "pipe" / f"{NAME}.ipynb")
    with open(folder / "huge" / f"{NAME}.ipynb", "wb") as file:
        file.truncate(packing.MAX_BYTES + 1)


def left_to_the_teacher(scores, student):
    return {score["id"] for score in card(scores, student)["scores"] if score["points"] is None}


def check_bad_files(scores):
    """Each affects only its own result, which says why."""
    for student, problem in BAD_FILES.items():
        assert problem in card(scores, student)["problem"], student
    students = ("twice", "renamed", "stripped", "helped", "strange", "good")
    remarks = {student: " ".join(card(scores, student)["remarks"]) for student in students}
    for student in ("good", "stripped", "helped"):
        assert lost(scores, student) == set()
    assert remarks["good"] == remarks["stripped"] == ""
    assert left_to_the_teacher(scores, "twice") == {"test-top", "tell"}
    assert "sizes appears more than once" in remarks["twice"]
    assert left_to_the_teacher(scores, "renamed") == {"test-mosaic", "tell"}
    assert "mosaic is missing or was renamed" in remarks["renamed"]
    assert "added cells are ignored" in remarks["helped"] and "missing" in remarks["strange"]
    assert not (scores / NAME / "folder-link.json").exists()


# ---- attacks: what one cell of an otherwise right submission tries

SOLVED = RIGHT["sizes"]
ATTACKS = {
    "patches-the-checker": """
        import sys, builtins, unittest.mock
        sys.modules['coursework.compare'] = unittest.mock.MagicMock()
        builtins.isinstance = lambda *a: True
        N_top = F_top = N_star = 1
    """,
    "transforms-input": """
        get_ipython().input_transformers_post.append(
            lambda lines: ['pass\\n'] if 'assert' in ''.join(lines) else lines)
        N_top = F_top = N_star = 1
    """,
    "equals-everything": """
        class Any:
            free_symbols = set()
            def __eq__(self, other): return True
            __le__ = __lt__ = __gt__ = __call__ = __eq__
            __class__ = sp.Expr
        N_top = F_top = N_star = Any()
    """,
    "reads-solutions": """
        import os, re
        for at, _, files in os.walk({root!r}):
            if 'droplet-wall.md' in files:
                text = open(os.path.join(at, 'droplet-wall.md')).read()
                code = re.search('BEGIN SOLUTION\\n(.*?)###', text, re.S)[1]
                exec(code.replace('<<exponent>>', {exponent!r}))
    """,
    "looks-for-the-seed": """
        import glob
        commands = glob.glob('/proc/[0-9]*/cmdline')
        if any({seed!r}.encode() in open(command, 'rb').read() for command in commands):
            {solved}
    """,
    "reads-other-submissions": """
        import os
        if os.path.exists({submissions!r}):
            {solved}
    """,
    "writes-the-scores": """
        try:
            open({scores!r} + '/' + 'written-by-a-student', 'w').write('A')
        except OSError: pass
    """,
    "exits": """
        import os
        os._exit(0)
    """,
    "loops": """
        while True: pass
    """,
    "forks": """
        import os, time
        while True:
            try: os.fork()
            except OSError: time.sleep(0.01)
    """,
    "takes-memory": """
        held = [bytearray(1 << 30) for _ in range(40)]
        {solved}
    """,
    "prints-a-gigabyte": """
        import os
        for _ in range(1000):
            print('x' * 1_000_000)
            os.write(1, b'x' * 1_000_000)
    """,
    "writes-a-huge-file": """
        import os
        written = 0
        try:
            with open(os.path.expanduser('~/full'), 'wb') as file:
                for _ in range(200):
                    written += file.write(bytes(1 << 20)); file.flush()
        except OSError: pass
        if written > 50 << 20:
            {solved}
    """,
    "fills-the-disk": """
        import os
        written = 0
        try:
            for name in range(8):
                with open(os.path.expanduser(f'~/full{{name}}'), 'wb') as file:
                    written += file.write(bytes(20 << 20)); file.flush()
        except OSError: pass
        if written > 100 << 20:
            {solved}
    """,
    "fills-other-file-systems": """
        import os
        written = 0
        places = ('/', '/dev', '/dev/shm', '/tmp', '/var/tmp', '/run', '/given', '.')
        for number in range(40):
            for place in places:
                try:
                    with open(f'{{place}}/{{number}}-{{places.index(place)}}', 'wb') as file:
                        for _ in range(3):
                            written += file.write(bytes(1 << 20)); file.flush()
                except OSError: pass
        if written > 70 << 20:
            {solved}
    """,
    "takes-memory-that-no-limit-counts": """
        import ctypes, os, platform
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            os.memfd_create('x')
            {solved}
        except OSError: pass
        if libc.shmget(0, 1 << 28, 0o1600) >= 0:
            {solved}
    """,
    "makes-a-namespace": """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        clone = {{'x86_64': 56, 'aarch64': 220}}[__import__('platform').machine()]
        tries = [
            lambda: libc.unshare(0x10000000), lambda: libc.unshare(0x10020000),
            lambda: libc.setns(3, 0), lambda: libc.syscall(clone, 0x10000011, 0, 0, 0, 0),
            lambda: libc.syscall(435, ctypes.byref((ctypes.c_ulong * 11)(0x10000000)), 88),
            lambda: libc.syscall(clone | 0x40000000, 0x10000011, 0, 0, 0, 0),
            lambda: libc.mount(b'none', b'/tmp', b'tmpfs', 0, None),
            lambda: libc.syscall(430, b'tmpfs', 0),
        ]
        results = []
        for attempt in tries:
            results.append(attempt())
            if results[-1] == 0: libc._exit(0)  # a child
        if any(result > 0 for result in results):
            {solved}
    """,
    "stays-behind": """
        import os, time
        if os.fork() == 0:
            os.setsid()
            time.sleep(3000)
            os._exit(0)
        N_top = F_top = N_star = 1
    """,
    "calls-home": """
        import socket
        try:
            socket.create_connection(('127.0.0.1', {port}), 1).send(b'here I am')
            {solved}
        except OSError: pass
    """,
    "pickles": """
        class Evil:
            def __reduce__(self): return (open, ({scores!r} + '/' + 'written-by-a-student', 'w'))
        N_top = F_top = N_star = Evil()
    """,
    "hides-code-in-an-expression": """
        class Evil(sp.Symbol):
            def _sympyrepr(self, printer):
                return '__import__("os").mkdir(' + repr({scores!r} + '/made-by-a-student') + ')'
        N_top = F_top = N_star = Evil('x')
    """,
    "huge-numbers": """
        power = lambda *args: sp.Pow(*args, evaluate=False)
        N_top = F_top = N_star = power(9, power(9, power(9, 9)))
    """,
    "huge-integer": """
        N_top = F_top = N_star = 7**(10**7)
    """,
    "kills-its-parents": """
        import os, signal
        for pid in [os.getppid(), *range(2, 5)]:
            try: os.kill(pid, signal.SIGKILL)
            except OSError: pass
    """,
    "lies-over-the-wire": """
        import os
        for number in range(3, 20):
            try: os.write(number, b'{{"value": [\"plain\", true]}}\\n' * 50)
            except OSError: pass
    """,
    "answers-without-a-value": """
        import os
        for number in range(3, 20):
            try: os.write(number, b'{{}}\\n' * 50)
            except OSError: pass
    """,
}
# what is not contained without a sandbox; the table in the guide says so
OPEN = {
    "root": {
        "reads-solutions",
        "looks-for-the-seed",
        "reads-other-submissions",
        "calls-home",
        "fills-the-disk",
        "fills-other-file-systems",
    }
}
OPEN["user"] = OPEN["root"] | {"writes-the-scores", "kills-its-parents", "stays-behind"}
# these may lose their own questions, and nothing else
LOSES_ALL = {"lies-over-the-wire", "answers-without-a-value"}


def parents(path):
    return list(reversed(Path(path).parents))


def as_account(account):
    """The beginning of a command that root runs as an account, with a Python that all can read."""
    command = ["bwrap", "--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--cap-add", "ALL"]
    for prefix in {sys.base_prefix, sys.prefix}:
        closed = (path for path in parents(prefix) if not path.stat().st_mode & 0o001)
        hidden = next(closed, None)
        if hidden:
            command += ["--perms", "0755", "--tmpfs", str(hidden)]
            for path in parents(prefix):
                if path.is_relative_to(hidden) and path != hidden:
                    command += ["--perms", "0755", "--dir", str(path)]
            command += ["--ro-bind", prefix, prefix]
    if account == "user":
        command += ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"]
    return command


@pytest.fixture
def listener():
    """A port, and what was sent to it."""
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


def students_processes():
    """Ids of processes of this module's account, and of those that the sandbox takes."""
    command = ["ps", "-eo", "uid=,pid="]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = (map(int, line.split()) for line in text.splitlines())
    uids = {ACCOUNT, *range(sandbox.FIRST_UID, sandbox.FIRST_UID + sandbox.UIDS)}
    return {pid for uid, pid in lines if uid in uids}


def started_below(folder):
    """Ids of processes whose home is below a folder: no others may be ended by a test."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            environment = path.read_bytes()
        except OSError:
            continue
        if f"HOME={folder}/".encode() in environment:
            found.add(int(path.parent.name))
    return found


def grade_attacks(folder, port, account, sandboxed):
    """Hand in all attacks and bad files, and grade them as an account."""
    handed_in, scores, temporary = (folder / name for name in ("handed-in", "scores", "tmp"))
    for path in (scores, temporary):
        path.mkdir()
    values = {
        "root": str(ROOT),
        "submissions": str(handed_in),
        "scores": str(scores),
        "seed": SEED,
        "port": port,
        "exponent": str(Assignment(NAME).draw_variant(SEED)["exponent"]),
        "solved": f"exec({SOLVED!r})",
    }
    for attack, code in ATTACKS.items():
        code = "\n".join(line.removeprefix(" " * 8) for line in code.strip("\n ").splitlines())
        hand_in(handed_in, attack, submission({**RIGHT, "sizes": code.format(**values)}))
    hand_in(handed_in, "zoe", submission())  # honest, and graded last
    hand_in_bad_files(handed_in)
    prefix = as_account(account) if os.geteuid() == 0 else []
    if account == "user":
        for path in (scores, temporary, handed_in, *handed_in.rglob("*")):
            os.chown(path, ACCOUNT, ACCOUNT, follow_symlinks=False)
    command = [sys.executable, "-m", "coursework", "grade", NAME, "--seed", SEED, "--jobs", "2"]
    command += ["--submissions", str(handed_in), "--scores", str(scores)]
    command += ["--limit", str(LIMIT), "--total", str(PATIENCE)]
    command += [] if sandboxed else ["--no-sandbox"]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    done = subprocess.run(
        [*prefix, *command], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert ("WITHOUT a sandbox" in done.stderr) == (not sandboxed)
    assert "Left out (it is a link, not a file): '" in done.stdout
    assert "torn, droplet-wall: it is not a notebook" in done.stdout


def check_attacks(folder, calls, is_open, left):
    """What is contained gains nothing, reaches nothing, and costs no more than its question."""
    scores = folder / "scores"
    for attack in ATTACKS:
        if attack == "kills-its-parents" and attack in is_open:
            continue  # it destroys its own submission
        succeeds = not ATTACKED & lost(scores, attack)
        assert not succeeds or attack in is_open, f"{attack}: {card(scores, attack)}"
        if attack not in LOSES_ALL:
            assert lost(scores, attack) <= ATTACKED, f"the rest of {card(scores, attack)}"
    assert lost(scores, "zoe") == set()
    check_bad_files(scores)
    assert bool(calls) == ("calls-home" in is_open)
    assert (scores / "written-by-a-student").exists() == ("writes-the-scores" in is_open)
    assert not (scores / "made-by-a-student").exists()
    if "stays-behind" in is_open:
        for pid in left & started_below(folder):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not left & students_processes())  # what was started is over
    assert list((folder / "tmp").glob("coursework-*")) == [], "and its folders are gone"


def test_attacks_are_contained_in_the_sandbox(folder, listener):
    """As the account that runs the tests; the other modes are slow."""
    if not sandbox.is_available():
        pytest.skip("bubblewrap is not installed, or does not work")
    port, calls = listener
    grade_attacks(folder, port, "root" if os.geteuid() == 0 else "self", sandboxed=True)
    check_attacks(folder, calls, set(), students_processes())


@pytest.mark.slow
@pytest.mark.parametrize(
    "account, sandboxed", [("user", True), ("root", False), ("user", False)], ids=str
)
def test_attacks_as_other_accounts_and_without_a_sandbox(folder, listener, account, sandboxed):
    if os.geteuid() != 0 or not sandbox.is_available():
        pytest.skip("only root can try other accounts, with bubblewrap")
    port, calls = listener
    grade_attacks(folder, port, account, sandboxed)
    left = students_processes()
    check_attacks(folder, calls, set() if sandboxed else OPEN[account], left)


LIMITED = """
import os, sys, time
sys.path.insert(0, {folder!r})
import limits
limits.apply({uid})
children = []
try:
    while len(children) < limits.LIMITS["NPROC"] + 20:
        child = os.fork()
        if child == 0:
            time.sleep({patience})
            os._exit(0)
        children.append(child)
except OSError:
    print("held")
for child in children:
    os.kill(child, 9)
"""


@pytest.mark.parametrize("uid, held", [(None, False), (ACCOUNT + 1, True)], ids=["root", "nobody"])
def test_limits_hold_for_an_account_that_nobody_has_and_not_for_root(uid, held):
    """Why a worker gives up what makes it root before it runs anything."""
    if os.geteuid() != 0:
        pytest.skip("only root can try it")
    code = LIMITED.format(folder=str(Path(limits.__file__).parent), uid=uid, patience=PATIENCE)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout == "held\n") == held


def test_root_does_not_run_students_code(monkeypatch):
    monkeypatch.setattr(sandbox.os, "geteuid", lambda: 0)
    monkeypatch.setattr(sandbox, "_open_to_all", lambda *folders: False)
    message = "install bubblewrap, or grade as an ordinary user"
    with pytest.raises(sandbox.SandboxUnavailable, match=message):
        sandbox.Sandbox(sandboxed=False)


# ---- reports and tables

MARKUP = """
def beads(timescale_ratio, lindemann_ratio):
    raise ValueError('<script>alert(1)</script>')
"""
INVERSE = """
def growth(f):
    return 1 / f

grown = growth(0.7)
"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("graded")
    (folder / "class.txt").write_text("=1+2\nada\nnobody\n", encoding="utf-8")
    wrong = {**RIGHT, "mosaic": MARKUP, "slowing": INVERSE}
    hand_in(folder / "handed-in", "=1+2", submission(wrong, essay="=HYPERLINK(1)"))
    hand_in(folder / "handed-in", "ada", submission(essay="Because."))
    assert run_grade(folder / "handed-in", folder / "scores") == 0
    return folder


def test_tables_are_what_gradebooks_read(graded, tmp_path):
    command = ["report", "--scores", graded / "scores", "--out", tmp_path]
    assert run(*command, "--students", graded / "class.txt") == 0
    canvas, moodle = read_table(tmp_path / "canvas.csv"), read_table(tmp_path / "moodle.csv")
    title = "A droplet with another wall"
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title]
    assert canvas[1] == ["    Points Possible", "", "", "", "", "11"]
    assert canvas[2:] == [
        ["'=1+2", "", "", "'=1+2", "", "3"],
        ["ada", "", "", "ada", "", "8"],
        ["nobody", "", "", "nobody", "", "0"],
    ]
    assert moodle[0] == ["username", title, f"{title} (feedback)"]
    assert moodle[3][:2] == ["nobody", "0"] and "nothing was handed in" in moodle[3][2]
    for name in ("grades", "by_hand", "canvas", "moodle"):
        for row in read_table(tmp_path / f"{name}.csv"):
            assert not any(cell.lstrip()[:1] in tuple("=+-@|") for cell in row), row
    assert [row[2:4] for row in read_table(tmp_path / "grades.csv")[1:6]] == [
        ["test-top", "2"],
        ["test-star", "1"],
        ["test-mosaic", "0"],
        ["test-slowing", "0"],
        ["tell", ""],
    ]


def test_pages_contain_no_markup_of_others_and_nothing_hidden(graded, tmp_path):
    run("report", "--scores", graded / "scores", "--out", tmp_path)
    pages = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")]
    assert len(pages) == 4 and not any("<script" in page for page in pages)
    (feedback,) = (page for page in pages if "Feedback for =1+2" in page)
    assert "growth is not right at f = 0." in feedback
    assert "Your variant: exponent = " in feedback and "<pre>=HYPERLINK(1)</pre>" in feedback
    (overview,) = (page for page in pages if "<h1>The class</h1>" in page)
    assert "<br>1: as in Vogel–Fulcher" in overview and "Vogel" not in feedback
    assert "processes of a whole submission were not limited" in overview
    assert "ValueError: &lt;script&gt;" in feedback
    assert "3 of 11 points; 3 more may be given by hand" in feedback
    code = (cell.source for cell in WHOLE.cells if role(cell) in ("test", "answer"))
    lines = [line.strip() for source in code for line in source.splitlines()]
    hidden = [line for line in lines if "entropy" in line or "rng" in line]
    assert hidden and not any(line in page for line in hidden for page in pages)
    assert not any(SEED in page for page in pages) and "compare" not in feedback


def test_points_by_hand_and_ids(graded, tmp_path, capsys):
    command = ["report", "--scores", graded / "scores", "--out"]
    run(*command, tmp_path)
    table = read_table(tmp_path / "by_hand.csv")
    assert [row[0] for row in table] == ["student", "'=1+2", "ada"]
    assert table[1][6] == "'=HYPERLINK(1)"
    for row, points in zip(table[1:], ("2,5", "3"), strict=True):
        row[4:6] = points, "well argued"
    write_table(tmp_path / "filled-in.csv", table)
    ids, two = tmp_path / "ids.csv", tmp_path / "two"
    ids.write_text("name,id\n=1+2,s-01\nada,s-02\n", encoding="utf-8")
    assert run(*command, two, "--hand", tmp_path / "filled-in.csv", "--ids", ids) == 0
    assert read_table(two / "canvas.csv")[2:] == [
        ["s-01", "", "", "s-01", "", "5.5"],
        ["s-02", "", "", "s-02", "", "11"],
    ]
    given = [row[4:6] for row in read_table(two / "by_hand.csv")[1:]]
    assert given == [["2.5", "well argued"], ["3", "well argued"]], "what was given is not lost"
    written = {path.name: path.read_text(encoding="utf-8") for path in two.rglob("*.*")}
    assert "well argued" in written["s-02.html"]
    for name, text in written.items():
        for_the_teacher = name in ("by_hand.csv", "to_check.html")
        assert for_the_teacher or "1+2" not in text, "ids replace names"

    columns = "student,assignment,question,points\n"
    for text, message in (
        ("student,points\n", "needs the columns"),
        (
            f"{columns}ada,{NAME},tell,4\n",
            "line 2: 4 points for ada / droplet-wall / tell, which has 0 to 3",
        ),
        (f"{columns}ada,{NAME},tell,x\n", "'x' is not a number"),
        (f"{columns}eve,{NAME},tell,1\n", "no question eve"),
    ):
        (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as stop:
            run(*command, tmp_path / "three", "--hand", tmp_path / "bad.csv")
        assert stop.value.code == 2 and message in capsys.readouterr().err
    for text in (
        "name,id\nada,s-02\n",
        "name,id\nada,../x\n",
        "name,id\nada,1\n=1+2,1\n",
        "name\nada\n",
    ):
        ids.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit):
            run(*command, tmp_path / "three", "--ids", ids)


def test_a_file_that_is_no_report_card_is_named(graded, tmp_path, capsys):
    (tmp_path / NAME).mkdir()
    for text in ('{"student": "ada"}', '{"student": "ada", "marks": []}', "{"):
        (tmp_path / NAME / "ada.json").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as stop:
            run("report", "--scores", tmp_path, "--out", tmp_path)
        assert stop.value.code == 2 and capsys.readouterr().err
    run_grade(graded / "handed-in", tmp_path)
    assert "2 of them graded now" in capsys.readouterr().out


def times(folder):
    return {path: path.stat().st_mtime_ns for path in folder.glob("*/*.json")}


def test_grading_again_does_only_what_changed(graded, capsys):
    before = times(graded / "scores")
    run_grade(graded / "handed-in", graded / "scores")
    output = capsys.readouterr().out
    assert "2 submissions of 2 students, 0 of them graded now" in output
    assert "If there are several attempts, the last one in time" in output
    hand_in(graded / "handed-in", "ada", submission(essay="On second thoughts."))
    run_grade(graded / "handed-in", graded / "scores")
    assert "1 of them graded now" in capsys.readouterr().out
    after = times(graded / "scores")
    assert [path.stem for path in before if before[path] != after[path]] == ["ada"]


def test_another_seed_is_refused_and_nothing_changes(graded, capsys):
    before = {path: path.read_bytes() for path in (graded / "scores").rglob("*.json")}
    for more in (["--seed", "another"], ["--students", graded / "class.txt"]):
        with pytest.raises(SystemExit) as stop:
            run_grade(graded / "handed-in", graded / "scores", *more)
        assert stop.value.code == 2 and "have another seed" in capsys.readouterr().err
    assert before == {path: path.read_bytes() for path in (graded / "scores").rglob("*.json")}


def test_a_due_time_may_have_a_zone(graded, tmp_path):
    due = "2001-01-01T12:00+01:00"
    assert run_grade(graded / "handed-in", tmp_path / "scores", "--due", due) == 0
    assert card(tmp_path / "scores", "ada")["late"]


# ---- interruptions


def start_grading(handed_in, scores, *more):
    command = [sys.executable, "-m", "coursework", "grade", NAME, "--seed", SEED, *more]
    return subprocess.Popen(
        [*command, "--submissions", str(handed_in), "--scores", str(scores)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # tests that run in the background of a shell inherit that it is ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def test_an_interruption_is_one_line_and_leaves_nothing(folder):
    name = f"loop-{os.getpid()}"
    rename = f"import ctypes; ctypes.CDLL(None).prctl(15, {name.encode()!r})"  # PR_SET_NAME
    loop = f"{rename}\nwhile True: pass"
    hand_in(folder / "handed-in", "ada", submission({**RIGHT, "sizes": loop}))
    limits = ["--limit", str(PATIENCE), "--total", str(PATIENCE)]
    running = start_grading(folder / "handed-in", folder / "scores", *limits)

    def is_in_the_loop():
        assert running.poll() is None, running.communicate()
        return name in subprocess.run(["ps", "-eo", "comm="], capture_output=True, text=True).stdout

    wait_until(is_in_the_loop)
    os.killpg(running.pid, signal.SIGINT)
    _, errors = running.communicate()
    assert running.returncode == 130
    message = "interrupted: run the same command again to continue\n"
    # without bubblewrap a warning is above it
    assert errors.endswith(message) and ("!!!" in errors or errors == message)
    assert "Traceback" not in errors
    assert list((folder / "scores" / NAME).iterdir()) == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_interruption_while_a_process_starts_leaves_none(folder, monkeypatch, moment):
    hand_in(folder / "handed-in", "ada", submission())
    process = multiprocessing.get_context("fork").Process
    start = process.start

    def interrupted_start(self):
        if moment == "before":
            os.kill(os.getpid(), signal.SIGINT)
        start(self)
        if moment == "after":
            os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(process, "start", interrupted_start)
    with pytest.raises(SystemExit) as stop:
        run_grade(folder / "handed-in", folder / "scores")
    assert stop.value.code == 130 and multiprocessing.active_children() == []
    assert list((folder / "scores" / NAME).iterdir()) == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def class_of(folder, size, seed=7):
    """Hand in what a class may: 60 % right, 30 % wrong, 5 % endless, 5 % broken.

    Returns what each student should lose.
    """
    draw = random.Random(seed)
    kinds = ["right"] * round(0.6 * size) + ["wrong"] * round(0.3 * size)
    kinds += ["endless"] * round(0.05 * size)
    kinds += ["broken"] * (size - len(kinds))
    draw.shuffle(kinds)
    expected, wrong_answers = {}, Assignment(NAME).wrong_answers(SEED)
    everything = {"test-top", "test-star", "test-mosaic", "test-slowing", "tell"}
    for number, kind in enumerate(kinds):
        name = f"student-{number:03}"
        wrong = draw.choice(wrong_answers)
        answers, loses = {
            "right": (RIGHT, set()),
            "wrong": ({**RIGHT, wrong.cell: wrong.code}, set(wrong.loses)),
            "endless": ({**RIGHT, "slowing": "while True: pass"}, {"test-slowing"}),
            "broken": (None, everything),
        }[kind]
        hand_in(folder, name, submission(answers) if answers else '{"cells"')
        expected[name] = loses
    return expected


@pytest.mark.slow
@pytest.mark.parametrize("size", [14, 300])
def test_a_class_that_is_killed_half_way(folder, size):
    handed_in, scores = folder / "handed-in", folder / "scores"
    expected = class_of(handed_in, size)
    options = ["--limit", str(LIMIT), "--total", str(PATIENCE), "--jobs", "2"]
    first = start_grading(handed_in, scores, *options)

    def is_half_way():
        assert first.poll() is None, first.communicate()
        return len(list(scores.rglob("student*.json"))) >= 0.4 * size

    wait_until(is_half_way)
    os.killpg(first.pid, 9)
    first.communicate()
    before = times(scores)
    second = start_grading(handed_in, scores, *options)
    output, errors = second.communicate()
    assert second.returncode == 0, errors
    count = f"{size} submissions of {size} students, {size - len(before)} of them graded now"
    assert count in output
    after = times(scores)
    assert all(after[path] == modified for path, modified in before.items())
    assert {student: lost(scores, student) for student in expected} == expected
    assert run("report", "--scores", scores, "--out", folder / "out") == 0
    overview = (folder / "out" / "class.html").read_text(encoding="utf-8")
    assert f"{size} students" in overview and grade.version() in overview
    assert "Question, most missed first" in overview
    pattern = r"<small>(test-[\w-]+)</small></td><td class=\"number\">(\d+) of"
    full = [int(number) for _, number in re.findall(pattern, overview)]
    assert full == sorted(full)
