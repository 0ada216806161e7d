"""Where a student's code runs: a process that can reach Python, ``glasslib`` and a small folder.

With bubblewrap (``bwrap``) it has no network, no other processes and no other files. Without, it
is only an unprivileged process under limits: :data:`UNSANDBOXED_WARNING` lists what is left open.
"""

import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

import glasslib
from coursework import limits, worker

UNSANDBOXED_WARNING = """\
bubblewrap (bwrap) was not found or does not work here: students' code runs WITHOUT a sandbox. It
can read what the account that runs it can read (the assignments' sources with solutions, other
submissions), use the network, fill the disk, and outlive its time limit. Limits on time, memory,
file size and processes hold. Install the package bubblewrap, or grade only submissions that you
trust."""

FOLDER_SIZE, SHARED_SIZE = 56 << 20, 8 << 20  # bytes that the code can write, 64 MB together
# of the system, what programs and Python's compiled modules load; never a whole tree
SYSTEM_PATHS = (
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/share/zoneinfo",
    "/etc/alternatives",
    "/etc/ld.so.cache",
)
PYTHON_PATHS = ("bin", "lib", "lib32", "lib64", "pyvenv.cfg")  # below each prefix of Python
PROJECT = Path(worker.__file__).resolve().parents[1]
FIRST_UID, UIDS = 61_000, 4_000  # accounts that nobody has


class SandboxUnavailable(RuntimeError):
    """Students' code cannot be run here; the message says why and what helps."""


def is_available() -> bool:
    """Whether bubblewrap is installed and works."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return False
    return subprocess.run([bwrap, *_options(), "true"], capture_output=True).returncode == 0


class Sandbox:
    """Starts the workers of one submission, one at a time.

    Parameters
    ----------
    sandboxed : bool
        Whether bubblewrap isolates them.

    Attributes
    ----------
    uid : int or None
        The account that runs them, if this process is root's: no other sandbox has it meanwhile.
    """

    def __init__(self, sandboxed: bool) -> None:
        self.sandboxed = sandboxed
        # of the folder of an unsandboxed worker
        self.prefix = f"coursework-{secrets.token_hex(8)}-"
        self.uid: int | None = None
        if os.geteuid() != 0:
            return
        if not sandboxed and not _open_to_all(sys.base_prefix, sys.prefix):
            raise SandboxUnavailable(
                "root does not run students' code, and no other account can read this Python: "
                "install bubblewrap, or grade as an ordinary user"
            )
        self.uid, self._claim = _claim_account()

    def release(self) -> None:
        """Give up the account, when no process of it is left."""
        if self.uid is not None:
            self._claim.close()

    def start(self, channel: socket.socket) -> subprocess.Popen[bytes]:
        """Start a worker that communicates over a socket."""
        drop = [] if self.uid is None else ["--uid", str(self.uid)]
        if self.sandboxed:
            command = [*_bwrap(), sys.executable, "/given/worker.py", *drop]
            folder, home, path = "/", "/tmp", "/given"
        else:
            folder = home = tempfile.mkdtemp(prefix=self.prefix)
            if self.uid is not None:
                os.chown(folder, self.uid, self.uid)
            # a copy, because the account that runs it may be unable to read the checkout
            given = Path(folder) / "given"
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(_glasslib_folder(), given / "glasslib", ignore=ignore)
            for module in (worker, limits):
                shutil.copy(str(module.__file__), given)
            command, path = [sys.executable, str(given / "worker.py"), *drop], str(given)
        environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": home,
            "TMPDIR": home,
            "PYTHONPATH": path,
            "MPLCONFIGDIR": home,
            "IPYTHONDIR": home,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
        }
        return subprocess.Popen(
            command,
            stdin=channel.fileno(),
            stdout=channel.fileno(),
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=folder,
            start_new_session=True,
        )

    def clear(self) -> None:
        """Kill the processes that a worker left behind, and remove its folder."""
        if self.sandboxed:
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
        for folder in Path(tempfile.gettempdir()).glob(f"{self.prefix}*"):
            shutil.rmtree(folder, ignore_errors=True)


def _claim_account() -> tuple[int, socket.socket]:
    """An account that nobody has, and the socket whose name reserves it on this machine."""
    for uid in random.sample(range(FIRST_UID, FIRST_UID + UIDS), UIDS):
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(f"\0coursework-account-{uid}")
        except OSError:
            claim.close()
        else:
            return uid, claim
    raise SandboxUnavailable(f"all {UIDS} accounts for students' code are taken")


def _glasslib_folder() -> str:
    return str(Path(str(glasslib.__file__)).parent)


def _bwrap() -> list[str]:
    """The command that isolates a worker, with Python and what it needs mounted read-only."""
    paths = [
        os.path.join(prefix, name)
        for prefix in sorted({sys.base_prefix, sys.prefix})
        for name in PYTHON_PATHS
    ]
    mounts = {path: path for path in paths}
    mounts |= {"/given/glasslib": _glasslib_folder()}
    mounts |= {f"/given/{Path(str(m.__file__)).name}": str(m.__file__) for m in (worker, limits)}
    # where the project is within one of these trees, nothing of it may be seen but its Python
    covered = any(PROJECT.is_relative_to(Path(path).resolve()) for path in (*SYSTEM_PATHS, *mounts))
    own = {target for target in mounts if Path(target).is_relative_to(PROJECT)}
    cover = ["--perms", "0755", "--tmpfs", str(PROJECT)] if covered else []
    steps = [*_mount(mounts, mounts.keys() - own), *cover, *_mount(mounts, own)]
    closed = ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
    return [shutil.which("bwrap") or "bwrap", *_options(), *steps, *closed]


def _mount(mounts: Mapping[str, str], targets: Collection[str]) -> list[str]:
    # folders above a mount would be readable by the account that creates them only
    above = {str(parent) for target in targets for parent in Path(target).parents} - {"/"}
    folders = [arg for path in sorted(above) for arg in ("--perms", "0755", "--dir", path)]
    return folders + [
        arg for path in sorted(targets) for arg in ("--ro-bind-try", mounts[path], path)
    ]


def _options() -> list[str]:
    spaces = ["--unshare-all"]
    if os.geteuid() == 0:
        # root needs no user namespace; the worker drops root's privileges before it runs any code
        names = ("ipc", "pid", "net", "uts", "cgroup-try")
        spaces = [f"--unshare-{name}" for name in names]
        spaces += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    system = _mount({path: path for path in SYSTEM_PATHS}, SYSTEM_PATHS)
    devices = ["--proc", "/proc", "--dev", "/dev"]
    for path, size in (("/dev/shm", SHARED_SIZE), ("/tmp", FOLDER_SIZE)):
        devices += ["--size", str(size), "--perms", "1777", "--tmpfs", path]
    return [*spaces, "--die-with-parent", "--new-session", *system, *devices]


def _open_to_all(*folders: str) -> bool:
    """Whether every account can enter these folders."""
    paths = [path for folder in folders for path in (Path(folder), *Path(folder).parents)]
    return all(os.stat(path).st_mode & 0o001 for path in paths)
