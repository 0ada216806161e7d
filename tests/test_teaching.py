"""What teachers get: the course plan, the instructor's pages, and what their pages promise."""

import re
import shutil
import tomllib

import nbformat
import pytest
from references import ROOT

from coursework import source
from coursework.__main__ import _parser, main
from coursework.cheats import cheats
from coursework.check import find_problems
from coursework.guide import MOST_POINTS, PROJECTS, instructor_page, model_solution
from coursework.source import Assignment, SourceError, grade_id, names, objectives, points, role

SEED = "four words of mine"
BOOK = ROOT / "book"
SEMESTER = (BOOK / "semester.md").read_text(encoding="utf-8")
DOC = re.compile(r"\{doc\}`([\w/-]+)`")
MINUTES = {"an hour and a half": 90, "an hour": 60}


def table(text, heading):
    """The cells of the table below a heading."""
    part = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def opening(chapter):
    """The line of a chapter that has its time and what it needs."""
    lines = (BOOK / f"{chapter}.md").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("*") and " · you need: " in line)


def reading_time(chapter):
    time = opening(chapter).split(" · ")[1].partition(",")[0]
    return MINUTES.get(time) or int(time.removesuffix(" minutes"))


WEEKS = [
    (DOC.findall(read), DOC.findall(hand_in), minutes)
    for _, read, hand_in, minutes in table(SEMESTER, "Week by week")
]
ASSIGNED = [
    [page.partition("/")[2] for page in pages if page.startswith("assignments/")]
    for _, pages, _ in WEEKS
]


# ---- a semester's course


def test_every_assignment_has_its_week_once():
    assert sorted(name for week in ASSIGNED for name in week) == sorted(names())
    assert len(WEEKS) == 14
    weeks = [row[0] for row in table(SEMESTER, "Week by week")]
    assert weeks == [str(number + 1) for number in range(len(WEEKS))]


def test_every_page_of_the_plan_exists():
    for page in DOC.findall(SEMESTER):
        name = page.removeprefix("assignments/")
        assert (BOOK / f"{page}.md").is_file() or name in names(), page


def test_the_plan_goes_through_all_sections_of_the_paper():
    toc = (ROOT / "_toc.yml").read_text(encoding="utf-8").partition("Appendices")[0]
    chapters = re.findall(r"file: book/(\w+), title", toc)
    read = [chapter for chapters, _, _ in WEEKS for chapter in chapters]
    assert len(chapters) > 15 and set(chapters) <= set(read)
    assert len(read) == len(set(read))


def test_what_a_week_needs_was_read_before():
    read = set()
    for (chapters, _, _), assigned in zip(WEEKS, ASSIGNED, strict=True):
        for chapter in chapters:
            assert set(DOC.findall(opening(chapter))) <= read, chapter
            read.add(chapter)
        for name in assigned:
            text = Assignment(name).text.partition("you need: ")[2].partition("\n")[0]
            needed = re.findall(r"\(\.\./([\w-]+)\.md\)", text)
            assert needed and set(needed) <= read, name


def test_the_minutes_of_a_week_are_those_of_its_pages():
    for (chapters, _, minutes), assigned in zip(WEEKS, ASSIGNED, strict=True):
        parts = [int(number) for number in minutes.split("+")]
        assert parts[0] == sum(map(reading_time, chapters)), chapters
        if assigned:
            assert parts[1] == max(Assignment(name).header["minutes"] for name in assigned)
    project = [int(week[2].partition("+")[2]) for week in WEEKS[-2:]]
    assert "its time is ten hours" in SEMESTER and sum(project) == 600


def test_the_table_of_objectives_is_that_of_the_assignments():
    rows = [
        (name, says, [page.partition("/")[2] for page in DOC.findall(serving)])
        for name, says, serving in table(SEMESTER, "What one can do afterwards")
    ]
    expected = [
        (name, says, [one for one in names() if name in Assignment(one).objectives])
        for name, says in objectives().items()
    ]
    assert rows == expected
    assert all(serving for _, _, serving in rows), "every objective is served"


