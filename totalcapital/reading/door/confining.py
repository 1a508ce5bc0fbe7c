"""What the reading worker may do: little memory, no other files, no network, no other program.

Three layers, each of which stands alone: a hook in Python (every system), limits of the process
(POSIX), and two doors of the Linux kernel that need no rights, Landlock for files and seccomp for
system calls. Only the last two bind the C libraries too. ``confine`` says which of them are in
force; what a system does not offer is left out, not an error.

Run as a program it confines itself, before any library has started a thread, and then becomes the
worker.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import platform
import struct
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from totalcapital.resources import geodata

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["confine", "main"]


def confine(
    folder: Path,
    *,
    memory_bytes: int,
    temporary_bytes: int,
    readable: Sequence[Path] = (),
    writable: Sequence[Path] = (),
) -> list[str]:
    """Confine this process for good; call before the first file and before any thread.

    Parameters
    ----------
    folder
        The only folder that may be written to, and the only one of the user's that may be read.
    memory_bytes
        Memory that may be taken beyond the libraries' own code.
    temporary_bytes
        Size of the largest file that may be written.
    readable, writable
        Other files and folders that may be read, or read and written.

    Returns
    -------
    list of str
        What is in force: of ``hook``, ``memory``, ``files``, ``network``.
    """
    in_force = []
    if _limit(memory_bytes, temporary_bytes):
        in_force.append("memory")
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.prctl(_NO_NEW_PRIVILEGES, *map(ctypes.c_ulong, (1, 0, 0, 0))) == 0:
                allowed = dict.fromkeys([*_programs(), *readable], _READ) | dict.fromkeys(
                    [folder, *writable], _KEEP
                )
                in_force += ["files"] if _close_files(libc, allowed) else []
                in_force += ["network"] if _close_calls(libc) else []
    sys.addaudithook(_refuse_by_hook)
    return [*in_force, "hook"]


def _limit(memory_bytes: int, temporary_bytes: int) -> bool:
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return False
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (temporary_bytes, temporary_bytes))
    # Data, not address space: libraries map code and stacks in amounts that grow with the machine,
    # and a mapped file takes no memory. The address space is bounded too, more loosely.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    with contextlib.suppress(OSError, ValueError):
        space = 2 * memory_bytes + (6 << 30)
        resource.setrlimit(resource.RLIMIT_AS, (space, space))
    return True


#: Python's own doors to the network and to other programs.
_CLOSED: Final = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "pty.", "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.",
)  # fmt: skip


def _refuse_by_hook(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(_CLOSED):
        raise PermissionError(f"the reading worker may not use {event}")


# Landlock, from <linux/landlock.h>: numbers of calls are the same on every processor.
_NO_NEW_PRIVILEGES: Final = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_FOLDER, _REMOVE_FILE, _MAKE_FOLDER, _MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
_TRUNCATE: Final = 1 << 14
_READ: Final = _READ_FILE | _READ_FOLDER
_KEEP: Final = _READ | _WRITE_FILE | _REMOVE_FOLDER | _REMOVE_FILE | _MAKE_FOLDER | _MAKE_FILE | _TRUNCATE
_OF_A_FILE: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE


def _close_files(libc: Any, allowed: Mapping[Path, int]) -> bool:
    """Close every file and folder but those allowed, each with its rights, by Landlock."""
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    rights = (1 << (13 + (version >= 2) + (version >= 3))) - 1
    network = 0b11 if version >= 4 else 0
    attributes = struct.pack("=QQ", rights, network)[: 16 if version >= 4 else 8]
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        for path, given in allowed.items():
            _allow(libc, ruleset, path, given & rights)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: Any, ruleset: int, path: Path, rights: int) -> None:
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not path.is_dir():
                rights &= _OF_A_FILE
            libc.syscall(_ADD_RULE, ruleset, 1, struct.pack("=Qi", rights, descriptor), 0)
        finally:
            os.close(descriptor)


def _programs() -> Iterator[Path]:
    """Yield what Python, its libraries and this package are made of, and what they ask of the system."""
    package = Path(__file__).resolve().parents[2]
    yield from (package, geodata())
    for place in {sys.prefix, sys.base_prefix, sys.exec_prefix, *sysconfig.get_paths().values()}:
        if len(Path(place).resolve().parts) > 2:  # /usr itself holds more than programs
            yield Path(place)
    yield from (Path(entry) for entry in sys.path if entry and Path(entry).resolve() != package.parent)
    for place in (
        "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/nix/store", "/usr/share/zoneinfo",
        "/etc/ld.so.cache", "/etc/localtime", "/proc/self", "/proc/meminfo", "/proc/cpuinfo", "/proc/stat",
        "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/random",
    ):  # fmt: skip
        yield Path(place)


#: Processor: its number in <linux/audit.h>, then its numbers for the calls that are refused, in the
#: order socket, connect, execve, execveat, ptrace, io_uring_setup.
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 425)),
}
_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOWED, _REFUSED = 0x7FFF0000, 0x00050000 | 13  # 13: permission denied


def _close_calls(libc: Any) -> bool:
    """Refuse sockets and other programs by a seccomp filter."""
    if platform.machine() not in _CALLS:
        return False
    processor, calls = _CALLS[platform.machine()]
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, processor), (_RETURN, 0, 0, _REFUSED), (_LOAD, 0, 0, 0)]
    # Calls of the 32-bit kind under a 64-bit processor have numbers from 2^30 on.
    steps.append((_AT_LEAST, len(calls) + 1, 0, 1 << 30))
    steps += [(_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _ALLOWED), (_RETURN, 0, 0, _REFUSED)]
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(held)))
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, header, 0, 0) == 0)


def main() -> None:
    """Confine this process, then answer requests: the worker's program."""
    settings = json.loads(sys.argv[1])
    in_force = confine(
        Path(settings["folder"]),
        memory_bytes=settings["memory_bytes"],
        temporary_bytes=settings["temporary_bytes"],
        readable=[Path(place) for place in settings["readable"]],
        writable=[Path(place) for place in settings["writable"]],
    )
    from totalcapital.reading.door import worker  # noqa: PLC0415 - what it imports is confined too

    worker.main(in_force, timeout_s=settings["timeout_s"])


if __name__ == "__main__":
    main()
