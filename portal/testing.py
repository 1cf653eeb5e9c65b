"""Settings of the tests: the portal's own, with a cheap hasher, plain storage and no redirect to HTTPS."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "a-key-for-tests-that-opens-nothing-at-all")

from portal.settings import *  # noqa: F403
from portal.settings import CACHES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Isolated from uploads and collected files of a running portal; tests/conftest.py gives each test its own.
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-test-media-"))
BACKUP_DIR = MEDIA_ROOT / "no-backups"
ERASED_KEYS = MEDIA_ROOT / "erased-keys.jsonl"
STATIC_ROOT = MEDIA_ROOT / "no-collected-files"
WHITENOISE_USE_FINDERS = True
CACHES |= {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECURE_SSL_REDIRECT = False
ALLOWED_HOSTS = ["*"]
# Without it, WhiteNoise warns of the missing STATIC_ROOT, and warnings are errors here.
WHITENOISE_AUTOREFRESH = True
# Tests of staff pages sign in with a password only; tests of the second factor turn this on.
SECOND_FACTOR_REQUIRED = False
