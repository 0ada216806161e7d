"""The commands of the coursework: ``python -m coursework COMMAND --help``."""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from coursework import box, check, grade, release, report, submissions
from coursework.source import BOOK_SEED, SourceError, names


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m coursework",
        description="Assignments on the book of low-temperature glasses: hand them out, mark what comes back, and check that they are sound.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    one = commands.add_parser(
        "release",
        help="write the notebooks that students get",
        description="Writes student versions: the questions, without solutions and hidden tests. The seed decides which variant of each "
        "assignment is handed out, and at which points the hidden tests look: keep it to yourself, and use the same one for marking. "
        "With --students each gets a variant of their own.",
    )
    _common(one)
    one.add_argument("--seed", required=True, help="any word or number, known to the teacher only; 'book' gives the versions that the book shows")
    one.add_argument("--out", required=True, metavar="FOLDER", help="where the notebooks go")
    one.add_argument("--students", metavar="FILE", help="a list of names, one a line: a folder and a variant for each")
    one.add_argument("--nbgrader", action="store_true", help="write whole notebooks, solutions and tests included, into FOLDER/source, for a school that runs nbgrader")

    two = commands.add_parser(
        "check",
        help="for authors: are the assignments sound?",
        description="The reference must get full marks, an empty submission none, and each wrong answer must lose just what it should; "
        "every check must be tripped by a wrong answer, and nothing hidden may be left in what students get.",
    )
    _common(two)
    two.add_argument("--seed", default="check", help="the seed whose variants are looked at")

    three = commands.add_parser(
        "grade",
        help="mark what students handed in",
        description="Marks submissions: SUBMISSIONS/STUDENT/NAME.ipynb, and NAME.*.ipynb for further tries. Students' code runs in a process of "
        "its own that reaches neither tests nor solutions, files or network (with bubblewrap; without, it says what is not protected). "
        "Killed and started again, it marks only what is left.",
    )
    _common(three)
    three.add_argument("--seed", required=True, help="the word with which the assignments were released")
    three.add_argument("--students", metavar="FILE", help="the list with which they were released, if each student got a variant")
    three.add_argument("--submissions", required=True, metavar="FOLDER", help="a folder for each student")
    three.add_argument("--marks", required=True, metavar="FOLDER", help="where the marks go, and where earlier ones are looked for")
    three.add_argument("--due", type=datetime.fromisoformat, metavar="TIME", help="when they had to be in, as 2026-12-01T12:00, by the time of the file; later ones are marked, and said to be late")
    three.add_argument("--which", choices=submissions.WHICH, default="in-time", help="which of several tries counts: " + "; ".join(f"{key}, {says}" for key, says in submissions.WHICH.items()) + " (default: in-time)")
    three.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time (default: as many as there are processors)")
    three.add_argument("--limit", type=float, default=20.0, metavar="SECONDS", help="for a cell, or a call of a function (default: 20)")
    three.add_argument("--total", type=float, default=180.0, metavar="SECONDS", help="for all code of a submission (default: 180)")
    three.add_argument("--no-walls", action="store_true", help="without bubblewrap, for submissions that you trust")

    four = commands.add_parser(
        "report",
        help="feedback, tables and an overview from the marks",
        description="Writes a feedback page for each student, an overview of the class, and tables: grades.csv by question, canvas.csv and "
        "moodle.csv for gradebooks, by_hand.csv with the answers that are to be marked by hand. Fill in its points, and give it back with --hand.",
    )
    four.add_argument("--marks", required=True, metavar="FOLDER", help="what 'grade' wrote")
    four.add_argument("--out", required=True, metavar="FOLDER", help="where the report goes")
    four.add_argument("--hand", metavar="FILE", help="points given by hand: a table with student, assignment, question, points and perhaps remark")
    four.add_argument("--students", metavar="FILE", help="the list of the class, so that those who handed nothing in are listed too")
    four.add_argument("--ids", metavar="FILE", help="a table with name and id: ids stand for names in all that is written")

    asked = parser.parse_args(arguments)
    if asked.command == "report":
        asked.names = []
    chosen = asked.names or names()
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        parser.error(f"there is no assignment {', '.join(unknown)}; there are {', '.join(names())}")
    try:
        return {"release": _release, "check": _check, "grade": _grade, "report": _report}[asked.command](asked, chosen)
    except KeyboardInterrupt:
        parser.exit(130, "stopped: start it again to go on\n")
    except (SourceError, ValueError, OSError, box.Unusable) as error:
        parser.exit(2, f"{error}\n")


