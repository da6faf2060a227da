"""The published schema is a promise: a difference is a decision."""

import json
from collections import Counter
from pathlib import Path

from django.test import Client
from typer.testing import CliRunner

from yutang.surfaces.cli.export import app
from yutang.surfaces.mall.schemas.shared import In, Out
from yutang.surfaces.openapi.document import as_text, mall_document

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "openapi.json"
STOREFRONT = Path(__file__).parents[2] / "storefront" / "openapi.json"


def test_the_schema_is_the_one_we_promised() -> None:
    """If this is meant: `yutang export openapi tests/snapshots/openapi.json`, the same for the storefront."""
    assert as_text(mall_document()) == SNAPSHOT.read_text(encoding="utf-8")
    assert STOREFRONT.read_text(encoding="utf-8") == SNAPSHOT.read_text(encoding="utf-8")


def test_the_command_and_the_address_give_the_same(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "openapi.json"
    done = CliRunner().invoke(app, ["openapi", str(target)])
    assert done.exit_code == 0, done.output
    assert json.loads(target.read_text(encoding="utf-8")) == mall_document()
    assert Client().get("/api/mall/openapi.json").json() == mall_document()


def test_every_operation_has_a_name_a_sentence_and_the_error_shape() -> None:
    document = mall_document()
    names = []
    for operations in document["paths"].values():
        for operation in operations.values():
            names.append(operation["operationId"])
            assert operation["description"]
            failure = operation["responses"]["default"]["content"]["application/json"]["schema"]
            assert failure == {"$ref": "#/components/schemas/ErrorOut"}
    assert len(names) == len(set(names)) > 50


def test_no_two_shapes_share_a_name() -> None:
    """The document keys shapes by class name: the second of a name would silently replace the first."""
    names = Counter(
        shape.__name__ for base in (In, Out) for shape in _below(base) if ".mall." in shape.__module__
    )
    assert [name for name, times in names.items() if times > 1] == []
    assert len(names) > 100


def _below(base: type) -> set[type]:
    found = set(base.__subclasses__())
    return found.union(*(_below(shape) for shape in found))
