"""No word in the tree that does not belong there."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home)/[a-z]")


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / n for n in names.splitlines()]


def test_no_unfinished_marks_and_no_machine_paths() -> None:
    found = []
    for path in tracked():
        if (
            path.suffix not in {".py", ".ts", ".vue", ".md", ".html", ".toml"}
            or path.name == Path(__file__).name
        ):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if UNFINISHED.search(line) or MACHINE_PATH.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}")
    assert found == []


def test_locks_record_no_download_address() -> None:
    locks = [*(ROOT / "requirements").glob("*.lock"), ROOT / "storefront" / "package-lock.json"]
    found = [
        p.name
        for p in locks
        if p.exists() and re.search(r"https?://[^\"\s]*\.(tgz|whl|tar\.gz)", p.read_text())
    ]
    assert found == []
