"""Users, people, the place, tambons, networks and groups: what exists once and everything else points at."""

from center.models.announcement import Announcement, AnnouncementPicture
from center.models.center import Center, OfficerCard, OfficerPhoto, ServicePoint
from center.models.deletion import Deletion
from center.models.device import RememberedDevice
from center.models.document import Document, DocumentCategory, DocumentDownloads, DocumentPreview, DocumentVersion
from center.models.job import Job, JobSchedule, JobWorker
from center.models.lesson import Lesson, LessonPicture, Question
from center.models.naming import Addressed, Bilingual, Publishable, PublishableQuerySet
from center.models.network import Group, GroupStatusChange, Membership, Network, Organization
from center.models.opening import Closure, OpeningHours, ServiceDay
from center.models.person import Person
from center.models.picture import Picture
from center.models.place import Place, Tambon
from center.models.revision import Revised, RevisedQuerySet
from center.models.search import Searchable, SearchableQuerySet, Synonym
from center.models.source import Source
from center.models.tally import Tally
from center.models.user import User

__all__ = [
    "Addressed",
    "Announcement",
    "AnnouncementPicture",
    "Bilingual",
    "Center",
    "Closure",
    "Deletion",
    "Document",
    "DocumentCategory",
    "DocumentDownloads",
    "DocumentPreview",
    "DocumentVersion",
    "Group",
    "GroupStatusChange",
    "Job",
    "JobSchedule",
    "JobWorker",
    "Lesson",
    "LessonPicture",
    "Membership",
    "Network",
    "OfficerCard",
    "OfficerPhoto",
    "OpeningHours",
    "Organization",
    "Person",
    "Picture",
    "Place",
    "Publishable",
    "PublishableQuerySet",
    "Question",
    "RememberedDevice",
    "Revised",
    "RevisedQuerySet",
    "Searchable",
    "SearchableQuerySet",
    "ServiceDay",
    "ServicePoint",
    "Source",
    "Synonym",
    "Tally",
    "Tambon",
    "User",
]
