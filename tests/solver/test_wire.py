"""Frames over a pipe."""
from __future__ import annotations

import io

import numpy as np
import pytest

from allocator.solver.wire import Message, receive, send


def sent(*messages: Message) -> io.BytesIO:
    stream = io.BytesIO()
    for message in messages:
        send(stream, message)
    stream.seek(0)
    return stream


def test_what_is_sent_is_received():
    arrays = {"x": np.arange(5, dtype=np.int64), "none": np.zeros(0), "ends": np.array([-np.inf, 2.0]), "flags": np.array([True, False])}
    stream = sent(Message("news", {"limit": float("inf"), "goal": "床位"}, arrays), Message("stop"))
    message = receive(stream)
    assert (message.kind, message.fields) == ("news", {"limit": float("inf"), "goal": "床位"})
    assert {k: (a.dtype, a.tolist()) for k, a in message.arrays.items()} == {k: (a.dtype, a.tolist()) for k, a in arrays.items()}
    assert receive(stream).kind == "stop"
    assert receive(stream) is None


@pytest.mark.parametrize("left", [1, 3, 10, -1])
def test_a_torn_frame_is_the_end(left):
    whole = sent(Message("news", {}, {"x": np.arange(5)})).getvalue()
    assert receive(io.BytesIO(whole[:left])) is None
