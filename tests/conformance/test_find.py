"""Find: mail, and the accounts of one's own domain. Source: MS-ASCMD 2.2.1.2."""

import uuid

from eas import fetch_item
from phone import Phone
from searching import TEXTS, library, reader
from wbxml import AirSync, Find


class TestFind:
    def find(self, phone, criterion, search_id=True):
        return phone.client.command(
            "Find",
            Find.Find(
                Find.SearchId(str(uuid.uuid4())) if search_id else None,
                Find.ExecuteSearch(criterion),
            ),
        )

    def mail(self, phone, text, *options, folder=None, **how):
        query = Find.Query(
            TEXTS, AirSync.CollectionId(folder or phone.inbox),
            Find.FreeText(text) if text is not None else None,
        )  # fmt: skip
        return self.find(
            phone,
            Find.MailBoxSearchCriterion(query, Find.Options(options) if options else None),
            **how,
        )

    def people(self, phone, text, *options):
        return self.find(
            phone,
            Find.GALSearchCriterion(
                Find.Query(text), Find.Options(options) if options else None
            ),
        )  # fmt: skip

    def test_mail_is_found_with_what_a_list_shows(self, reader):
        """case: MSASCMD_S23_TC01_Find_Mail_Success, MSASEMAIL_S01_TC32_FindEmail"""
        phone = reader()
        answer = self.mail(phone, "photos", Find.Range("0-9"), Find.DeepTraversal())
        assert answer.text("Status") == answer.text("Response/Status") == "1", answer
        assert answer.text("Response/Store") == "Mailbox"
        (result,) = answer.all("Response/Result")
        assert result.text("CollectionId") == phone.inbox
        properties = result.find("Properties")
        assert properties.text("Email:Subject") == "Photos"
        assert properties.text("Find:HasAttachments") == "1"
        assert properties.text("Find:Preview") == "See below, numbers too."
        assert answer.text("Response/Range") == "0-0" and answer.text("Response/Total") == "1"
        fetched = phone.client.fetch(fetch_item(phone.inbox, result.text("ServerId")))
        assert fetched.doc.text("Response/Fetch/Status") == "1"

    def test_several_are_found(self, reader):
        """case: MSASCMD_S23_TC05_Find_MatchedItems"""
        answer = self.mail(reader(), "numbers")
        assert [r.text("Properties/Email:Subject") for r in answer.all("Response/Result")] == [
            "Photos", "Budget of the year",
        ]  # fmt: skip

    def test_nothing_found_is_no_result(self, reader):
        """case: MSASCMD_S23_TC06_Find_NoMatchedItem"""
        answer = self.mail(reader(), "nowhere to be found")
        assert answer.text("Response/Status") == "1" and answer.text("Response/Total") == "0"
        assert not answer.has("Response/Result") and not answer.has("Response/Range")

    def test_a_search_for_nothing_is_2(self, reader):
        """case: MSASCMD_S23_TC02_Find_Mail_InvalidRequest"""
        phone = reader()
        for answer in (
            self.mail(phone, None), self.mail(phone, " "), self.mail(phone, "a", Find.Range("x")),
            self.people(phone, ""),
        ):  # fmt: skip
            assert answer.text("Status") == answer.text("Response/Status") == "2"
        assert self.mail(phone, "a", search_id=False).text("Status") == "2"

    def test_a_range_that_begins_later_is_4(self, reader):
        """case: MSASCMD_S23_TC03_Find_Mail_InvalidRange"""
        for answer in (
            self.mail(reader(), "numbers", Find.Range("1-2")),
            self.people(reader(), "u", Find.Range("1-2")),
        ):
            assert (answer.text("Status"), answer.text("Response/Status")) == ("1", "4")

    def test_without_a_folder_sync_it_is_3(self, server, library, reader):
        """case: MSASCMD_S23_TC08_Find_Mail_FolderSyncRequired"""
        fresh = Phone(server, library, device="fresh2", set_up=False)
        fresh.client.provision()
        fresh.folders, known = reader().folders, reader()
        assert self.mail(fresh, "numbers").text("Status") == "3"
        assert self.mail(known, "numbers", folder="99999").text("Status") == "3"
        fresh.client.close()

    def test_people_are_found(self, reader):
        """case: MSASCMD_S23_TC04_Find_GAL_Success"""
        phone = reader()
        address = phone.client.account.address
        answer = self.people(phone, address, Find.Picture())
        assert answer.text("Response/Store") == "GAL"
        (person,) = answer.all("Response/Result/Properties")
        assert person.text("GAL:EmailAddress") == address
        assert person.text("GAL:Picture/GAL:Status") == "173"
