"""The speaker team on the web: who can be asked about what."""

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from center.people.consent import shown_photo, shown_photos
from center.records import facets
from center.records.addresses import find_by_address, moved
from center.records.cached_pages import cached_page
from center.records.page_parts import parts_of
from committee.speakers.linked_data import speaker_data
from committee.speakers.models import Speaker, SpeakerQuerySet, Topic

SPEAKERS_PER_PAGE = 24


@cached_page("topic", "page")
def speaker_list(request: HttpRequest) -> HttpResponse:
    """The team, found by words, filtered by topic.

    At most seven queries, besides those of every page's header.
    """
    search = facets.search_of(request.GET)
    found = Speaker.objects.published().containing(search)
    counted = Count("speakers", Q(speakers__in=found))
    # Grouped queries leave out Meta.ordering.
    topics = list(Topic.objects.filter(active=True).annotate(speakers_count=counted).order_by("position", "sort_key"))
    labels = {str(topic.pk): topic.name for topic in topics}
    chosen = facets.chosen(request.GET, "topic", labels)
    counts = {str(topic.pk): topic.speakers_count for topic in topics}
    shown = [facets.describe("topic", _("เรื่องที่อยากปรึกษา"), labels, counts, chosen)]
    shown = [facet for facet in shown if facet.choices]
    page = Paginator(_about(found, chosen).for_rows(), SPEAKERS_PER_PAGE).get_page(request.GET.get("page"))
    photos = shown_photos(speaker.person for speaker in page)
    context = {
        "page": page,
        "rows": [(speaker, photos.get(speaker.person_id)) for speaker in page],
        "search": search,
        "facets": shown,
        "chips": facets.chips(request.GET, shown),
    }
    return render(request, "committee/speakers/speaker_list.html", context)


def _about(found: SpeakerQuerySet, topics: tuple[str, ...]) -> SpeakerQuerySet:
    """Those who know one of the topics, each once, by name."""
    links = Speaker.topics.through.objects.filter(topic__in=[int(topic) for topic in topics])
    found = found.filter(pk__in=links.values("speaker")) if topics else found
    return found.order_by("person__sort_key", "pk")


@cached_page()
def speaker_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One speaker: what one can ask, how long it takes, what to bring; who they are and what they taught. No phone."""
    speaker = find_by_address(Speaker.objects.published().for_rows(), address)
    if response := moved(request, speaker):
        return response
    context = {
        "speaker": speaker,
        "photo": shown_photo(speaker.person),
        "topics": speaker.present_topics,
        "trainings": speaker.trainings.all(),
        "parts": parts_of("speaker", request, speaker),
        "json_ld": speaker_data(speaker, speaker.present_topics),
    }
    return render(request, "committee/speakers/speaker_detail.html", context)
