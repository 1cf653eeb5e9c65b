"""A group's row in lists is rendered once and kept under all that it prints."""

import pytest
from django.utils import timezone

from center.people.models import Group, Network
from center.places.models import Tambon
from tests.factories import make_group, make_network


def loaded() -> Group:
    """A group as for_rows() loads it."""
    network = Network(name_th="เครือข่าย", name_en="Network", published_at=timezone.now())
    tambon = Tambon(code="240201", name_th="บางคล้า", name_en="Bang Khla")
    return Group(pk=5, name_th="กลุ่ม", name_en="Group", moo="2", tambon=tambon, network=network, members_count=12)


@pytest.mark.parametrize(
    "change",
    [
        *(
            lambda group, name=name: setattr(group, name, "99")
            for name in ("pk", "name_th", "name_en", "moo", "members_count")
        ),
        lambda group: setattr(group.tambon, "name_th", "ปากน้ำ"),
        lambda group: setattr(group.network, "name_th", "อื่น"),
        lambda group: setattr(group.network, "name_en", "Other"),
        lambda group: setattr(group.network, "published_at", None),
        lambda group: setattr(group, "network", None),
    ],
)
def test_a_row_is_kept_under_all_that_it_prints(change):
    changed = loaded()
    change(changed)

    assert loaded().row_values == loaded().row_values != changed.row_values


@pytest.mark.django_db
def test_a_change_of_its_network_shows_in_the_list(client):
    network = make_network(name_th="เครือข่ายเดิม", published_at=timezone.now())
    make_group(network=network, published_at=timezone.now())

    def rows() -> str:
        return client.get("/about/groups/").content.decode().partition('class="cards')[2]

    assert "เครือข่ายเดิม" in rows()
    Network.objects.filter(pk=network.pk).update(name_th="เครือข่ายใหม่")
    assert "เครือข่ายใหม่" in rows()
    assert "เครือข่ายเดิม" not in rows()
