"""Unregisters the admin pages of django-allauth: users manage their own e-mail and second factor."""

# Imported first, so that their pages are registered before they are unregistered.
import allauth.account.admin
import allauth.mfa.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin

for model in (EmailAddress, Authenticator):
    admin.site.unregister(model)
