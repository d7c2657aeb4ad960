"""Settings of Oversigt: one file, read from the environment (or ``.env`` in the project's root).

Every setting that an operator may change has one line below with ``env`` and one line in ``.env.example``. A missing or
malformed value stops the start and names the variable.
"""

from os import getuid
from pathlib import Path
from tempfile import gettempdir

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portfolio import __version__
from portfolio.databases.options import options_of, replica_of
from portfolio.logs import logging_of

# Shown in the footer, in the API's schema and in calendar feeds
VERSION = __version__

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

# Settings for the operator
SECRET_KEY = env.str("SECRET_KEY")
if not SECRET_KEY.strip():
    raise ImproperlyConfigured("SECRET_KEY is empty: set it to a long random text.")
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
STATEMENT_SECONDS = env.int("STATEMENT_SECONDS", default=30)
_database = env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'oversigt.sqlite3'}")
DATABASES = {"default": options_of(_database, STATEMENT_SECONDS)}
# Databases that follow the one above and are only read. They are no databases of Django: nothing migrates them
REPLICAS = [replica_of(env.db_url_config(url), STATEMENT_SECONDS) for url in env.list("REPLICA_URLS", default=[])]
SEVERAL_HOSTS = env.bool("SEVERAL_HOSTS", default=False)
REPLICA_LAG_SECONDS = env.int("REPLICA_LAG_SECONDS", default=10)
if any(not one["ENGINE"].endswith("postgresql") for one in (*REPLICAS, *(DATABASES.values() if REPLICAS else ()))):
    raise ImproperlyConfigured("REPLICA_URLS and DATABASE_URL have to name PostgreSQL: SQLite has no replicas.")
OPEN_READING = env.bool("OPEN_READING", default=False)
HTTPS = env.bool("HTTPS", default=True)
LANGUAGE_CODE = env.str("LANGUAGE_CODE", default="en")
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Copenhagen")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOG_FORMAT = env.str("LOG_FORMAT", default="plain")
EXPORT_SECONDS = env.int("EXPORT_SECONDS", default=600)
WORKER_MEMORY_MB = env.int("WORKER_MEMORY_MB", default=200)
# Everybody may write to the folder for temporary files: the program checks that this one belongs to it alone
ANSWERS_FOLDER = env.str("ANSWERS_FOLDER", default=f"{gettempdir()}/oversigt-answers-{getuid()}")
# Files of documents and sealed reports, outside the web root. Empty: a folder beside SQLite's database
FILES = env.str("FILES", default="")
FILE_MEGABYTES = env.int("FILE_MEGABYTES", default=25)
FILE_SCANNER = env.str("FILE_SCANNER", default="")
FILES_BACKEND = env.str("FILES_BACKEND", default="projects.files.storage.FolderStorage")
FILES_OPTIONS = env.json("FILES_OPTIONS", default={})
BACKUPS = env.str("BACKUPS", default="")
BACKUP_HOURS = env.int("BACKUP_HOURS", default=30)
LEAST_FREE_MEGABYTES = env.int("LEAST_FREE_MEGABYTES", default=200)
MONITORING_TOKEN = env.str("MONITORING_TOKEN", default="")
if 0 < len(MONITORING_TOKEN) < 20:
    raise ImproperlyConfigured("MONITORING_TOKEN is too short: set it to a random text of 20 signs or more.")
SEAL_KEY = env.str("SEAL_KEY", default="")
SEAL_CERTIFICATE = env.str("SEAL_CERTIFICATE", default="")
SEAL_KEY_PASSWORD = env.str("SEAL_KEY_PASSWORD", default="")
SEAL_CERTIFICATES = env.list("SEAL_CERTIFICATES", default=[])
SEAL_SIGNER = env.str("SEAL_SIGNER", default="")
VERIFY_REQUESTS_ADDRESS = env.int("VERIFY_REQUESTS_ADDRESS", default=60)
SIGN_IN_MINUTES = env.int("SIGN_IN_MINUTES", default=15)
SIGN_IN_TRIES = env.int("SIGN_IN_TRIES", default=10)
SIGN_IN_TRIES_ADDRESS = env.int("SIGN_IN_TRIES_ADDRESS", default=50)
SIGN_IN_TRIES_ACCOUNT = env.int("SIGN_IN_TRIES_ACCOUNT", default=50)
KNOWN_DEVICE_DAYS = env.int("KNOWN_DEVICE_DAYS", default=90)
API_REQUESTS_KEY = env.int("API_REQUESTS_KEY", default=600)
API_REQUESTS_ADDRESS = env.int("API_REQUESTS_ADDRESS", default=1200)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=720)
SESSION_LONGEST_MINUTES = env.int("SESSION_LONGEST_MINUTES", default=10_080)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
EMAIL_URL = env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="")

