"""Search and Find: mail, and the accounts of one's own domain. Source: MS-ASCMD 2.2.1.16, 2.2.1.2."""

import contextlib
import sqlite3
import uuid

import pytest

import lmtp
import messages
from cluster import POSTGRES
from eas import VERSIONS, at_least, body_preference, delete, fetch_item
from phone import Phone
from waiting import eventually
from wbxml import AirSync, AirSyncBase, DocumentLibrary, Email, Find, ItemOperations, Search, Tasks

TEXTS = AirSync.Class("Email")


def mailbox(*terms, options=(), query=None):
    return Search.Search(
        Search.Store(
            Search.Name("Mailbox"), query or Search.Query(Search.And(TEXTS, terms)),
            Search.Options(options) if options else None,
        )  # fmt: skip
    )


def store_of(phone, request):
    """The Store of the answer, which came with Status 1."""
    answer = phone.client.command("Search", request)
    assert answer.text("Status") == "1", answer
    return answer.find("Response/Store")


def searched(phone, *terms, **how):
    store = store_of(phone, mailbox(*terms, **how))
    assert store.text("Status") == "1", store
    return store


def subjects(store):
    return [r.text("Properties/Email:Subject") for r in store.all("Result") if r.children]


def words(text):
    return Search.FreeText(text)


@pytest.fixture(scope="module")
def library(session_server):
    """An account with mail to search, for all tests here."""
    server = session_server
    if not server.running:
        server.start()
    account = server.add_account()
    mails = [
        messages.plain("Budget of the year", "Numbers and more numbers.\r\n",
                       date=messages.days_ago(3)),
        messages.html("Lunch", "<p>Shall we eat <b>grüne Soße</b>?</p>",
                      sender="Jürgen <juergen@elsewhere.example>", date=messages.days_ago(2)),
        messages.with_attachments("Photos", "See below, numbers too.\r\n",
                                  files=[("a.bin", "application/octet-stream", b"abc")]),
    ]  # fmt: skip
    for mail in mails:
        lmtp.deliver(server, account, mail)
    return account


@pytest.fixture
def reader(server, library):
    made = []

    def make(version="16.1", device="reader"):
        made.append(Phone(server, library, version, f"{device}{version.replace('.', '')}"))
        return made[-1]

    yield make
    for phone in made:
        phone.client.close()


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


SCRIPTS = [
    ("Łódź i Zażółć", "lodz", "zazolc"), ("Über den Wolken", "uber", "ÜBER"),
    ("日本語版のお知らせ", "語版", "知"), ("한국어입니다", "국어", "한국"), ("สวัสดีครับ", "สดี", "ครับ"),
    ("Ёлка в лесу", "елка", "ЛЕСУ"), ("party 🎉 time", "🎉", '"party 🎉"'),
]  # fmt: skip


def one_value(file, query, *values):
    with contextlib.closing(sqlite3.connect(file)) as database:
        (value,) = database.execute(query, values).fetchone()
        return value


def indexed(server, account, count):
    """Waits until the account's index knows the first messages that came."""
    number = one_value(
        server.data / "directory.db", "SELECT id FROM account WHERE address = ?", account.address
    )
    words_file = server.data / "accounts" / str(number) / "words.db"

    def known():
        return (
            words_file.exists()
            and one_value(words_file, "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'word_mark'")
            and one_value(words_file, "SELECT upto FROM word_mark") >= count
        )

    eventually(known, "the index is up to date")


