"""Attachments, and what ItemOperations fetches.
Source: MS-ASAIRS (Attachments), MS-ASCMD 2.2.1.10 (ItemOperations)."""

import base64

import pytest

import eas
import messages
import rtf
from eas import WITH_AIR_SYNC_BASE, body_preference, fetch_file, fetch_item
from phone import fetch_command
from wbxml import AirSync, ItemOperations

FILES = [("notes.txt", "text/plain", b"some notes\r\n"), ("data.bin", "application/octet-stream",
         bytes(range(256)) * 40), ("Übersicht.pdf", "application/pdf", b"%PDF-1.4 not really")]  # fmt: skip


class TestWinmail:
    """Outlook's winmail.dat is opened: what is inside stands in its place."""

    FILES = [("größe.txt", b"some notes\r\n"), ("data.bin", bytes(range(256)) * 40)]

    @pytest.fixture
    def winmail(self, deliver):
        stream = messages.tnef(self.FILES, text="What winmail says.")
        file = ("winmail.dat", "application/ms-tnef", stream)
        deliver(messages.with_attachments("opened", "What MIME says.\r\n", [file]))

    @pytest.mark.parametrize("version", ["2.5", "12.1", "16.1"])
    def test_its_files_come_with_their_names_and_bytes(self, winmail, synced, version):
        phone = synced(body_preference(1), version=version)
        item = phone.only()
        name = "Email:Attachments" if version == "2.5" else "AirSyncBase:Attachments"
        listed = item.fields[name].all("Attachment")
        assert [a.text("DisplayName") for a in listed] == [name for name, _ in self.FILES]
        for attachment, (_, data) in zip(listed, self.FILES):
            if version == "2.5":
                parameters = {"AttachmentName": attachment.text("AttName")}
                got = phone.client.request("GetAttachment", parameters=parameters).body
                size = attachment.number("AttSize")
            else:
                answer = phone.client.fetch(fetch_file(attachment.text("FileReference")))
                got = base64.b64decode(answer.doc.text("Response/Fetch/Properties/Data"))
                size = attachment.number("EstimatedDataSize")
            assert got == data and size == len(data)

    def test_a_range_of_a_file_is_one_of_the_file(self, winmail, synced):
        phone = synced(body_preference(1))
        reference = phone.only().attachments[1].text("FileReference")
        answer = phone.client.fetch(fetch_file(reference, ItemOperations.Range("10-19")))
        got = base64.b64decode(answer.doc.text("Response/Fetch/Properties/Data"))
        assert got == self.FILES[1][1][10:20]

    @pytest.mark.parametrize("body_type", [1, 2])
    def test_its_text_is_shown_below(self, winmail, synced, body_type):
        body = synced(body_preference(body_type)).only()["AirSyncBase:Body/Data"]
        assert 0 <= body.find("What MIME says.") < body.find("What winmail says.")

    @pytest.mark.parametrize("version", ["2.5", "12.1", "16.1"])
    def test_its_rich_text_is_shown_where_there_is_no_other(self, synced, deliver, version):
        text = rtf.compressed(rb"{\rtf1\ansi\ansicpg1252 What \b winmail\b0  says: \'e9.\par}")
        stream = messages.tnef(self.FILES, rich=text)
        deliver(messages.with_attachments("rich", "", [("winmail.dat", "application/ms-tnef", stream)]))
        item = synced(body_preference(1), version=version).only()
        body = "Email:Body" if version == "2.5" else "AirSyncBase:Body/Data"
        assert item[body].strip() == "What winmail says: é."

    def test_what_is_no_winmail_is_a_file_like_others(self, synced, deliver):
        file = ("winmail.dat", "application/ms-tnef", b"not TNEF")
        deliver(messages.with_attachments(files=[file]))
        listed = synced(body_preference(1)).only().attachments
        assert [a.text("DisplayName") for a in listed] == ["winmail.dat"]


