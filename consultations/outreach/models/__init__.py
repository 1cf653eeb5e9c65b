"""Events of the center in the villages and at the center: their sessions, who registered, requests and papers."""

from consultations.outreach.models.event import EventPicture, OutreachEvent
from consultations.outreach.models.registration import Registration, RegistrationSession
from consultations.outreach.models.session import Session
from consultations.outreach.models.sheet import AttendanceSheet
from consultations.outreach.models.village_request import VillageRequest

__all__ = [
    "AttendanceSheet",
    "EventPicture",
    "OutreachEvent",
    "Registration",
    "RegistrationSession",
    "Session",
    "VillageRequest",
]
