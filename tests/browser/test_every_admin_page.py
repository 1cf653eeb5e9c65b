"""Every page of the staff site that a model has, in both languages, through axe: some 150 pages, three minutes."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.browser.rig import DESKTOP, PASSWORD, PHONE, Device, assert_axe_clean, sign_in, wait_for_fonts
from tests.factories import make_staff

pytestmark = [pytest.mark.long, pytest.mark.ignore_template_errors]


@pytest.mark.parametrize(
    ("language", "device", "dark"),
    [("th", PHONE, False), ("en", DESKTOP, True)],
    ids=["th-phone-light", "en-desktop-dark"],
)
def test_no_page_of_any_model_breaks_a_rule_of_accessibility(new_page, demo, language, device, dark):
    make_staff(username="officer", password=PASSWORD)
    page = new_page(device, language=language, dark=dark)
    sign_in(page)
    if language == "en":
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/admin/")
        assert page.locator("html").get_attribute("lang") == "en"
    broken, opened = [], 0
    for address in addresses():
        answer = page.goto(address)
        if answer.status == 403:  # rows that nobody may add or change
            continue
        opened += 1
        try:
            assert answer.status == 200, answer.status
            assert_axe_clean(page)
        except AssertionError as error:
            broken.append(f"{address}: {error}")
    assert not broken, "\n\n".join(broken)
    assert opened > 80


def test_no_list_is_wider_than_the_window_of_an_office(new_page, demo):
    make_staff(username="officer", password=PASSWORD)
    page = new_page(Device(1366, 768))
    sign_in(page)
    too_wide = {}
    for address in lists():
        if page.goto(address).status == 403:
            continue
        wait_for_fonts(page)
        surplus = page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('html, #changelist .results')]"
            ".map(box => box.scrollWidth - box.clientWidth))"
        )
        if surplus:
            too_wide[address] = surplus
    assert not too_wide


def lists() -> list[str]:
    names = [f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    return [reverse(name) for name in names]


def addresses() -> list[str]:
    """List, form, filled form and history of each model that the staff site has."""
    found = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        if row := model._default_manager.first():
            found += [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    return found
