"""How often documents are downloaded: by each visitor once a day, without keeping who."""

import logging
import re
from datetime import datetime, time, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from center.documents.models import DocumentDownloads, DocumentVersion
from center.rate_limits import counting
from center.rate_limits.addresses import client_address, network_of

logger = logging.getLogger(__name__)

# Visitors of one document and day that one address may stand for: so many phones behind a carrier's address count,
# and a program that changes its user agent each time doesn't put a document on top of those most asked for.
MOST_OF_A_NETWORK = 20

# Cubot makes phones; facebookexternalhit is also how LINE asks for a link's preview.
_PROGRAMS = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|facebookexternalhit|headless|curl/|wget/|python-|go-http-client|java/",
    re.IGNORECASE,
)


def count_download(request: HttpRequest, version: DocumentVersion) -> None:
    """Add one to today's count (Bangkok) of a version, once for each visitor, document and day. Writes.

    A visitor is an address (IPv6: its /64) with a user agent; a keyed hash of both, the document and the day is all
    that is stored, until midnight, and no cookie is set. The price: two phones of one model with the same browser
    behind one carrier's address count as one, and a phone that changes its network counts again. HEAD, parts of
    a file (Range) and programs that say so in their user agent count nothing.
    A database that can't costs the count, never the download.
    """
    user_agent = request.headers.get("User-Agent", "")
    if request.method != "GET" or "Range" in request.headers or _PROGRAMS.search(user_agent):
        return
    now = timezone.now()
    day = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min), timezone.get_default_timezone())
    network = f"download of document {version.document_id} on {day} from {network_of(client_address(request))}"
    visitor = f"{network} with {user_agent}"
    try:
        if counting.find(visitor, now):
            return
        with transaction.atomic():
            if counting.add(visitor, now=now, expires_at=midnight).count > 1:  # at the same time as another request
                return
            if counting.add(network, now=now, expires_at=midnight).count > MOST_OF_A_NETWORK:
                return
            DocumentDownloads.objects.update_or_create(
                version=version,
                day=day,
                defaults={"count": F("count") + 1},
                create_defaults={"count": 1},
            )
    except DatabaseError as error:
        logger.warning("A download was not counted: %r", error)
