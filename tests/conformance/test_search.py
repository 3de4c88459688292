"""Search of mail. Source: MS-ASCMD 2.2.1.16."""

import pytest

import messages
from eas import VERSIONS, at_least, body_preference
from phone import Phone
from searching import TEXTS, library, mailbox, reader, searched, store_of, subjects, words
from wbxml import AirSync, AirSyncBase, DocumentLibrary, Email, ItemOperations, Search, Tasks


class TestMailbox:
    @pytest.mark.parametrize(
        "text, found",
        [("numbers", ["Photos", "Budget of the year"]), ("BUDGET", ["Budget of the year"]),
         ("GRÜNE SOSSE", ["Lunch"]), ("juergen@", ["Lunch"]), ("from:jürgen", ["Lunch"]),
         ("subject:lunch OR subject:photos", ["Photos", "Lunch"]),
         ("numbers -budget", ["Photos"]), ("hasattachment:true", ["Photos"]),
         ('"more numbers"', ["Budget of the year"]), ("received<2020-01-01", []),
         ("grune", ["Lunch"]), ("umber", []), ("numb*", ["Photos", "Budget of the year"]),
         ('"more number"', []), ('"more number"*', ["Budget of the year"]), ("a.bin", ["Photos"]),
         ("-numbers", ["Lunch"]), ("...", None)],
    )  # fmt: skip
    def test_words_are_found_wherever_they_stand(self, reader, text, found):
        """case: MSASCMD_S14_TC28_Search_CaseInsensitiveMatch, MSASEMAIL_S01_TC24_SearchEmail"""
        store = store_of(reader(), mailbox(words(text)))
        assert store.text("Status") == ("2" if found is None else "1")
        assert subjects(store) == (found or [])

    def test_a_result_can_be_fetched(self, reader, main_version):
        """case: MSASCMD_S14_TC01_Search_Success"""
        phone = reader(main_version)
        store = searched(phone, words("budget"))
        (result,) = store.all("Result")
        assert result.text("Class") == "Email"
        assert result.text("CollectionId") == phone.inbox
        assert (store.text("Range"), store.text("Total")) == ("0-0", "1")
        fetch = ItemOperations.Fetch(
            ItemOperations.Store("Mailbox"), Search.LongId(result.text("LongId"))
        )
        fetched = phone.client.fetch(fetch).doc.find("Response/Fetch")
        assert fetched.text("Status") == "1", fetched
        assert fetched.text("Properties/Email:Subject") == "Budget of the year"

    def test_the_range_pages_through_the_results(self, reader):
        """case: MSASCMD_S14_TC13_Search_Result_MultipleMatchedItems"""
        phone = reader()
        seen = []
        for first in range(2):
            store = searched(
                phone, words("numbers"), options=[Search.Range(f"{first}-{first}")]
            )  # fmt: skip
            assert store.text("Range") == f"{first}-{first}" and store.text("Total") == "2"
            seen += subjects(store)
        assert seen == ["Photos", "Budget of the year"]
        beyond = store_of(phone, mailbox(words("numbers"), options=[Search.Range("2-9")]))
        assert beyond.text("Status") == "12"

    def test_nothing_found_is_one_empty_result(self, reader, main_version):
        """case: MSASCMD_S14_TC12_Search_Result_NoItemMatched"""
        store = searched(reader(main_version), words("nowhere to be found"))
        assert [r.children for r in store.all("Result")] == [[]]
        assert not store.has("Range") and not store.has("Total")

    def test_dates_bound_the_search(self, reader):
        def limits(tag, days):
            time = messages.days_ago(days).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            return tag(Email.DateReceived(), Search.Value(time))

        phone = reader()  # all arrived just now
        assert len(subjects(searched(phone, limits(Search.GreaterThan, 1)))) == 3
        assert subjects(searched(phone, limits(Search.LessThan, 1))) == []
        store = store_of(phone, mailbox(Search.GreaterThan(Search.Value("now"))))
        assert store.text("Status") == "2"

    def test_the_body_comes_as_it_is_preferred(self, reader):
        """case: MSASCMD_S14_TC33_Search_MIMESupport"""
        phone = reader()
        store = searched(
            phone, words("lunch"), options=[AirSync.MIMESupport(2), body_preference(4)]
        )  # fmt: skip
        body = store.find("Result/Properties/AirSyncBase:Body")
        assert body.text("Type") == "4" and b"Subject: Lunch" in body.find("Data").data()
        store = searched(phone, words("lunch"), options=[body_preference(1, 5)])
        body = store.find("Result/Properties/AirSyncBase:Body")
        assert (body.text("Data"), body.text("Truncated")) == ("Shall", "1")

    def test_a_body_part_of_another_type_is_164(self, reader):
        """case: MSASCON_S05_TC03_Search_Status164"""
        options = [AirSyncBase.BodyPartPreference(AirSyncBase.Type(1))]
        store = store_of(reader(), mailbox(words("lunch"), options=options))
        assert store.text("Status") == "164"

    @pytest.mark.parametrize(
        "query, status",
        [(Search.Query(Search.And(words("a")), Search.And(words("b"))), "8"),
         (Search.Query(Search.Or(words("a"))), "8"), (Search.Query(TEXTS), "8"),
         (Search.Query(AirSync.CollectionId("2")), "8"), (Search.Query(words("a")), "8"),
         (Search.Query(Search.ConversationId(b"c")), "8"),
         (Search.Query(Search.GreaterThan(Email.DateReceived(), Search.Value("x"))), "8"),
         (Search.Query(Search.LessThan(Email.DateReceived(), Search.Value("x"))), "8"),
         (Search.Query(Search.And(TEXTS)), "2"), (Search.Query(), "2"),
         (Search.Query(Search.And(words(" "))), "2"),
         (Search.Query(Search.And(words("a"), Email.To("b"))), "2"),
         (Search.Query(Search.And(words("a"), Tasks.Subject("b"))), "2")],
    )  # fmt: skip
    def test_a_query_that_is_none_is_told_why(self, reader, query, status):
        """case: MSASCMD_S14_TC02_Search_MultipleAndElements
        case: MSASCMD_S14_TC03_Search_TooComplex_Status8_Class
        case: MSASCMD_S14_TC04_Search_TooComplex_Status8_CollectionId
        case: MSASCMD_S14_TC05_Search_TooComplex_Status8_FreeText
        case: MSASCMD_S14_TC11_Search_Invalid_Status2
        case: MSASCMD_S14_TC27_Search_TooComplex_Status8_ConversationId
        case: MSASCMD_S14_TC30_Search_TooComplex_Status8_Or
        case: MSASCMD_S14_TC31_Search_TooComplex_Status8_GreaterThan
        case: MSASCMD_S14_TC32_Search_TooComplex_Status8_LessThan
        case: MSASEMAIL_S01_TC23_InvalidSearch
        case: MSASTASK_S03_TC02_RetrieveInvalidTaskItemWithSearch"""
        assert store_of(reader(), mailbox(query=query)).text("Status") == status

    @pytest.mark.parametrize(
        "options",
        [[Search.DeepTraversal()] * 2, [Search.RebuildResults()] * 2, [Search.Range("0-1")] * 2,
         [AirSync.MIMESupport(0)] * 2],
        ids=["DeepTraversal", "RebuildResults", "Range", "MIMESupport"],
    )  # fmt: skip
    def test_an_option_said_twice_is_no_trouble(self, reader, options):
        """case: MSASCMD_S14_TC06_Search_MultipleDeepTraversal
        case: MSASCMD_S14_TC07_Search_MoreThanOneMIMESupport
        case: MSASCMD_S14_TC08_Search_MultipleRange
        case: MSASCMD_S14_TC09_Search_MoreThanOneRebuildResults"""
        assert subjects(searched(reader(), words("lunch"), options=options)) == ["Lunch"]

    def test_classes_without_items_have_nothing(self, reader):
        """case: MSASCMD_S14_TC15_Search_WithAllClass, MSASCMD_S14_TC17_Search_WithoutClass"""
        phone = reader()
        query = Search.Query(Search.And(AirSync.Class("Contacts"), words("lunch")))
        assert subjects(store_of(phone, mailbox(query=query))) == []
        query = Search.Query(Search.And(words("lunch")))
        assert subjects(store_of(phone, mailbox(query=query))) == ["Lunch"]

    @pytest.mark.parametrize("version", [v for v in VERSIONS if at_least(v, "14.0")])
    def test_mail_is_found_beside_other_classes(self, reader, version):
        """case: MSASCMD_S14_TC16_Search_WithoutNoteAndSmsClass"""
        classes = [AirSync.Class(each) for each in ("Email", "Calendar", "Contacts", "Tasks")]
        query = Search.Query(Search.And(classes, words("lunch")))
        store = store_of(reader(version), mailbox(query=query))
        assert subjects(store) == ["Lunch"]
        assert store.text("Result/AirSync:Class") == "Email"

    def test_the_first_of_two_stores_is_searched(self, reader, main_version):
        """case: MSASCMD_S14_TC10_Search_MoreThanOneStores"""
        stores = [mailbox(words(word)).find("Store") for word in ("lunch", "budget")]
        store = store_of(reader(main_version), Search.Search(stores))
        assert store.text("Status") == "1" and subjects(store) == ["Lunch"]

    def test_folders_bound_the_search(self, reader):
        """case: MSASCMD_S14_TC22_Search_WithDeepTraversal
        case: MSASCMD_S14_TC23_Search_WithoutDeepTraversal"""
        phone = reader()
        inbox, trash = AirSync.CollectionId(phone.inbox), AirSync.CollectionId(phone.folder("4"))
        for deep in ([], [Search.DeepTraversal()]):
            assert subjects(searched(phone, inbox, words("lunch"), options=deep)) == ["Lunch"]
            assert subjects(searched(phone, trash, words("lunch"), options=deep)) == []
        everywhere = AirSync.CollectionId("0")
        assert subjects(searched(phone, everywhere, words("lunch"))) == ["Lunch"]
        unknown = mailbox(AirSync.CollectionId("99999"), words("lunch"))
        assert store_of(phone, unknown).text("Status") == "11"

    def test_before_the_first_folder_sync_it_is_11(self, server, library):
        phone = Phone(server, library, device="fresh1", set_up=False)
        phone.client.provision()
        assert store_of(phone, mailbox(words("lunch"))).text("Status") == "11"
        phone.client.close()

    def test_a_conversation_is_found_by_its_id(self, new_phone, deliver):
        """case: MSASCON_S05_TC01_Search, MSASCMD_S14_TC29_Search_MoreThanOneConversationId"""
        deliver(messages.plain("first"), messages.plain("other"))
        phone = new_phone()
        phone.sync_all()
        ids = [
            Search.ConversationId(phone.by_subject(s).fields["Email2:ConversationId"].data())
            for s in ("first", "other")
        ]
        assert subjects(searched(phone, ids[0])) == ["first"]
        assert sorted(subjects(searched(phone, *ids))) == ["first", "other"]

    def test_another_store_is_refused(self, reader, main_version):
        """case: MSASDOC_S01_TC03_SearchCommand_WithoutLinkId
        case: MSASCMD_S14_TC24_Search_DocumentLibraryStatus5"""
        phone = reader(main_version)
        link = Search.EqualTo(DocumentLibrary.LinkId(), Search.Value("\\\\host\\share"))
        for name, query, status in (
            ("DocumentLibrary", Search.Query(link), "5"), ("DocumentLibrary", Search.Query(), "2"),
            ("Elsewhere", Search.Query("x"), "2"),
        ):  # fmt: skip
            request = Search.Search(Search.Store(Search.Name(name), query))
            assert store_of(phone, request).text("Status") == status
