"""Frames and numbers of the executor protocol (docs/executor-protocol.md), for standard input and output."""

import os
import struct

MAX_FRAME = 16 * 1024 * 1024


class Reader:
    """Reads little-endian numbers; an access beyond the end is a ValueError."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def raw(self, length):
        if length > len(self.data) - self.at:
            raise ValueError("the message ends too early")
        self.at += length
        return self.data[self.at - length:self.at]

    def _number(self, form, length):
        return struct.unpack(form, self.raw(length))[0]

    def u8(self):
        return self._number("<B", 1)

    def i8(self):
        return self._number("<b", 1)

    def u16(self):
        return self._number("<H", 2)

    def u32(self):
        return self._number("<I", 4)

    def u64(self):
        return self._number("<Q", 8)

    def text(self):
        return self.raw(self.u16()).decode("utf-8", "replace")

    @property
    def ended(self):
        return self.at >= len(self.data)

    def varint(self):
        """Unsigned LEB128, at most five bytes."""
        value = 0
        for shift in range(0, 35, 7):
            byte = self.u8()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise ValueError("a number of more than five bytes")

    def signed(self):
        """Zigzag-coded 32-bit number."""
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def short_text(self):
        return self.raw(self.varint()).decode("utf-8", "replace")


def text(value):
    data = value.encode("utf-8")[:0xFFFF]
    return struct.pack("<H", len(data)) + data


def varint(value):
    """Unsigned LEB128."""
    data = bytearray()
    while value > 0x7F:
        data.append(value & 0x7F | 0x80)
        value >>= 7
    data.append(value)
    return bytes(data)


def signed(value):
    """The same of a number with a sign, zigzag-coded."""
    return varint(-2 * value - 1 if value < 0 else 2 * value)


def read_exactly(length):
    parts = []
    while length > 0:
        part = os.read(0, min(length, 1 << 20))
        if not part:
            return None
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def read_frame():
    """Type and payload of the next message; None when there is no more."""
    header = read_exactly(4)
    if header is None:
        return None
    length = struct.unpack("<I", header)[0]
    if not 1 <= length <= MAX_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    body = read_exactly(length)
    return None if body is None else (body[0], body[1:])


def write_frame(kind, payload):
    data = struct.pack("<IB", len(payload) + 1, kind) + payload
    view = memoryview(data)
    while view:
        view = view[os.write(1, view):]
