"""The small clean parent of all query processes: it has the engine imported, knows no secret, and forks when told.

Started as `python -m apps.engine.duck.zygote` with a socket as standard input. Each message carries one end of a new
socket; the answer is the worker's process id and a descriptor of the process. The end of the socket is the end of the
zygote, and the kernel ends the workers with it.
"""

from __future__ import annotations

import array
import gc
import json
import os
import signal
import socket

import duckdb
import pyarrow as pa
import pyarrow.ipc

from . import confine, worker


def main() -> None:
    """Serve forks until the pool's process goes away."""
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in the terminal is for the supervisor
    _warm()
    control.send(b"ready")
    while True:
        message, descriptors = _receive(control)
        if not message:
            os._exit(0)  # the interpreter's own end makes the native library complain on the terminal
        _fork(control, json.loads(message), descriptors[0])


def _warm() -> None:
    """Touch once what every worker needs, then keep the garbage collector from copying shared pages."""
    with duckdb.connect(config={"threads": 1, "async_threads": 0}) as connection:
        reader = connection.sql("SELECT 1 AS one").to_arrow_reader(1)
        with pa.ipc.new_stream(pa.BufferOutputStream(), reader.schema) as writer:
            writer.write_table(reader.read_all())
    gc.collect()
    gc.freeze()


def _fork(control: socket.socket, request: dict[str, object], descriptor: int) -> None:
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        confine.die_with(parent)
        control.close()
        worker.main(socket.socket(fileno=descriptor), request)
    os.close(descriptor)
    process = os.pidfd_open(child) if hasattr(os, "pidfd_open") else -1
    answer = json.dumps({"pid": child}).encode()
    if process < 0:
        control.send(answer)
        return
    socket.send_fds(control, [answer], [process])
    os.close(process)


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    """One message and its descriptors, which no later program inherits."""
    held = array.array("i")
    message, extra, *_ = control.recvmsg(4096, socket.CMSG_SPACE(held.itemsize))
    for level, kind, data in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            held.frombytes(data[: len(data) - len(data) % held.itemsize])
    return message, list(held)


if __name__ == "__main__":
    main()
