"""The product's settings, with a throw-away data folder and quick password hashing."""

import logging
import os
import tempfile
from pathlib import Path

_DATA = Path(tempfile.mkdtemp(prefix="zhijian-tests-"))
(_DATA / "static").mkdir()
os.environ["ZHIJIAN_DATA_DIR"] = str(_DATA)
os.environ.pop("ZHIJIAN_CONFIG", None)
os.environ.pop("DATABASE_URL", None)
os.environ["ZHIJIAN_DATABASE_URL"] = (
    os.environ.get("ZHIJIAN_TEST_POSTGRES") or "postgresql:///postgres"
    if os.environ.get("ZHIJIAN_TEST_DATABASE") == "postgres"
    else f"sqlite:///{_DATA}/tests.sqlite3"
)

from zhijian.config.settings import *  # noqa: E402, F403
from zhijian.config.settings import DATABASES, STORAGES  # noqa: E402

DATABASES["default"]["TEST"] = {"NAME": f"zhijian_test_{os.getpid()}"}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(_DATA / "tests.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# It speaks when Python is about to end and nobody listens any more.
logging.getLogger("py4j").setLevel(logging.WARNING)
