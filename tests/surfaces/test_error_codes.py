"""Every error code of the house is documented."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KINDS = {
    "DomainError",
    "NotFound",
    "Conflict",
    "Unauthorized",
    "Forbidden",
    "TooMany",
    "Unavailable",
    "Refused",
    "refused_field",
}


def codes_in(path: Path) -> set[str]:
    """First arguments of the error classes, and of `super().__init__` in their subclasses."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        is_error = name in KINDS or (name == "__init__" and len(node.args) > 1)
        if (
            is_error
            and isinstance(first, ast.Constant)
            and re.fullmatch(r"[a-z]+(_[a-z]+)*", str(first.value))
        ):
            found.add(str(first.value))
    return found


def test_every_code_stands_in_the_reference() -> None:
    documented = set(
        re.findall(r"^\| `([a-z_]+)` \|", (ROOT / "docs/reference/errors.md").read_text(), re.MULTILINE)
    )
    used = set().union(*(codes_in(path) for path in (ROOT / "src/yutang").rglob("*.py")))
    assert used - documented == set()