# Letters: without EMAIL_URL they are made and can be read on the site only
SENDS_MAIL = bool(EMAIL_URL)
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if SENDS_MAIL:
    if "@" not in DEFAULT_FROM_EMAIL:
        raise ImproperlyConfigured("MAIL_FROM is missing: EMAIL_URL needs the address from which letters are sent.")
    try:
        locals().update(env.email_url_config(EMAIL_URL))
    except (ImproperlyConfigured, KeyError, ValueError) as error:
        raise ImproperlyConfigured("EMAIL_URL is no address of a mail server, as in .env.example.") from error
    if not SITE_URL.startswith(("https://", "http://")):
        raise ImproperlyConfigured("SITE_URL has to begin with https://, because letters link to it.")
EMAIL_TIMEOUT = 30

INSTALLED_APPS = [
    # changes comes first, because its loaddata replaces modeltranslation's
    "changes",
    # modeltranslation comes before the admin, because it extends the admin's classes
    "modeltranslation",
    "portfolio.apps.EditingConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Lets the project's own templates of form widgets be found before Django's
    "django.forms",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "simple_history",
    "csp",
    # Signing in: the steps after the password, the second factor and the Council's own sign-in
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    # django-allauth finds the provider in it
    "accounts.signing_in.council",
    "projects",
    "accounts",
    "budgets",
    "events",
    "reports",
    "seals",
    "letters",
    "readings",
    "desk",
    "pages",
    "tables",
    "portfolio",
    "tools",
]

MIDDLEWARE = [
    "portfolio.monitoring.requests.WatchRequests",
    # The headers come first, so that every answer has them: also a redirect to HTTPS, a file and an error page
    "portfolio.middleware.GuardBrowsers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # The language comes first: whoever refuses a request says so in the reader's language
    "portfolio.middleware.ChosenLanguage",
    # Before all that reads the address: the day is its beginning
    "portfolio.as_of.middleware.AsOfAddresses",
    "portfolio.middleware.RefuseLongAddresses",
    "portfolio.middleware.RefuseLargeRequests",
    "accounts.throttling.programs.LimitPrograms",
    "portfolio.questions.ReadQuestions",
    # A question in a body may name the day too
    "portfolio.as_of.middleware.AsOfParameter",
    "portfolio.middleware.RefuseNulBytes",
    "portfolio.middleware.CompressAnswers",
    "portfolio.middleware.KeepAnswersPrivate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portfolio.middleware.TypedValues",
    "portfolio.middleware.NameTheWholeAddress",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.middleware.SignedIn",
    "allauth.account.middleware.AccountMiddleware",
    "portfolio.middleware.SignInToRead",
    "portfolio.middleware.ContributorsFence",
    "accounts.signing_in.required.SecondFactorFirst",
    "accounts.throttling.pages.AnswerTooManyTries",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    # After all that decides who may see a page
    "reports.files.of_pages.RefuseFormats",
    "portfolio.databases.replicas.middleware.ReadReplicas",
    "portfolio.as_of.middleware.ReadAsOf",
]

ROOT_URLCONF = "portfolio.urls"
WSGI_APPLICATION = "portfolio.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages: the five Nordic ones and English
LANGUAGES = [
    ("da", _("Danish")),
    ("sv", _("Swedish")),
    ("nb", _("Norwegian")),
    ("fi", _("Finnish")),
    ("is", _("Icelandic")),
    ("en", _("English")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["portfolio.formats"]
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
# Names fall back in this order. Titles and summaries do not use it: projects/language/texts.py prefers the original
# language and names the language it shows.
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "da", "sv", "nb", "fi", "is")

# Files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
_folder = (
    Path(DATABASES["default"]["NAME"]).absolute().parent if "sqlite3" in DATABASES["default"]["ENGINE"] else BASE_DIR
)
FILES = str(Path(FILES or _folder / "files").absolute())
if any(Path(FILES).is_relative_to(folder) for folder in (STATIC_ROOT, *STATICFILES_DIRS)):
    raise ImproperlyConfigured("FILES lies in a folder that the site serves to everybody.")
if SEAL_CERTIFICATE and not (Path(SEAL_KEY).is_file() and Path(SEAL_CERTIFICATE).is_file()):
    raise ImproperlyConfigured("SEAL_CERTIFICATE and SEAL_KEY have to name two files.")
SEAL_KEY = SEAL_KEY or f"{FILES}/seal-key.pem"
_is_folder = FILES_BACKEND == "projects.files.storage.FolderStorage"
STORAGES = {
    "files": {"BACKEND": FILES_BACKEND, "OPTIONS": {"location": FILES} if _is_folder else FILES_OPTIONS},
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Security
# A project's page in the admin has about six fields a row, and rows for each of the project's facts
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The pages that saved views may open. A setting, because accounts does not import the rooms of these pages.
SAVED_VIEW_PAGES = "pages.saved_pages.PAGES"
CSRF_FAILURE_VIEW = "portfolio.views.csrf_failed"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "sign-in"
SESSION_ENGINE = "accounts.sessions.store"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = SESSION_LONGEST_MINUTES * 60
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
# No script of ours reads a cookie. The prefix makes browsers refuse a cookie that another host of the domain set.
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = ("__Host-session", "__Host-csrf") if HTTPS else ("sessionid", "csrftoken")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 31_536_000
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# The first one makes new hashes. Hashes of the second are made anew when their owners sign in
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

# Signing in by django-allauth: accounts/signing_in/
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])
ROLES = {"reader", "adviser", "controller", "contributor", "administrator"}
if unknown := set(SECOND_FACTOR_ROLES) - ROLES:
    raise ImproperlyConfigured(f"SECOND_FACTOR_ROLES names no role: {', '.join(sorted(unknown))}.")
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
RESET_HOURS = env.int("RESET_HOURS", default=2)
# The longest of both; each kind of link has its own time (accounts/signing_in/links.py)
PASSWORD_RESET_TIMEOUT = max(INVITATION_DAYS * 24, RESET_HOURS) * 3600
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env.str("OIDC_NAME", default="Nordic Council of Ministers")
OIDC_ROLES_CLAIM = env.str("OIDC_ROLES_CLAIM", default="groups")
OIDC_ROLES = env.dict("OIDC_ROLES", default={})
OIDC_WITHOUT_ROLE = env.str("OIDC_WITHOUT_ROLE", default="reader")
if OIDC_ISSUER and not OIDC_ISSUER.startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
    raise ImproperlyConfigured("OIDC_ISSUER has to begin with https://.")
