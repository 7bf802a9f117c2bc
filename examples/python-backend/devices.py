"""A PCI function as a guest is shown it: identity and capabilities of the dump, a COMMAND of its own, BARs to size."""

from dataclasses import dataclass


@dataclass
class Bar:
    register: int
    kind: int  # 0 I/O, 1 memory, 2 ROM
    is64: bool
    prefetch: bool
    address: int
    size: int


@dataclass
class Blob:
    """One function of a Device message."""
    name: str
    is_vf: bool
    irq: int
    config: bytes
    bars: list
    parent: "Blob" = None


def read_blob(reader):
    reader.raw(6)  # the address in the dump; a set-up says where it stands
    flags = reader.u8()
    name = reader.text()
    irq = reader.u32()
    reader.u16()
    if flags & 2:
        reader.raw(6)
    for _ in range(reader.u8()):
        reader.raw(19)
    bars = []
    for _ in range(reader.u8()):
        reader.u8()
        kind, bits, register = reader.u8(), reader.u8(), reader.u16()
        bars.append(Bar(register, kind, bool(bits & 1), bool(bits & 2), reader.u64(), reader.u64()))
    length = reader.u16()
    config = reader.raw(length)
    if flags & 4:
        reader.raw(2 * length)
    if flags & 8:
        reader.raw(length)
    return Blob(name, bool(flags & 1), irq, config, bars)


def little(data, at, length):
    return int.from_bytes(data[at:at + length], "little")


CAPABILITIES = {"pm": 0x01, "vpd": 0x03, "msi": 0x05, "exp": 0x10, "msix": 0x11}


def find_capabilities(config):
    """Offsets of the first capability of each kind that programs can count from; 0 where there is none."""
    found = dict.fromkeys(CAPABILITIES, 0)
    if not little(config, 6, 2) & 0x10:
        return found
    at = config[0x34] & 0xFC
    for _ in range(48):
        if at < 0x40 or config[at] == 0xFF:
            break
        for name, number in CAPABILITIES.items():
            if config[at] == number and found[name] == 0:
                found[name] = at
        at = config[at + 1] & 0xFC
    return found


class Cell:
    """A register with a behaviour of its own; all others show the dump and keep nothing that is written."""

    def __init__(self, at, length):
        self.at = at
        self.length = length

    def read(self):
        raise NotImplementedError

    def write(self, value, mask):
        """`mask` has the bits that the guest wrote."""


class Plain(Cell):
    """Shows one value; keeps the bits of `writable`."""

    def __init__(self, at, length, value, writable=0):
        super().__init__(at, length)
        self.value = value
        self.writable = writable

    def read(self):
        return self.value

    def write(self, value, mask):
        mask &= self.writable
        self.value = (self.value & ~mask) | (value & mask)


class Address(Cell):
    """A BAR, the upper half of one, or the ROM: shows its address, or its length after all-ones."""

    def __init__(self, at, value, length, ignored):
        super().__init__(at, 4)
        self.value = value
        self.mask = length
        self.ignored = ignored
        self.sizing = False

    def read(self):
        return self.mask if self.sizing else self.value

    def write(self, value, mask):
        merged = (self.read() & ~mask) | (value & mask)
        self.sizing = (merged | self.ignored) == 0xFFFFFFFF


def address_cells(bar):
    low = {0: 1, 1: (4 if bar.is64 else 0) | (8 if bar.prefetch else 0), 2: bar.address & 1}[bar.kind]
    ignored = {0: 0x3, 1: 0xF, 2: 0x7FF}[bar.kind]
    minus = (-bar.size) & 0xFFFFFFFFFFFFFFFF if bar.size else 0
    yield Address(bar.register, (bar.address & 0xFFFFFFF0 | low) if bar.kind != 0 else bar.address & 0xFFFFFFFC | 1,
                  minus & 0xFFFFFFFF & ~0xF | low if bar.kind != 0 else minus & 0xFFFFFFFF | 1, ignored)
    if bar.is64:
        yield Address(bar.register + 4, bar.address >> 32, minus >> 32, 0)


class Function:
    """One guest-visible function with state of its own."""

    def __init__(self, blob):
        self.blob = blob
        self.config = blob.config
        self.base = find_capabilities(blob.config)
        self.cells = list(self.make_cells())

    def make_cells(self):
        config = self.config
        vendor, device = little(config, 0, 2), little(config, 2, 2)
        if self.blob.is_vf and self.blob.parent is not None:
            pf = self.blob.parent.config
            vendor = little(pf, 0, 2)
            device = vf_device(pf, device)
        yield Plain(0x00, 2, vendor)
        yield Plain(0x02, 2, device)
        yield Plain(0x04, 2, little(config, 4, 2), 0xFFFF)
        yield Plain(0x0C, 1, config[0x0C], 0xFF)
        yield Plain(0x3C, 1, self.blob.irq & 0xFF if self.blob.irq else config[0x3C])
        count, rom = (6, 0x30) if config[0x0E] & 0x7F == 0 else (2, 0x38)
        taken = set()
        for bar in self.blob.bars:
            for cell in address_cells(bar):
                taken.add(cell.at)
                yield cell
        for at in [0x10 + 4 * i for i in range(count)] + [rom]:
            if at not in taken:
                yield Plain(at, 4, 0)
        if self.base["pm"]:
            at = self.base["pm"] + 2
            yield Plain(at, 2, little(config, at, 2) & 0x07FF)

    def read(self, offset, size):
        """Value of an access that was found valid."""
        data = bytearray(self.config[offset:offset + size].ljust(size, b"\0"))
        for cell in self.cells:
            start, end = max(cell.at, offset), min(cell.at + cell.length, offset + size)
            if start < end:
                shown = cell.read().to_bytes(cell.length, "little")
                data[start - offset:end - offset] = shown[start - cell.at:end - cell.at]
        return int.from_bytes(data, "little")

    def write(self, offset, size, value):
        for cell in self.cells:
            start, end = max(cell.at, offset), min(cell.at + cell.length, offset + size)
            if start < end:
                moved = 8 * (offset - cell.at)
                mask = (1 << 8 * size) - 1
                here = (value & mask) << moved if moved >= 0 else (value & mask) >> -moved
                bits = mask << moved if moved >= 0 else mask >> -moved
                whole = (1 << 8 * cell.length) - 1
                cell.write(here & whole, bits & whole)


def vf_device(pf, default):
    """Device id of a PF's virtual functions, from its SR-IOV capability."""
    at = 0x100 if len(pf) > 256 else 0
    for _ in range(64):
        if at < 0x100:
            return default
        header = little(pf, at, 4)
        if header & 0xFFFF == 0x10:
            return little(pf, at + 0x1A, 2)
        at = header >> 20 & 0xFFC
    return default
