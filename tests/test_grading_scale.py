"""A class of any size: parts on several machines, what is graded again and why, and the seed."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys

import pytest
from grading import LIMIT, NAME, PATIENCE, RIGHT, SEED, hand_in, lost, run, submission, wait_until
from references import ROOT

from coursework import changes, grade, shards, source, submissions
from coursework.changes import GradingOptions, fingerprint
from coursework.report_card import ReportCard
from coursework.scoring import Score

OPTIONS = GradingOptions(SEED)
PARTS = 3


# ---- parts


@pytest.mark.parametrize("text", ["0/3", "4/3", "1/0", "a/b", "1", "-1/3", "1/3/5", ""])
def test_a_part_that_cannot_be_is_refused(text):
    with pytest.raises(ValueError, match="--shard must be i/n"):
        shards.parse(text)


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 16])
def test_each_submission_is_in_one_part_and_stays_there(parts):
    all_of_them = [submissions.Submission(f"s{n}", NAME, None, None, False, 1) for n in range(400)]
    found = [shards.select(all_of_them, (number + 1, parts)) for number in range(parts)]
    assert sorted(sum(found, [])) == sorted(all_of_them)
    assert min(map(len, found)) > 0.4 * 400 / parts
    fewer = shards.select(all_of_them[::2], (1, parts))
    assert set(fewer) <= set(found[0]), "what others hand in moves nobody"


def write(folder, student, salt, seed=SEED, version="1", essay="x"):
    card = ReportCard(student, NAME, [Score("tell", None, 3.0)], essays={"tell": essay})
    card.seed, card.version = fingerprint(GradingOptions(seed), salt), version
    path = folder / NAME / f"{student}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    card.write(path)
    return path


SALTS = ["0123456789abcdef", "fedcba9876543210"]


def test_parts_are_put_together(tmp_path):
    for number, students in enumerate((("ada", "ben"), ("cara",))):
        for student in students:
            write(tmp_path / str(number), student, SALTS[number])
        grade.write_left_out(tmp_path / str(number), [submissions.LeftOut("p", "p", "a reason")])
    parts, whole = [tmp_path / "0", tmp_path / "1"], tmp_path / "whole"
    for _ in range(2):
        assert shards.merge(parts, whole, OPTIONS) == 3
        cards = [ReportCard.read(path) for path in sorted(whole.glob("*/*.json"))]
        assert [card.student for card in cards] == ["ada", "ben", "cara"]
        assert len({card.seed for card in cards}) == 1, "one fingerprint for all"
        assert len(grade.read_left_out(whole)) == 1
    assert run("merge", "--seed", SEED, "--scores", whole, *parts) == 0


@pytest.mark.parametrize(
    "more, message",
    [
        ({"student": "ada"}, "are scores of the same submission"),
        ({"student": "ada", "essay": "y"}, "are scores of the same submission"),
        ({"student": "ben", "seed": "another seed"}, "has another seed"),
        ({"student": "ben", "version": "2"}, "have different versions"),
        ({"student": "ben", "torn": True}, "is not a report card"),
    ],
)
def test_parts_that_do_not_fit_together_are_refused_and_nothing_is_copied(tmp_path, more, message):
    torn = more.pop("torn", False)
    write(tmp_path / "0", "ada", SALTS[0])
    path = write(tmp_path / "1", salt=SALTS[1], **more)
    if torn:
        path.write_text("{")
    with pytest.raises(ValueError, match=message):
        shards.merge([tmp_path / "0", tmp_path / "1"], tmp_path / "whole", OPTIONS)
    assert not (tmp_path / "whole").exists()


def start(came, scores, number):
    command = [sys.executable, "-m", "coursework", "grade", NAME, "--seed", SEED, "--jobs", "1"]
    command += ["--limit", str(LIMIT), "--total", str(PATIENCE), "--shard", f"{number}/{PARTS}"]
    return subprocess.Popen(
        [*command, "--submissions", str(came), "--scores", str(scores / str(number))],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", [12, 90])
def test_parts_that_are_killed_at_random_lose_and_repeat_nothing(tmp_path, size):
    draw = random.Random(3)
    wrong = {**RIGHT, "slowing": "growth = lambda f: 1 / f\ngrown = 2"}
    came, expected = tmp_path / "came", {}
    for n in range(size):
        is_wrong = draw.random() < 0.5
        hand_in(came, f"s{n}", submission(wrong if is_wrong else RIGHT))
        expected[f"s{n}"] = {"test-slowing"} if is_wrong else set()

    def done():
        return len(list(tmp_path.glob("*/*/s*.json")))

    for share in (0.2, 0.5, 0.8):
        running = [start(came, tmp_path, number) for number in range(1, PARTS + 1)]
        aim = share * size * draw.uniform(0.7, 1.0)
        wait_until(lambda aim=aim: done() >= aim)
        for process in running:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/*/s*.json")}
    running = [start(came, tmp_path, number) for number in range(1, PARTS + 1)]
    assert [process.wait() for process in running] == [0] * PARTS
    assert all(path.stat().st_mtime_ns == time for path, time in before.items())
    whole = tmp_path / "whole"
    parts = [tmp_path / str(number) for number in range(1, PARTS + 1)]
    assert shards.merge(parts, whole, OPTIONS) == size
    assert {student: lost(whole, student) for student in expected} == expected
    command = ["grade", NAME, "--seed", SEED, "--limit", LIMIT, "--total", PATIENCE]
    before = {path: path.stat().st_mtime_ns for path in whole.glob("*/*.json")}
    assert run(*command, "--submissions", came, "--scores", whole) == 0
    assert before == {path: path.stat().st_mtime_ns for path in whole.glob("*/*.json")}


# ---- graded again

LIBRARY = changes.LIBRARY


@pytest.fixture
def library(tmp_path, monkeypatch):
    """A copy of glasslib and of the assignments, to be changed."""
    for name, folder in (("glasslib", LIBRARY), ("assignments", source.FOLDER)):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(folder, tmp_path / name, ignore=ignore)
    monkeypatch.setattr(changes, "LIBRARY", tmp_path / "glasslib")
    monkeypatch.setattr(source, "FOLDER", tmp_path / "assignments")
    yield tmp_path
    forget()


def forget():
    for function in (changes._modules, changes._digest, changes.version):
        function.cache_clear()


def causes(name=NAME, content=b"x", options=OPTIONS, **more):
    forget()
    file = submissions.File(source.FOLDER, (), None, ())
    given = {"student": "ada", "late": False, "handed_in": None, "attempts": 1, **more}
    each = submissions.Submission(assignment=name, file=file, **given)
    return changes.causes(each, content, options)


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_changed_is_named(library):
    before = causes()
    test = library / "assignments" / NAME / f"{NAME}.md"
    for change, expected in (
        (lambda: causes(content=b"y"), "the submission"),
        (lambda: causes(late=True), "its attempt or time"),
        (lambda: causes(notes=("it was released to ben",)), "its attempt or time"),
        (lambda: causes(options=OPTIONS._replace(limit=1.0)), "the options"),
        (lambda: edit(test, "rtol=0.01", "rtol=0.02") or causes(), "the assignment"),
    ):
        assert changes.changed(before, change()) == [expected]
    before = causes()
    edit(test, "grade_id: test-top", "grade_id: test-bottleneck")
    assert changes.changed(before, causes()) == ["the assignment"]
    both = causes(options=OPTIONS._replace(seed="another"))
    assert changes.changed(causes(), both) == ["the assignment", "the options"]


@pytest.mark.parametrize(
    "module, touched, untouched",
    [
        ("droplet", "droplet-wall", "heat-release"),
        ("ripplons", "ripplon-tension", "droplet-wall"),
        ("phonons", "bump-box", "droplet-wall"),
        ("friction", "", "droplet-wall"),
        ("counting", "few-quanta", "fragility-entropy"),
    ],
)
def test_a_change_of_glasslib_touches_what_uses_it(library, module, touched, untouched):
    names = [name for name in (touched, untouched) if name in source.names()]
    before = {name: causes(name) for name in names}
    uses = causes(untouched, f"from glasslib import {module}".encode()) if untouched in names else 0
    path = library / "glasslib" / f"{module}.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    for name in names:
        expected = ["glasslib"] if name == touched else []
        assert changes.changed(before[name], causes(name)) == expected, name
    if uses:
        after = causes(untouched, f"from glasslib import {module}".encode())
        assert changes.changed(uses, after) == ["glasslib"], "what a student imports counts, too"


def test_grade_says_what_it_graded_again_and_why(tmp_path, capsys):
    came, scores = tmp_path / "came", tmp_path / "scores"
    hand_in(came, "ada", submission())
    hand_in(came, "ben", submission())
    command = ["grade", NAME, "--seed", SEED, "--submissions", came, "--scores", scores]
    run(*command)
    assert "again" not in capsys.readouterr().out
    hand_in(came, "ada", submission(essay="On second thoughts."))
    run(*command)
    assert "1 graded again, changed: the submission" in capsys.readouterr().out
    run(*command, "--limit", "19")
    assert "2 graded again, changed: the options" in capsys.readouterr().out


# ---- the seed


@pytest.mark.parametrize("other", ["Only-the-teacher-knows", SEED + " ", "", "book", SEED[:-1]])
def test_the_fingerprint_tells_seeds_apart(other):
    ours = fingerprint(OPTIONS, SALTS[0])
    assert ours != fingerprint(OPTIONS._replace(seed=other), SALTS[0])
    assert ours != fingerprint(OPTIONS, SALTS[1]) and SEED not in ours
    assert ours == fingerprint(OPTIONS, SALTS[0])
    assert ours != fingerprint(OPTIONS._replace(per_student_variants=True), SALTS[0])


def test_a_seed_goes_through_a_slow_hash_wherever_it_is_used(monkeypatch):
    """What students know, their variants and the fingerprint, follows from the slow hash alone."""
    hashed = []

    def slow(secret, **more):
        hashed.append((secret, more["n"]))
        return bytes(16)

    monkeypatch.setattr(source.hashlib, "scrypt", slow)
    for function in (source.stretch, fingerprint):
        function.cache_clear()
    source.Assignment(NAME).draw_variant("one seed", "ada")
    assert source.Assignment(NAME).draw_variant("two seed") == source.Assignment(NAME).draw_variant(
        "red seed"
    )
    fingerprint(OPTIONS, SALTS[0])
    causes()
    seeds = [secret.decode().rpartition("/")[2] for secret, _ in hashed]
    assert {"one seed", "two seed", "red seed", SEED} <= {*seeds}
    assert all(cost >= 1 << 14 for _, cost in hashed)
    for function in (source.stretch, fingerprint):
        function.cache_clear()


def test_no_file_of_the_scores_has_a_quick_hash_of_the_seed(tmp_path):
    hand_in(tmp_path / "came", "ada", submission())
    scores = tmp_path / "scores"
    run("grade", NAME, "--seed", SEED, "--submissions", tmp_path / "came", "--scores", scores)
    text = "".join(path.read_text(encoding="utf-8") for path in scores.rglob("*.json"))
    assert SEED not in text
    quick = source.hashlib
    for told in (SEED, f"False/{SEED}"):
        for kind in ("md5", "sha1", "sha256", "sha512"):
            assert quick.new(kind, told.encode()).hexdigest()[:8] not in text
    card = json.loads((scores / NAME / "ada.json").read_text())
    assert grade.SALT.match(card["seed"])
