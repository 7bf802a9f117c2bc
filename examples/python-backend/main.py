"""A small PCI backend for pciback-rig, written from the protocol alone: python3 main.py [--bug size]

It serves configuration reads and writes on a virtual header, refuses everything else, and says so. See README.md.
"""

import hashlib
import os
import struct
import sys
from collections import namedtuple

import wire
from backend import Backend, Unsupported, encode_records
from devices import read_blob
from program import ADVANCE, FRONTEND, NOTIFY, OP, PAGE, read_actions, read_setup

MAGIC, VERSION = 0x52424350, 2
HELLO, DEVICE, SET_UP, RUN, LOOK, EDGES = 1, 2, 3, 4, 5, 6
HELLO_OK, SET_UP_OK, SET_UP_REFUSED, RESULT, LOOKED, EDGE_TABLE, FAILED = 0x81, 0x83, 0x84, 0x85, 0x86, 0x87, 0x8F
OK, REFUSED, DIGEST = 0, 2, 3
FULL, PAGES, DIGEST_ALONE = 1, 2, 8

SEES = 1 << 0  # fetches
SUPPLIES = ("event-core", "xenbus-core", "pci-core", "irq-core", "toolstack", "frontend")
KINDS = sum(1 << kind for kind in (OP, PAGE, NOTIFY, FRONTEND, ADVANCE))
POINTS = 1 << 0 | 1 << 1  # fetch, store
FEATURES = 1 << 0 | 1 << 2 | 1 << 17 | 1 << 18  # vpci, connected, several guests, devices of nobody
GUESTS, DEVICES, SETUPS, BATCH, FRAME = 3, 8, 256, 64, 1 << 24

Place = namedtuple("Place", "device fn setup copy domain bus devfn")


class Executor:
    def __init__(self, bug):
        self.bug = bug
        self.devices = {}
        self.setups = {}
        self.last = None

    def hello(self, message):
        if message.u32() != MAGIC:
            raise ValueError("this is not the rig")
        lowest, highest = message.u16(), message.u16()
        if not lowest <= VERSION <= highest:
            raise ValueError(f"versions {lowest} to {highest} of the protocol, this is {VERSION}")
        parts = b"".join(wire.text(part) for part in SUPPLIES)
        return struct.pack("<IH", MAGIC, VERSION) + wire.text("python-example") + struct.pack("<HB", SEES, len(SUPPLIES)) \
            + parts + struct.pack("<QHIBBHHII", KINDS, POINTS, FEATURES, GUESTS, DEVICES, SETUPS, BATCH, FRAME, 0)

    def device(self, message):
        number = message.u16()
        message.text()
        functions = [read_blob(message) for _ in range(message.u16())]
        if functions and functions[0].is_vf and len(functions) > 1:
            functions[0].parent = functions[1]
        self.devices[number] = functions

    def set_up(self, message):
        number = message.u16()
        setup = read_setup(wire.Reader(message.raw(message.u16())))
        places = [Place(message.u16(), message.u16(), message.i8(), message.u8(), message.u32(), message.u8(),
                        message.u8()) for _ in range(message.u16())]
        placed = [(self.devices[place.device][place.fn], place) for place in places]
        self.setups[number] = (setup, placed)
        guests = Backend(setup, placed, self.bug).guests
        return struct.pack("<HB", number, len(guests)) + self.connections(guests, True) + struct.pack("<HH", 0, 0)

    def run(self, message):
        setup, placed = self.setups[message.u16()]
        want = message.u8()
        for _ in range(message.u16()):
            actions = read_actions(wire.Reader(message.raw(message.u32())))
            self.last = Backend(setup, placed, self.bug)
            try:
                self.last.play(actions, bool(want & FULL))
            except Unsupported as reason:
                wire.write_frame(RESULT, struct.pack("<B", REFUSED) + wire.text(str(reason)))
                continue
            wire.write_frame(RESULT, self.result(self.last, want))

    def result(self, backend, want):
        records = encode_records(backend.records)
        rest = struct.pack("<BIII", 0, 0, len(backend.records), len(records)) + records \
            + struct.pack("<B", len(backend.guests)) + self.connections(backend.guests, bool(want & PAGES)) \
            + struct.pack("<H2d4HBdH", 0, 0, 0, 0, 0, 0, 0, 0, backend.now, 0)
        digest = hashlib.sha256(rest).digest()[:8]
        if want & DIGEST_ALONE:
            return struct.pack("<B", DIGEST) + digest + b"\0"
        return struct.pack("<B", OK) + digest + rest

    @staticmethod
    def connections(guests, with_pages):
        parts = []
        for guest in guests:
            flags = (3 if guest.connected else 0) | (8 if with_pages else 0)
            parts.append(struct.pack("<HIIB", guest.domid, guest.backend_state, guest.frontend_state, flags))
            if with_pages:
                parts.append(bytes(guest.page))
        return b"".join(parts)

    def look(self, _):
        pages = b"".join(b"\1" + bytes(guest.page) for guest in self.last.guests)
        return struct.pack("<B", len(self.last.guests)) + pages + struct.pack("<H", 0)

    def serve(self):
        while (frame := wire.read_frame()) is not None:
            kind, payload = frame
            message = wire.Reader(payload)
            if kind == HELLO:
                wire.write_frame(HELLO_OK, self.hello(message))
            elif kind == DEVICE:
                self.device(message)
            elif kind == SET_UP:
                wire.write_frame(SET_UP_OK, self.set_up(message))
            elif kind == RUN:
                self.run(message)
            elif kind == EDGES:
                wire.write_frame(EDGE_TABLE, struct.pack("<H", 0))
            elif kind == LOOK:
                wire.write_frame(LOOKED, self.look(message))
            else:
                raise ValueError(f"message {kind} is unknown")


def main():
    bug = os.environ.get("PYTHON_BACKEND_BUG", "")
    if "--bug" in sys.argv[1:-1]:
        bug = sys.argv[sys.argv.index("--bug") + 1]
    if bug not in ("", "size"):
        sys.exit(f"there is no bug '{bug}': there is size")
    try:
        Executor(bug).serve()
    except (ValueError, KeyError, IndexError) as problem:
        wire.write_frame(FAILED, wire.text(f"{type(problem).__name__}: {problem}"))
        raise


main()
