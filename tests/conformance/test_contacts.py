"""Contacts: added on one phone and seen on another, changed, deleted, fetched and moved, whatever
is lost on the way. Source: MS-ASCNTC; MS-ASCMD 2.2.3.179 (Supported); docs/contacts.md."""

import base64

import pytest

import eas
from eas import body_preference, fetch_item
from phone import CONTACTS, fetch_command
from test_books import OWN, estimate, ping
from test_quota import set_quota
from wbxml import AirSync, AirSyncBase, Contacts, Contacts2, ItemOperations, Search

AT_ONCE = 15.0  # seconds, generous: a loaded machine under a sanitizer
SOME = ("2.5", "12.1", "14.1", "16.1")
LISTED = ("12.1", "14.1", "16.1")  # of the list of cases
OLD_AND_NEW = ("2.5", "16.1")
PICTURE = base64.b64encode(b"\xff\xd8\xff\xe0" + b"picture" * 50).decode()

TEXTS = {
    Contacts: """Title FirstName MiddleName LastName Suffix YomiFirstName YomiLastName
        YomiCompanyName CompanyName Department JobTitle OfficeLocation FileAs Email1Address
        Email2Address Email3Address MobilePhoneNumber HomePhoneNumber Home2PhoneNumber
        HomeFaxNumber BusinessPhoneNumber Business2PhoneNumber BusinessFaxNumber PagerNumber
        CarPhoneNumber RadioPhoneNumber AssistantPhoneNumber HomeAddressStreet HomeAddressCity
        HomeAddressState HomeAddressPostalCode HomeAddressCountry BusinessAddressStreet
        BusinessAddressCity BusinessAddressState BusinessAddressPostalCode BusinessAddressCountry
        OtherAddressStreet OtherAddressCity OtherAddressState OtherAddressPostalCode
        OtherAddressCountry WebPage Spouse AssistantName""".split(),
    Contacts2: """NickName IMAddress IMAddress2 IMAddress3 CompanyMainPhone ManagerName CustomerId
        GovernmentId AccountName MMS""".split(),
}  # fmt: skip


def body(version, text):
    if version == "2.5":
        return Contacts.Body(text)
    return AirSyncBase.Body(AirSyncBase.Type(1), AirSyncBase.Data(text))


def everything(version):
    """A contact with every element that a client may write."""
    texts = [getattr(space, tag)(f"{tag}, ü; 1") for space, tags in TEXTS.items() for tag in tags]
    return [
        *texts,
        Contacts.Birthday("1980-02-29T00:00:00.000Z"),
        Contacts.Anniversary("2005-06-01T00:00:00.000Z"),
        Contacts.Picture(PICTURE),
        Contacts.Categories(Contacts.Category("Friends"), Contacts.Category("Chess, fast")),
        Contacts.Children(Contacts.Child("Ann"), Contacts.Child("Bo")),
        body(version, "line one\nline two"),
    ]


def lines(text):
    return text.replace("\r\n", "\n")


def shown(item, version):
    """The elements of an item that a client may write, as everything() has them."""
    fields = dict(item.fields)
    note = fields.pop("Contacts:Body" if version == "2.5" else "AirSyncBase:Body")
    for name in ("Contacts:BodySize", "Contacts:BodyTruncated", "AirSyncBase:NativeBodyType"):
        fields.pop(name, None)
    note = note.text() if version == "2.5" else note.text("Data")
    return [*fields.values(), body(version, lines(note))]


def by_name(elements):
    return sorted(elements, key=lambda each: each.name)


def add(client_id, *data):
    return AirSync.Add(AirSync.ClientId(client_id), AirSync.ApplicationData(data))


def begin(phone, folder, *more):
    """The first Sync, with what may stand beside its key."""
    named = AirSync.Class("Contacts") if eas.takes_class(phone.version) else None
    request = eas.sync_request(
        AirSync.Collection(named, AirSync.SyncKey("0"), AirSync.CollectionId(folder), more)
    )
    phone.receive(folder, "0", request, phone.client.command("Sync", request))


