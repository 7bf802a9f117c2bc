"""The binary form of programs: the few kinds of actions that this backend takes part in."""

from dataclasses import dataclass, field

TOPOLOGIES = ("vpci", "passthrough")
STARTS = ("connected", "bound", "idle", "unloaded")
BASES = ("header", "pm", "vpd", "msi", "msix", "exp")
HOWS = ("set", "or", "clear", "xor")
FRONTEND_STEPS = ("publish", "connected", "scan", "enable", "msi", "msix", "service", "reconfiguring", "close",
                  "restart")
POINTS = ("fetch", "store", "notify", "eoi", "lock", "wait", "config", "xenstore")

# Numbers of the kinds of actions.
OP, PAGE, NOTIFY, FRONTEND, ADVANCE = 0, 1, 2, 5, 21


@dataclass
class Step:
    kind: int
    guest: int = 0
    values: dict = field(default_factory=dict)


@dataclass
class Effect:
    on: str
    name: str
    nth: int
    steps: list


@dataclass
class Action:
    step: Step
    hold: bool
    effects: list


@dataclass
class Device:
    name: str
    guest: int  # -1: nobody


@dataclass
class Setup:
    guests: int
    start: str
    devices: list


def read_setup(reader):
    if reader.raw(3) != b"PR\x01":
        raise ValueError("this is no program")
    topology, switches, guests, start = (reader.varint() for _ in range(4))
    if TOPOLOGIES[topology] != "vpci" or switches != 0:
        raise ValueError("a set-up that was not announced")
    devices = []
    for _ in range(reader.varint()):
        name = reader.short_text()
        guest = reader.varint() - 1
        if reader.varint() != 0:
            raise ValueError("a device switch that was not announced")
        devices.append(Device(name, guest))
    return Setup(guests, STARTS[start], devices)


def read_actions(reader):
    actions = []
    while not reader.ended:
        step = read_step(reader)
        hold = reader.varint() == 1
        effects = [read_effect(reader) for _ in range(reader.varint())]
        actions.append(Action(step, hold, effects))
    return actions


def read_effect(reader):
    on = POINTS[reader.varint()]
    name = reader.short_text()
    nth = reader.varint()
    return Effect(on, name, nth, [read_step(reader) for _ in range(reader.varint())])


def read_pairs(reader):
    return [(reader.varint(), reader.varint()) for _ in range(reader.varint())]


# Fields in the order of the table: name, is it optional, how it is read (None: a flag).
U, S = "varint", "signed"
LAYOUT = {
    OP: (("guest", True, U), ("cmd", False, U), ("device", True, U), ("domain", True, U), ("bus", True, U),
         ("devfn", True, U), ("base", True, U), ("offset", True, S), ("size", True, S), ("value", True, U),
         ("info", True, U), ("entries", True, read_pairs), ("times", True, U), ("inactive", True, None),
         ("silent", True, None)),
    PAGE: (("guest", True, U), ("field", False, "short_text"), ("how", True, U), ("width", True, U),
           ("value", False, U)),
    NOTIFY: (("guest", True, U), ("times", True, U)),
    FRONTEND: (("guest", True, U), ("step", False, U)),
    ADVANCE: (("jiffies", False, U),),
}


def read_step(reader):
    kind = reader.varint()
    if kind not in LAYOUT:
        raise ValueError(f"actions of kind {kind} were not announced")
    presence = reader.varint()
    values = {}
    bit = 1
    for name, optional, how in LAYOUT[kind]:
        if optional:
            there = presence & bit
            bit <<= 1
            if not there:
                continue
        if how is None:
            values[name] = True
        elif callable(how):
            values[name] = how(reader)
        else:
            values[name] = getattr(reader, how)()
    return Step(kind, values.pop("guest", 0), values)
