"""Settings of the test run: a database of its own, cheap password hashing, no network but 127.0.0.1."""

import os
import tempfile
from pathlib import Path

SUFFIX = os.environ.get("YUTANG_TEST_SUFFIX", "run")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
_scratch = Path(tempfile.gettempdir()) / f"yutang-test-{os.getuid()}-{SUFFIX}" / WORKER
os.environ["YUTANG_DATA"] = str(_scratch)
# The browser's synchronous driver leaves an event loop in the main thread, and Django takes the next test for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
os.environ.setdefault("YUTANG_SECRET_KEY", "tests-only-key-tests-only-key-tests-only")
_url = os.environ.get("YUTANG_TEST_DATABASE_URL", "")
if _url:
    os.environ["YUTANG_DATABASE_URL"] = _url
else:
    os.environ.pop("YUTANG_DATABASE_URL", None)

from yutang.config.settings import *  # noqa: E402, F403  (the environment above must be set first)
from yutang.config.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not :memory:, so that threads and child processes see the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_yutang_{SUFFIX}"}
