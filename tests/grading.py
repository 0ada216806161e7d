"""Common to the tests of grading: submissions, and the commands run on them."""

import csv
import json
import os
import time
from pathlib import Path

from coursework.__main__ import main
from coursework.source import Assignment, grade_id, role, solutions

SEED = "only-the-teacher-knows"
NAME = "droplet-wall"
WHOLE = Assignment(NAME).instructor_notebook(SEED)
RIGHT = solutions(WHOLE)
ACCOUNT = 65_100 + os.getpid() % 400  # nobody's, and none of those that the sandbox takes
ATTACKED = {"test-top", "test-star"}  # the tests of the cell that holds the attack
# Seconds for a cell: many times what an honest one needs on a busy machine, so that only what
# never ends is stopped; and for whatever must happen at some time, but has no time of its own.
LIMIT, PATIENCE = 15, 600


def submission(answers=RIGHT, essay="It says that x is one half."):
    notebook = Assignment(NAME).student_notebook(SEED)
    for cell in notebook.cells:
        if role(cell) == "answer":
            cell.source = answers.get(grade_id(cell), cell.source)
        elif role(cell) == "essay":
            cell.source = essay
    return notebook


def hand_in(folder, student, notebook, name=NAME):
    path = Path(folder) / student / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    path.write_text(text, encoding="utf-8")
    return path


def card(scores, student):
    return json.loads((Path(scores) / NAME / f"{student}.json").read_text(encoding="utf-8"))


def lost(scores, student):
    return {score["id"] for score in card(scores, student)["scores"] if score["points"] == 0}


def run(*arguments):
    return main([str(argument) for argument in arguments])


def run_grade(handed_in, scores, *more):
    command = ["grade", NAME, "--seed", SEED, "--limit", LIMIT * 4]
    return run(*command, "--submissions", handed_in, "--scores", scores, *more)


def wait_until(condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def read_table(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def write_table(path, rows, delimiter=";"):
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