@pytest.mark.parametrize("name", names())
def test_a_student_sees_the_objectives_of_an_assignment(name):
    first = Assignment(name).student_notebook(SEED).cells[0].source
    served = ", ".join(Assignment(name).objectives)
    assert served and f"*Objectives of the course:* {served} (" in first


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of one assignment that may be changed."""
    shutil.copytree(source.FOLDER / "droplet-wall", tmp_path / "droplet-wall")
    monkeypatch.setattr(source, "FOLDER", tmp_path)
    return tmp_path / "droplet-wall"


@pytest.mark.parametrize("given, got", [("[balance, tset]", "balance, tset"), ("[]", "none")])
def test_an_objective_that_the_course_lacks_is_refused(copied, given, got):
    path = copied / "droplet-wall.md"
    text = path.read_text(encoding="utf-8").replace("[balance, test]", given)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=f"objectives of objectives.toml.*; got {got}"):
        Assignment("droplet-wall").student_notebook(SEED)


# ---- instructor's pages


@pytest.mark.parametrize("name", names())
def test_an_instructors_page_has_all_that_is_promised(name):
    assignment, page = Assignment(name), instructor_page(name, SEED)
    nbformat.validate(page)
    text = "\n".join(cell.source for cell in page.cells)
    assert "keep it from students" in page.cells[0].source
    whole = assignment.instructor_notebook(SEED)
    of_test = {grade_id(cell): points(cell) for cell in whole.cells if role(cell) == "test"}
    for wrong in assignment.wrong_answers(SEED):
        lost = sum(of_test[test] for test in wrong.loses)
        assert f"- {wrong.says} (costs {lost:g} point" in text
    for says in assignment.objectives.values():
        assert says in text
    (rubric,) = (cell.source for cell in whole.cells if role(cell) == "essay")
    assert rubric in text
    for item in assignment.teaching["discuss"]:
        assert f"- {item}" in text
    assert sum(assignment.teaching["minutes"]) == assignment.header["minutes"]
    assert "BEGIN" not in text and "END SOLUTION" not in text and ".md)" not in text
    assert "<<" not in text, "every value of the variant is filled in"


@pytest.mark.parametrize("name", ["droplet-wall", "few-quanta", "measured-glass"])
def test_the_answers_on_an_instructors_page_run(name):
    values = {}
    for cell in instructor_page(name, SEED).cells:
        if cell.cell_type == "code":
            exec(cell.source, values)
    whole = Assignment(name).instructor_notebook(SEED)
    for cell in whole.cells:
        if role(cell) == "test":
            exec(cell.source, values)


def test_the_answers_are_those_of_one_students_variant():
    pages = {
        student: instructor_page("droplet-wall", SEED, student).cells
        for student in map(str, range(9))
    }
    assert len({page[1].source for page in pages.values()}) > 2
    for student, page in pages.items():
        exponent = Assignment("droplet-wall").draw_variant(SEED, student)["exponent"]
        assert f"exponent = {exponent}," in page[1].source
        assert any(f'sp.Rational("{exponent}")' in cell.source for cell in page)


def test_the_command_writes_pages_and_changes_none(tmp_path, capsys):
    command = ["guide", "two-sounds", "few-quanta", "--seed", SEED, "--out", str(tmp_path)]
    assert main(command) == 0 == main(command)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["few-quanta-instructor.ipynb", "two-sounds-instructor.ipynb"]
    (tmp_path / written[0]).write_text("my notes", encoding="utf-8")
    capsys.readouterr()
    assert main(command) == 1
    assert str(tmp_path / written[0]) in capsys.readouterr().out
    assert (tmp_path / written[0]).read_text(encoding="utf-8") == "my notes"


@pytest.mark.parametrize("students", [[], ["--students"]])
def test_a_page_is_not_written_among_notebooks_for_students(tmp_path, students, capsys):
    roster, out = tmp_path / "class.txt", tmp_path / "hand-out"
    roster.write_text("ada\nben\n", encoding="utf-8")
    common = ["two-sounds", "--seed", SEED, "--out", str(out)]
    assert main(["release", *common, *students, *[str(roster)] * len(students)]) == 0
    with pytest.raises(SystemExit):
        main(["guide", *common])
    assert "is a notebook for students" in capsys.readouterr().err
    assert not list(out.rglob("*-instructor.ipynb"))


def test_nothing_of_an_instructors_page_is_in_the_book_or_released():
    """Topics, named errors and rubrics: neither in a page's source nor in what students get."""
    public = "\n".join(path.read_text(encoding="utf-8") for path in BOOK.glob("*.md"))
    for name in names():
        assignment = Assignment(name)
        whole, released = assignment.instructor_notebook(SEED), assignment.student_notebook(SEED)
        public += "\n".join(cell.source for cell in released.cells)
        for cell in whole.cells:
            if role(cell) == "essay":
                assert cell.source not in public
    for name in names():
        for item in Assignment(name).teaching["discuss"]:
            assert item not in public
        for wrong in Assignment(name).wrong_answers(SEED):
            assert len(wrong.says) < 20 or wrong.says not in public


