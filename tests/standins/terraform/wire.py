"""Protocol buffers by field numbers: as much as Terraform's plugin protocol needs."""

from collections.abc import Iterable, Iterator, Mapping

Value = bool | int | str | bytes
VARINT = 0
BYTES = 2


def encode(fields: Mapping[int, Value | Iterable[bytes]]) -> bytes:
    """A message; a field with a list is repeated, one that is false, zero or empty left out."""
    return b"".join(_fields(fields))


def _fields(fields: Mapping[int, Value | Iterable[bytes]]) -> Iterator[bytes]:
    for number, value in fields.items():
        if isinstance(value, bool | int):
            yield (_varint(number << 3 | VARINT) + _varint(int(value))) if value else b""
        elif isinstance(value, str | bytes):
            yield _with_length(number, value.encode() if isinstance(value, str) else value)
        else:
            yield from (_with_length(number, each) for each in value)


def _with_length(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | BYTES) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def decode(message: bytes) -> dict[int, bytes]:
    """The last value of each field that has a length; numbers are passed over."""
    fields: dict[int, bytes] = {}
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        length, at = _read_varint(message, at)
        if tag & 7 == BYTES:
            fields[tag >> 3] = message[at : at + length]
            at += length
    return fields


def _read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            return value, at
