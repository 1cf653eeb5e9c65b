"""What search engines may list of the center, in both languages."""

from django.db.models import QuerySet

from center.documents.models import Document
from center.lessons.models import Lesson
from center.news.models import Announcement
from center.records.sitemaps import BilingualSitemap
from center.sources.models import Source


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
