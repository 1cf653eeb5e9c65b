"""Loads the packages' admin modules for Django's autodiscovery."""

from center.records.packages import import_from_packages

import_from_packages("center", "admin")