@pytest.fixture
def book(new_phone):
    """Makes phones that have synced their address book; the phone and the book."""

    def make(version="16.1", supported=None, **how):
        phone = new_phone(version, **how)
        folder = phone.folder(CONTACTS)
        if supported is not None:
            begin(phone, folder, AirSync.Supported(supported))
        phone.sync_all(folder)
        return phone, folder

    return make


def added(phone, folder, *data, client_id="c1"):
    """The ServerId of a contact that the phone adds."""
    result = phone.sync(folder, [add(client_id, *data)])
    assert result.responses[client_id] == "1", result.doc
    return result.made[client_id]


class TestAdd:
    @pytest.mark.parametrize("version", SOME)
    def test_every_element_is_seen_on_another_phone(self, book, version):
        """case: MSASCNTC_S01_TC01_Sync_AddContact"""
        phone, folder = book(version)
        server_id = added(phone, folder, *everything(version))
        assert phone.sync_all(folder).commands == 0, "its own Add comes back"
        for other_version in ("2.5", "16.1"):
            other, there = book(other_version)
            (item,) = other.items(there).values()
            assert item.id == server_id
            assert by_name(shown(item, other_version)) == by_name(everything(other_version))

    @pytest.mark.parametrize("version", ("12.1", "16.1"))
    def test_lists_of_300_are_taken_and_of_301_not(self, book, version):
        """case: MSASCNTC_S01_TC06_Sync_AddContact_300CategoryElements
        case: MSASCNTC_S01_TC07_Sync_AddContact_300ChildElements"""
        phone, folder = book(version)
        for count, status in ((300, "1"), (301, "6")):
            categories = Contacts.Categories([Contacts.Category(f"c{i}") for i in range(count)])
            children = Contacts.Children([Contacts.Child(f"n{i}") for i in range(count)])
            commands = [add(f"a{count}", categories), add(f"b{count}", children)]
            result = phone.sync(folder, commands)
            assert set(result.responses.values()) == {status}
        other, there = book(version)
        assert sorted(len(list(i.fields[name].children)) for i in other.items(there).values()
                      for name in ("Contacts:Categories", "Contacts:Children")
                      if name in i.fields) == [300, 300]  # fmt: skip

    @pytest.mark.parametrize("version", OLD_AND_NEW)
    def test_a_lost_answer_makes_no_second_contact(self, book, version):
        phone, folder = book(version)
        for client_id, name in (("a", "Ann"), ("b", "Bo"), ("c", "Cleo")):
            command = [add(client_id, Contacts.LastName(name))]
            for _ in range(2):
                phone.sync(folder, command, lose=True)
            assert phone.sync(folder, command).responses == {client_id: "1"}
        phone.sync_all(folder)
        other, there = book(version)
        assert sorted(i["Contacts:LastName"] for i in other.items(there).values()) == [
            "Ann", "Bo", "Cleo",
        ]  # fmt: skip
        assert phone.items(folder).keys() == other.items(there).keys()

    def test_edited_before_the_repetition_it_is_one_contact_as_edited(self, book):
        phone, folder = book()
        first = [Contacts.LastName("Lee"), Contacts.JobTitle("Cook"), body("16.1", "a note")]
        phone.sync(folder, [add("a", *first)], lose=True)
        result = phone.sync(folder, [add("a", Contacts.LastName("Lee"), Contacts.Suffix("Jr."))])
        assert result.responses == {"a": "1"}
        other, there = book()
        item = other.only(there)
        assert item["Contacts:LastName"] == "Lee" and item["Contacts:Suffix"] == "Jr."
        assert item["Contacts:JobTitle"] is None and not item["AirSyncBase:Body/Data"]


