"""Collecting: whatever students, browsers and gradebooks call and pack files, the right one counts."""

import io
import json
import os
import unicodedata
import zipfile
from datetime import datetime

import nbformat
import pytest
from grading import NAME, RIGHT, hand_in, submission

from coursework import packing, submissions
from coursework.roster import read_roster
from coursework.source import Assignment
from coursework.submissions import collect, identify, read_answers

OTHER = "two-sounds"
CONTENT = json.dumps(submission()).encode()
UNTOUCHED = submission({}, essay="YOUR ANSWER HERE")


def put(path, content=CONTENT, time=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if time is not None:
        os.utime(path, (time, time))
    return path


def zipped(files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def roster(tmp_path, text):
    path = tmp_path / "class.txt"
    path.write_text(text, encoding="utf-8")
    return read_roster(path)


def counted(folder, *more, **options):
    """The students whose submission to the assignment counts, and its file."""
    found = collect(folder, [NAME], *more, **options).submissions
    return {each.student: each.file.name for each in found}


# ---- renamed files

RENAMED = [
    "hw3.ipynb",
    "Untitled1.ipynb",
    "DROPLET WALL final FINAL (12).IPYNB.TXT",
    "droplet-wall_ada_v2.ipynb.json",
    "week 2/answers/Kopie von droplet-wall.ipynb",
    "droplet-wall",
    "two-sounds.ipynb",
]


@pytest.mark.parametrize("name", RENAMED)
def test_a_notebook_is_known_by_what_it_says_and_not_by_its_name(tmp_path, name):
    put(tmp_path / "ada" / name)
    assert counted(tmp_path) == {"ada": name.rpartition("/")[2]}
    assert collect(tmp_path, [OTHER]).submissions == []


def without_metadata(notebook):
    notebook.metadata.pop("assignment", None)
    return notebook


def without_ids(notebook):
    for cell in notebook.cells:
        cell.pop("id")
    return without_metadata(notebook)


def without_grade_ids(notebook):
    for cell in notebook.cells:
        cell.metadata = {}
    return without_metadata(notebook)


def with_title_only(notebook):
    return without_ids(without_grade_ids(notebook))


def with_half_of_the_cells(notebook):
    notebook.cells = notebook.cells[: 2 * len(notebook.cells) // 3]
    return without_metadata(notebook)


@pytest.mark.parametrize(
    "change, doubt",
    [
        (without_metadata, ""),
        (without_ids, ""),
        (without_grade_ids, ""),
        (with_half_of_the_cells, ""),
        (with_title_only, "it was recognized by its title only"),
    ],
)
def test_a_notebook_that_lost_its_identity_is_recognized(change, doubt):
    content = json.dumps(change(submission())).encode()
    assert identify(content, "hw.ipynb") == (NAME, "", doubt)
    for encoding in ("utf-8-sig", "utf-16"):
        again = content.decode().encode(encoding)
        assert identify(again, "hw.ipynb").assignment == NAME
    torn = content[: 4 * len(content) // 5]
    assert identify(torn, "hw.ipynb").assignment == NAME


def test_every_assignment_is_told_from_the_others():
    for name in submissions.names():
        for seed in ("book", "another"):
            notebook = Assignment(name).student_notebook(seed)
            assert identify(json.dumps(notebook).encode(), "x") == (name, "", "")
            bare = json.dumps(without_metadata(notebook)).encode()
            assert identify(bare, "x") == (name, "", "")


# ---- oddly packed

PACKED = {
    "a Moodle folder": {"Ada Lovelace_1234_assignsubmission_file_/droplet-wall.ipynb": CONTENT},
    "a Moodle file": {"Ada Lovelace_1234_assignsubmission_file_my work.ipynb": CONTENT},
    "a Canvas file": {"lovelaceada_1234_98765_droplet-wall-2.ipynb": CONTENT},
    "a late Canvas file": {"lovelaceada_LATE_1234_98765_droplet-wall.ipynb": CONTENT},
    "a Canvas zip file": {"lovelaceada_1234_98765_all.zip": zipped({"x/hw.ipynb": CONTENT})},
    "a zip file in a folder": {"ada/homework.zip": zipped({"a/b/hw.ipynb": CONTENT})},
    "a zip file in a zip file": {"ada/homework.zip": zipped({"c.zip": zipped({"x": CONTENT})})},
    "a zip file of one's own": {"Ada.zip": zipped({"droplet-wall.ipynb": CONTENT})},
    "Moodle's zip file of all": {
        "course.zip": zipped({"Ada Lovelace_1234_assignsubmission_file_/x.ipynb": CONTENT})
    },
    "Canvas's zip file of all": {"submissions.zip": zipped({"ada_1234_9_x.ipynb": CONTENT})},
}


@pytest.mark.parametrize("files", PACKED.values(), ids=PACKED)
def test_the_student_is_found_in_any_packing(tmp_path, files):
    came = tmp_path / "came"
    for name, content in files.items():
        put(came / name, content)
    listed = roster(tmp_path, "ada\t1234\nben\t4321\n")
    assert list(counted(came, listed)) == ["ada"]
    (found,) = collect(came, [NAME]).submissions
    assert found.file.read() == CONTENT, "and without a list someone is found, too"


def test_a_zip_file_of_the_class_may_be_given_itself(tmp_path):
    path = put(tmp_path / "all.zip", zipped({"ada/x.ipynb": CONTENT, "ben/x.ipynb": CONTENT}))
    assert list(counted(path)) == ["ada", "ben"]
    assert list(counted(path, roster(tmp_path, "ben\n"))) == ["ben"]


def damaged_zip():
    content = bytearray(zipped({"x.ipynb": CONTENT}))
    content[60:90] = bytes(30)
    return bytes(content)


def encrypted_zip():
    content = bytearray(zipped({"droplet-wall.ipynb": CONTENT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


BAD = {
    "a torn zip file": ("x.zip", zipped({"x.ipynb": CONTENT})[:100], "zip file cannot be read"),
    "a damaged zip file": ("x.zip", damaged_zip(), "zip file cannot be read"),
    "an encrypted zip file": ("x.zip", encrypted_zip(), "zip file cannot be read"),
    "a zip bomb": ("x.zip", zipped({"x.ipynb": bytes(50 << 20)}), "larger than 20 MB"),
    "too many files": ("x.zip", zipped({f"{n}": b"" for n in range(1200)}), "too many files"),
    "a picture": ("photo.png", b"\x89PNG", "not a notebook"),
    "an exported page": ("page.html", b"<html>", "not a notebook"),
    "an empty file": ("x.ipynb", b"", "not a notebook"),
}


@pytest.mark.parametrize("name, content, reason", BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_listed_and_costs_only_itself(tmp_path, name, content, reason):
    put(tmp_path / "ada" / "hw.ipynb")
    put(tmp_path / "eve" / name, content)
    found = collect(tmp_path, [NAME])
    assert [each.student for each in found.submissions if _readable(each)] == ["ada"]
    reasons = [left.reason for left in found.left_out]
    reasons += [_problem(each) for each in found.submissions]
    assert any(reason in text for text in reasons), reasons


def _problem(submission):
    try:
        submission.file.read()
    except packing.Unreadable as error:
        return str(error)
    return ""


def _readable(submission):
    return not _problem(submission)


def test_files_of_the_system_are_no_attempts_and_not_listed(tmp_path):
    for name in (
        "hw.ipynb",
        ".ipynb_checkpoints/hw-checkpoint.ipynb",
        "._hw.ipynb",
        "__MACOSX/hw.ipynb",
        ".DS_Store",
    ):
        put(tmp_path / "ada" / name)
    found = collect(tmp_path, [NAME])
    assert [each.attempts for each in found.submissions] == [1] and found.left_out == []


def test_names_in_a_zip_file_may_be_in_the_encoding_of_any_program(tmp_path):
    content = zipped({"jos-/hw.ipynb": CONTENT})
    for encoding in ("utf-8", "cp437"):
        name = "jo\u00e9".encode(encoding)
        put(tmp_path / "came" / "all.zip", content.replace(b"jos-", name.ljust(4, b"e")))
        (student,) = counted(tmp_path / "came")
        assert student.startswith("jo\u00e9")


# ---- several attempts


@pytest.mark.parametrize(
    "files, which, counts",
    [
        ({"x.ipynb": 1, "x (1).ipynb": 2, "x.late.ipynb": 9}, "in-time", "x (1).ipynb"),
        ({"x.ipynb": 1, "x (1).ipynb": 2, "x.late.ipynb": 9}, "last", "x.late.ipynb"),
        ({"x.ipynb": 1, "x (1).ipynb": 2, "x.late.ipynb": 9}, "first", "x.ipynb"),
        ({"x.ipynb": 8, "x (1).ipynb": 9}, "in-time", "x.ipynb"),
        ({"x (2).ipynb": 1, "x (10).ipynb": 1, "x.ipynb": 1}, "in-time", "x (10).ipynb"),
        ({"x-Copy1.ipynb": 1, "x-Copy2.ipynb.txt": 1}, "last", "x-Copy2.ipynb.txt"),
    ],
)
def test_which_attempt_counts(tmp_path, files, which, counts):
    for name, day in files.items():
        put(tmp_path / "ada" / name, time=datetime(2026, 12, day, 10).timestamp())
    (found,) = collect(tmp_path, [NAME], due=datetime(2026, 12, 3), which=which).submissions
    day = files[counts]
    assert (found.file.name, found.late, found.attempts) == (counts, day > 3, len(files))
    assert found.late_by == max(0, 24 * (day - 3) + 10)


@pytest.mark.parametrize(
    "second",
    [json.dumps(UNTOUCHED).encode(), b'{"cells": [', b"", zipped({})],
    ids=["untouched", "torn", "empty", "zip"],
)
def test_an_attempt_without_work_does_not_replace_work(tmp_path, second):
    put(tmp_path / "ada" / "droplet-wall.ipynb", time=1e9)
    put(tmp_path / "ada" / "droplet-wall-Copy1.ipynb", second, time=2e9)
    assert counted(tmp_path) == {"ada": "droplet-wall.ipynb"}


def test_untouched_is_better_than_nothing(tmp_path):
    for name in ("a.ipynb", "b.ipynb"):
        hand_in(tmp_path, "ada", UNTOUCHED, name)
    assert list(counted(tmp_path)) == ["ada"]


# ---- whose it is


def test_names_are_compared_in_one_form(tmp_path):
    for name in ("jos\u00e9", "\u00c5sa", "Zo\u00eb B.", "\u1e69", "\uac00"):
        for folder in (name, unicodedata.normalize("NFD", name), f"{name} ", name.upper()):
            came = tmp_path / str(len(list(tmp_path.iterdir())))
            put(came / folder / "hw.ipynb")
            listed = roster(tmp_path, f"\ufeff{unicodedata.normalize('NFD', name)}\r\nben\r\n")
            assert list(counted(came, listed)) == [unicodedata.normalize("NFC", name)]


def released_to(student):
    notebook = submission()
    notebook.metadata["student"] = student
    return json.dumps(notebook).encode()


def test_a_notebook_in_no_known_folder_is_known_by_the_student_it_was_released_to(tmp_path):
    came = tmp_path / "came"
    put(came / "loose.ipynb", released_to("ada"))
    put(came / "b3n" / "hw.ipynb", released_to("ben"))
    put(came / "who" / "hw.ipynb")
    found = collect(came, [NAME], roster(tmp_path, "ada\nben\ncara\n"))
    assert [each.student for each in found.submissions] == ["ada", "ben"]
    assert all("whose name it contains" in each.notes[0] for each in found.submissions)
    ((path, label, reason),) = found.left_out
    assert path == label and label.endswith("who/hw.ipynb")
    assert reason == "its folder is not in the list"


def test_nobody_hands_in_for_another(tmp_path):
    came = tmp_path / "came"
    put(came / "ada" / "hw.ipynb", released_to("ada"), time=1e9)
    put(came / "eve" / "hw.ipynb", released_to("ada"), time=2e9)
    put(came / "stray.ipynb", released_to("ada"), time=3e9)
    listed = roster(tmp_path, "ada\neve\n")
    found = {each.student: each for each in collect(came, [NAME], listed).submissions}
    assert found["ada"].attempts == 1 and found["ada"].file.owners == ("ada",)
    assert found["eve"].notes == ("it was released to ada",)
    assert len(collect(came, [NAME], roster(tmp_path, "ada\n")).left_out) == 2


@pytest.mark.parametrize(
    "name",
    [
        "Eve_77_assignsubmission_file_Ada_1234_assignsubmission_file_x.ipynb",
        "eve_77_5_Ada_1234_assignsubmission_file_x.ipynb",
        "eve_77_5_ada_1234_9_x.ipynb",
        "eve_LATE_77_5_ada_1234_9_x.ipynb",
        "Eve_77_assignsubmission_file_ada_1234_9_x.ipynb",
    ],
)
def test_what_a_student_calls_a_file_does_not_make_it_anothers(tmp_path, name):
    listed = roster(tmp_path, "ada\t1234\neve\t77\n")
    put(tmp_path / "came" / name)
    assert list(counted(tmp_path / "came", listed)) == ["eve"]


def test_attempts_under_different_names_are_shown_to_the_teacher(tmp_path):
    put(tmp_path / "came" / "ada_1234_9_x.ipynb")
    put(tmp_path / "came" / "ada_5555_9_x.ipynb")
    ((found,), *_) = collect(tmp_path / "came", [NAME], roster(tmp_path, "ada\n"))[1:]
    assert "different names: ada_1234, ada_5555" in found.notes[0]


# ---- lists of names


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_a_list_is_read_in_every_unicode_encoding(tmp_path, encoding, end):
    path = tmp_path / "class.txt"
    path.write_bytes(
        end.join(["jos\u00e9", "ben\t77", "", "# none", "\u0141ukasz"]).encode(encoding)
    )
    assert read_roster(path).names == ["jos\u00e9", "ben", "\u0141ukasz"]
    assert read_roster(path).find(["77"]) == "ben"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "mac-roman", "cp850", "cp1250"])
def test_a_list_in_another_encoding_is_refused_by_name(tmp_path, encoding):
    path = tmp_path / "class.txt"
    path.write_bytes("ben\njos\u00e9\n".encode(encoding))
    with pytest.raises(ValueError, match="class.txt is neither UTF-8 nor UTF-16"):
        read_roster(path)


# ---- the answers in a notebook

WHOLE = Assignment(NAME).render_variant(0)


def cells_of(notebook, id):
    return [number for number, cell in enumerate(notebook.cells) if cell["id"] == id]


def answers_of(notebook):
    return read_answers(json.dumps(notebook).encode(), WHOLE)


def split(notebook, id, at):
    (number,) = cells_of(notebook, id)
    cell = notebook.cells[number]
    lines = cell.source.splitlines(keepends=True)
    halves = [{**cell, "source": "".join(part)} for part in (lines[:at], lines[at:])]
    notebook.cells[number : number + 1] = map(nbformat.from_dict, halves)
    return notebook


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_split_cell_is_put_together(at):
    found = answers_of(split(submission(), "sizes", at))
    assert found.by_id["sizes"].split() == RIGHT["sizes"].split()
    assert found.doubtful == {"sizes"} and "more than once" in found.remarks[0]


def test_a_copied_cell_runs_where_it_is():
    notebook = submission()
    (number,) = cells_of(notebook, "sizes")
    stub = {**notebook.cells[number], "source": "# YOUR ANSWER HERE\nraise NotImplementedError()"}
    notebook.cells.insert(number + 1, nbformat.from_dict(stub))
    assert answers_of(notebook).by_id["sizes"].startswith(RIGHT["sizes"])


def moved(notebook, id, source=None):
    """The answer stands in a cell that was added, and its own cell is as it was released."""
    (number,) = cells_of(notebook, id)
    cell = notebook.cells[number]
    new = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    notebook.cells.insert(number, new(source or cell.source))
    (released,) = cells_of(UNTOUCHED, id)
    cell.source = UNTOUCHED.cells[released].source
    return notebook


@pytest.mark.parametrize("id", ["sizes", "mosaic", "slowing", "tell"])
def test_an_answer_in_an_added_cell_is_left_to_the_teacher(id):
    found = answers_of(moved(submission(), id))
    assert found.doubtful == {id}
    assert f"cell {id} has no answer, but an added cell may have it" in found.remarks


@pytest.mark.parametrize(
    "helper, use",
    [
        ("def my_power(x): return x", "growth = lambda f: my_power(f)"),
        ("my_share = 0.7", "grown = my_share"),
        ("import scipy.special as my_special", "grown = my_special.erf(1)"),
        ("%time my_share = 3", "grown = my_share"),
        ("class MyTool: pass", "grown = MyTool()"),
    ],
)
def test_an_answer_that_needs_an_added_cell_is_left_to_the_teacher(helper, use):
    notebook = submission({**RIGHT, "slowing": use})
    notebook.cells.insert(4, nbformat.v4.new_code_cell(helper))
    assert answers_of(notebook).doubtful == {"slowing"}


@pytest.mark.parametrize(
    "code",
    [
        "print(growth(0.5))",
        "x = 3\ngrowth(0.5)",
        "f = growth(1)",
        "import numpy as np",
        "%timeit 1",
    ],
)
def test_cells_for_trying_things_out_make_no_doubt(code):
    notebook = submission()
    notebook.cells.append(nbformat.v4.new_code_cell(code))
    found = answers_of(notebook)
    assert found.doubtful == set() and len(found.remarks) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda notebook: notebook,
        without_ids,
        without_grade_ids,
        lambda notebook: {**notebook, "nbformat_minor": 2},
        lambda notebook: json.loads(json.dumps(notebook).replace("\\n", "\\r\\n")),
    ],
    ids=["same", "no ids", "no grade ids", "old format", "Windows"],
)
def test_what_programs_do_to_a_notebook_gives_no_remark(change):
    found = answers_of(change(submission()))
    assert (found.remarks, found.doubtful) == ([], set())
    assert found.by_id.keys() == {"sizes", "mosaic", "slowing", "tell"}