@pytest.mark.parametrize(
    "text, problem",
    [
        ("minutes = [25, 25, 15, 20]\ndiscuss = ['one']", "4 numbers that add up to 90, got"),
        ("minutes = [25, 25, 40]\ndiscuss = ['one']", "4 numbers that add up to 90, got"),
        ("minutes = [25, 25, 15, 25]\ndiscuss = []", "discuss must name something"),
        (None, "teach.toml is missing"),
    ],
)
def test_a_page_that_cannot_be_made_is_a_problem_of_the_assignment(copied, text, problem):
    path = copied / "teach.toml"
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=problem):
        instructor_page("droplet-wall", SEED)


@pytest.mark.slow
def test_check_finds_an_assignment_without_an_instructors_page(copied):
    (copied / "teach.toml").unlink()
    assert find_problems("droplet-wall") == ["droplet-wall: teach.toml is missing"]


def test_minutes_and_topics_have_no_other_keys():
    for name in names():
        path = source.FOLDER / name / "teach.toml"
        assert set(tomllib.loads(path.read_text(encoding="utf-8"))) == {"minutes", "discuss"}


# ---- projects

TEXT = (BOOK / "projects.md").read_text(encoding="utf-8")
BRIEFS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## )", TEXT, re.M | re.S))
RUBRIC = table(TEXT, "Rubric")
SOLUTIONS = sorted((path.parent.name, path.stem) for path in PROJECTS.glob("*/*.md"))


@pytest.mark.parametrize("title", BRIEFS)
def test_a_brief_names_pages_and_objectives_that_exist_and_its_first_cell_runs(title):
    brief = BRIEFS[title]
    line = next(line for line in brief.splitlines() if line.startswith("*You need: "))
    chapters = DOC.findall(line)
    assert chapters and all((BOOK / f"{chapter}.md").is_file() for chapter in chapters)
    read = {chapter for chapters, _, _ in WEEKS for chapter in chapters}
    assert set(chapters) <= read, "the course has read what a project needs"
    served = line.partition("objectives: ")[2].rstrip("*").split(", ")
    assert set(served) <= set(objectives())
    (code,) = re.findall(r"```python\n(.*?)```", brief, re.S)
    assert max(map(len, code.splitlines())) <= 85
    exec(code, {})
    steps = re.findall(r"^(\d)\. ", brief, re.M)
    assert len(steps) >= 5 and steps == [str(number + 1) for number in range(len(steps))]


def test_there_are_three_projects_and_a_rubric_of_twenty_points():
    assert len(BRIEFS) == 3 and "Three questions" in TEXT and "Twenty points" in TEXT
    assert len(RUBRIC) * MOST_POINTS == 20
    assert all(len(row) == 4 and all(row) for row in RUBRIC)


