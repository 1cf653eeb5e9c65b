from django.urls import path

from consultations.outreach.views import events, registrations, requests

urlpatterns = [
    path("events/", events.event_list, name="event_list"),
    path("events/calendar.ics", events.events_feed, name="events_feed"),
    # A village asks for an event
    path("events/request/", requests.village_request, name="village_request"),
    path("events/request/<str:token>/", requests.own_village_request, name="own_village_request"),
    # One event
    path("events/<slug:address>/", events.event_detail, name="event_detail"),
    path("events/<int:pk>/register/", registrations.event_register, name="event_register"),
    path("events/<int:pk>/calendar.ics", events.event_calendar, name="event_calendar"),
    path("events/<int:pk>/poster/", events.event_poster, name="event_poster"),
    path("events/<int:pk>/share.jpg", events.event_share, name="event_share"),
    # The visitor's own registration
    path("registrations/<str:token>/", registrations.own_registration, name="own_registration"),
    path("registrations/<str:token>/calendar.ics", registrations.registration_calendar, name="registration_calendar"),
    path("registrations/<str:token>/cancel/", registrations.cancel_registration, name="cancel_registration"),
    path("registrations/<str:token>/leave/", registrations.leave_session, name="leave_session"),
    path("registrations/<str:token>/shrink/", registrations.shrink_registration, name="shrink_registration"),
]
