"""Download counts: each visitor counts once per document and day; nothing identifying is stored."""

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

# Visitors counted per network, document and day: enough for several phones behind one carrier-grade NAT address, too few
# for a program that changes its user agent to push a document to the top of the most downloaded ones.
MOST_OF_A_NETWORK = 20

# Not bots: phones by Cubot. LINE fetches link previews as facebookexternalhit.
_BOTS = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|facebookexternalhit|headless|curl/|wget/|python-|go-http-client|java/",
    re.IGNORECASE,
)


def count_download(request: HttpRequest, version: DocumentVersion) -> None:
    """Increment today's count (Bangkok) of a version, once per visitor, document and day.

    A visitor is an IP address (IPv6: its /64) with a user agent. Only a keyed hash of both, the document and the day is
    stored, until midnight; no cookie is set. So two phones of one model behind one carrier-grade NAT address count once,
    and a phone that changes its network counts twice. HEAD and Range requests and declared bots are not counted.
    A DatabaseError is logged and loses the count, never the download.
    """
    user_agent = request.headers.get("User-Agent", "")
    if request.method != "GET" or "Range" in request.headers or _BOTS.search(user_agent):
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
            if counting.add(visitor, now=now, expires_at=midnight).count > 1:  # a concurrent request was first
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
