"""A class as it is: what is renamed, packed, encoded, late, handed in twice or done with other tools."""

import io
import json
import os
import random
import re
import unicodedata
import zipfile

import pytest
from grading import LIMIT, NAME, PATIENCE, SEED, card, lost, read_table, run

from coursework.source import Assignment, grade_id, role, solutions
from coursework.text import file_name

DUE, IN_TIME, LATE = "2026-12-03T12:00", 1_796_100_000, 1_796_900_000
TOTAL = 8  # points that are given by machine
LOOP = "while True: pass"


class Work:
    """What one student does, and where a person would put the points."""

    def __init__(self, came, student):
        self.folder, self.student = came / student, student
        whole = Assignment(NAME).instructor_notebook(SEED, student)
        self.answers, self.essay = solutions(whole), "It says that x is one half."
        self.loses, self.is_late = set(), False

    def notebook(self):
        notebook = Assignment(NAME).student_notebook(SEED, self.student)
        for cell in notebook.cells:
            if role(cell) == "answer":
                cell.source = self.answers[grade_id(cell)]
            elif role(cell) == "essay":
                cell.source = self.essay
        return notebook

    def content(self):
        return json.dumps(self.notebook()).encode()

    def put(self, name=f"{NAME}.ipynb", content=None, time=IN_TIME):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content() if content is None else content)
        os.utime(path, (time, time))


def renamed(work):
    work.put("droplet-wall-Copy1 final.ipynb.txt")


def zipped(work):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a/b/hw.ipynb", (2026, 12, 1, 8, 0, 0)), work.content())
    work.put("homework.zip", file.getvalue())


def from_moodle(work):
    work.folder = work.folder.with_name(f"{work.student}_{7000}_assignsubmission_file_")
    work.put("answers.ipynb")


def from_canvas(work):
    work.folder = work.folder.parent
    work.put(f"{work.student}_LATE_8000_9000_droplet-wall-3.ipynb")


def from_a_mac(work):
    work.folder = work.folder.with_name(unicodedata.normalize("NFD", work.student))
    work.put("deep/er/droplet-wall.ipynb")


def in_utf_16(work):
    work.put(content=work.content().decode().encode("utf-16"))


def from_windows(work):
    text = json.dumps(work.notebook(), indent=1).replace("\n", "\r\n").replace("\\n", "\\r\\n")
    work.put(content=b"\xef\xbb\xbf" + text.encode())


def twice(work):
    right = work.answers
    work.answers = {**right, "sizes": "N_top = F_top = N_star = 1"}
    work.put("droplet-wall.ipynb", time=IN_TIME - 5000)
    work.answers = right
    work.put("droplet-wall (1).ipynb")


def twice_and_worse_when_late(work):
    work.put()
    work.answers = {**work.answers, "sizes": "N_top = F_top = N_star = 1"}
    work.put("droplet-wall-2.ipynb", time=LATE)


def late(work):
    work.is_late = True
    work.put(time=LATE)


def with_an_untouched_copy(work):
    work.put(time=IN_TIME - 5000)
    work.put("copy.ipynb", json.dumps(Assignment(NAME).student_notebook(SEED)).encode())


def with_a_torn_copy(work):
    work.put(time=IN_TIME - 5000)
    work.put("droplet-wall-1.ipynb", work.content()[:3000])


def split(work):
    notebook = work.notebook()
    number = next(n for n, cell in enumerate(notebook.cells) if cell["id"] == "slowing")
    one, two = (json.loads(json.dumps(notebook.cells[number])) for _ in range(2))
    lines = one["source"].splitlines(keepends=True)
    one["source"], two["source"] = "".join(lines[:2]), "".join(lines[2:])
    notebook.cells[number : number + 1] = [one, two]
    work.put(content=json.dumps(notebook).encode())


def without_ids(work):
    notebook = work.notebook()
    for cell in notebook.cells:
        cell.pop("id")
    work.put(content=json.dumps({**notebook, "nbformat_minor": 2}).encode())


