"""The grader's side of a worker: cells run there, values come back as data, nothing is evaluated.

A hang or crash affects only that cell: the worker is killed and restarted, and earlier cells are
run again.
"""

import contextlib
import ctypes
import functools
import json
import os
import resource
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Self

from coursework import values, worker
from coursework.sandbox import Sandbox
from coursework.text import clean
from coursework.values import WorkerCrash, WorkerError

MAX_ANSWER_BYTES = 20_000_000
MAX_MESSAGE = 500  # characters
TEST_SECONDS = 10  # of processor time that the work on one answer may take
TEST_MEMORY = 1 << 30  # bytes, besides what the process has already
TRUSTED_LIMIT = 60.0  # seconds for code that is known to end, including the start of its process


class WorkerSession:
    """One submission's cells in a process of their own.

    Parameters
    ----------
    limit : float
        Seconds that a cell, or a call, may take.
    total : float
        Seconds for all of them together.
    sandbox : Sandbox, optional
        Where the process runs; without, it is a fork of this one, for trusted code.
    """

    def __init__(
        self, limit: float = 20.0, total: float = 600.0, sandbox: Sandbox | None = None
    ) -> None:
        self.limit, self.sandbox = limit, sandbox
        self.remaining = total  # seconds; the work on answers does not count
        self.errors: list[str] = []  # all that were given in place of an answer
        self._finished: list[str] = []  # cells that ended, to be run again after a restart
        self._hanging: set[str] = set()  # functions that did not end
        self._pid: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._parent: Connection | None = None  # in a process of :meth:`apart`: who has the worker

    def __enter__(self) -> Self:
        self._start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._end()

    def run(self, code: str, trusted: bool = False) -> str | None:
        """Run a cell, and return its error, if there is one."""
        error = None
        try:
            self._request({"run": code}, TRUSTED_LIMIT if trusted else self.limit)
        except WorkerCrash as crash:
            return str(crash)
        except WorkerError as raised:
            error = str(raised)  # up to its error it may have defined something
        if not trusted and self.remaining and not self._is_sound():
            # the cell changed what the worker itself needs: later answers must not pay for that
            self._end()
            try:
                self._start()
            except WorkerCrash as crash:
                return str(crash)
            self.errors.append("it breaks the process in which it runs")
            return self.errors[-1]
        self._finished.append(code)
        return error

    def get(self, name: str) -> object:
        """The value of a variable: data, or a function that calls the student's."""
        function = functools.partial(self._call, name)
        return self._decode(self._request({"get": name}).get("value"), function)

    def _call(self, name: str, *args: object, **kwargs: object) -> object:
        request: dict[str, object] = {
            "call": name,
            "args": [values.encode(argument) for argument in args],
            "kwargs": {key: values.encode(argument) for key, argument in kwargs.items()},
        }
        return self._decode(self._request(request).get("value"))

    def _decode(self, data: object, function: Callable[..., object] | None = None) -> object:
        try:
            return values.decode(data, function)
        except WorkerError as error:
            self.errors.append(str(error))
            raise

    def _is_sound(self) -> bool:
        errors = list(self.errors)
        try:
            answer = self._request({"check": True}, max(TRUSTED_LIMIT, self.limit))
        except WorkerError:
            answer = {}
        self.errors = errors
        return answer == {"value": worker.sample()}

    # ---- work on answers

    def apart(self, work: Callable[[], list[Any]]) -> list[Any]:
        """The result of work on answers, computed in a separate process that has the same objects.

        Parameters
        ----------
        work : callable
            Returns a list of what JSON has.

        Raises
        ------
        WorkerError
            If it takes too much time or memory.
        """
        ours, theirs = Pipe()
        pid = os.fork()
        if pid == 0:
            try:
                ours.close()
                self._work(work, theirs)
            finally:
                os._exit(0)
        theirs.close()
        try:
            while True:
                kind, *content = json.loads(ours.recv_bytes())
                if kind == "result":
                    self.errors += content[1]
                    return list(content[0])
                if kind == "failed":
                    raise WorkerError(content[0])
                ours.send_bytes(json.dumps(self._answer(*content)).encode())
        except (EOFError, OSError):
            message = "this answer takes too much time or memory to check"
            self.errors.append(message)
            raise WorkerError(message) from None
        finally:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            ours.close()

    def _work(self, work: Callable[[], list[Any]], parent: Connection) -> None:
        """What :meth:`apart` does in its process: under limits."""
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: it ends with its parent
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + TEST_MEMORY,) * 2)
        spent = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        seconds = int(spent) + TEST_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        self._parent, before = parent, len(self.errors)
        try:
            answer = ["result", work(), self.errors[before:]]
        except MemoryError:
            return
        except Exception as error:
            answer = ["failed", f"{type(error).__name__}: {error}"[:MAX_MESSAGE]]
        parent.send_bytes(json.dumps(answer).encode())

    def _answer(self, request: dict[str, object], limit: float | None) -> list[object]:
        """What the process of :meth:`apart` is told on its request."""
        try:
            return ["answer", self._request(request, limit)]
        except WorkerError as error:
            return [type(error).__name__, str(error)]

    # ---- the process

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        if self.sandbox is not None:
            self._process = self.sandbox.start(theirs)
            self._pid = self._process.pid
        else:
            self._pid = os.fork()
            if self._pid == 0:
                ours.close()
                os.setsid()
                os.dup2(theirs.fileno(), 0)
                os.dup2(theirs.fileno(), 1)
                try:
                    worker.main()
                finally:
                    os._exit(0)
        theirs.close()
        self._socket, self._received = ours, b""
        for code in self._finished:
            try:
                self._exchange({"run": code}, TRUSTED_LIMIT)
            except (WorkerCrash, OSError):
                self._end()
                raise WorkerCrash("an earlier cell no longer runs") from None

    def _end(self) -> None:
        if self._pid is None:
            return
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError):
                kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        if self.sandbox is not None and self._process is not None:
            self._process.returncode = -signal.SIGKILL  # os.waitpid has reaped it
            self.sandbox.clear()
        self._socket.close()
        self._pid = None

    def _request(self, request: dict[str, object], limit: float | None = None) -> dict[str, Any]:
        """The worker's answer; where there is none, the worker is restarted."""
        if self._parent is not None:
            self._parent.send_bytes(json.dumps(["request", request, limit]).encode())
            kind, content = json.loads(self._parent.recv_bytes())
            if kind == "answer":
                return dict(content)
            raise (WorkerCrash if kind == "WorkerCrash" else WorkerError)(content)
        called = str(request.get("call", ""))
        if called in self._hanging:
            raise WorkerError("timed out before")
        try:
            answer = self._exchange(request, limit or self.limit)
        except (WorkerCrash, OSError) as failure:
            self._hanging |= {called} - {""}
            self._end()
            self._start()
            crash = failure if isinstance(failure, WorkerCrash) else WorkerCrash("the process died")
            self.errors.append(str(crash))
            raise crash from None
        if "error" in answer:
            self.errors.append(clean(str(answer["error"]))[:MAX_MESSAGE])
            raise WorkerError(self.errors[-1])
        return answer

    def _exchange(self, request: dict[str, object], limit: float) -> dict[str, Any]:
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        started = time.monotonic()
        allowed = min(limit, self.remaining)
        try:
            while b"\n" not in self._received:
                remaining = max(0.0, started + allowed - time.monotonic())
                ready, _, _ = select.select([self._socket], [], [], remaining)
                if not ready and allowed < limit:
                    raise WorkerCrash("the time for the whole submission was used up")
                if not ready:
                    raise WorkerCrash(f"timed out after {limit:g} s")
                received = self._socket.recv(1 << 16)
                if not received:
                    raise WorkerCrash("the process died")
                self._received += received
                if len(self._received) > MAX_ANSWER_BYTES:
                    raise WorkerCrash("the answer is too large")
        finally:
            self.remaining = max(0.0, self.remaining - (time.monotonic() - started))
        line, _, self._received = self._received.partition(b"\n")
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError):
            raise WorkerCrash("the answer cannot be read") from None
        if not isinstance(answer, dict):
            raise WorkerCrash("the answer cannot be read")
        return answer