class TestLargeFile:
    """It is read and decoded while it is sent."""

    DATA = bytes(i * 7 % 251 for i in range(1_000_003))

    @pytest.fixture
    def item(self, synced, deliver):
        file = ("large.bin", "application/octet-stream", self.DATA)
        deliver(messages.with_attachments("large", files=[file]))
        self.phone = synced(body_preference(1))
        return self.phone.only()

    @pytest.mark.parametrize("wish, begin, end", [(None, 0, None), ("0-0", 0, 1),
        ("500000-899999", 500_000, 900_000), ("999000-2000000", 999_000, None)])  # fmt: skip
    def test_it_and_its_ranges_come_whole_in_both_forms(self, item, wish, begin, end):
        reference = item.attachments[0].text("FileReference")
        fetch = fetch_file(reference, *([ItemOperations.Range(wish)] if wish else []))
        inline = self.phone.client.fetch(fetch)
        assert inline.headers["Content-Length"] and "Transfer-Encoding" not in inline.headers
        properties = inline.doc.find("Response/Fetch/Properties")
        assert base64.b64decode(properties.text("Data"), validate=True) == self.DATA[begin:end]
        parts = self.phone.client.fetch(fetch, multipart=True)
        assert parts.parts[1] == self.DATA[begin:end]

    def test_several_come_in_their_places(self, item):
        reference = item.attachments[0].text("FileReference")
        wishes = [fetch_file(reference, ItemOperations.Range(wish)) for wish in ("0-199999", "7-9")]
        fetches = [*wishes, fetch_file("1:1:99"), wishes[0]]
        for multipart in (False, True):
            answer = self.phone.client.fetch(*fetches, multipart=multipart)
            got = answer.doc.all("Response/Fetch")
            assert [each.text("Status") for each in got] == ["1", "1", "15", "1"]
            for each, end, begin in ((got[0], 200_000, 0), (got[1], 10, 7), (got[3], 200_000, 0)):
                if multipart:
                    data = answer.parts[each.number("Properties/Part")]
                else:
                    data = base64.b64decode(each.text("Properties/Data"))
                assert data == self.DATA[begin:end]

    def test_a_removed_one_is_15(self, item):
        reference = item.attachments[0].text("FileReference")
        inbox = AirSync.CollectionId(self.phone.inbox)
        self.phone.client.fetch(ItemOperations.EmptyFolderContents(inbox))
        answer = self.phone.client.fetch(fetch_file(reference))
        assert answer.doc.text("Response/Fetch/Status") == "15"

    @pytest.mark.parametrize("line", ["Only text.\r\n", "Gr\xfc\xdfe\r\n"], ids=["text", "bytes"])
    def test_a_large_message_comes_as_it_is(self, synced, deliver, line):
        """As text where WBXML can have it, else as opaque bytes."""
        message = messages.plain("large text").replace(b"\r\n\r\n", b"\r\n\r\n" + line.encode("latin-1") * 20_000, 1)
        deliver(message)
        phone = synced(body_preference(1))
        wish = fetch_item(phone.inbox, phone.only().id, body_preference(4), AirSync.MIMESupport(2))
        body = message.partition(b"\r\n\r\n")[2]
        inline = phone.client.fetch(wish).doc.find("Response/Fetch/Properties/Body")
        got = inline.find("Data").data()
        assert got.partition(b"\r\n\r\n")[2] == body
        assert inline.number("EstimatedDataSize") == len(got)
        parts = phone.client.fetch(wish, fetch_item(phone.inbox, phone.only().id), multipart=True)
        properties = [each.find("Properties/Body") for each in parts.doc.all("Response/Fetch")]
        assert parts.parts[properties[0].number("Part")] == got
        assert properties[1].number("Part") == 2

    def test_the_older_ways_get_the_same_bytes(self, item, new_phone):
        reference = item.attachments[0].text("FileReference")
        for version in ("2.5", "12.1"):
            client = new_phone(version=version, device="old" + version.replace(".", "")).client
            answer = client.request("GetAttachment", parameters={"AttachmentName": reference})
            assert answer.body == self.DATA


