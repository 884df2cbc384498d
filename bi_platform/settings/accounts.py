"""Sign-in: django-allauth, password rules, API authentication. The rest of the wiring is in base.py."""

from __future__ import annotations

from .env import env_secret_text

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"

ACCOUNTS_APPS = ["allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"]
ACCOUNTS_MIDDLEWARE = [
    "apps.accounts.middleware.RateHeaders",
    "apps.accounts.middleware.SessionTimes",
    "apps.accounts.middleware.SignInRequired",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.view_as.ViewAs",
    "apps.accounts.middleware.CurrentWorkspace",
    "apps.accounts.idempotency.Idempotent",
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
API_THROTTLES = ["apps.accounts.api.throttles.Plans"]
API_AUTHENTICATION = ["apps.accounts.api.authentication.BearerAuthentication", "apps.accounts.api.authentication.PageSession"]

API_TOKEN_KEY = env_secret_text("PILOTBA_TOKEN_KEY", "")  # PEM, where several machines share one; else each home has its own

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "apps.accounts.passwords.MixedPasswordValidator"},
]

SESSION_COOKIE_AGE = 14 * 24 * 3600

ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "apps.accounts.forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # ours: apps/accounts/services/signup.py; nobody is stored before the code came back
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# allauth's own generator adds unverified addresses
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105  -- a class
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,  # ours: apps/accounts/services/guard.py, atomic and shared by all processes
    "login": "60/m/ip",
    "reset_password": "20/m/ip,5/m/key",
}

MFA_ADAPTER = "apps.accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks differ; each code is accepted once all the same: apps/accounts/services/factors.py
