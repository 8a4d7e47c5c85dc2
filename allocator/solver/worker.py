"""Work on a fresh thread, waited for in short steps."""
from __future__ import annotations

import threading
from collections.abc import Callable

STEP = 0.05          # seconds between two looks, so that Python can take signals meanwhile


def on_worker(work: Callable[[], object]) -> None:
    """Do the work on a thread of its own, and raise here what it raised there."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as trouble:          # carried over to the thread that waits
            raised.append(trouble)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(STEP)
    for trouble in raised:
        raise trouble
