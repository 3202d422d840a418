"""Messages: what passes between this process and the child that parses strangers' documents, and what either may say is wrong."""

import json
import struct
from collections.abc import Iterator, Mapping
from typing import IO, Any, BinaryIO, NamedTuple

LENGTHS = struct.Struct(">QQ")  # bytes of the fields as JSON, and of the body behind them
LARGEST = 2_000_000_000  # bytes of a message; more is not believed


class DocumentError(ValueError):
    """A document could not be read; `code` is the reason in one word, as left_out.reason_code has it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Part(NamedTuple):
    """One message: fields that JSON can hold, and bytes as they are."""

    fields: Mapping[str, Any]
    body: bytes = b""


Parts = Iterator[Part]
Stream = BinaryIO


def send_part(pipe: IO[bytes], part: Part) -> None:
    """Write a message, without flushing the pipe."""
    fields = json.dumps(part.fields).encode("ascii")
    pipe.write(LENGTHS.pack(len(fields), len(part.body)))
    pipe.write(fields)
    pipe.write(part.body)


def receive_part(pipe: IO[bytes]) -> Part | None:
    """Read a message; None where the other side is gone before its end, or says what cannot be."""
    lengths = pipe.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    n_fields, n_body = LENGTHS.unpack(lengths)
    if n_fields + n_body > LARGEST:
        return None
    fields, body = pipe.read(n_fields), pipe.read(n_body)
    return Part(json.loads(fields), body) if len(fields) == n_fields and len(body) == n_body else None
