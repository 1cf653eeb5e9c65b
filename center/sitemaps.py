"""What search engines may list of the center, in both languages."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from center.models import Announcement, Document, Lesson, Source


class BilingualSitemap(Sitemap):
    """Each address in Thai and English, the Thai one for everybody else."""

    i18n = True
    alternates = True
    x_default = True


class SourceSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Source]:
        return Source.objects.published().order_by("pk").only("name_en")


class LessonSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Lesson]:
        return Lesson.objects.published().order_by("pk").only("name_en")


class DocumentSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Document]:
        return Document.objects.published().order_by("pk").only("name_en")


class NewsSitemap(BilingualSitemap):
    def items(self) -> QuerySet[Announcement]:
        return Announcement.objects.published().order_by("pk").only("name_en")