def marks(project):
    return tomllib.loads((PROJECTS / project / "marks.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("project, solution", SOLUTIONS)
def test_the_marks_of_a_model_solution_are_those_of_the_rubric(project, solution):
    text = (PROJECTS / project / f"{solution}.md").read_text(encoding="utf-8")
    given = marks(project)[solution]
    assert list(given) == [row[0] for row in RUBRIC]
    for mark in given.values():
        assert mark["points"] in range(MOST_POINTS + 1) and mark["why"]
        assert text.count(mark["passage"]) == 1, mark["passage"]
    assert re.search(r"^# (.*)$", text, re.M), "a title"


def test_the_model_solutions_differ_in_quality():
    assert SOLUTIONS == [("two-readings", "strong"), ("two-readings", "weak")]
    strong, weak = (marks("two-readings")[name] for name in ("strong", "weak"))
    assert all(strong[line]["points"] > weak[line]["points"] for line in strong)
    assert sum(mark["points"] for mark in strong.values()) >= 16
    assert sum(mark["points"] for mark in weak.values()) <= 8


def executed(project, solution):
    """The values of a model solution's cells, run as in a fresh kernel."""
    values = {}
    for cell in model_solution(project, solution).cells:
        if cell.cell_type == "code":
            assert max(map(len, cell.source.splitlines())) <= 85
            exec(cell.source, values)
    return values


@pytest.fixture(autouse=True)
def without_windows():
    """Figures are drawn, not shown."""
    import matplotlib.pyplot as plt

    plt.switch_backend("agg")
    yield
    plt.close("all")


def test_the_strong_solution_says_what_its_cells_show(capsys):
    values = executed("two-readings", "strong")
    assert values["smallest"] < 1 < values["largest"]
    assert values["largest"] / values["smallest"] > 1.5
    inside = values["inside"]
    assert inside["independent"] >= 0.9 * values["TRIALS"] > inside["in common"]
    above = {level: (values["left"][level == values["T"]] > 0) for level in values["levels"]}
    cold = [above[level] for level in above if 0.15 < level < 0.65]
    assert sum(one.sum() for one in cold) < 0.5 * sum(one.size for one in cold)
    assert all(above[level].all() for level in above if level < 0.15 or level > 0.85)
    printed = capsys.readouterr().out
    assert "1 is inside" in printed and "1 is outside" not in printed


def test_the_weak_solution_runs_and_its_cells_contradict_its_claims():
    """It says "very well", and quotes intervals that overlap."""
    values = executed("two-readings", "weak")
    assert values["loss"].cost > 2
    (low, high), (other_low, other_high) = (
        values[name].interval("scattering_strength") for name in ("loss", "shift")
    )
    assert max(low, other_low) < min(high, other_high)


def test_a_model_solution_opens_with_its_marks():
    first = model_solution("two-readings", "strong").cells[0].source
    given = marks("two-readings")["strong"].values()
    assert f"{sum(mark['points'] for mark in given)} of 20 points" in first
    assert all(mark["why"] in first for mark in given)


def test_the_command_writes_model_solutions_if_asked(tmp_path):
    command = ["guide", "two-sounds", "--seed", SEED, "--out", str(tmp_path)]
    assert main(command) == 0
    assert len(list(tmp_path.iterdir())) == 1
    assert main([*command, "--projects"]) == 0
    written = sorted(path.name for path in tmp_path.glob("two-readings-*"))
    assert written == ["two-readings-strong.ipynb", "two-readings-weak.ipynb"]
    for path in tmp_path.iterdir():
        nbformat.validate(nbformat.read(path, as_version=4))


def test_no_model_solution_is_in_the_book():
    public = "\n".join(path.read_text(encoding="utf-8") for path in BOOK.glob("*.md"))
    for project, solution in SOLUTIONS:
        for mark in marks(project)[solution].values():
            assert mark["passage"] not in public and mark["why"] not in public


# ---- what is said about the commands


def test_the_guide_names_every_command():
    text = (BOOK / "teaching.md").read_text(encoding="utf-8")
    listed = text.partition("Its subcommands are ")[2].partition(". Add")[0]
    parser = _parser()
    (commands,) = (action.choices for action in parser._actions if action.dest == "command")
    assert sorted(re.findall(r"\*(\w+)\*", listed)) == sorted(commands)
    for page in BOOK.glob("*.md"):
        used = re.findall(r"python -m coursework (\w+)", page.read_text(encoding="utf-8"))
        assert set(used) <= set(commands), page


def test_authors_are_told_which_cheats_check_tries():
    """Every kind that CONTRIBUTING names is tried."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = text.partition("It also tries cheats")[2].partition("\n7. ")[0]
    tried = {description for description, _ in cheats(1.0, [2.5])}
    kinds = {
        "0": "0",
        "-1": "−1",
        "nan": "NaN",
        "infinite": "infinity",
        "2.5, as in the question": "numbers of the question",
        "missing": "nothing at all",
        "an empty list": "empty list",
        "a function that returns its argument": "a function that returns its argument",
    }
    for description, words in kinds.items():
        assert description in tried and words in told
    for form in ("an expression", "a function", "an array"):
        assert form in told and any(one.startswith(f"{form}, ") for one in tried)