class TestRefusals:
    @pytest.mark.parametrize("version", LISTED)
    def test_what_can_not_be_taken_is_refused_by_itself(self, book, version):
        """case: MSASCNTC_S01_TC05_Sync_Status6_PictureExceeds48KB"""
        phone, folder = book(version)
        large = base64.b64encode(b"\xff\xd8\xff" + b"x" * (60 << 10)).decode()
        rich = AirSyncBase.Body(AirSyncBase.Type(3), AirSyncBase.Data("e1xydGYx"))
        bad = {
            "large": Contacts.Picture(large), "base64": Contacts.Picture("no picture!"),
            "day": Contacts.Birthday("some day"), "rich": rich,
        }  # fmt: skip
        commands = [add(name, Contacts.LastName(name), data) for name, data in bad.items()]
        refused = dict.fromkeys(bad, "6")
        good = add("good", Contacts.LastName("Good"))
        assert phone.sync(folder, [*commands, good]).responses == {**refused, "good": "1"}
        assert phone.sync(folder, commands).responses == refused
        other, there = book(version)
        assert other.only(there)["Contacts:LastName"] == "Good"

    @pytest.mark.parametrize("version", OLD_AND_NEW)
    def test_a_change_that_can_not_be_taken_changes_nothing(self, book, version):
        phone, folder = book(version)
        server_id = added(phone, folder, Contacts.LastName("Lee"))
        data = Contacts.LastName("Other"), Contacts.Birthday("some day")
        assert phone.sync(folder, [eas.change(server_id, *data)]).responses == {server_id: "6"}
        other, there = book(version)
        assert other.only(there)["Contacts:LastName"] == "Lee"

    def test_a_full_account_says_so_and_takes_it_later(self, book, server, account):
        phone, folder = book()
        set_quota(server, account, bytes=10)
        command = [add("a", Contacts.LastName("Lee"))]
        assert phone.sync(folder, command).responses == {"a": "9"}
        set_quota(server, account, bytes=0)
        assert phone.sync(folder, command).responses == {"a": "1"}
        assert len(book()[0].items(folder)) == 1


GIVEN = {"FirstName": "Ann", "LastName": "Lee", "JobTitle": "Cook", "AssistantName": "Sam"}
# What Supported says; what is left of GIVEN by a Change that says LastName alone.
GHOSTED = {
    "absent": (None, []),
    "empty": ([], ["FirstName", "JobTitle", "AssistantName"]),
    "all but AssistantName": ([getattr(Contacts, tag)() for tag in GIVEN if tag != "AssistantName"],
                              ["AssistantName"]),
    "AssistantName alone": ([Contacts.LastName(), Contacts.AssistantName()],
                            ["FirstName", "JobTitle"]),
}  # fmt: skip


