"""A calendar file as an answer."""

from django.http import HttpResponse


def calendar_file(content: bytes, name: str) -> HttpResponse:
    """iCalendar to download, under an ASCII name."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
