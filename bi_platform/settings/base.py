"""What every profile has in common. A profile adds databases, cache, broker, channel layer and storage."""

from __future__ import annotations

import os

from csp.constants import NONE, SELF, UNSAFE_INLINE

from apps.core.logs import logging_config

from .accounts import *  # noqa: F403  -- Django reads every upper-case name
from .accounts import ACCOUNTS_APPS, ACCOUNTS_MIDDLEWARE, API_AUTHENTICATION, API_THROTTLES
from .config import ROOT
from .env import env_choice, env_str

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *ACCOUNTS_APPS,
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "csp",
    "apps.core",
    "apps.accounts",
    "apps.datasets",
    "apps.queries",
    "apps.charts",
    "apps.dashboards",
    "apps.ops",
]

# The scheduler only looks at jobs, so it does without the engine: half the memory. What apps want at intervals stands in their schedule.py.
SCHEDULED_APPS = [app for app in INSTALLED_APPS if app.startswith("apps.")]
if os.environ.get("PILOTBA_ROLE") == "scheduler":
    INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "apps.core", "apps.accounts"]

MIDDLEWARE = [
    "apps.core.middleware.Observe",
    "apps.core.middleware.Compress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.core.middleware.Errors",
    *ACCOUNTS_MIDDLEWARE,
]

ROOT_URLCONF = "bi_platform.urls"
ASGI_APPLICATION = "bi_platform.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = env_str("PILOTBA_STATIC_ROOT", "") or None  # collectstatic is only for who serves files from elsewhere
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 0
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.*-[A-Z0-9]{8}\.(js|css|woff2)$"  # esbuild's content hash

# Uploads are streamed to disk by their own endpoint; what goes through forms stays small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "pilotba_session"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "pilotba_csrf"
CSRF_FAILURE_VIEW = "apps.core.errors_view.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "style-src": [SELF],
        "style-src-attr": [UNSAFE_INLINE],  # gridstack and Plotly place things with style attributes
        "connect-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": API_AUTHENTICATION,
    "DEFAULT_THROTTLE_CLASSES": API_THROTTLES,
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["apps.core.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "apps.core.paging.CursorPaging",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "apps.core.api.errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "PilotBA",
    "DESCRIPTION": "Everything the pages can do. Sign in at `/api/v1/auth/token` and send the access token as a Bearer token.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "apps.accounts.models.Role",
        "ServiceRoleEnum": "apps.accounts.api.service_accounts._ROLES",  # fewer than people have
        "SecondStepEnum": "apps.accounts.models.SecondStep",
    },
    "PREPROCESSING_HOOKS": ["apps.accounts.api.openapi.api_only"],
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "apps.accounts.api.openapi.add_errors"],
}

LOG_FORMAT = env_choice("PILOTBA_LOG", ("text", "json"), default="json")
LOG_LEVEL = env_choice("PILOTBA_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOGGING = logging_config(LOG_LEVEL, json=LOG_FORMAT == "json")
LOGGING_CONFIG = "logging.config.dictConfig"

DEBUG = os.environ.get("PILOTBA_DEBUG") == "1"
