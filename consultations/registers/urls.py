from django.urls import path

from consultations.registers.views import cases, complaints

urlpatterns = [
    path("cases/<str:token>/", cases.own_case, name="own_case"),
    # Complaints and suggestions
    path("complaints/", complaints.send_complaint, name="send_complaint"),
    path("complaints/<str:token>/", complaints.own_complaint, name="own_complaint"),
]