if OIDC_ISSUER and not OIDC_CLIENT_ID:
    raise ImproperlyConfigured("OIDC_CLIENT_ID is missing: OIDC_ISSUER needs it.")
if unknown := set(OIDC_ROLES.values()) - ROLES:
    raise ImproperlyConfigured(f"OIDC_ROLES names no role: {', '.join(sorted(unknown))}.")
if OIDC_WITHOUT_ROLE not in ("reader", "refuse"):
    raise ImproperlyConfigured("OIDC_WITHOUT_ROLE has to be reader or refuse.")
SOCIALACCOUNT_ADAPTER = "accounts.signing_in.council.adapter.CouncilSignIn"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# Seconds that the provider has for each answer
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
ACCOUNT_ADAPTER = "accounts.signing_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
# accounts/throttling counts the tries of passwords and codes: the package would count in each worker for itself
ACCOUNT_RATE_LIMITS = {"login_failed": None, "reauthenticate": None, "login": None}
# A passkey cannot be guessed, and behind a proxy everybody would share one limit
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_ADAPTER = "accounts.signing_in.adapters.SecondFactorAdapter"
ACCOUNT_FORMS = {"reauthenticate": "accounts.signing_in.codes.ConfirmPasswordForm"}
MFA_FORMS = {
    "authenticate": "accounts.signing_in.codes.SignInCodeForm",
    "reauthenticate": "accounts.signing_in.codes.ConfirmCodeForm",
    "activate_totp": "accounts.signing_in.codes.FirstCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Oversigt"
# A phone whose clock is half a minute wrong
MFA_TOTP_TOLERANCE = 1

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The token comes first, so that a program without a valid token gets a 401, not a 403
        "accounts.keys.KeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["portfolio.permissions.MayRead"],
    "DEFAULT_RENDERER_CLASSES": ["changes.api.rendering.FastJSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "portfolio.negotiation.NamedFormats",
    "DEFAULT_PARSER_CLASSES": ["changes.api.body.StrictJSON"],
    "DEFAULT_FILTER_BACKENDS": ["projects.strict.StrictBackend"],
    "DEFAULT_PAGINATION_CLASS": "projects.filtering.pagination.NumberedPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "NUM_PROXIES": 1 if SECURE_PROXY_SSL_HEADER else 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Oversigt",
    "DESCRIPTION": "The project portfolio of the Nordic Council of Ministers against human trafficking.",
    "VERSION": VERSION,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["portfolio.permissions.MayRead"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "changes.api.schema.describe_writes",
        "portfolio.schema.tell_errors",
        "portfolio.schema.tell_values",
        "portfolio.as_of.schema.tell_days",
        "portfolio.schema.tell_long_questions",
    ],
    # Closed lists that several models have under the same name
    "ENUM_NAME_OVERRIDES": {
        "ProjectKindEnum": "projects.choices.Kind",
        "ProjectStatusEnum": "projects.choices.Status",
        "OrganisationKindEnum": "projects.choices.OrganisationKind",
        "PlaceKindEnum": "projects.choices.PlaceKind",
        "DocumentKindEnum": "projects.choices.DocumentKind",
        "EventKindEnum": "events.choices.EventKind",
        "EventStatusEnum": "events.choices.EventStatus",
        "SeverityEnum": "events.clash.forms.SEVERITIES",
        "EntryKindEnum": "budgets.choices.EntryKind",
        "ContractKindEnum": "budgets.choices.ContractKind",
        "ReportKindEnum": "budgets.choices.ReportKind",
    },
}

LOGGING = logging_of(LOG_FORMAT, LOG_LEVEL)
