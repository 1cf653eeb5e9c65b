"""What becomes of the rows about a person who is erased, in this package."""

from django.db import models, transaction
from django.utils import timezone

from center.people import join_requests
from center.people.models import Consent, JoinRequest, Membership, PersonPhoto
from center.pictures.taking import file_names, remove_files
from center.records.changes import written


def end_memberships(memberships: "models.QuerySet[Membership]") -> None:
    """Who is erased is no member any more, from today on; the counts of the months before stay."""
    today = timezone.localdate()
    open_now = memberships.filter(left_on=None)
    open_now.filter(joined_on__gt=today).update(left_on=models.F("joined_on"))
    memberships.filter(left_on=None).update(left_on=today)


def end_consents(consents: "models.QuerySet[Consent]") -> None:
    """That something was allowed on a day stays; nothing is allowed any more. Calls written()."""
    in_force = list(consents.filter(withdrawn_on=None))
    consents.filter(withdrawn_on=None).update(withdrawn_on=timezone.localdate())
    written(in_force)


def delete_photos(photos: "models.QuerySet[PersonPhoto]") -> None:
    """Delete photos at once, with their files when the transaction commits."""
    names = [name for photo in photos for name in file_names(photo)]
    photos.delete()
    transaction.on_commit(lambda: remove_files(names=names))


def anonymize_requests(requests: "models.QuerySet[JoinRequest]") -> None:
    join_requests.anonymize(requests, timezone.now())
