from django.urls import path, register_converter

from consultations.bookings.addresses import StartConverter
from consultations.bookings.views import callbacks, journey, own

register_converter(StartConverter, "start")

urlpatterns = [
    path("consultations/", journey.topic_list, name="topic_list"),
    path("consultations/book/<int:topic>/", journey.choose_time, name="choose_time"),
    path("consultations/book/<int:topic>/<start:start>/", journey.who_comes, name="who_comes"),
    path("consultations/book/<int:topic>/<start:start>/confirm/", journey.confirm, name="confirm_booking"),
    path("consultations/callback/", callbacks.ask_callback, name="callback"),
    path("consultations/callback/sent/", callbacks.callback_sent, name="callback_sent"),
    # The visitor's own appointment
    path("bookings/<str:token>/", own.own_booking, name="own_booking"),
    path("bookings/<str:token>/reschedule/", own.reschedule_booking, name="reschedule_booking"),
    path("bookings/<str:token>/cancel/", own.cancel_booking, name="cancel_booking"),
    path("bookings/<str:token>/calendar.ics", own.booking_calendar, name="booking_calendar"),
    path("bookings/<str:token>/slip/", own.booking_slip, name="booking_slip"),
]
