"""Django's settings, worked out from the installation's options."""

from pathlib import Path

from csp.constants import NONE, SELF

from zhijian.config.database import database
from zhijian.config.keys import key
from zhijian.config.logs import logging_config
from zhijian.config.options import options

OPTIONS = options()
DATA_DIR = OPTIONS.data_dir.absolute()
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = key("session", DATA_DIR).hex()
DEBUG = OPTIONS.debug
ALLOWED_HOSTS = list(OPTIONS.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(OPTIONS.trusted_origins)
ROOT_URLCONF = "zhijian.config.urls"
WSGI_APPLICATION = "zhijian.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "zhijian.people",
    "zhijian.journal",
    "zhijian.jobs",
    "zhijian.notices",
    "zhijian.law",
    "zhijian.audit",
    "zhijian.signin",
    "zhijian.cases",
    "zhijian.ledger",
    "zhijian.keeping",
    "zhijian.publishing",
    "zhijian.interaction",
    "zhijian.duty",
    "zhijian.exchange",
    "zhijian.papers",
    "zhijian.directory",
    "zhijian.inspection",
    "zhijian.tokens",
    "zhijian.web",
    "zhijian.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "template_partials",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    "zhijian.web.trace.TraceMiddleware",
    "zhijian.config.request_id.RequestLogMiddleware",
    "zhijian.config.once.OnceMiddleware",
    "zhijian.signin.middleware.AddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhijian.signin.middleware.SignInMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhijian.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "zhijian.web.templatetags.zhijian",
            ],
        },
    }
]

DATABASES = {"default": database(OPTIONS.database_url, DATA_DIR)}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "media"

# ---- who signs in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "zhijian.signin.backend.Backend",
]
PASSWORD_HASHERS = [
    "zhijian.signin.hashers.Argon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "zhijian.signin.passwords.RulebookValidator"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "zhijian.signin.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "zhijian.web.sign_in_forms.SignInForm"}
# Failures are counted in the database, for passwords and codes alike (axes, below).
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "zhijian.signin.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "zhijian.web.sign_in_forms.CodeForm",
    "authenticate_webauthn": "zhijian.web.sign_in_forms.KeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_RECOVERY_CODE_DIGITS = 10

AXES_HANDLER = "zhijian.signin.lockout.Handler"
AXES_FAILURE_LIMIT = "zhijian.signin.lockout.failure_limit"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "zhijian.signin.lockout.key_of_credentials"
AXES_CLIENT_IP_CALLABLE = "zhijian.config.addresses.address_or_none"
AXES_CLIENT_STR_CALLABLE = "zhijian.signin.lockout.line_for_log"
AXES_LOCKOUT_CALLABLE = "zhijian.web.views.sign_in.locked"
AXES_COOLOFF_TIME = "zhijian.signin.lockout.cool_off"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# An address that fails with many names is counted by ourselves (lockout.is_address_locked).
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = OPTIONS.absolute_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = OPTIONS.https
CSRF_COOKIE_SECURE = OPTIONS.https
CSRF_COOKIE_SAMESITE = "Lax"

# ---- what a page may do
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if OPTIONS.https else None
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OPTIONS.behind_proxy else None
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS.https else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "zhijian.web.errors.csrf_failure"
FORM_RENDERER = "zhijian.web.forms.Renderer"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = logging_config(OPTIONS.log_level)
