"""The child as the parent sees it: two pipes with a thread each, so that neither side's silence can block the parent."""
from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, BinaryIO, cast

from allocator.solver.wire import Message, greeted, receive, send

ROOT = Path(__file__).parents[2]
LEAVE = 0.5          # seconds for a child that was let go to leave by itself


def _apart() -> dict[str, Any]:
    """The terminal's Ctrl-C goes to the parent alone."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


class Process:
    """A running child; its imports go on while the parent reads its tables."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        environment = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "allocator.solver.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=environment, **_apart(),
        )
        assert self._child.stdin and self._child.stdout
        self._stdin, self._stdout = cast(BinaryIO, self._child.stdin), cast(BinaryIO, self._child.stdout)
        self._inbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._outbox: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._write)]
        for thread in self._threads:
            thread.start()
        self.gone = False

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._child.pid

    def _read(self) -> None:
        message = receive(self._stdout) if greeted(self._stdout) else None
        while message:
            self._inbox.put(message)
            message = receive(self._stdout)
        self._inbox.put(None)

    def _write(self) -> None:
        try:
            while message := self._outbox.get():
                send(self._stdin, message)
        except OSError:          # it is gone: the reading side says so
            return

    def say(self, message: Message) -> None:
        """Send without waiting."""
        self._outbox.put(message)

    def hear(self, seconds: float) -> Message | None:
        """The next message; None when none came in time or none will come any more (`gone`)."""
        try:
            message = self._inbox.get(timeout=seconds)
        except queue.Empty:
            return None
        self.gone = message is None
        return message

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._child.kill()

    def last_words(self) -> str:
        """How it ended: exit code or signal, and the last line it said."""
        code = self._ended()
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        how = f"signal {-code}" if code < 0 else f"exit {code}"
        return f"{how}: {lines[-1]}" if lines else how

    def close(self) -> None:
        """Let it go: it leaves when its pipe closes, and is ended where it does not."""
        self._outbox.put(None)
        self._threads[1].join(LEAVE)
        if not self._threads[1].is_alive():
            self._close_stdin()
        self._ended()
        for thread in self._threads:
            thread.join()
        self._close_stdin()
        self._stdout.close()
        self._errors.close()

    def _ended(self) -> int:
        """Its exit code; a child that does not leave by itself is ended."""
        try:
            return self._child.wait(LEAVE)
        except subprocess.TimeoutExpired:
            self.kill()
            return self._child.wait()

    def _close_stdin(self) -> None:
        try:
            self._stdin.close()
        except OSError:          # what was still to be written has no reader any more
            return