def _common(parser):
    parser.add_argument("names", nargs="*", metavar="NAME", help="assignments by name; all of them where none is named")


def _release(asked, chosen):
    if asked.nbgrader and asked.students:
        raise ValueError("--nbgrader has one version for all: leave --students out")
    if asked.nbgrader:
        release.release_whole(chosen, asked.seed, asked.out)
        print(f"{len(chosen)} whole notebooks are in {Path(asked.out) / 'source'}: they hold the solutions.")
        return 0
    students = release.students_in(asked.students) if asked.students else ()
    release.release(chosen, asked.seed, asked.out, students)
    print(f"{len(chosen)} notebooks{f' for each of {len(students)} students' if students else ''} are in {asked.out}.")
    if asked.seed == BOOK_SEED:
        print("The seed 'book' is public: for a class, take another.")
    return 0


def _check(asked, chosen):
    from tqdm import tqdm

    sound = True
    for name in chosen:
        with tqdm(desc=name, unit=" submissions", disable=not sys.stderr.isatty()) as bar:
            found = check.faults(name, asked.seed, bar.update)
        print(f"{name}: {'sound' if not found else 'not sound'}", *found, sep="\n  - ")
        sound = sound and not found
    return 0 if sound else 1


def _grade(asked, chosen):
    from tqdm import tqdm

    if asked.jobs < 1 or asked.limit <= 0 or asked.total <= 0:
        raise ValueError(f"--jobs, --limit and --total must be positive, got {asked.jobs}, {asked.limit:g} and {asked.total:g}")
    if asked.due and asked.due.tzinfo:
        asked.due = asked.due.astimezone().replace(tzinfo=None)  # files have the time of this machine
    walls = not asked.no_walls and box.has_walls()
    if not walls:
        print("!" * 100, box.UNPROTECTED, "!" * 100, sep="\n", file=sys.stderr)
    box.Box(walls)  # where it cannot be had, say so before anything begins
    there, other = submissions.students(asked.submissions)
    if other:
        print(f"Left out, since they are not folders of students: {', '.join(map(repr, other))}")
    if asked.students:
        listed = release.students_in(asked.students)
        strangers = sorted(set(there) - set(listed))
        if strangers:
            print(f"Left out, since they are not in {asked.students}: {', '.join(map(repr, strangers))}")
        there = [name for name in there if name in listed]
    found = [submissions.handed_in(asked.submissions, student, name, asked.due, asked.which) for student in there for name in chosen]
    found = [one for one in found if one is not None]
    rules = grade.Rules(asked.seed, bool(asked.students), asked.limit, asked.total, walls)
    if grade.other_seeds(found, asked.marks, rules):
        raise ValueError(f"marks in {asked.marks} were made with another seed, or with --students and now without: give the same, or another folder")
    with tqdm(total=len(found), unit=" submissions", disable=not sys.stderr.isatty()) as bar:
        done = grade.grade(found, asked.marks, rules, asked.jobs, bar.update)
    print(f"{len(found)} submissions of {len(there)} students, {done} of them marked now: {asked.marks}")
    for one in report.sheets(asked.marks):
        if one["problem"]:
            print(f"  {one['student']}, {one['assignment']}: {one['problem']}")
    print(f"Of several tries counts {submissions.WHICH[asked.which]}. Version {grade.version()}.")
    return 0


def _report(asked, chosen):
    roster = release.students_in(asked.students) if asked.students else ()
    all_sheets = report.sheets(asked.marks, roster)
    if not all_sheets:
        raise ValueError(f"there are no marks in {asked.marks}")
    if asked.hand:
        report.merge(all_sheets, asked.hand)
    report.report(all_sheets, asked.out, report.read_names(asked.ids) if asked.ids else None)
    print(f"{len({one['student'] for one in all_sheets})} students: {Path(asked.out) / 'class.html'}, feedback/, grades.csv, by_hand.csv, canvas.csv, moodle.csv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
