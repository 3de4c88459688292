"""Bodies as the phone prefers them: plain, HTML, MIME; whole or cut.
Source: MS-ASAIRS 2.2.2 (Body, BodyPreference)."""

import pytest

import messages
from eas import WITH_AIR_SYNC_BASE, body_preference
from wbxml import AirSync, AirSyncBase


class TestBodies:
    @pytest.mark.parametrize("version", WITH_AIR_SYNC_BASE)
    def test_plain_text_is_given_as_it_is(self, synced, deliver, version):
        """case: MSASAIRS_S02_TC10"""
        deliver(messages.plain(text="First line\r\n\r\nZweite Zeile: äöü\r\n"))
        item = synced(body_preference(1), version=version).only()
        assert item["AirSyncBase:Body/Type"] == "1"
        assert item["AirSyncBase:Body/Data"].split() == "First line Zweite Zeile: äöü".split()
        assert item["AirSyncBase:Body/Data"].startswith("First line\r\n")
        assert item["AirSyncBase:NativeBodyType"] == "1"

    @pytest.mark.parametrize("version", WITH_AIR_SYNC_BASE)
    def test_html_is_given_as_html(self, synced, deliver, version):
        """case: MSASAIRS_S02_TC13"""
        deliver(messages.alternative(markup="<p>Rich <i>words</i>.</p>"))
        item = synced(body_preference(2), version=version).only()
        assert item["AirSyncBase:Body/Type"] == "2"
        assert "<i>words</i>" in item["AirSyncBase:Body/Data"]
        assert item["AirSyncBase:NativeBodyType"] == "2"

    @pytest.mark.parametrize("version", WITH_AIR_SYNC_BASE)
    def test_html_alone_becomes_text_where_text_is_asked(self, synced, deliver, version):
        deliver(messages.html(text="<html><style>p {}</style><p>One &amp; <b>two</b></p></html>"))
        item = synced(body_preference(1), version=version).only()
        assert item["AirSyncBase:Body/Type"] == "1"
        assert item["AirSyncBase:Body/Data"].split() == ["One", "&", "two"]

    def test_text_alone_becomes_html_where_html_is_asked(self, synced, deliver):
        deliver(messages.plain(text="1 < 2 & so on\r\n"))
        item = synced(body_preference(2)).only()
        if item["AirSyncBase:Body/Type"] == "2":
            assert "1 &lt; 2 &amp; so on" in item["AirSyncBase:Body/Data"]
        else:
            assert item["AirSyncBase:Body/Data"].strip() == "1 < 2 & so on"

    @pytest.mark.parametrize("make", [messages.plain, messages.html, messages.alternative])
    @pytest.mark.parametrize("version", WITH_AIR_SYNC_BASE)
    def test_mime_is_the_message_byte_for_byte(self, synced, deliver, make, version):
        message = make()
        deliver(message)
        item = synced(body_preference(4), version=version).only()
        assert item["AirSyncBase:Body/Type"] == "4"
        assert item.body.find("Data").data().endswith(message)

    def test_without_a_preference_the_mail_comes_too(self, synced, deliver, version):
        deliver(messages.plain("no preference"))
        assert synced(version=version).only().subject == "no preference"

    def test_of_several_preferences_the_one_that_fits_is_used(self, synced, deliver):
        """case: MSASAIRS_S02_TC08"""
        deliver(messages.alternative(markup="<p>" + messages.LONG + "</p>", text="short\r\n"))
        phone = synced(body_preference(2, 100, all_or_none=True), body_preference(1, 10_000))
        item = phone.only()
        assert item["AirSyncBase:Body/Type"] == "1"
        assert item["AirSyncBase:Body/Data"].strip() == "short"

    def test_a_preference_twice_for_a_type_is_refused(self, phone):
        phone.sync()
        phone.preferences = [body_preference(1, 10), body_preference(1, 20)]
        phone.sync(status="4")


