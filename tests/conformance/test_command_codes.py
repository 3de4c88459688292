"""The base64 query, which names a command by its code. Source: MS-ASHTTP 2.2.1.1.1.2."""

import pytest

import messages
from eas import VERSIONS, at_least, body_preference, fetch_item
from phone import TRASH
from wbxml import ResolveRecipients

WITH_BASE64 = [each for each in VERSIONS if at_least(each, "12.1")]
AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer


@pytest.mark.parametrize("version", WITH_BASE64)
def test_codes_select_what_is_done_with_items(new_phone, deliver, version):
    """case: MSASHTTP_S01_TC12_CommandCode_ItemRelatedCommands"""
    deliver(messages.plain("one"))
    phone = new_phone(version, base64_query=True)
    phone.sync_all()
    item, trash = phone.only().id, phone.folder(TRASH)
    phone.sync(trash)
    fetched = phone.client.fetch(fetch_item(phone.inbox, item, body_preference(1)))
    assert fetched.doc.text("Response/Fetch/Properties/Subject") == "one"
    (moved,) = phone.client.move((item, phone.inbox, trash))
    assert moved.text("Status") == "3"
    estimate = phone.client.estimate(trash, phone.box(trash).key)
    assert estimate.text("Collection/Estimate") == "1"
    phone.sync_all()
    waiting = phone.ping()
    assert waiting.silent()
    deliver(messages.plain("two"))
    assert waiting.answer(AT_ONCE).text("Status") == "2"


@pytest.mark.parametrize("version", WITH_BASE64)
def test_codes_select_what_is_asked_of_the_user(new_phone, account, version):
    """case: MSASHTTP_S01_TC13_CommandCode_UserRelatedCommands"""
    phone = new_phone(version, base64_query=True)
    assert phone.client.user_information().text("UserInformation/Status") == "1"
    request = ResolveRecipients.ResolveRecipients(ResolveRecipients.To(account.address))
    answer = phone.client.command("ResolveRecipients", request)
    assert answer.text("Response/Recipient/EmailAddress") == account.address
