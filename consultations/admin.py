"""Gathers the staff's pages of the packages for Django."""

from center.records.packages import import_from_packages

import_from_packages("consultations", "admin")
