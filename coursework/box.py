"""Where a student's code runs: a process of its own that reaches nothing but Python, ``glasslib`` and a small folder.

With bubblewrap (``bwrap``) it has no network, no other processes and no other files. Without, an
unprivileged process under limits is all there is: :data:`UNPROTECTED` says what that leaves open.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import glasslib
from coursework import worker

UNPROTECTED = """\
bubblewrap (bwrap) was not found or does not work here: students' code runs WITHOUT walls. It can read what
the account that runs it can read (the assignments' sources with solutions, other submissions), use the
network, fill the disk, and outlive its time. Limits on time, memory, file size and processes hold. Install
the package bubblewrap, or grade only submissions that you trust."""

FOLDER_SIZE = 64 << 20  # bytes that it can write
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/alternatives", "/etc/ld.so.cache")
FIRST_UID, UIDS = 61_000, 4_000  # accounts that nobody has


class Unusable(RuntimeError):
    """Students' code cannot be run here; says why and what helps."""


def has_walls():
    """Whether bubblewrap is here and works."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return False
    tried = subprocess.run([bwrap, *_walls(), "true"], capture_output=True)
    return tried.returncode == 0


class Box:
    """Starts workers, all of one kind.

    Parameters
    ----------
    walls : bool
        Whether bubblewrap surrounds them.
    marker : int, optional
        The process whose workers they are, if not this one.
    """

    def __init__(self, walls, marker=None):
        self.walls = walls
        self.root = os.geteuid() == 0
        marker = marker or os.getpid()
        self.uid = FIRST_UID + marker % UIDS if self.root else None
        self.prefix = f"coursework-{marker}-"  # of the folder that it has without walls
        if self.root and not walls and not _open_to_all(sys.base_prefix, sys.prefix):
            raise Unusable("root does not run students' code, and no other account can read this Python: install bubblewrap, or grade as an ordinary user")

    def start(self, socket):
        """Start a worker that speaks over a socket."""
        drop = [] if self.uid is None else ["--uid", str(self.uid)]
        if self.walls:
            mounts = {prefix: prefix for prefix in sorted({sys.base_prefix, sys.prefix})}
            mounts |= {"/given/glasslib": os.path.dirname(glasslib.__file__), "/given/worker.py": worker.__file__}
            # what lies above them is made for the account that makes it, unless it is asked for
            above = sorted({str(path) for place in mounts for path in Path(place).parents} - {"/"})
            folders = [arg for path in above for arg in ("--perms", "0755", "--dir", path)]
            bound = [arg for place, path in mounts.items() for arg in ("--ro-bind", path, place)]
            command = [shutil.which("bwrap"), *_walls(), *folders, *bound, sys.executable, "/given/worker.py", *drop]
            where, home, path = "/", "/tmp", "/given"
        else:
            where = home = tempfile.mkdtemp(prefix=self.prefix)
            if self.root:
                os.chown(where, self.uid, self.uid)
            # a copy, for the account that runs it may not be able to read the checkout
            given = Path(where) / "given"
            shutil.copytree(os.path.dirname(glasslib.__file__), given / "glasslib", ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(worker.__file__, given / "worker.py")
            command, path = [sys.executable, str(given / "worker.py"), *drop], str(given)
        environment = {"PATH": "/usr/bin:/bin", "HOME": home, "TMPDIR": home, "PYTHONPATH": path, "MPLCONFIGDIR": home, "IPYTHONDIR": home, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
        return subprocess.Popen(command, stdin=socket, stdout=socket, stderr=subprocess.DEVNULL, env=environment, cwd=where, start_new_session=True)

    def clear(self):
        """End what a worker may have left behind, and remove its folder."""
        if self.walls:
            return  # its processes ended with its process space, its files with its folder
        if self.uid is not None:
            killer = os.fork()
            if killer == 0:
                try:
                    os.setresuid(self.uid, self.uid, self.uid)
                    os.kill(-1, 9)  # all processes of that account, and no other
                finally:
                    os._exit(0)
            os.waitpid(killer, 0)
        for left in Path(tempfile.gettempdir()).glob(f"{self.prefix}*"):
            shutil.rmtree(left, ignore_errors=True)


def _walls():
    if os.geteuid() == 0:
        # root's walls need no account of their own; the worker gives up what root may do before it runs anything
        spaces = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        spaces = ["--unshare-all"]
    system = [arg for path in SYSTEM for arg in ("--ro-bind-try", path, path)]
    small = ["--size", str(FOLDER_SIZE), "--perms", "1777", "--tmpfs"]
    return [*spaces, "--die-with-parent", "--new-session", *system, "--proc", "/proc", "--dev", "/dev", *small, "/dev/shm", *small, "/tmp"]


def _open_to_all(*folders):
    """Whether every account can go down to these folders."""
    return all(os.stat(above).st_mode & 0o001 for folder in folders for above in (Path(folder), *Path(folder).parents))