class TestAttachments:
    @pytest.fixture
    def item(self, synced, deliver):
        deliver(messages.with_attachments("with files", files=FILES))
        self.phone = synced(body_preference(1))
        return self.phone.only()

    def test_they_are_listed(self, item):
        """case: MSASAIRS_S03_TC02"""
        listed = {a.text("DisplayName"): a for a in item.attachments}
        assert listed.keys() == {name for name, _, _ in FILES}
        for name, _, data in FILES:
            assert listed[name].text("Method") == "1"
            assert abs(listed[name].number("EstimatedDataSize") - len(data)) <= len(data)
            assert listed[name].text("FileReference")
            assert listed[name].text("IsInline") in (None, "0")

    def test_they_are_fetched_inline(self, item):
        """case: MSASCMD_S08_TC05"""
        for attachment in item.attachments:
            answer = self.phone.client.fetch(fetch_file(attachment.text("FileReference")))
            self.check_fetched(answer.doc.find("Response/Fetch"), attachment, inline=True)

    def check_fetched(self, fetch, attachment, inline):
        name, media_type, data = next(f for f in FILES if f[0] == attachment.text("DisplayName"))
        assert fetch.text("Status") == "1", fetch
        assert fetch.text("FileReference") == attachment.text("FileReference")
        assert fetch.text("Properties/ContentType").partition(";")[0] == media_type
        if inline:
            assert base64.b64decode(fetch.text("Properties/Data"), validate=True) == data

    def test_they_are_fetched_as_parts(self, item):
        """case: MSASCMD_S08_TC07 MSASAIRS_S02_TC14"""
        references = [a.text("FileReference") for a in item.attachments]
        answer = self.phone.client.fetch(*map(fetch_file, references), multipart=True)
        assert answer.media_type == eas.MULTIPART_TYPE
        fetches = answer.doc.all("Response/Fetch")
        assert len(fetches) == len(FILES) and len(answer.parts) == 1 + len(FILES)
        for fetch, attachment in zip(fetches, item.attachments):
            self.check_fetched(fetch, attachment, inline=False)
            name = attachment.text("DisplayName")
            assert not fetch.has("Properties/Data")
            part = answer.parts[fetch.number("Properties/Part")]
            assert part == next(data for n, _, data in FILES if n == name)

    @pytest.mark.parametrize("base64_query", [False, True])
    def test_multipart_is_asked_for_in_both_forms_of_the_query(self, synced, deliver, base64_query):
        deliver(messages.with_attachments(files=FILES[:1]))
        phone = synced(body_preference(1), base64_query=base64_query)
        reference = phone.only().attachments[0].text("FileReference")
        for multipart in (True, False):
            answer = phone.client.fetch(fetch_file(reference), multipart=multipart)
            assert (answer.media_type == eas.MULTIPART_TYPE) == multipart

    def test_a_range_gives_its_bytes(self, item):
        attachment = next(a for a in item.attachments if a.text("DisplayName") == "data.bin")
        reference = attachment.text("FileReference")
        whole = FILES[1][2]
        for first, last in ((0, 9), (100, 355), (10_000, 10_239)):
            answer = self.phone.client.fetch(
                fetch_file(reference, ItemOperations.Range(f"{first}-{last}"))
            )
            properties = answer.doc.find("Response/Fetch/Properties")
            assert base64.b64decode(properties.text("Data")) == whole[first : last + 1]
            assert properties.text("Range") == f"{first}-{last}"
            assert properties.number("Total") == len(whole)

    def test_a_range_beyond_the_end_is_8(self, item):
        """case: MSASCMD_S08_TC14"""
        answer = self.phone.client.fetch(
            fetch_file(
                item.attachments[0].text("FileReference"), ItemOperations.Range("9999999-99999999")
            )
        )
        assert answer.doc.text("Response/Fetch/Status") == "8"

    @pytest.mark.parametrize("reference", ["", "no such thing", "1:1:99", "999999:1:1", "../../x"])
    def test_a_wrong_reference_is_15(self, item, reference):
        """case: MSASAIRS_S03_TC01 MSASCMD_S08_TC17_ItemOperations_Status15"""
        answer = self.phone.client.fetch(fetch_file(reference))
        assert answer.doc.text("Response/Fetch/Status") == "15", answer.doc

    def test_another_accounts_reference_is_15(self, item, new_phone, other_account):
        stranger = new_phone(account=other_account)
        answer = stranger.client.fetch(fetch_file(item.attachments[0].text("FileReference")))
        assert answer.doc.text("Response/Fetch/Status") == "15"

    def test_a_picture_in_the_text_is_inline(self, synced, deliver, main_version):
        deliver(messages.with_inline_image())
        (image,) = synced(body_preference(2), version=main_version).only().attachments
        assert image.text("IsInline") == "1" and image.text("ContentId") == "pic1@here"

    def test_a_message_inside_is_method_5(self, synced, deliver):
        """case: MSASAIRS_S03_TC03"""
        deliver(messages.with_message(inner_subject="the inner one"))
        (inner,) = synced(body_preference(1)).only().attachments
        assert inner.text("Method") == "5" and inner.text("DisplayName").endswith(".eml")

    def test_a_mail_without_has_no_list(self, synced, deliver):
        deliver(messages.alternative())
        assert "AirSyncBase:Attachments" not in synced(body_preference(1)).only().fields


