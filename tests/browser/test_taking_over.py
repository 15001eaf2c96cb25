"""Whose text was changed by others meanwhile takes over a piece of theirs, by keyboard, and saves."""

import pytest
from playwright.sync_api import expect

from policies.models import Section
from tests.browser.axe import offences
from tests.browser.browsers import IN_BOTH
from tests.browser.test_desk_form import draft, is_open, overlapping  # noqa: F401
from tests.browser.test_typed import at_the_form, change

pytestmark = pytest.mark.django_db(transaction=True)
THEIRS = "一、总则\n本区企业，每月补贴八百元。\n二、别人加的一条"
MINE = "一、总则\n本区企业，每月补贴九百元。"


@IN_BOTH
def test_a_piece_of_others_is_taken_over_and_saved(draft, new_page):  # noqa: F811
    page = new_page()
    at_the_form(page, change(draft))
    page.click("#sections-0 > summary")
    of_django = offences(page)
    page.fill("#id_sections-0-body", MINE)
    Section.objects.filter(policy=draft, kind="original").update(body=THEIRS)
    page.click(".submit-row [name=_continue]")
    expect(page.locator(".piece")).to_have_count(2)
    assert is_open(page, 0)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert overlapping(page) == []
    assert offences(page) == of_django
    page.focus(".piece:nth-of-type(2) input")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".piece")).to_have_count(1)
    taken = f"{MINE}\n二、别人加的一条"
    expect(page.locator("#id_sections-0-body")).to_have_value(taken)
    page.click(".submit-row [name=_continue]")
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert draft.sections.get(kind="original").body == taken
