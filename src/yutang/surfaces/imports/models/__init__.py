"""Tables of imports."""

from yutang.surfaces.imports.models.import_run import ImportChunk, ImportReject, ImportRun

__all__ = ["ImportChunk", "ImportReject", "ImportRun"]
