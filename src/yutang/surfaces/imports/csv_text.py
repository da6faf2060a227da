"""From bytes to numbered CSV records, with every way in which a file can be broken told apart."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from yutang.kernel.errors import DomainError

MAX_LINE_BYTES = 1_048_576
MAX_CELL_CHARACTERS = 131_072
_BLOCK = 1 << 20
_CJK = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u2026\u00b7\u00d7\u2103]")
_NON_ASCII = re.compile("[^\x00-\x7f]")

type OnReject = Callable[[int, str, str], None]
"""Called with the line number, the reason in Chinese and what stood there."""


@dataclass(frozen=True)
class Record:
    """One CSV record: the number of its first physical line and its cells."""

    line_no: int
    cells: tuple[str, ...]


def encoding_of(path: Path) -> str:
    """Return utf-8-sig, utf-8 or gb18030; raises encoding_unknown with the position of the first bad byte."""
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _encoding_unknown(0, "看起来是 UTF-16")
    bad = _first_bad_byte(path, "utf-8")
    has_bom = head.startswith(codecs.BOM_UTF8)
    if bad is None:
        return "utf-8-sig" if has_bom else "utf-8"
    if has_bom:
        raise _encoding_unknown(bad, "文件以 UTF-8 BOM 开头，但内容不是 UTF-8")
    if not _is_mostly_utf8(head) and _is_chinese_gb18030(path, head):
        return "gb18030"
    raise _encoding_unknown(bad, "既不是 UTF-8，也不是 GB18030")


def _first_bad_byte(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    position = 0
    with path.open("rb") as file:
        while True:
            block = file.read(_BLOCK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                return position - pending + error.start
            if not block:
                return None
            position += len(block)


def _is_mostly_utf8(head: bytes) -> bool:
    """A UTF-8 file with one broken byte must be called broken, not read as GB18030 nonsense."""
    text = head.decode("utf-8", errors="replace")
    good = sum(1 for character in _NON_ASCII.findall(text) if character != "\ufffd")
    return good > 2 * text.count("\ufffd")


def _is_chinese_gb18030(path: Path, head: bytes) -> bool:
    """GB18030 accepts many Latin-1 files too; what it yields must then look like Chinese."""
    if _first_bad_byte(path, "gb18030") is not None:
        return False
    beyond_ascii = _NON_ASCII.findall(head.decode("gb18030", errors="ignore"))
    chinese = sum(1 for character in beyond_ascii if _CJK.match(character))
    return chinese * 10 >= len(beyond_ascii) * 9


def _encoding_unknown(position: int, why: str) -> DomainError:
    return DomainError(
        "encoding_unknown",
        f"无法识别文件编码：第 {position + 1} 个字节起{why}。请另存为 UTF-8 后再导入",
        byte_position=position + 1,
    )


def records(path: Path, encoding: str, on_reject: OnReject) -> Iterator[Record]:
    """Yield the records of the file; lines that cannot be read go to ``on_reject`` and the rest goes on."""
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    reader = csv.reader(_lines(path, encoding, on_reject), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            on_reject(start, _csv_reason(error), "")
            start = reader.line_num + 1
            continue
        line_no, start = start, reader.line_num + 1
        if any(cell.strip() for cell in cells):
            yield Record(line_no, tuple(cell.strip() for cell in cells))


def _csv_reason(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"一个单元格超过 {MAX_CELL_CHARACTERS:,} 个字符，或引号没有闭合"
    if "unexpected end" in text:
        return "引号没有闭合"
    return f"不是合法的 CSV：{text}"


def _lines(path: Path, encoding: str, on_reject: OnReject) -> Iterator[str]:
    """Physical lines. A refused line is replaced by an empty one, so that line numbers stay true."""
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(raw) > MAX_LINE_BYTES:
                length = len(raw) + _skip_line(file)
                on_reject(
                    number, f"这一行有 {length:,} 字节，超过上限 {MAX_LINE_BYTES:,}", _peek(raw, encoding)
                )
                yield "\n"
            elif b"\x00" in raw:
                on_reject(number, "含有空字符（NUL）", _peek(raw.replace(b"\x00", b""), encoding))
                yield "\n"
            else:
                yield raw.decode(encoding if number == 1 else encoding.removesuffix("-sig"))


def _skip_line(file: BinaryIO) -> int:
    skipped = 0
    while block := file.readline(_BLOCK):
        skipped += len(block)
        if block.endswith(b"\n"):
            break
    return skipped


def _peek(raw: bytes, encoding: str) -> str:
    return raw[:200].decode(encoding, errors="replace").strip()
