"""Framed messages over pipes: a length, a JSON head, then the raw buffers of the arrays that it lists. Nothing is ever unpickled."""
from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

LENGTH = struct.Struct(">I")
LONGEST_HEAD = 2**24
GREETING = b"\x00allocator\x00"          # before the first frame: whatever was printed to the pipe until then is passed over
Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Message:
    """One frame.

    Parameters
    ----------
    kind : str
        What it says.
    fields : mapping
        Anything that JSON holds.
    arrays : mapping of str to array
        One-dimensional arrays by name.
    """

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)


def send(stream: BinaryIO, message: Message) -> None:
    """Write one frame and flush it."""
    listed = [(name, a.dtype.str, a.size) for name, a in message.arrays.items()]
    head = json.dumps({"kind": message.kind, "fields": dict(message.fields), "arrays": listed}).encode()
    stream.write(b"".join([LENGTH.pack(len(head)), head, *(np.ascontiguousarray(a).tobytes() for a in message.arrays.values())]))
    stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read one frame; None at the end of the stream, a frame torn by the other side's death included."""
    size = stream.read(LENGTH.size)
    length = LENGTH.unpack(size)[0] if len(size) == LENGTH.size else LONGEST_HEAD + 1
    text = stream.read(length) if length <= LONGEST_HEAD else b""
    if len(text) < length:
        return None
    head = json.loads(text)
    arrays: dict[str, Array] = {}
    for name, kind, count in head["arrays"]:
        data = stream.read(np.dtype(kind).itemsize * count)
        if len(data) < np.dtype(kind).itemsize * count:
            return None
        arrays[name] = np.frombuffer(data, dtype=kind)
    return Message(head["kind"], head["fields"], arrays)


def greet(stream: BinaryIO) -> None:
    """Say that frames follow."""
    stream.write(GREETING)
    stream.flush()


def greeted(stream: BinaryIO) -> bool:
    """Pass over everything up to the greeting; False when the stream ends without one."""
    seen = b""
    while not seen.endswith(GREETING):
        byte = stream.read(1)
        if not byte:
            return False
        seen = (seen + byte)[-len(GREETING):]
    return True
