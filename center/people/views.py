"""The networks of the center and its partner agencies, the groups, and how one becomes a member."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from center.people import join_requests, linked_data
from center.people.forms import JoinForm
from center.people.models import Group, JoinRequest, Network, Organization
from center.people.models.group import GroupQuerySet
from center.people.models.network import KINDS
from center.places.models import Tambon
from center.records import facets
from center.records.addresses import find_by_address, moved
from center.records.cached_pages import cached_page
from center.records.page_parts import parts_of
from center.visitors import secret_links

GROUPS_PER_PAGE = 30


# --- Networks ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Branch:
    """A network with the networks inside it."""

    network: Network
    inside: list[Network]

    @property
    def group_count(self) -> int:
        """Published groups of all of them; the list annotates its networks with their own."""
        return sum(getattr(network, "group_count", 0) for network in (self.network, *self.inside))


@cached_page()
def network_list(request: HttpRequest) -> HttpResponse:
    """Networks by kind of source and parent, and the partner agencies; found by words. Three queries at most, beside
    what every page says of the center."""
    search = facets.search_of(request.GET)
    groups = Count("groups", Q(groups__published_at__lte=Now()))
    networks = Network.objects.published().filter(active=True).containing(search).annotate(group_count=groups)
    agencies = Organization.objects.published().containing(search).order_by("sort_key", "pk")
    context = {
        "search": search,
        "sections": _sections(list(networks.order_by("sort_key", "pk"))),
        "agencies": list(agencies),
    }
    return render(request, "center/people/network_list.html", context)


def _sections(networks: list[Network]) -> list[tuple[str, str, list[Branch]]]:
    """Anchor, title and networks of each kind of source that has some, then those of no kind; each below its parent."""
    titles = {kind: str(Network._meta.get_field(field).verbose_name) for kind, field in KINDS.items()}  # type: ignore[union-attr]
    sections = [
        (kind, titles[kind], _branches([network for network in networks if getattr(network, field)]))
        for kind, field in KINDS.items()
    ]
    of_none = [network for network in networks if not network.kinds]
    sections.append(("other", _("เครือข่ายอื่น"), _branches(of_none)))
    return [section for section in sections if section[2]]


def _branches(networks: list[Network]) -> list[Branch]:
    """Networks whose parent isn't among them, each with all that stand below it."""
    by_key = {network.pk: network for network in networks}
    inside: dict[int, list[Network]] = {}
    for network in networks:
        top = _top(network, by_key)
        if top.pk != network.pk:
            inside.setdefault(top.pk, []).append(network)
    tops = [network for network in networks if _top(network, by_key).pk == network.pk]
    return [Branch(network, inside.get(network.pk, [])) for network in tops]


def _top(network: Network, by_key: dict[int, Network]) -> Network:
    """The highest ancestor among these networks; a circle, which no form lets in, ends the walk."""
    seen = {network.pk}
    while (parent := by_key.get(network.parent_id or 0)) is not None and parent.pk not in seen:
        seen.add(parent.pk)
        network = parent
    return network


@cached_page()
def network_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One network: what it is, the networks inside it, the groups of them all found by words, and what packages add."""
    network = find_by_address(Network.objects.published().select_related("parent"), address)
    if response := moved(request, network):
        return response
    search = facets.search_of(request.GET)
    inside = list(network.children.published().order_by("sort_key", "pk"))
    groups = Group.objects.published().filter(network__in=[network, *inside]).containing(search).for_rows()
    context = {
        "network": network,
        "inside": inside,
        "search": search,
        "page": Paginator(groups.order_by("sort_key", "pk"), GROUPS_PER_PAGE).get_page(request.GET.get("page")),
        "parts": parts_of("network", request, network),
        "json_ld": linked_data.network(network),
    }
    return render(request, "center/people/network_detail.html", context)


# --- Groups --------------------------------------------------------------------------------------------------------


@cached_page("network", "tambon", "page")
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups, found by words, filtered by network and tambon.

    Seven queries at most, beside what every page says of the center.
    """
    search = facets.search_of(request.GET)
    networks = {str(row.pk): row.name for row in Network.objects.published().order_by("sort_key", "pk")}
    tambons = {row.code: row.name for row in Tambon.objects.order_by("sort_key")}
    chosen_networks = facets.chosen(request.GET, "network", networks)
    chosen_tambons = facets.chosen(request.GET, "tambon", tambons)
    found = Group.objects.published().containing(search)
    by_network = facets.count(_within(found, (), chosen_tambons), "network_id")
    by_tambon = facets.count(_within(found, chosen_networks, ()), "tambon_id")
    shown = [
        facets.describe("network", capfirst(pgettext("one", "เครือข่าย")), networks, by_network, chosen_networks),
        facets.describe("tambon", _("ตำบล"), tambons, by_tambon, chosen_tambons),
    ]
    shown = [facet for facet in shown if facet.choices]
    rows = _within(found, chosen_networks, chosen_tambons).for_rows().order_by("sort_key", "pk")
    context = {
        "page": Paginator(rows, GROUPS_PER_PAGE).get_page(request.GET.get("page")),
        "search": search,
        "facets": shown,
        "chips": facets.chips(request.GET, shown),
    }
    return render(request, "center/people/group_list.html", context)


def _within(found: GroupQuerySet, networks: tuple[str, ...], tambons: tuple[str, ...]) -> GroupQuerySet:
    found = found.filter(network__in=networks) if networks else found
    return found.filter(tambon__in=tambons) if tambons else found


@cached_page()
def group_detail(request: HttpRequest, address: str) -> HttpResponseBase:
    """One group: who it is and where; what it makes is told by the packages that know. Its status is staff's only."""
    group = find_by_address(Group.objects.published().for_rows(), address)
    if response := moved(request, group):
        return response
    context = {
        "group": group,
        "network": group.network if group.network and group.network.is_published else None,
        "parts": parts_of("group", request, group),
        "json_ld": linked_data.group(group),
    }
    return render(request, "center/people/group_detail.html", context)


# --- Joining -------------------------------------------------------------------------------------------------------


def join(request: HttpRequest) -> HttpResponse:
    """Ask to become a member. Whatever is wrong is said beside the field, with everything that was typed."""
    if request.method != "POST":
        return render(request, "center/people/join.html", {"form": JoinForm()})
    form = JoinForm(request.POST)
    if form.is_valid() and form.may_be_sent(request, kind="join request", rows=JoinRequest.objects):
        sent = join_requests.send(form_key=form.form_key, **form.values)
        return redirect(join_requests.own_page(sent))
    return render(request, "center/people/join.html", {"form": form}, status=422)


@secret_links.secret_page
def join_request(request: HttpRequest, token: str) -> HttpResponse:
    """The visitor's own page: the number to read out on the phone, and what became of the request."""
    row = secret_links.find(JoinRequest.objects.all(), token)
    decided = row.state_changes.filter(after=row.state).first() if row.state != JoinRequest.State.WAITING else None
    return render(request, "center/people/join_request.html", {"join_request": row, "decided": decided})
