"""Headers that every answer carries: pages, errors, redirects, static files, pictures. Permissions-Policy is
django-permissions-policy's, by settings.PERMISSIONS_POLICY.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# For answers made before the policy of the pages is reached, such as a host name that isn't ours.
STRICTEST = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Headers:
    """Outside all other middleware but PermissionsPolicyMiddleware: whatever answered, and however early, goes out with
    these; what is set stays.
    """

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if not settings.DEBUG:
            response.headers.setdefault("Content-Security-Policy", STRICTEST)
        if settings.SECURE_HSTS_SECONDS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        return response
