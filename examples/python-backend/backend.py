"""The backend: guests, their shared pages, and what is done about a request."""

import struct

import wire
from devices import Function
from program import ADVANCE, BASES, FRONTEND, FRONTEND_STEPS, HOWS, NOTIFY, OP, PAGE

PAGE_BYTES = 4096
OP_AT, OP_BYTES = 4, 548
ERR_AT, VALUE_AT = OP_AT + 4, OP_AT + 28
OP_FIELDS = ("cmd", "err", "domain", "bus", "devfn", "offset", "size", "value", "info")
AER_FIELDS = ("cmd", "err", "domain", "bus", "devfn")
AER_AT = 552
PCIF_ACTIVE = 0x1  # bit 0 of the flags
CLOSING, CLOSED, CONNECTED = 5, 6, 4

NOT_FOUND, BAD_OFFSET, NOT_IMPLEMENTED, OP_FAILED, INVALID = -1, -2, -4, -5, -22

# Kinds of records.
FETCH, STORE, FLAG_BIT, NOTIFY_SENT, GUEST_NOTIFY, ACTION, POINT_HIT = 1, 2, 3, 4, 5, 46, 47
REQUEST_ADDRESS, REQUEST_ACCESS = 48, 50
TEST, CLEAR = 0, 2
# Their arguments as the protocol's table has them: s with a sign, u without.
SHAPES = {FETCH: "susus", STORE: "susus", FLAG_BIT: "susus", NOTIFY_SENT: "ss", GUEST_NOTIFY: "ss", ACTION: "u",
          POINT_HIT: "us", REQUEST_ADDRESS: "suuuu", REQUEST_ACCESS: "sssuu"}
SITE = 4  # where requests are served

USEC_PER_JIFFY = 4000
BUDGET = 3000


def encode_records(records):
    """Records as a Result has them: code, what time has passed, the task where it changes, the arguments of the code."""
    data, before, running = bytearray(), 0, 0
    for code, now, task, *arguments in records:
        data.append(code | (0x40 if now != before else 0) | (0x80 if task != running else 0))
        data += (wire.varint(now - before) if now != before else b"") + (wire.varint(task) if task != running else b"")
        before, running = now, task
        for value, form in zip(arguments, SHAPES[code]):
            data += wire.signed(value) if form == "s" else wire.varint(value)
    return bytes(data)


class Unsupported(Exception):
    """A program asks for something that this backend has no part in."""


def field_offset(name):
    if name == "flags":
        return 0
    if name.startswith("op.msix_entries["):
        return OP_AT + 36 + 4 * int(name[16:-1])
    if name.startswith("op."):
        return OP_AT + 4 * OP_FIELDS.index(name[3:])
    if name.startswith("aer."):
        return AER_AT + 4 * AER_FIELDS.index(name[4:])
    return int(name, 16)


def offset_or_none(name):
    try:
        return field_offset(name)
    except ValueError:
        return None


class Guest:
    def __init__(self, domid):
        self.domid = domid
        self.page = bytearray(PAGE_BYTES)
        self.backend_state = self.frontend_state = CONNECTED
        self.pending = False
        self.slots = {}  # devfn on the virtual bus -> Function
        self.addresses = {}  # device of the set-up -> (devfn, Function)

    @property
    def connected(self):
        return self.backend_state == CONNECTED

    def word(self, at):
        return struct.unpack_from("<I", self.page, at)[0]

    def put(self, at, value):
        struct.pack_into("<I", self.page, at, value & 0xFFFFFFFF)


