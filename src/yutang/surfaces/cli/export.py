"""`yutang export`: documents that other programs are made from."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from yutang.surfaces.openapi.document import as_text, guide_document, mall_document

app = typer.Typer(help="导出接口描述等文件", no_args_is_help=True, add_completion=False)


@app.callback()
def export() -> None:
    """导出接口描述等文件。"""


@app.command()
def openapi(
    file: Annotated[Path | None, typer.Argument(help="写到这个文件；不写则输出到屏幕")] = None,
    *,
    guide: Annotated[bool, typer.Option("--guide", help="导购端接口，而不是商城接口")] = False,
) -> None:
    """导出商城（或导购端）接口的 OpenAPI 文档。"""
    text = as_text(guide_document() if guide else mall_document())
    if file is None:
        sys.stdout.write(text)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
