"""Points given by hand, and the tables that go through spreadsheets: nothing is lost or changed."""

import csv
import json
import shutil
import subprocess

import pytest
from grading import NAME, SEED, WHOLE, read_table, run, write_table

from coursework import tables, text
from coursework.report_card import ReportCard
from coursework.scoring import Score
from coursework.source import grade_id, points, role

STUDENTS = ["0012345", "ada", "ben", "=1+2", "1234567890123456789"]
# what essays and names bring along: line ends of Word and of web pages, halves of characters
ODD = [
    "\u2028",
    "\u2029",
    "\x0b",
    "\x0c",
    "\x85",
    "\x1c",
    "\x00",
    "\ud800",
    "\udfff",
    "\uffff",
    "\r",
]


def write_card(folder, student, essay="Because.", question="tell"):
    scores = [
        Score(grade_id(cell), None if role(cell) == "essay" else points(cell), points(cell))
        for cell in WHOLE.cells
        if points(cell)
    ]
    card = ReportCard(student, NAME, scores, file="x.ipynb", essays={question: essay}, digest="1")
    path = folder / "scores" / NAME / f"{text.file_name(student)}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    card.write(path)


@pytest.fixture
def folder(tmp_path):
    for student in STUDENTS:
        write_card(tmp_path, student)
    assert report(tmp_path) == 0
    return tmp_path


def report(folder, *more, out="out"):
    return run("report", "--scores", folder / "scores", "--out", folder / out, *more)


def fill(folder, points="2.5", remark="well argued", students=STUDENTS, out="out"):
    """A copy of by_hand.csv with points for some students."""
    table = read_table(folder / out / "by_hand.csv")
    for row in table[1:]:
        if tables.unescape(row[0]) in students:
            row[4:6] = points, remark
    return table


def given(folder, out="out"):
    table = read_table(folder / out / "by_hand.csv")
    return {tables.unescape(row[0]): row[4] for row in table[1:]}


# ---- kept


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("points, kept", [("2.5", "2.5"), ("2,5", "2.5"), ("0", "0"), ("3", "3")])
def test_what_is_filled_in_stays(folder, points, kept, delimiter):
    write_table(folder / "out" / "by_hand.csv", fill(folder, points), delimiter)
    for out in ("out", "out", "elsewhere"):
        assert report(folder, out=out) == 0
        assert set(given(folder, out).values()) == {kept}
    shutil.rmtree(folder / "out")
    report(folder)
    assert set(given(folder).values()) == {kept}, "even if the report is deleted"


def test_points_belong_to_the_answer_that_was_read(folder):
    write_table(folder / "copy.csv", fill(folder))
    assert report(folder, "--hand", folder / "copy.csv") == 0
    write_card(folder, "ada", "On second thoughts.")
    assert report(folder) == 0
    assert given(folder)["ada"] == "" and given(folder)["ben"] == "2.5"
    (row,) = (row for row in read_table(folder / "out" / "by_hand.csv") if row[0] == "ada")
    assert row[7] == "the answer was changed; the earlier one had 2.5 points (well argued)"
    assert report(folder, "--hand", folder / "copy.csv") == 1, "the old table cannot change that"
    assert given(folder)["ada"] == ""
    write_table(folder / "new.csv", fill(folder, "1", "worse", ["ada"]))
    report(folder, "--hand", folder / "new.csv")
    assert given(folder)["ada"] == "1"
    write_card(folder, "ada")
    report(folder)
    assert given(folder)["ada"] == "2.5", "the first answer is back, and so are its points"


def test_tables_of_several_people_are_merged(folder):
    for student in STUDENTS:
        table = fill(folder, "2", student, [student])
        write_table(folder / f"of-{STUDENTS.index(student)}.csv", table)
    hands = [("--hand", folder / f"of-{number}.csv") for number in range(len(STUDENTS))]
    assert report(folder, *sum(hands, ())) == 0
    assert set(given(folder).values()) == {"2"}


def test_an_old_table_in_another_folder_changes_nothing(folder):
    write_table(folder / "out" / "by_hand.csv", fill(folder, "1"))
    report(folder)
    report(folder, out="elsewhere")
    write_table(folder / "out" / "by_hand.csv", fill(folder, "3", "after an appeal", ["ada"]))
    report(folder)
    assert report(folder, out="elsewhere") == 0
    assert given(folder)["ada"] == given(folder, "elsewhere")["ada"] == "3"


