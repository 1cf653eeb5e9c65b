"""The signed-in user of admin pages."""

from typing import cast

from django.http import HttpRequest

from center.access.models import User


def officer(request: HttpRequest) -> User:
    """The user of a request to the admin, which admits no anonymous users."""
    return cast(User, request.user)
