"""Write docs/reference: settings, events and commands, taken from the code itself.

`--check` writes nothing and exits 1 when a page is not what the code says.
"""

import dataclasses
import importlib
import os
import re
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yutang"
REFERENCE = ROOT / "docs" / "reference"
HEADER = "<!-- Written by `make docs`; edit the code, not this page. -->\n"
SETTING_TEXT = {
    "YUTANG_DATA": "folder of everything that is kept: database, media, lake, keys",
    "YUTANG_DATABASE_URL": "sqlite:///path or postgresql://user@host:port/name",
    "YUTANG_REDIS_URL": "shared cache, rate limits and wake-ups of several processes; empty: in process",
    "YUTANG_WAREHOUSE_URL": "folder of the event lake",
    "YUTANG_MEDIA_URL": "folder of pictures and posters",
    "YUTANG_SECRET_KEY": "signs tokens and derives the keys of encrypted fields; made once and kept when absent",
    "YUTANG_PUBLIC_URL": "address under which customers reach the mall; stands in links, posters and callbacks",
    "YUTANG_CASHIER_URL": "address of the sandbox cashier",
    "YUTANG_ALLOWED_HOSTS": "host names that are answered, separated by commas",
    "YUTANG_DEMO": "1: demo aids such as the sign-in code on the page; 0: none of them",
    "YUTANG_WAKE_FD": "set by `yutang up` for its own processes: the pipe over which they wake each other",
    "YUTANG_LOG_LEVEL": "lowest level that is logged",
    "YUTANG_WORKER": "background: inline (as on SQLite), child (as on PostgreSQL) or external: your own `yutang worker`",
}
INTERNAL = {"YUTANG_BENCH_CHILD", "YUTANG_PARENT"}
"""Set by our own commands for their children; not for people."""


def settings_page() -> str:
    """All YUTANG_* variables that the source reads."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        found |= set(re.findall(r"\"(YUTANG_[A-Z_]+)\"", path.read_text()))
    missing = sorted(found - set(SETTING_TEXT) - INTERNAL)
    if missing:
        raise SystemExit(f"scripts/reference.py: SETTING_TEXT lacks {', '.join(missing)}")
    rows = [f"| `{name}` | {SETTING_TEXT[name]} |" for name in sorted(found - INTERNAL)]
    return "\n".join(["# Settings", "", "| variable | meaning |", "| --- | --- |", *rows, ""])


def event_classes() -> list[type]:
    """Every event class of every room, by name."""
    for path in sorted(SOURCE.rglob("events.py")):
        importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    base = importlib.import_module("yutang.kernel.outbox").DomainEvent
    pending, classes = [base], {}
    while pending:
        for child in pending.pop().__subclasses__():
            pending.append(child)
            if child.__module__.startswith("yutang."):
                classes[child.name] = child  # a class with slots exists twice
    return [classes[name] for name in sorted(classes)]


def events_page() -> str:
    """One section per event: where it is published, what it says, its fields."""
    lines = ["# Events", "", "Facts in the outbox. Payloads carry ids and plain values only.", ""]
    for event in event_classes():
        fields = ", ".join(f"`{f.name}`" for f in dataclasses.fields(event))
        room = event.__module__.removeprefix("yutang.").removesuffix(".events")
        summary = (event.__doc__ or "").strip().splitlines()[0]
        lines += [f"## {event.name} (version {event.version})", ""]
        lines += [f"{summary} Published by `{room}`.", "", f"Fields: {fields}.", ""]
    return "\n".join(lines)


def command_page() -> str:
    """The commands and options of `yutang`."""
    main_module = importlib.import_module("yutang.surfaces.cli.main")
    lines = ["# Commands", ""]

    def walk(node: object, path: str) -> None:
        children = getattr(node, "commands", None)
        if children:
            for name in sorted(children):
                walk(children[name], f"{path} {name}")
            return
        lines.extend([f"## `{path}`", "", (getattr(node, "help", "") or "").strip(), ""])
        for parameter in getattr(node, "params", []):
            names = ", ".join(getattr(parameter, "opts", [])) or parameter.name
            lines.append(f"- `{names}` {getattr(parameter, 'help', None) or ''}".rstrip())
        lines.append("")

    for name, entry in main_module.COMMANDS.items():
        walk(main_module._load(name, entry), f"yutang {name}")
    return "\n".join(lines)


def pages() -> dict[str, str]:
    """File name → text of each generated page."""
    return {
        "settings.md": HEADER + settings_page(),
        "events.md": HEADER + events_page(),
        "commands.md": HEADER + command_page(),
    }


def main() -> int:
    """Write or check the pages."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yutang.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    django.setup()
    stale = []
    for name, text in pages().items():
        path = REFERENCE / name
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if stale and "--check" in sys.argv:
        print(f"docs/reference is behind the code: {', '.join(stale)}; run `make docs`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