class Backend:
    """A machine at the beginning of a program. `bug` names a defect to have."""

    def __init__(self, setup, placed, bug):
        self.bug = bug
        self.guests = [Guest(1 + number) for number in range(setup.guests)]
        self.now = 0
        self.records = []
        self.full = False
        self.armed = []
        self.acting = False
        self.work = 0
        heads = {guest: {} for guest in range(setup.guests)}
        for blob, place in placed:
            if place.setup < 0:
                continue
            number = setup.devices[place.setup].guest
            if number < 0:
                continue
            guest = self.guests[number]
            physical = (place.domain, place.bus, place.devfn >> 3)
            alone = blob.is_vf and place.devfn & 7 == 0
            slot = None if alone else heads[number].get(physical)
            if slot is None:
                slot = len({devfn >> 3 for devfn in guest.slots})
                if not alone:
                    heads[number][physical] = slot
            function = Function(blob)
            devfn = slot << 3 | place.devfn & 7
            guest.slots[devfn] = function
            guest.addresses[place.setup] = (devfn, function)

    # --- records -------------------------------------------------------------------------------------------------

    def emit(self, code, a=0, b=0, c=0, d=0, e=0):
        self.records.append((code, self.now, 1, a, b, c, d, e))

    def point(self, on, at):
        """The outside may act before this access."""
        if self.acting:
            return
        for number, index, effect, count in self.armed:
            if effect.on != on:
                continue
            if effect.name and offset_or_none(effect.name) not in (None, at):
                continue
            count[0] += 1
            if effect.nth not in (0, count[0]):
                continue
            self.acting = True
            self.emit(POINT_HIT, number, index)
            for step in effect.steps:
                self.perform(step)
            self.acting = False

    # --- the page ------------------------------------------------------------------------------------------------

    def fetch(self, guest, at):
        self.point("fetch", at)
        value = guest.word(at)
        self.emit(FETCH, guest.domid, at, 4, value, SITE)
        return value

    def store(self, guest, at, value):
        self.point("store", at)
        guest.put(at, value)
        self.emit(STORE, guest.domid, at, 4, value & 0xFFFFFFFF, SITE)

    def is_active(self, guest):
        self.point("fetch", 0)
        flags = guest.word(0)
        self.emit(FLAG_BIT, guest.domid, 0, TEST, flags, SITE)
        return bool(flags & PCIF_ACTIVE)

    def complete(self, guest):
        self.point("store", 0)
        flags = guest.word(0)
        guest.put(0, flags & ~PCIF_ACTIVE)
        self.emit(FLAG_BIT, guest.domid, 0, CLEAR, flags, SITE)

    def copy_request(self, guest):
        """A private copy of the slot: the only look at it."""
        watched = any(effect.on == "fetch" for _, _, effect, _ in self.armed)
        if watched or self.full:
            copy = b"".join(struct.pack("<I", self.fetch(guest, at)) for at in range(OP_AT, OP_AT + OP_BYTES, 4))
        else:
            copy = bytes(guest.page[OP_AT:OP_AT + OP_BYTES])
            self.emit(FETCH, guest.domid, OP_AT, OP_BYTES, 0, SITE)
        cmd, _, domain, bus, devfn, offset, size, value = struct.unpack_from("<IiIIIiiI", copy)
        self.emit(REQUEST_ADDRESS, guest.domid, cmd, domain, bus, devfn)
        self.emit(REQUEST_ACCESS, guest.domid, offset, size, value, struct.unpack_from("<I", copy, 36)[0])
        return cmd, domain, bus, devfn, offset, size, value

    # --- requests ------------------------------------------------------------------------------------------------

    def serve(self, guest):
        guest.pending = False
        while guest.connected and self.is_active(guest) and self.work < BUDGET:
            self.work += 1
            err, value = self.answer(guest, *self.copy_request(guest))
            self.store(guest, ERR_AT, err)
            self.store(guest, VALUE_AT, value)
            self.complete(guest)
            self.emit(NOTIFY_SENT, guest.domid, 1)

    def answer(self, guest, cmd, domain, bus, devfn, offset, size, value):
        function = guest.slots.get(devfn) if (domain, bus) == (0, 0) else None
        if function is None:
            return NOT_FOUND, value
        if cmd not in (0, 1):
            return self.interrupt_request(function, cmd, value)
        if self.bug == "size":
            valid = size > 0 and offset >= 0
            size = min(size, 8)
        else:
            valid = size in (1, 2, 4) and offset % size == 0
        if not valid or not 0 <= offset < PAGE_BYTES:
            return BAD_OFFSET, (0 if cmd == 0 else value)
        if cmd == 0:
            return 0, function.read(offset, size) & 0xFFFFFFFF
        function.write(offset, size, value)
        return 0, value

    @staticmethod
    def interrupt_request(function, cmd, value):
        """There is no MSI here: asking for it fails, ending it changes nothing."""
        if cmd == 2:
            return OP_FAILED, 0
        if cmd in (3, 5):
            return 0, function.blob.irq
        if cmd == 4:
            return (INVALID, value) if value > 128 else (INVALID, INVALID & 0xFFFFFFFF)
        return NOT_IMPLEMENTED, value

    # --- what programs do ----------------------------------------------------------------------------------------

    def play(self, actions, full):
        self.full = full
        held = False
        for number, action in enumerate(actions):
            if not held:
                self.armed = []
            self.emit(ACTION, number)
            self.armed += [(number, index, effect, [0]) for index, effect in enumerate(action.effects)]
            times = action.step.values.get("times", 0) + 1 if action.step.kind == OP else 1
            for _ in range(times):
                self.perform(action.step)
                held = action.hold
                if not held:
                    self.settle()
        self.settle()

    def settle(self):
        while self.work < BUDGET and any(guest.pending for guest in self.guests):
            for guest in self.guests:
                if guest.pending:
                    self.work += 1
                    self.serve(guest)

    def perform(self, step):
        guest = self.guests[step.guest] if step.guest < len(self.guests) else self.guests[0]
        values = step.values
        if step.kind == OP:
            self.post(guest, values)
        elif step.kind == PAGE:
            self.change_page(guest, values)
        elif step.kind == NOTIFY:
            for _ in range(min(values.get("times", 0) + 1, 64)):
                self.notify(guest)
        elif step.kind == ADVANCE:
            self.now += values["jiffies"] * USEC_PER_JIFFY
        elif step.kind == FRONTEND:
            self.frontend(guest, FRONTEND_STEPS[values["step"]])

    def notify(self, guest):
        self.emit(GUEST_NOTIFY, guest.domid, 1)
        guest.pending = guest.connected

    def post(self, guest, values):
        device = values.get("device", 1) - 1
        devfn, domain, bus = values.get("devfn", 0), values.get("domain", 0), values.get("bus", 0)
        base = 0
        if device in guest.addresses:
            low, _ = guest.addresses[device]
            devfn, domain, bus = low | devfn & 0xFFFFFF00, 0, 0
        if device >= 0:
            base = self.base_of(device, BASES[values.get("base", 0)])
        guest.page[OP_AT:OP_AT + OP_BYTES] = bytes(OP_BYTES)
        offset = values.get("offset", 0) + base
        words = (values["cmd"], 0, domain, bus, devfn, offset, values.get("size", 4), values.get("value", 0),
                 values.get("info", 0))
        for index, word in enumerate(words):
            guest.put(OP_AT + 4 * index, word)
        entries = values.get("entries")
        if entries is None and values["cmd"] == 4:
            entries = [(index, 0xFFFF) for index in range(min(values.get("value", 0), 128))]
        for index, (entry, vector) in enumerate((entries or [])[:128]):
            struct.pack_into("<HH", guest.page, OP_AT + 36 + 4 * index, vector, entry)
        if not values.get("inactive"):
            guest.put(0, guest.word(0) | PCIF_ACTIVE)
        if not values.get("silent"):
            self.notify(guest)

    def base_of(self, device, name):
        for guest in self.guests:
            if device in guest.addresses:
                return guest.addresses[device][1].base.get(name, 0)
        return 0

    def change_page(self, guest, values):
        at = offset_or_none(values["field"])
        if at is None or not 0 <= at <= PAGE_BYTES - 4:
            return
        width = values.get("width", 3) + 1
        mask = (1 << 8 * width) - 1 if width < 4 else 0xFFFFFFFF
        old, value = guest.word(at), values["value"] & mask
        how = HOWS[values.get("how", 0)]
        guest.put(at, {"set": old & ~mask | value, "or": old | value, "clear": old & ~value, "xor": old ^ value}[how])

    def frontend(self, guest, step):
        """The xenbus handshake, as far as it goes here: what is connected can be closed."""
        if self.acting:
            return
        if step == "close":
            guest.frontend_state = CLOSING
            guest.backend_state = CLOSED
            guest.frontend_state = CLOSED
            guest.pending = False
        elif step == "connected":
            guest.frontend_state = CONNECTED
        else:
            raise Unsupported(f"the frontend's step '{step}'")
