from django.apps import AppConfig


class ThaiConfig(AppConfig):
    """Thai fields, widgets and filters. Patches Django's date formatting to Buddhist years in `ready()`."""

    name = "thai.django"
    label = "thai_django"
    verbose_name = "ภาษาไทย"

    def ready(self) -> None:
        from thai.django import buddhist

        buddhist.install()