@pytest.mark.skipif(POSTGRES, reason="looks into the index in files; tests/contract has both")
class TestIndex:
    """What is found is the same before a message is indexed and after."""

    @pytest.fixture
    def in_both(self, new_phone, server, account):
        """Runs a look twice: at once, and when the index knows so many messages."""
        phone = new_phone()

        def both(count, look):
            look(phone)
            indexed(server, account, count)
            look(phone)

        return both

    def test_in_any_script_and_spelling(self, in_both, deliver):
        deliver(*(messages.plain(subject) for subject, *_ in SCRIPTS))

        def look(phone):
            for subject, *texts in SCRIPTS:
                for text in texts:
                    assert subjects(searched(phone, words(text))) == [subject], text

        in_both(len(SCRIPTS), look)

    def test_as_words_phrases_and_alternatives(self, in_both, deliver):
        deliver(
            messages.plain("one", "The quick brown fox.\r\n"),
            messages.plain("two", "The brown quick fox.\r\n"),
            messages.with_attachments(
                "three", files=[("Übersicht 2026.pdf", "application/pdf", b"%PDF")]
            ),
        )
        rows = [
            ('"quick brown"', {"one"}), ("quick brown", {"one", "two"}), ("qui*", {"one", "two"}),
            ("uick", set()), ("ubersicht", {"three"}), ("2026.pdf OR \"brown quick\"", {"two", "three"}),
            ("fox -\"quick brown\"", {"two"}), ("subject:fox", set()), ("body:fox subject:one", {"one"}),
            ("-fox", {"three"}), ("fox received<2020-01-01", set()),
        ]  # fmt: skip

        def look(phone):
            for text, found in rows:
                assert set(subjects(searched(phone, words(text)))) == found, text

        in_both(3, look)

    def test_wherever_a_message_goes(self, in_both, deliver):
        deliver(messages.plain("wanderer"))

        def look(phone):
            parent = phone.create_folder(messages.unique("parent"))
            child = phone.create_folder("child", parent)
            here, top = AirSync.CollectionId(phone.inbox), AirSync.CollectionId(parent)
            below = [Search.DeepTraversal()]
            (result,) = searched(phone, words("wanderer")).all("Result")
            (moved,) = phone.client.move((result.text("LongId"), phone.inbox, child))
            assert subjects(searched(phone, here, words("wanderer"))) == []
            assert subjects(searched(phone, top, words("wanderer"))) == []
            assert subjects(searched(phone, top, words("wanderer"), options=below)) == ["wanderer"]
            phone.client.move((moved.text("DstMsgId"), child, phone.inbox))
            assert subjects(searched(phone, here, words("wanderer"))) == ["wanderer"]

        in_both(1, look)

    def test_until_it_is_deleted(self, in_both, deliver):
        deliver(messages.plain("short-lived"), messages.plain("also short-lived"))

        def look(phone):
            phone.sync_all()
            going, *staying = phone.subjects()
            phone.sync(commands=[delete(phone.by_subject(going).id)], deletes_as_moves=False)
            assert subjects(searched(phone, words("lived"))) == staying

        in_both(2, look)

    def test_after_a_crash(self, new_server):
        server = new_server()
        account = server.add_account()
        lmtp.deliver(server, account, messages.plain("before the crash"))
        server.kill()
        server.start()
        phone = Phone(server, account, device="crashed")
        assert subjects(searched(phone, words("crash"))) == ["before the crash"]
        indexed(server, account, 1)
        lmtp.deliver(server, account, messages.plain("after the crash"))
        found = subjects(searched(phone, words("crash")))
        assert found == ["after the crash", "before the crash"]
        phone.client.close()


class TestPeople:
    def gal(self, phone, text, options=()):
        return store_of(
            phone,
            Search.Search(
                Search.Store(
                    Search.Name("GAL"), Search.Query(text),
                    Search.Options(options) if options else None,
                )  # fmt: skip
            ),
        )

    def test_an_account_is_found_by_what_its_address_begins_with(self, reader, main_version):
        """case: MSASCMD_S14_TC14_Search_GAL_Success"""
        phone = reader(main_version)
        address = phone.client.account.address
        for text in (address, address.upper(), f"Somebody <{address}>"):
            store = self.gal(phone, text)
            (person,) = store.all("Result/Properties")
            assert person.text("GAL:EmailAddress") == address
            assert person.text("GAL:Alias") == address.split("@")[0]
            assert (store.text("Range"), store.text("Total")) == ("0-0", "1")

    def test_the_range_pages_through_them(self, reader, other_account):
        phone = reader()
        prefix = other_account.address[0]
        total = self.gal(phone, prefix).number("Total")
        assert total >= 2
        store = self.gal(phone, prefix, [Search.Range("1-1")])
        assert store.text("Range") == "1-1" and len(store.all("Result")) == 1
        assert self.gal(phone, prefix, [Search.Range(f"{total}-{total}")]).text("Status") == "12"

    def test_nobody_is_an_empty_result(self, reader):
        store = self.gal(reader(), "nobody of that name")
        assert store.text("Status") == "1" and [r.children for r in store.all("Result")] == [[]]
        assert self.gal(reader(), " ").text("Status") == "2"

    def test_there_are_no_pictures(self, reader):
        """case: MSASCMD_S14_TC26_Search_GAL_Status173"""
        phone = reader("14.1")
        store = self.gal(phone, phone.client.account.address, [Search.Picture()])
        assert store.text("Result/Properties/GAL:Picture/GAL:Status") == "173"


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
