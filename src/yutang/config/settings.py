"""Settings: safe defaults, overridden by YUTANG_* environment variables only."""

import os
import secrets
import sys
from pathlib import Path
from typing import Any

from yutang.config.database import database_from_url
from yutang.config.unfold import UNFOLD as UNFOLD  # noqa: PLC0414  (re-exported: settings are read whole)

BASE_DIR = Path(__file__).resolve().parents[3]
PACKAGE_DIR = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("YUTANG_DATA", BASE_DIR / ".data")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key from the environment, or one made once and kept (mode 600) in the data folder."""
    given = os.environ.get("YUTANG_SECRET_KEY", "")
    if given:
        return given
    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = _secret_key()
DEBUG = False
DEMO = os.environ.get("YUTANG_DEMO", "1") == "1"
PUBLIC_URL = os.environ.get("YUTANG_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CASHIER_URL = os.environ.get("YUTANG_CASHIER_URL", "http://127.0.0.1:8010").rstrip("/")
ALLOWED_HOSTS = os.environ.get("YUTANG_ALLOWED_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

DATABASE_URL = os.environ.get("YUTANG_DATABASE_URL", f"sqlite:///{DATA_DIR / 'yutang.sqlite3'}")
DATABASES: dict[str, dict[str, Any]] = {"default": database_from_url(DATABASE_URL)}
REDIS_URL = os.environ.get("YUTANG_REDIS_URL", "")
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
WAREHOUSE_DIR = Path(os.environ.get("YUTANG_WAREHOUSE_URL", DATA_DIR / "lake"))
MEDIA_ROOT = Path(os.environ.get("YUTANG_MEDIA_URL", DATA_DIR / "media"))
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STOREFRONT_DIR = BASE_DIR / "storefront" / "dist" / "build" / "h5"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks_db",
    "yutang.kernel",
    "yutang.foundation.org",
    "yutang.foundation.customers",
    "yutang.foundation.catalog",
    "yutang.foundation.ledger",
    "yutang.foundation.inventory",
    "yutang.foundation.links",
    "yutang.insight.warehouse",
    "yutang.integrations.courier",
    "yutang.integrations.sms",
    "yutang.integrations.tencent",
    "yutang.revenue.pricing",
    "yutang.revenue.payments",
    "yutang.revenue.orders",
    "yutang.revenue.vouchers",
    "yutang.revenue.flash_sales",
    "yutang.revenue.wallet",
    "yutang.referral.affiliates",
    "yutang.retention.reach",
    "yutang.retention.membership",
    "yutang.retention.lottery",
    "yutang.retention.points_mall",
    "yutang.retention.journeys",
    "yutang.reactions",
    "yutang.surfaces.callbacks",
    "yutang.surfaces.imports",
    "yutang.surfaces.console",
]
AUTH_USER_MODEL = "org.Staff"
MIDDLEWARE = [
    "yutang.surfaces.mall.middleware.ApiErrorShape",
    "yutang.surfaces.mall.middleware.PatchByPut",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "yutang.config.urls"
WSGI_APPLICATION = "yutang.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "surfaces" / "console" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "/console/login/"
# scrypt needs memory as well as time from a guesser, and costs us a third of PBKDF2 at Django's strength.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

TESTING = "pytest" in sys.modules
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("YUTANG_LOG_LEVEL", "WARNING")},
    # Their lines name whole addresses, and some providers put tokens there.
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
}
