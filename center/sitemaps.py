"""What search engines may list of the center, in both languages."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from center.models import Announcement, Document, Lesson, Source


class _Bilingual(Sitemap):
    i18n = True
    alternates = True
    x_default = True


class SourceSitemap(_Bilingual):
    def items(self) -> QuerySet[Source]:
        return Source.objects.published().order_by("pk").only("name_en")


class LessonSitemap(_Bilingual):
    def items(self) -> QuerySet[Lesson]:
        return Lesson.objects.published().order_by("pk").only("name_en")


class DocumentSitemap(_Bilingual):
    def items(self) -> QuerySet[Document]:
        return Document.objects.published().order_by("pk").only("name_en")


class NewsSitemap(_Bilingual):
    def items(self) -> QuerySet[Announcement]:
        return Announcement.objects.published().order_by("pk").only("name_en")