def without_metadata(work):
    notebook = work.notebook()
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {}
    work.put("hw.ipynb", json.dumps(notebook).encode())


def with_magics(work):
    more = "%matplotlib widget\nimport matplotlib.pyplot as plt\nplt.savefig('a.png')\n"
    work.answers["sizes"] = more + work.answers["sizes"]
    work.put()


def with_odd_characters(work):
    work.essay = "One\u2028two\x0bthree\ud800 =1+2\x00"
    work.put()


def that_breaks_json(work):
    work.answers["sizes"] = "import json\njson.loads = json.dumps = None"
    work.loses = {"test-top", "test-star"}
    work.put()


def that_asks(work):
    work.answers["slowing"] = "grown = float(input('f? '))\n"
    work.loses = {"test-slowing"}
    work.put()


def that_never_ends(work):
    work.answers["mosaic"] = LOOP
    work.loses = {"test-mosaic"}
    work.put()


def that_is_not_python(work):
    work.answers["sizes"] = "N_top = (x * gamma"
    work.loses = {"test-top", "test-star"}
    work.put()


DISTURBANCES = [
    *(renamed, zipped, from_moodle, from_canvas, from_a_mac, in_utf_16, from_windows, twice),
    *(twice_and_worse_when_late, late, with_an_untouched_copy, with_a_torn_copy, split),
    *(without_ids, without_metadata, with_magics, with_odd_characters, that_breaks_json),
    *(that_asks, that_never_ends, that_is_not_python),
]


def hand_in_class(came, size, share):
    draw, works = random.Random(5), []
    for number in range(size):
        work = Work(came, f"jos\u00e9-{number:03}")
        if number < share * size:
            DISTURBANCES[number % len(DISTURBANCES)](work)
        elif draw.random() < 0.7:
            work.put()
        else:
            assignment = Assignment(NAME)
            wrong = draw.choice(assignment.wrong_answers(SEED, work.student))
            work.answers[wrong.cell], work.loses = wrong.code, set(wrong.loses)
            work.put()
        works.append(work)
    return works


@pytest.mark.parametrize(
    "size, share", [(len(DISTURBANCES) + 3, 0.88), pytest.param(300, 0.4, marks=pytest.mark.slow)]
)
def test_every_point_is_where_a_person_would_put_it(tmp_path, size, share):
    tmp_path.chmod(0o755)
    came, scores = tmp_path / "came", tmp_path / "scores"
    works = hand_in_class(came, size, share)
    (came / "photo of the board.png").write_bytes(b"\x89PNG")
    (tmp_path / "class.txt").write_bytes(
        "\r\n".join(["\ufeffnobody", *(work.student for work in works)]).encode()
    )
    common = ["--students", tmp_path / "class.txt", "--scores", scores]
    limits = ["--limit", LIMIT, "--total", PATIENCE, "--due", DUE]
    assert run("grade", NAME, "--seed", SEED, "--submissions", came, *common, *limits) == 0
    for work in works:
        name = file_name(work.student)
        assert (lost(scores, name), card(scores, name)["late"]) == (work.loses, work.is_late), (
            work.student
        )
    assert run("report", *common, "--out", tmp_path / "out") == 0
    most = {score["id"]: score["max_points"] for score in card(scores, name)["scores"]}
    totals = {row[0]: float(row[5]) for row in read_table(tmp_path / "out" / "canvas.csv")[2:]}
    expected = {work.student: TOTAL - sum(map(most.__getitem__, work.loses)) for work in works}
    assert totals == {**expected, "nobody": 0.0}
    essays = read_table(tmp_path / "out" / "by_hand.csv")[1:]
    assert {row[0] for row in essays if row[2] == "tell"} == set(expected)
    overview = (tmp_path / "out" / "class.html").read_text(encoding="utf-8")
    number = sum(work.is_late for work in works)
    assert re.search(rf"{number} of them late, by \d+\.\d to \d+\.\d hours", overview)
    page = (tmp_path / "out" / "to_check.html").read_text(encoding="utf-8")
    assert "photo of the board.png" in page
