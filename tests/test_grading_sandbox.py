"""The sandbox: what it shows, and the accounts that run students' code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from grading import PATIENCE
from references import ROOT

from coursework import sandbox
from coursework.session import WorkerSession

LOOK = """
import os
found = []
for at, folders, files in os.walk("/"):
    folders[:] = [] if at in ("/proc", "/dev") else folders
    found += [f"{at}/{name}" for name in files if name in ("wrong.toml", "scoring.py", "teaching.md")]
seen = sorted(name for name in os.listdir("/"))
"""
PROBE = f"""
from coursework.sandbox import PROJECT, Sandbox
from coursework.session import WorkerSession
place = Sandbox(True)
with WorkerSession({PATIENCE}, {PATIENCE}, place) as worker:
    code = "import glasslib.droplet, numpy, scipy.optimize, sympy, matplotlib.pyplot, IPython, ctypes"
    print(PROJECT, worker.run(code), worker.run({LOOK!r}), worker.get("found"), sep="|")
"""


def bubblewrap_is_missing():
    return os.geteuid() != 0 or not sandbox.is_available()


def a_folder_in(tree):
    """One that may be covered: this test needs nothing that is in it."""
    needed = ("python", "bwrap", "x86_64", "aarch64", "ssl", "locale")
    folders = (path for path in sorted(Path(tree).iterdir()) if path.is_dir())
    return next(str(p) for p in folders if not p.is_symlink() and not p.name.startswith(needed))


@pytest.mark.parametrize(
    "own_python",
    [
        pytest.param(False, id="python elsewhere", marks=pytest.mark.slow),
        pytest.param(True, id="python inside"),
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "/home",
        "/usr/lib/*",
        *(
            pytest.param(path, marks=pytest.mark.slow)
            for path in ("/usr/src", "/usr/share", "/opt", "/srv")
        ),
    ],
)
def test_the_project_is_hidden_wherever_it_is(tmp_path, place, own_python):
    if bubblewrap_is_missing():
        pytest.skip("only root can put the project elsewhere, with bubblewrap")
    for name in ("coursework", "glasslib", "book"):
        ignore = shutil.ignore_patterns("__pycache__", "assignments" if name == "book" else "")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    (tmp_path / ".venv").mkdir()
    place = a_folder_in("/usr/lib") if place.endswith("*") else place
    there = f"{place}/of-a-teacher/glasses"
    mounts = ["--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--cap-add", "ALL"]
    mounts += ["--tmpfs", place, "--perms", "0755", "--dir", str(Path(there).parent)]
    mounts += ["--bind", str(tmp_path), there]
    python = sys.executable
    if own_python:
        mounts += ["--ro-bind", sys.prefix, f"{there}/.venv"]
        python = f"{there}/.venv/bin/python"
    command = ["bwrap", *mounts, "--chdir", there, python, "-c", PROBE]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == f"{there}|None|None|[]\n", done.stderr


def test_the_sandbox_shows_a_list_of_needed_paths():
    if not sandbox.is_available():
        pytest.skip("bubblewrap is not installed, or does not work")
    place = sandbox.Sandbox(True)
    with WorkerSession(PATIENCE, PATIENCE, place) as worker:
        assert worker.run(LOOK) is None and worker.get("found") == []
        shown = {*worker.get("seen")}
        listed = {"bin", "lib", "lib32", "lib64", "usr", "etc", "dev", "proc", "tmp", "given"}
        assert shown <= listed | {Path(path).parts[1] for path in (sys.prefix, sys.base_prefix)}
        assert worker.run("etc, usr = os.listdir('/etc'), os.listdir('/usr')") is None
        assert {*worker.get("etc")} <= {"alternatives", "ld.so.cache"}
        assert "src" not in worker.get("usr") and "local" not in worker.get("usr")
    place.release()


# ---- accounts


def root_only():
    if os.geteuid() != 0:
        pytest.skip("only root has accounts to give")


def test_no_two_sandboxes_have_one_account():
    root_only()
    places = [sandbox.Sandbox(True) for _ in range(100)]
    uids = {place.uid for place in places}
    assert len(uids) == 100
    assert uids <= {*range(sandbox.FIRST_UID, sandbox.FIRST_UID + sandbox.UIDS)}
    for place in places:
        place.release()


def test_an_account_is_free_again_after_its_release_or_the_end_of_its_process(monkeypatch):
    root_only()
    monkeypatch.setattr(sandbox, "UIDS", 1)
    monkeypatch.setattr(sandbox, "FIRST_UID", 65_530)
    first = sandbox.Sandbox(True)
    with pytest.raises(sandbox.SandboxUnavailable, match="all 1 accounts"):
        sandbox.Sandbox(True)
    first.release()
    pid = os.fork()
    if pid == 0:
        try:
            sandbox.Sandbox(True)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    sandbox.Sandbox(True).release()


def test_clearing_one_leaves_the_processes_of_another(monkeypatch):
    root_only()
    monkeypatch.setattr(sandbox, "_open_to_all", lambda *folders: True)
    one, two = sandbox.Sandbox(False), sandbox.Sandbox(False)
    sleepers = [
        subprocess.Popen(["setpriv", f"--reuid={place.uid}", "--clear-groups", "sleep", "1000"])
        for place in (one, two)
    ]
    for place, sleeper in zip((one, two), sleepers, strict=True):
        status = Path(f"/proc/{sleeper.pid}/status")
        while f"Uid:\t{place.uid}" not in status.read_text():
            pass
    one.clear()
    assert sleepers[0].wait() == -9 and sleepers[1].poll() is None
    two.clear()
    assert sleepers[1].wait() == -9
    for place in (one, two):
        place.release()
