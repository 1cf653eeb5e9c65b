"""The signed-in user of a request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from center.access.models import User


def signed_in_user(request: HttpRequest) -> User:
    """The request's user, for views that require one. Raises PermissionDenied for an anonymous user."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
