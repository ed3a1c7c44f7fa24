"""The API and its reference."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The first one says how to sign in: with a token, so that the answer is 401 and not 403.
        "people.api.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "issues.api.errors.explain",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Moment of Service",
    "DESCRIPTION": "Report problems and read what became of them. The same commands as on the screen.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "Severity": "issues.models.Issue.Severities",
        "Phase": "issues.models.Issue.Phases",
        "ActionKind": "issues.models.Action.Kinds",
        "RemedyKind": "issues.models.Remedy.Kinds",
        "MoveKind": "issues.rules.moves.MoveKind",
        "Whose": "issues.rules.moves.Whose",
        "Standing": "issues.rules.moves.Standing",
        "Command": "issues.commands.offers.Offer",
        "ClosureReason": "issues.rules.events.ClosureReason",
        "Role": "people.models.User.Roles",
    },
}

SILENCED_SYSTEM_CHECKS = ["rest_framework.W001"]
