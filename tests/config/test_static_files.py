"""Files for browsers: right types, no traversal, cheap repeats."""

import asyncio
import gzip
import os
from pathlib import Path

import pytest

from yutang.config.static_files import FileAnswer, StaticFiles


@pytest.fixture
def files(tmp_path: Path) -> StaticFiles:
    storefront = tmp_path / "h5"
    (storefront / "assets").mkdir(parents=True)
    (storefront / "index.html").write_text("<html>鱼塘</html>")
    (storefront / "assets" / "index-Ab3dEf9h.js").write_text("let a = 1;" * 200)
    (storefront / "assets" / "built.css").write_text("a{}")
    (storefront / "assets" / "built.css.br").write_bytes(b"brotli")
    media = tmp_path / "media"
    media.mkdir()
    (media / "apple.webp").write_bytes(b"RIFF")
    (media / "evil.svg").write_text("<svg onload=alert(1)/>")
    (tmp_path / "secret-key").write_text("secret")
    (media / "link").symlink_to(tmp_path / "secret-key")
    return StaticFiles(static_url="/static/", media_url="/media/", media_root=media, storefront=storefront)


def _get(files: StaticFiles, path: str, **headers: str) -> FileAnswer | None:
    given = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask() -> FileAnswer | None:
        return await files.find(path, given) or await files.storefront(path, given)

    return asyncio.run(ask())


def _header(answer: FileAnswer, name: str) -> str:
    return dict(answer.headers).get(name.encode(), b"").decode()


@pytest.mark.parametrize("path", ["/", "/index.html", "/pages/product/index", "/a/deep/page"])
def test_pages_of_the_storefront_are_its_index(files: StaticFiles, path: str) -> None:
    answer = _get(files, path)

    assert answer is not None
    assert (answer.status, answer.body.decode()) == (200, "<html>鱼塘</html>")
    assert _header(answer, "content-type") == "text/html; charset=utf-8"
    assert _header(answer, "cache-control") == "no-cache"


def test_a_missing_file_is_not_a_page(files: StaticFiles) -> None:
    assert _get(files, "/assets/gone-12345678.js") is None


def test_names_with_a_hash_are_kept_for_ever_and_text_is_compressed(files: StaticFiles) -> None:
    answer = _get(files, "/assets/index-Ab3dEf9h.js", accept_encoding="gzip, br")

    assert answer is not None
    assert _header(answer, "content-type") == "application/javascript; charset=utf-8"
    assert _header(answer, "cache-control") == "public, max-age=31536000, immutable"
    assert _header(answer, "content-encoding") == "gzip"
    assert gzip.decompress(answer.body).decode() == "let a = 1;" * 200


def test_a_file_compressed_at_build_time_is_preferred_while_it_is_fresh(
    files: StaticFiles, tmp_path: Path
) -> None:
    fresh = _get(files, "/assets/built.css", accept_encoding="br")
    assert fresh is not None
    assert (fresh.body, _header(fresh, "content-encoding")) == (b"brotli", "br")

    os.utime(tmp_path / "h5" / "assets" / "built.css.br", (1, 1))
    stale = _get(files, "/assets/built.css", accept_encoding="br")
    assert stale is not None
    assert (stale.body, _header(stale, "content-encoding")) == (b"a{}", "")


def test_what_the_browser_has_is_not_sent_again_until_it_changes(files: StaticFiles, tmp_path: Path) -> None:
    first = _get(files, "/media/apple.webp")
    assert first is not None
    etag = _header(first, "etag")
    again = _get(files, "/media/apple.webp", if_none_match=f'"other", W/{etag}')
    assert again is not None
    assert (again.status, again.body) == (304, b"")

    (tmp_path / "media" / "apple.webp").write_bytes(b"RIFF2")
    changed = _get(files, "/media/apple.webp", if_none_match=etag)
    assert changed is not None
    assert (changed.status, changed.body) == (200, b"RIFF2")


def test_an_uploaded_picture_cannot_run_script(files: StaticFiles) -> None:
    answer = _get(files, "/media/evil.svg")

    assert answer is not None
    assert _header(answer, "content-type").startswith("image/svg+xml")
    assert "sandbox" in _header(answer, "content-security-policy")
    assert _header(answer, "x-content-type-options") == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/media/../secret-key",
        "/media/%2e%2e/secret-key",
        "/media/..%2fsecret-key",
        "/media//etc/passwd",
        "/media/%2fetc/passwd",
        "/media/link",
        "/media/apple.webp\0.png",
        "/media/",
        "/static/../secret-key",
        "/static/%2e%2e/%2e%2e/settings.py",
        "/static/",
    ],
)
def test_nobody_leaves_the_folder(files: StaticFiles, path: str) -> None:
    answer = _get(files, path)

    assert answer is not None
    assert answer.status == 404
    assert b"secret" not in answer.body


@pytest.mark.parametrize("path", ["/../secret-key", "/%2e%2e/secret-key", "/assets/../../secret-key"])
def test_nobody_leaves_the_storefront_either(files: StaticFiles, path: str) -> None:
    answer = _get(files, path)

    assert answer is None or b"secret" not in answer.body


def test_a_large_file_is_streamed(files: StaticFiles, tmp_path: Path) -> None:
    (tmp_path / "media" / "large.bin").write_bytes(b"x" * 3_000_000)

    answer = _get(files, "/media/large.bin")

    assert answer is not None
    assert (answer.stream, _header(answer, "content-length")) == (tmp_path / "media" / "large.bin", "3000000")
