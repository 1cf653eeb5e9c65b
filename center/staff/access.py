"""Tables of django-allauth that have no page on the staff site: each person sees to their own under "security"."""

# Importing the modules registers their pages; taken off here, they don't come back.
import allauth.account.admin
import allauth.mfa.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

for model in (EmailAddress, Authenticator):
    admin.site.unregister(model)
