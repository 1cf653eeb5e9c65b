from django.apps import AppConfig


class ThaiConfig(AppConfig):
    """Thai fields, widgets and filters; makes Django's own dates Buddhist when the app registry is ready."""

    name = "thai.django"
    label = "thai_django"
    verbose_name = "ภาษาไทย"

    def ready(self) -> None:
        from thai.django import buddhist

        buddhist.install()