def test_what_a_copy_had_before_it_was_filled_in_is_not_new(folder):
    write_table(folder / "out" / "by_hand.csv", fill(folder, "1"))
    report(folder)
    for student in ("ada", "ben"):
        write_table(folder / f"{student}.csv", fill(folder, "3", "more", [student]))
    hands = ("--hand", folder / "ada.csv", "--hand", folder / "ben.csv")
    assert report(folder, *hands) == 0
    assert (given(folder)["ada"], given(folder)["ben"], given(folder)["=1+2"]) == ("3", "3", "1")


def test_a_table_restores_points_that_were_lost(folder):
    write_table(folder / "out" / "by_hand.csv", fill(folder, "1"))
    report(folder)
    (folder / "scores" / "by_hand.json").unlink()
    report(folder)
    assert set(given(folder).values()) == {"1"}


@pytest.mark.parametrize(
    "one, two", [("2", "1"), ("2", "2.5"), ("0", "3"), ("2,5", "2"), ("", "1")]
)
def test_what_two_tables_say_differently_is_named_and_changes_nothing(folder, capsys, one, two):
    write_table(folder / "one.csv", fill(folder, one, "first", ["ada"]))
    write_table(folder / "two.csv", fill(folder, two, "second", ["ada"]))
    with pytest.raises(SystemExit):
        report(folder, "--hand", folder / "one.csv", "--hand", folder / "two.csv")
    message = capsys.readouterr().err
    assert "one.csv" in message and "two.csv" in message and "ada / droplet-wall / tell" in message
    report(folder)
    assert set(given(folder).values()) == {""}


@pytest.mark.parametrize(
    "content",
    ["nonsense", "student,points\nada,2\n", "student,assignment,question,points\nada,x,y,2\n", ""],
)
def test_a_table_that_cannot_be_read_is_not_overwritten(folder, content):
    path = folder / "out" / "by_hand.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit):
        report(folder)
    assert path.read_text(encoding="utf-8") == content


def test_points_of_students_who_left_are_kept(folder):
    write_table(folder / "out" / "by_hand.csv", fill(folder))
    report(folder)
    path = folder / "scores" / NAME / "ada.json"
    card = path.read_bytes()
    path.unlink()
    report(folder)
    assert "ada" not in given(folder)
    path.write_bytes(card)
    report(folder)
    assert given(folder)["ada"] == "2.5"


def test_any_question_can_be_given_points(folder):
    rows = [["student", "assignment", "question", "points"], ["ada", NAME, "test-top", "1"]]
    write_table(folder / "more.csv", rows)
    report(folder, "--hand", folder / "more.csv")
    question = [row for row in read_table(folder / "out" / "grades.csv") if row[2] == "test-top"]
    assert {row[0]: row[3] for row in question}["ada"] == "1"


# ---- odd characters


@pytest.mark.parametrize("character", ODD, ids=ascii)
def test_odd_characters_stop_nothing(tmp_path, character):
    for student in ("ada", f"e{character}ve", "zoe"):
        write_card(tmp_path, text.clean_name(student), f"First line{character}second line")
    assert report(tmp_path) == 0
    write_table(tmp_path / "filled.csv", fill(tmp_path, students=given(tmp_path)))
    assert report(tmp_path, "--hand", tmp_path / "filled.csv") == 0
    assert set(given(tmp_path).values()) == {"2.5"} and len(given(tmp_path)) == 3
    for row in read_table(tmp_path / "out" / "by_hand.csv")[1:]:
        assert row[6].startswith("First line") and row[6].endswith("second line")
    assert len(list((tmp_path / "out" / "feedback").iterdir())) == 3


# ---- spreadsheets

FORMULAS = [
    *("=1+2", "+1", "-1", "@SUM(1)", "|x", "%x", " =1", "\t=1", "\r=1", "\n=1", "\u00a0=1"),
    *("\uff1d1+2", "\uff0b1", "\uff0d1", "\uff20x", "\ufe63 1", "'=1", "''=1"),
]
REWRITTEN = [
    "007",
    "1e5",
    "12345678901234567890",
    "1-2",
    "3/4",
    "10:30",
    "1.50",
    "+49",
    " 1",
    "1_0",
]
PLAIN = ["ada", "12345", "2.5", "a=b", "x-1", "", "'tis so", "'ada'", "1st", "nan"]