class TestFetch:
    @pytest.mark.parametrize("version", WITH_AIR_SYNC_BASE)
    def test_a_body_cut_in_sync_is_fetched_whole(self, synced, deliver, version):
        """case: MSASEMAIL_S01_TC20 MSASEMAIL_S01_TC22"""
        deliver(messages.plain("long", messages.LONG))
        phone = synced(body_preference(1, 100), version=version)
        answer = phone.client.fetch(fetch_item(phone.inbox, phone.only().id, body_preference(1)))
        fetch = answer.doc.find("Response/Fetch")
        assert fetch.text("Status") == "1" and fetch.text("ServerId") == phone.only().id
        assert fetch.text("CollectionId") == phone.inbox
        assert fetch.text("Properties/Subject") == "long"
        assert fetch.text("Properties/Body/Data").split() == messages.LONG.split()

    def test_a_body_is_fetched_as_a_part(self, synced, deliver):
        """case: MSASAIRS_S02_TC14"""
        deliver(messages.plain("long", messages.LONG))
        phone = synced(body_preference(1, 100))
        answer = phone.client.fetch(
            fetch_item(phone.inbox, phone.only().id, body_preference(1)), multipart=True
        )
        body = answer.doc.find("Response/Fetch/Properties/Body")
        assert not body.has("Data")
        assert answer.parts[body.number("Part")].decode().split() == messages.LONG.split()

    def test_the_message_is_fetched_as_mime(self, synced, deliver, main_version):
        message = messages.with_attachments(files=FILES)
        deliver(message)
        phone = synced(body_preference(1), version=main_version)
        answer = phone.client.fetch(
            fetch_item(phone.inbox, phone.only().id, AirSync.MIMESupport(2), body_preference(4))
        )
        body = answer.doc.find("Response/Fetch/Properties/Body")
        assert body.text("Type") == "4" and body.find("Data").data().endswith(message)

    @pytest.mark.parametrize(
        "collection, item", [("inbox", "1:999"), ("999", "999:1"), ("inbox", "x")]
    )
    def test_an_unknown_item_is_6(self, phone, collection, item):
        """case: MSASCMD_S08_TC04"""
        folder = phone.inbox if collection == "inbox" else collection
        answer = phone.client.fetch(fetch_item(folder, item))
        assert answer.doc.text("Response/Fetch/Status") == "6", answer.doc

    def test_an_unknown_store_is_9(self, phone):
        """case: MSASCMD_S08_TC03"""
        fetch = ItemOperations.Fetch(
            ItemOperations.Store("Elsewhere"), AirSync.CollectionId("1"), AirSync.ServerId("1:1")
        )
        answer = phone.client.command("ItemOperations", ItemOperations.ItemOperations(fetch))
        assert "9" in (answer.text("Status"), answer.text("Response/Fetch/Status")), answer

    def test_two_fetches_are_answered_each_by_itself(self, synced, deliver):
        deliver(messages.plain("here"))
        phone = synced(body_preference(1))
        answer = phone.client.fetch(
            fetch_item(phone.inbox, "1:987"), fetch_item(phone.inbox, phone.only().id)
        )
        assert [f.text("Status") for f in answer.doc.all("Response/Fetch")] == ["6", "1"]

    def test_sync_fetches_too(self, synced, deliver, main_version):
        """case: MSASCMD_S19_TC36"""
        deliver(messages.plain("long", messages.LONG))
        phone = synced(body_preference(1, 100), version=main_version)
        item = phone.only()
        phone.preferences = [body_preference(1)]
        answer = phone.client.command("Sync", phone.request(phone.inbox, [fetch_command(item.id)]))
        fetch = answer.find("Collections/Collection/Responses/Fetch")
        assert fetch.text("Status") == "1" and fetch.text("ServerId") == item.id
        assert fetch.text("ApplicationData/Body/Data").split() == messages.LONG.split()
