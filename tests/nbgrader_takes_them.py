"""nbgrader itself releases and grades two assignments; run by ``make test-nbgrader`` with nbgrader's own Python.

The student version that it makes is ours, cell by cell; the reference gets full marks for what is marked
by machine, an untouched submission none, a wrong answer loses what it should.
"""

import copy
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

ROOT = Path(__file__).resolve().parent.parent
SEED = "nbgrader"
NAMES = ("droplet-wall", "pair-coupling")
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "glasses"
c.CourseDirectory.root = {root!r}
c.ClearSolutions.code_stub = {{"python": "# YOUR ANSWER HERE\\nraise NotImplementedError()"}}
c.ExecutePreprocessor.timeout = 120
"""


def nbgrader(course, *arguments):
    found = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course, capture_output=True, text=True
    )
    if found.returncode:
        sys.exit(f"nbgrader {' '.join(arguments)}:\n{found.stdout}{found.stderr}")


def coursework(python, *arguments):
    subprocess.run(
        [python, "-m", "coursework", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def answered(seen, whole, instead=()):
    """A student's notebook: the answers of a whole one, some of them replaced."""
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in whole.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    answers.update(instead)
    seen = copy.deepcopy(seen)
    for cell in seen.cells:
        about = cell.metadata.get("nbgrader", {})
        if about.get("solution"):
            cell.source = answers[about["grade_id"]]
    return seen


def main(python):
    # nbgrader looks for its own tools in the path, and its kernels for what the hidden tests import
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        (course / "nbgrader_config.py").write_text(CONFIG.format(root=folder), encoding="utf-8")
        coursework(python, "release", *NAMES, "--seed", SEED, "--out", folder, "--nbgrader")
        coursework(python, "release", *NAMES, "--seed", SEED, "--out", str(course / "ours"))
        for name in NAMES:
            nbgrader(course, "generate_assignment", name)
            ours, theirs = (
                nbformat.read(path, as_version=4)
                for path in (
                    course / "ours" / f"{name}.ipynb",
                    course / "release" / name / f"{name}.ipynb",
                )
            )
            for mine, other in zip(ours.cells, theirs.cells, strict=True):
                if mine.cell_type == "code":
                    assert mine.source.strip() == other.source.strip(), (
                        f"{name}, {mine.id}:\n{other.source}"
                    )
            whole = nbformat.read(course / "source" / name / f"{name}.ipynb", as_version=4)
            wrong = tomllib.loads(
                (ROOT / "coursework" / "assignments" / name / "wrong.toml").read_text(
                    encoding="utf-8"
                )
            )["wrong"]
            wrong = next(
                one for one in wrong if one.get("only_glasslib") and "<<" not in one["code"]
            )
            students = {
                "right": answered(theirs, whole),
                "untouched": ours,
                "wrong": answered(theirs, whole, {wrong["cell"]: wrong["code"]}.items()),
            }
            for student, notebook in students.items():
                path = course / "submitted" / student / name / f"{name}.ipynb"
                path.parent.mkdir(parents=True)
                nbformat.write(notebook, path)
            nbgrader(course, "autograde", name)
            with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
                scores = {
                    student: {
                        grade.name: (grade.auto_score, grade.max_score)
                        for grade in book.find_submission_notebook(name, name, student).grades
                    }
                    for student in students
                }
            by_machine = {
                id: most for id, (_, most) in scores["right"].items() if id.startswith("test-")
            }
            for student, lost in (
                ("right", set()),
                ("untouched", set(by_machine)),
                ("wrong", set(wrong["loses"])),
            ):
                got = {id: score for id, (score, _) in scores[student].items() if id in by_machine}
                assert got == {
                    id: 0.0 if id in lost else most for id, most in by_machine.items()
                }, f"{name}, {student}: {got}"
            print(f"{name}: released and graded by nbgrader, as here")


if __name__ == "__main__":
    main(sys.argv[1])
