"""Gathers the models of the packages for Django. Code imports them from their packages."""

from center.records.packages import import_from_packages

import_from_packages("consultations", "models")