@pytest.mark.parametrize("content", [*FORMULAS, *REWRITTEN, *PLAIN], ids=ascii)
def test_a_cell_comes_back_as_it_was(content):
    cell = tables.escape(content, numbers=True)
    assert tables.unescape(cell) == content
    assert (cell != content) == (content not in PLAIN)
    assert (tables.escape(content) != content) == (content in [*FORMULAS, "+49"])
    essay = f"a;{content}\n- {content},{content}"
    assert tables.unescape(tables.escape(essay)) == essay


@pytest.mark.parametrize("separator", [";", "\t", ",", "\n", "|"])
def test_no_separator_lets_a_formula_out_of_its_cell(tmp_path, separator):
    write_card(tmp_path, f"ada{separator}=1+2")
    report(tmp_path)
    for path in (tmp_path / "out").glob("*.csv"):
        content = path.read_text(encoding="utf-8-sig")
        for delimiter in ",;\t":
            for row in csv.reader(content.splitlines(), delimiter=delimiter):
                assert not any(cell.startswith("=") for cell in row), path


def garbled(table):
    """As from a spreadsheet that reads UTF-8 as Windows-1252."""
    return [[cell.encode().decode("cp1252", "replace") for cell in row] for row in table]


def without_zeros(table):
    return [[cell.removeprefix("'").lstrip("0") for cell in row] for row in table]


def sorted_by_remark(table):
    return [table[0], *sorted(table[1:], key=lambda row: row[5], reverse=True)]


def only_keys_and_points(table):
    return [[row[8], row[4]] for row in table]


def with_an_empty_line(table):
    return [table[0], [""] * 9, *table[1:], []]


@pytest.mark.parametrize(
    "change", [garbled, without_zeros, sorted_by_remark, only_keys_and_points, with_an_empty_line]
)
def test_rows_are_known_after_what_spreadsheets_do(folder, change):
    write_table(folder / "filled.csv", change(fill(folder, "2", "")))
    assert report(folder, "--hand", folder / "filled.csv") == 0
    assert set(given(folder).values()) == {"2"}


def test_tables_for_people_begin_with_a_mark_and_those_for_gradebooks_do_not(folder):
    for name, marked in (("by_hand", 1), ("grades", 1), ("canvas", 0), ("moodle", 0)):
        content = (folder / "out" / f"{name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") == bool(marked), name
    totals = {row[0]: row[5] for row in read_table(folder / "out" / "canvas.csv")[2:]}
    assert totals["0012345"] == "8", "a gradebook needs the name unchanged"


@pytest.mark.slow
def test_a_round_trip_through_libreoffice(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: make test-office installs it")
    for number, student in enumerate([*STUDENTS, "j\u00fcrgen", "ada;=1+2", "\uff1d1+2", "1-2"]):
        write_card(tmp_path, student, f"An essay{ODD[number]}on \u03b3, =1+2")
    write_card(tmp_path, "plain", "007")
    report(tmp_path)
    before = read_table(tmp_path / "out" / "by_hand.csv")
    write_table(tmp_path / "by_hand.csv", fill(tmp_path, "2.5", students=given(tmp_path)), ",")
    for step in ("ods", "csv:Text - txt - csv (StarCalc):44,34,76,1"):
        (source,) = [*tmp_path.glob("by_hand.ods"), tmp_path / "by_hand.csv"][:1]
        command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        command += ["--infilter=CSV:44,34,76,1"] if source.suffix == ".csv" else []
        command += ["--convert-to", step, "--outdir", str(tmp_path / step[:3]), str(source)]
        subprocess.run(command, check=True, capture_output=True)
        shutil.copy(tmp_path / step[:3] / f"by_hand.{step[:3]}", tmp_path)
    assert report(tmp_path, "--hand", tmp_path / "by_hand.csv") == 0
    after = read_table(tmp_path / "out" / "by_hand.csv")
    assert [row[:4] + row[6:8] for row in after] == [row[:4] + row[6:8] for row in before]
    assert {row[4] for row in after[1:]} == {"2.5"}
    back = read_table(tmp_path / "by_hand.csv")
    assert [row[0] for row in back] == [row[0] for row in before], "names are as they were"


def test_the_store_says_for_people_what_was_given(folder):
    write_table(folder / "out" / "by_hand.csv", fill(folder, "1", "short", ["ada"]))
    report(folder)
    (entry,) = json.loads((folder / "scores" / "by_hand.json").read_text()).values()
    assert entry == {"points": 1.0, "remark": "short", "question": "ada / droplet-wall / tell"}
    assert SEED not in str(entry)
