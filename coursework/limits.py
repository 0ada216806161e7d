"""Limits of a student's process that its code cannot lift. Stands alone: it is copied beside the worker."""

import ctypes
import os
import platform
import resource
import struct

# bytes of memory, of a file and of a core; open files; processes and threads
LIMITS = {"AS": 4 << 30, "FSIZE": 32 << 20, "CORE": 0, "NOFILE": 128, "NPROC": 64}
# System calls that lead to file systems or memory that no limit counts: unshare, setns, mount,
# move_mount, fsopen, fsmount, open_tree, memfd_create, memfd_secret, shmget. By architecture, with
# the number by which the kernel knows it, and clone.
CALLS = {
    "x86_64": (0xC000003E, 56, (272, 308, 165, 429, 430, 432, 428, 319, 447, 29)),
    "aarch64": (0xC00000B7, 220, (97, 268, 40, 429, 430, 432, 428, 279, 447, 194)),
}
CLONE3 = 435  # everywhere; its flags cannot be looked at, and the C library does without it
CLONE_NEWUSER = 0x10000000
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # REFUSE plus the error's number
EPERM, ENOSYS = 1, 38


def apply(uid: int | None) -> None:
    """Set the limits.

    Few limits hold for root, so root first becomes the account ``uid``.
    """
    for name, limit in LIMITS.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        hard = resource.getrlimit(kind)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    libc = ctypes.CDLL(None)
    libc.prctl(1, 9)  # PR_SET_PDEATHSIG: it ends when the grader does
    libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    code = _filter()
    if code:
        buffer = ctypes.create_string_buffer(code)
        size = len(code) // 8
        program = struct.pack("HxxxxxxQ", size, ctypes.addressof(buffer))
        # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
        if libc.prctl(22, ctypes.c_ulong(2), program, 0, 0):
            raise OSError("the system calls of students' code cannot be limited")


def _filter() -> bytes:
    """A program for the kernel that looks at each system call."""
    if platform.machine() not in CALLS:
        return b""
    machine, clone, refused = CALLS[platform.machine()]
    load, equal, at_least, any_bit, end = 0x20, 0x15, 0x35, 0x45, 0x06

    def unless(test: int, value: int, skipped: int) -> tuple[int, int, int, int]:
        return test, 0, skipped, value

    refuse = (end, 0, 0, REFUSE | EPERM)
    steps = [
        (load, 0, 0, 4),  # the architecture
        (equal, 1, 0, machine),
        refuse,
        (load, 0, 0, 0),  # the call's number
        unless(at_least, 0x40000000, 1),  # the same calls under other numbers
        refuse,
    ]
    for number in refused:
        steps += [unless(equal, number, 1), refuse]
    steps += [unless(equal, CLONE3, 1), (end, 0, 0, REFUSE | ENOSYS)]
    steps += [unless(equal, clone, 3), (load, 0, 0, 16), unless(any_bit, CLONE_NEWUSER, 1), refuse]
    steps += [(end, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
