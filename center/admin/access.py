"""Tables of django-allauth that have no page on the staff site: each person sees to their own under "security"."""

from allauth.account import admin as account
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa
from allauth.mfa.models import Authenticator
from django.contrib import admin

# Importing their modules registers their pages; taken off here, they don't come back.
assert account and mfa  # noqa: S101
for model in (EmailAddress, Authenticator):
    admin.site.unregister(model)
