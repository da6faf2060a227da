"""Runs and checkpoints: an import can be killed anywhere and goes on where the last commit was."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Sum

from yutang.kernel import clock
from yutang.surfaces.imports.models import ImportChunk, ImportReject, ImportRun
from yutang.surfaces.imports.rejects import Reject, write_rejects

_HURRY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sqlite": (
        ("PRAGMA synchronous=NORMAL", "PRAGMA cache_size=-262144", "PRAGMA wal_autocheckpoint=20000"),
        ("PRAGMA synchronous=FULL", "PRAGMA cache_size=-65536", "PRAGMA wal_autocheckpoint=1000"),
    ),
    "postgresql": (("SET synchronous_commit TO off",), ("SET synchronous_commit TO DEFAULT",)),
}


@dataclass(frozen=True)
class Loaded:
    """What one chunk brought."""

    created: int
    known: int = 0


@dataclass(frozen=True)
class Chunk[T]:
    """One piece of a stage: always the same under the same number, however often the import is started."""

    number: int
    rows: Sequence[T]
    rejects: Sequence[Reject] = ()


def fingerprint_of(paths: Iterable[Path], *words: str) -> str:
    """SHA-256 over the bytes of the files and the options that change what is read from them."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    for word in words:
        digest.update(word.encode())
    return digest.hexdigest()


@contextmanager
def hurried() -> Iterator[None]:
    """Let commits of this connection not wait for the disk while the block runs, and give SQLite a larger cache.

    Safe here: a power cut may take back the last chunks, each together with its checkpoint, and the next start loads
    them again. Nobody was told that they are in.
    """
    before, after = ((), ()) if connection.in_atomic_block else _HURRY[connection.vendor]
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in after:
                cursor.execute(statement)


def open_run(*, source: str, fingerprint: str, file_name: str) -> ImportRun:
    """Return the run of these bytes: the one that was started before, or a new one."""
    run, _ = ImportRun.objects.get_or_create(
        source=source,
        fingerprint=fingerprint,
        defaults={"file_name": file_name[:200], "started_at": clock.now()},
    )
    return run


def finished_chunks(run: ImportRun, stage: str) -> set[int]:
    """The numbers of the pieces of this stage that are in."""
    return set(run.chunks.filter(stage=stage).values_list("number", flat=True))


def load_chunk[T](
    run: ImportRun, stage: str, chunk: Chunk[T], load: Callable[[Sequence[T]], Loaded]
) -> Loaded:
    """Load one piece and its checkpoint in one transaction: both are there afterwards, or neither."""
    with transaction.atomic():
        loaded = load(chunk.rows) if chunk.rows else Loaded(0)
        checkpoint(run, stage, chunk.number, loaded, chunk.rejects)
    return loaded


def checkpoint(
    run: ImportRun, stage: str, number: int, loaded: Loaded, rejects: Sequence[Reject] = ()
) -> None:
    """Note that a piece is in, with the rows refused in it. Call it inside the piece's transaction."""
    ImportReject.objects.bulk_create(
        (
            ImportReject(
                run=run, stage=stage, line_no=short.line_no, reason=short.reason, content=short.content
            )
            for short in (reject.shortened() for reject in rejects)
        ),
        batch_size=1000,
    )
    ImportChunk.objects.create(
        run=run,
        stage=stage,
        number=number,
        created=loaded.created,
        known=loaded.known,
        rejected=len(rejects),
        finished_at=clock.now(),
    )


def close_run(run: ImportRun, totals: dict[str, object]) -> None:
    """Mark the run as complete and keep its totals for the console."""
    run.status = ImportRun.Status.DONE
    run.finished_at = run.finished_at or clock.now()
    run.totals = totals
    run.save(update_fields=["status", "finished_at", "totals"])


def stage_totals(run: ImportRun, stage: str) -> tuple[int, int, int]:
    """Created, known and rejected rows of a stage over all sittings of this run."""
    sums = run.chunks.filter(stage=stage).aggregate(Sum("created"), Sum("known"), Sum("rejected"))
    return sums["created__sum"] or 0, sums["known__sum"] or 0, sums["rejected__sum"] or 0


def write_rejects_file(run: ImportRun, path: Path) -> Path | None:
    """Write every refused row of the run, of earlier sittings too; no file when there is none."""
    if not run.rejects.exists():
        return None
    write_rejects(path, _rejects_of(run))
    return path


def _rejects_of(run: ImportRun) -> Iterator[Reject]:
    rows = run.rejects.order_by("line_no", "id").values_list("line_no", "reason", "content")
    for line_no, reason, content in rows.iterator(chunk_size=5000):
        yield Reject(line_no, reason, content)