class TestTruncation:
    @pytest.mark.parametrize("body_type", [1, 2, 4])
    @pytest.mark.parametrize("size", [1, 50, 1000])
    def test_a_long_body_is_cut(self, synced, deliver, body_type, size):
        """case: MSASAIRS_S02_TC05"""
        deliver(messages.alternative(text=messages.LONG, markup=f"<p>{messages.LONG}</p>"))
        body = synced(body_preference(body_type, size)).only().body
        assert body.text("Truncated") == "1"
        assert body.number("EstimatedDataSize") > size
        data = body.find("Data")
        assert data is None or len(data.data()) <= size
        assert size < 50 or data is not None and len(data.data()) > size // 2

    @pytest.mark.parametrize("body_type", [1, 2])
    def test_a_character_is_never_cut(self, new_phone, deliver, body_type):
        deliver(messages.alternative(text="ä€𝄞" * 200, markup="<p>" + "ä€𝄞" * 200 + "</p>"))
        for size in range(20, 32):
            phone = new_phone(preferences=[body_preference(body_type, size)])
            phone.sync_all()
            phone.only()["AirSyncBase:Body/Data"]  # decoding fails on half a character

    def test_size_0_gives_no_data(self, synced, deliver):
        deliver(messages.plain(text=messages.LONG))
        body = synced(body_preference(1, 0)).only().body
        assert body.text("Truncated") == "1" and not (body.text("Data") or "")
        assert body.number("EstimatedDataSize") > 10_000

    @pytest.mark.parametrize("all_or_none", [None, 0, 1])
    def test_without_a_size_all_is_given(self, synced, deliver, all_or_none):
        """case: MSASAIRS_S02_TC07"""
        deliver(messages.plain(text=messages.LONG))
        body = synced(body_preference(1, None, all_or_none)).only().body
        assert body.text("Data").split() == messages.LONG.split()
        assert body.text("Truncated") in (None, "0")

    @pytest.mark.parametrize("all_or_none", [None, 0, 1])
    def test_a_short_body_is_whole(self, synced, deliver, all_or_none):
        """case: MSASAIRS_S02_TC01 MSASAIRS_S02_TC04 MSASAIRS_S02_TC06"""
        deliver(messages.plain(text="short\r\n"))
        body = synced(body_preference(1, 1000, all_or_none)).only().body
        assert body.text("Data").strip() == "short" and body.text("Truncated") in (None, "0")

    def test_all_or_none_gives_nothing_of_a_long_body(self, synced, deliver, main_version):
        """case: MSASAIRS_S02_TC02"""
        deliver(messages.plain(text=messages.LONG))
        body = synced(body_preference(1, 100, all_or_none=1), version=main_version).only().body
        assert not (body.text("Data") or "") and body.text("Truncated") == "1"

    @pytest.mark.parametrize("version", ["14.0", "14.1", "16.1"])
    def test_a_preview_is_text_of_the_length_asked(self, synced, deliver, version):
        """case: MSASAIRS_S02_TC09"""
        deliver(messages.html(text=f"<p>{messages.LONG}</p>"))
        body = synced(body_preference(2, 0, preview=40), version=version).only().body
        preview = body.text("Preview")
        assert 0 < len(preview) <= 40 and "<" not in preview and preview.startswith("Line 0")


@pytest.mark.parametrize("preference", [body_preference(3), body_preference(9)], ids=["RTF", "9"])
def test_a_body_type_that_there_is_not_stops_nothing(new_phone, deliver, preference):
    deliver(messages.plain("still here"))
    phone = new_phone(preferences=[preference])
    phone.sync()
    answer = phone.client.command("Sync", phone.request(phone.inbox))
    collection = answer.find("Collections/Collection")
    if collection is None or collection.text("Status") != "1":
        assert "4" in (answer.text("Status"), collection and collection.text("Status"))
    else:
        assert collection.text("Commands/Add/ApplicationData/Subject") == "still here"


def test_elements_of_the_wrong_place_are_refused(phone):
    phone.sync()
    bad = AirSync.Sync(AirSync.Collections(AirSync.Collection(
        AirSync.SyncKey(phone.box(phone.inbox).key), AirSync.CollectionId(phone.inbox),
        AirSyncBase.BodyPreference(AirSyncBase.Type(1)),
    )))  # fmt: skip
    response = phone.client.request("Sync", bad)
    if response.status != 400:
        status = response.doc.text("Status") or response.doc.text("Collections/Collection/Status")
        assert status in ("4", "6", "103"), response.doc
