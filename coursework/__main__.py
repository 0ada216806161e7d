"""The commands of the coursework: ``python -m coursework COMMAND --help``."""

import argparse
import sys
from pathlib import Path

from coursework import check, release
from coursework.source import BOOK_SEED, SourceError, names


def main(arguments=None):
    parser = argparse.ArgumentParser(
        prog="python -m coursework",
        description="Assignments on the book of low-temperature glasses: hand them out, and check that they are sound.",
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

    asked = parser.parse_args(arguments)
    chosen = asked.names or names()
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        parser.error(f"there is no assignment {', '.join(unknown)}; there are {', '.join(names())}")
    try:
        return {"release": _release, "check": _check}[asked.command](asked, chosen)
    except (SourceError, ValueError, OSError) as error:
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


if __name__ == "__main__":
    sys.exit(main())