class TestChange:
    @pytest.mark.parametrize("version", SOME)
    def test_what_is_left_out_goes_unless_it_is_ghosted(self, book, version):
        """case: MSASCNTC_S01_TC02_Sync_GhostedElements_ExceptAssistantName
        case: MSASCNTC_S01_TC03_Sync_GhostedElement_AssistantName
        case: MSASCMD_S19_TC39_Sync_Supported"""
        maker, folder = book(version)
        reader, _ = book(version)
        given = [getattr(Contacts, tag)(text) for tag, text in GIVEN.items()]
        for number, (name, (supported, left)) in enumerate(GHOSTED.items()):
            server_id = added(maker, folder, *given, client_id=f"c{number}")
            editor, _ = book(version, supported)
            change = eas.change(server_id, Contacts.LastName("New"))
            assert editor.sync(folder, [change]).responses == {}, name
            reader.sync_all(folder)
            item = reader.items(folder)[server_id]
            assert item["Contacts:LastName"] == "New", name
            kept = [tag for tag in GIVEN if tag != "LastName" and item[f"Contacts:{tag}"]]
            assert kept == left, name

    @pytest.mark.parametrize("version", OLD_AND_NEW)
    def test_it_wakes_and_reaches_the_other_phone_alone(self, book, version):
        phone, folder = book(version)
        other, _ = book(version)
        server_id = added(phone, folder, Contacts.LastName("Lee"))
        other.sync_all(folder)
        waiting = ping(other, folder)
        assert waiting.silent()
        phone.sync(folder, [eas.change(server_id, Contacts.LastName("New"))])
        assert waiting.answer(AT_ONCE).text("Status") == "2"
        answer = estimate(other, folder)
        assert answer.text("Response/Collection/Estimate") == "1"
        assert other.sync_all(folder).changed == [server_id]
        assert other.only(folder)["Contacts:LastName"] == "New"
        assert phone.sync_all(folder).commands == 0

    @pytest.mark.parametrize("version", LISTED)
    def test_the_server_wins_a_conflict_unless_the_phone_is_to(self, book, version):
        """case: MSASCMD_S19_TC40_Sync_Conflict"""
        phone, folder = book(version)
        other, _ = book(version)
        for conflict, status, wins in ((1, "7", "First"), (0, "1", "Second")):
            client_id = f"c{conflict}"
            server_id = added(phone, folder, Contacts.LastName("Lee"), client_id=client_id)
            other.sync_all(folder)
            phone.sync(folder, [eas.change(server_id, Contacts.LastName("First"))])
            late = [eas.change(server_id, Contacts.LastName("Second"))]
            result = other.sync(folder, late, conflict=conflict)
            assert result.responses.get(server_id, "1") == status
            for each in (phone, other):
                each.sync_all(folder)
                assert each.items(folder)[server_id]["Contacts:LastName"] == wins

    def test_an_iphone_does_not_take_a_picture_away(self, book, new_phone):
        phone, folder = book("16.1")
        server_id = added(phone, folder, Contacts.LastName("Lee"), Contacts.Picture(PICTURE))
        edit = eas.change(server_id, Contacts.LastName("New"), Contacts.Picture())
        for device_type, picture in (("iPhone", PICTURE), ("Android", None)):
            editor = new_phone(set_up=False)
            editor.client.device_type = device_type
            editor.client.provision()
            editor.folder_sync()
            editor.sync_all(folder)
            editor.sync(folder, [edit])
            reader, _ = book("16.1")
            assert reader.only(folder)["Contacts:Picture"] == picture


class TestDelete:
    @pytest.mark.parametrize("version", OLD_AND_NEW)
    def test_reaches_the_other_phone_and_may_be_repeated(self, book, version):
        phone, folder = book(version)
        server_id = added(phone, folder, Contacts.LastName("Lee"))
        other, _ = book(version)
        phone.sync(folder, [eas.delete(server_id)], lose=True)
        assert phone.sync(folder, [eas.delete(server_id)]).responses == {}
        assert other.sync_all(folder).deleted == [server_id]
        assert not phone.items(folder) and not other.items(folder)
        late = eas.change(server_id, Contacts.LastName("New"))
        assert other.sync(folder, [late]).responses == {server_id: "8"}


LONG = "0123456789" * 30


