"""The solver's process: `python -m allocator.solver.child`; questions come in on stdin, news and outcomes go out on stdout.

It imports numpy and highspy only.
"""
from __future__ import annotations

import os
import queue
import sys
import threading
import traceback
from typing import BinaryIO

from allocator.domain.outcome import Whole
from allocator.solver import freight
from allocator.solver.faults import Contradiction
from allocator.solver.settings import Progress, Settings
from allocator.solver.versions import refusal
from allocator.solver.wire import Message, greet, receive, send


class Desk:
    """The two ends of the pipe: questions wait in order, a stop is heard at once, and without a parent there is no child."""

    def __init__(self, reading: BinaryIO, writing: BinaryIO) -> None:
        self._reading, self._writing = reading, writing
        self._pen = threading.Lock()
        self.questions: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.current, self._stopped = 0, 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while message := receive(self._reading):
            if message.kind == "stop":
                self._stopped = max(self._stopped, int(message.fields["number"]))
            else:
                self.questions.put(message)
        os._exit(0)          # the parent is gone, or wants us gone: whatever HiGHS is doing

    def stopped(self) -> bool:
        """Whether the question being worked on is to be left."""
        return self._stopped >= self.current

    def say(self, message: Message) -> None:
        """Send, from whatever thread."""
        with self._pen:
            send(self._writing, message)

    def tell(self, progress: Progress, x: Whole | None) -> None:
        """Send news."""
        self.say(freight.news(progress, x))


def _own_stdout() -> BinaryIO:
    """Keep the pipe for messages: whatever a library prints goes to stderr."""
    kept = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    greet(kept)
    return kept


def _within(memory_mb: int | None) -> None:
    """Limit the address space to what is used now and `memory_mb` more, where the system can."""
    try:
        import resource
        with open("/proc/self/statm", encoding="ascii") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        return
    limit = resource.RLIM_INFINITY if memory_mb is None else used + memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _work(desk: Desk) -> None:
    from allocator.solver.engine import version
    from allocator.solver.session import Session

    desk.say(Message("hello", {"version": version(), "refusal": refusal(version())}))
    session: Session | None = None
    while True:
        message = desk.questions.get()
        desk.current = int(message.fields["number"])
        settings = Settings(**message.fields["settings"])
        matrix = freight.matrix_of(message, session.matrix if session else None)
        _within(settings.memory_mb)
        if session is None or message.fields["fresh"]:
            session = Session(matrix, settings, stop=desk.stopped, tell=desk.tell)
        else:
            session.turn(matrix, settings)
        try:
            desk.say(freight.answer(session.solve(freight.start_of(message))))
        except Contradiction as found:
            desk.say(Message("contradiction", {"goal": found.goal, "said": found.said}))


def main() -> None:
    """Answer questions until the pipe closes; any trouble of its own ends the process, with the reason on stderr for the parent."""
    try:
        _work(Desk(sys.stdin.buffer, _own_stdout()))
    except BaseException:
        traceback.print_exc()
        os._exit(1)


if __name__ == "__main__":
    main()
