"""Who is signed in, for rules that keep who did something."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from center.access.models import User


def officer_of(request: HttpRequest) -> User:
    """The signed-in user of a page of the staff site. Raises PermissionDenied for a visitor, who never gets there."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