class TestFetch:
    @pytest.mark.parametrize("version", LISTED)
    def test_the_note_is_cut_as_the_phone_wants(self, book, version):
        """case: MSASCNTC_S01_TC08_Sync_TruncatedBody MSASCNTC_S01_TC09_Sync_NonTruncatedBody"""
        phone, folder = book(version)
        added(phone, folder, Contacts.LastName("Lee"), body(version, LONG))
        for size, cut in ((8, True), (4096, False)):
            other, _ = book(version, preferences=[body_preference(1, size)])
            note = other.only(folder).body
            assert note.text("Truncated", "0") == str(int(cut))
            assert note.text("Data") == (LONG[:size] if cut else LONG)
            assert note.text("EstimatedDataSize") == str(len(LONG))

    @pytest.mark.parametrize("version", OLD_AND_NEW)
    def test_by_sync_the_note_comes_whole(self, book, version):
        phone, folder = book(version)
        server_id = added(phone, folder, Contacts.LastName("Lee"), body(version, LONG))
        answer = phone.sync(folder, [fetch_command(server_id)]).doc
        fetched = answer.find("Collections/Collection/Responses/Fetch")
        assert fetched.text("Status") == "1", fetched
        data = fetched.find("ApplicationData")
        assert data.text("LastName") == "Lee"
        assert data.text("Body" if version == "2.5" else "Body/Data") == LONG

    @pytest.mark.parametrize("version", LISTED)
    def test_by_item_operations_whole_cut_or_in_part(self, book, version):
        """case: MSASCNTC_S02_TC01_ItemOperations_RetrieveContact
        case: MSASCNTC_S02_TC02_ItemOperations_TruncateBody
        case: MSASCNTC_S02_TC03_ItemOperations_SchemaViewFetch"""
        phone, folder = book(version)
        server_id = added(phone, folder, *everything(version))
        schema = ItemOperations.Schema(Contacts.LastName(), Contacts.Birthday())
        whole, cut, part = (
            each.find("Properties")
            for each in phone.client.fetch(
                fetch_item(folder, server_id),
                fetch_item(folder, server_id, body_preference(1, 8)),
                fetch_item(folder, server_id, schema),
            ).doc.all("Response/Fetch")
        )
        assert whole.text("JobTitle") == "JobTitle, ü; 1" and whole.text("Picture") == PICTURE
        assert lines(whole.text("Body/Data")) == "line one\nline two"
        assert cut.text("Body/Data") == "line one" and cut.text("Body/Truncated") == "1"
        assert {child.tag for child in part.children} == {"LastName", "Birthday"}
        classes = phone.client.fetch(fetch_item(folder, server_id)).doc
        assert classes.text("Response/Fetch/Class") == "Contacts"
        gone = phone.client.fetch(fetch_item(folder, f"{folder}:98765")).doc
        assert gone.text("Response/Fetch/Status") == "6"

    def test_mail_searches_do_not_find_contacts(self, book):
        phone, folder = book()
        added(phone, folder, Contacts.LastName("Unheardof"))
        for more in ((), (AirSync.CollectionId(folder),)):
            query = Search.And(AirSync.Class("Email"), more, Search.FreeText("Unheardof"))
            store = Search.Store(Search.Name("Mailbox"), Search.Query(query))
            answer = phone.client.command("Search", Search.Search(store))
            assert not answer.has("Response/Store/Result/Properties"), answer


class TestMove:
    @pytest.mark.parametrize("version", OLD_AND_NEW)
    def test_between_address_books_but_not_among_mail(self, book, version):
        phone, folder = book(version)
        server_id = added(phone, folder, *everything(version))
        club = phone.create_folder("Club", "0", OWN["Contacts"])
        (refused,) = phone.client.move((server_id, folder, phone.inbox))
        assert refused.text("Status") == "2", refused
        for _ in range(2):  # also when it is sent once more
            (moved,) = phone.client.move((server_id, folder, club))
            assert moved.text("Status") == "3", moved
        assert phone.sync_all(folder).deleted == [server_id]
        phone.sync_all(club)
        item = phone.only(club)
        assert item.id == moved.text("DstMsgId")
        assert by_name(shown(item, version)) == by_name(everything(version))


class TestTheServer:
    def test_has_them_after_a_kill_and_finds_them_in_order(self, new_phone, new_server):
        server = new_server()
        account = server.add_account()
        phone = new_phone("16.1", server=server, account=account)
        folder = phone.folder(CONTACTS)
        phone.sync_all(folder)
        server_id = added(phone, folder, *everything("16.1"))
        server.kill()
        assert server.command("store", "check").returncode == 0
        server.start()
        phone.client.close()
        assert phone.sync_all(folder).commands == 0
        other = new_phone("16.1", server=server, account=account)
        other.sync_all(folder)
        assert other.items(folder).keys() == {server_id}
