"""The shape of the house: short files, short functions, foreign keys that point down."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(p for p in (ROOT / "src").rglob("*.py") if "migrations" not in p.parts)
STOREFRONT = [
    p
    for p in (ROOT / "storefront" / "src").rglob("*")
    if p.suffix in {".vue", ".ts"} and p.name != "schema.d.ts"
]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
LAYERS = {
    name: level
    for level, names in enumerate(
        (
            ("kernel",),
            ("integrations",),
            ("insight",),
            ("foundation",),
            ("revenue",),
            ("acquisition", "activation", "retention", "referral"),
            ("reactions",),
            ("surfaces",),
        )
    )
    for name in names
}


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_files_are_short() -> None:
    long = {
        relative(p): n
        for p in [*SOURCES, *STOREFRONT]
        if (n := len(p.read_text().splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_functions_are_short() -> None:
    long = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    long[f"{relative(path)}:{node.name}"] = length
    assert long == {}


def test_no_imports_inside_functions() -> None:
    found = [
        f"{relative(path)}:{inner.lineno}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert found == []


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("yutang.")]


def level_of(model: type[models.Model]) -> int:
    return LAYERS[model.__module__.split(".")[1]]


@pytest.mark.parametrize("model", ours(), ids=lambda m: m._meta.label)
def test_foreign_keys_across_rooms_point_down_and_leave_no_trace(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey | models.OneToOneField):
            continue
        target = field.related_model
        if not target.__module__.startswith("yutang."):
            continue
        if target._meta.app_label == model._meta.app_label:
            continue
        assert level_of(target) <= level_of(model), f"{field} points up"
        assert field.remote_field.related_name == "+", f"{field} needs related_name='+'"
