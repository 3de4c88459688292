"""One card, two protocols: what a phone edits by ActiveSync and a program by CardDAV is one contact,
and neither loses what the other cannot say. Source: RFC 6352, MS-ASCNTC, docs/contacts.md."""

import base64

import pytest

import eas
from dav import Client, card
from phone import CONTACTS
from places import CORPORA
from test_books import ping
from test_contacts import AT_ONCE, add, added, book, by_name, everything, shown  # noqa: F401
from wbxml import AirSync, AirSyncBase, Contacts

RICH = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//X//EN\r\nUID:rich\r\nN:Lee;Ann;;;\r\nFN:Ann Lee\r\n"
    "item1.TEL;TYPE=pref:+1\r\nitem1.X-ABLabel:boat\r\nTEL;TYPE=CELL;X-WHO=me:+2\r\n"
    "EMAIL;TYPE=INTERNET,WORK:ann@example.org\r\nX-ONLY-HERE;P=\"a;b\":kept\\, as\r\n  it is\r\n"
    "GEO:1;2\r\nNOTE:first\\nsecond\r\nEND:VCARD\r\n"
)


@pytest.fixture
def dav(server, account):
    client = Client(server, account)
    yield client
    client.close()


def change(item, **texts):
    """A Change that says all that the item has, but for these elements."""
    fields = {name: each for name, each in item.fields.items()
              if not name.endswith(("BodySize", "BodyTruncated", "NativeBodyType"))}  # fmt: skip
    note = fields.pop("AirSyncBase:Body", None)
    data = [each for name, each in fields.items() if name.partition(":")[2] not in texts]
    data += [getattr(Contacts, tag)(text) for tag, text in texts.items()]
    if note is not None:
        data.append(AirSyncBase.Body(AirSyncBase.Type(1), AirSyncBase.Data(note.text("Data"))))
    return eas.change(item.id, *data)


class TestOneContact:
    def test_what_dav_puts_a_phone_sees_and_is_woken_by(self, book, dav):  # noqa: F811
        phone, folder = book()
        waiting = ping(phone, folder)
        assert waiting.silent()
        assert dav.put("rich.vcf", RICH).status == 201
        assert waiting.answer(AT_ONCE).text("Status") == "2"
        phone.sync_all(folder)
        item = phone.only(folder)
        assert item["Contacts:LastName"] == "Lee" and item["Contacts:MobilePhoneNumber"] == "+2"
        assert item["Contacts:Email1Address"] == "ann@example.org"

    @pytest.mark.parametrize("version", ("2.5", "16.1"))
    def test_what_a_phone_adds_dav_sees(self, book, dav, version):  # noqa: F811
        token = dav.sync().token
        phone, folder = book(version)
        added(phone, folder, *everything(version))
        new = dav.sync(token, properties="<D:getetag/><C:address-data/>").only
        text = new.text("C:address-data")
        assert text == dav.request("GET", new.href).body.decode()
        assert new.href.endswith(".vcf") and "FN:" in text and "UID:" in text

    def test_a_phones_edit_touches_its_property_alone(self, book, dav):  # noqa: F811
        etag = dav.put("rich.vcf", RICH).etag
        token = dav.sync().token
        phone, folder = book()
        item = phone.only(folder)
        assert phone.sync(folder, [change(item, MobilePhoneNumber="+3")]).responses == {}
        seen = dav.sync(token).only
        assert seen.href == dav.book + "rich.vcf" and seen.text("D:getetag") != etag
        read = dav.get("rich.vcf")
        assert read.body.decode() == RICH.replace("+2", "+3")
        assert read.etag == seen.text("D:getetag")
        assert dav.put("rich.vcf", RICH, If_Match=etag).status == 412

    def test_an_add_sent_again_with_more_keeps_what_dav_wrote_meanwhile(self, book, dav):  # noqa: F811
        phone, folder = book()
        token = dav.sync().token
        phone.sync(folder, [add("c1", Contacts.LastName("Lee"))], lose=True)
        new = dav.sync(token, properties="<D:getetag/><C:address-data/>").only
        name = new.href.rpartition("/")[2]
        text = new.text("C:address-data").replace("END:VCARD", "X-ONLY-HERE;X-P=1:kept\r\nEND:VCARD")
        assert dav.put(name, text, If_Match=new.text("D:getetag")).status == 204
        more = add("c1", Contacts.LastName("Lee"), Contacts.FirstName("Ann"))
        assert phone.sync(folder, [more]).responses["c1"] == "1"
        card_now = dav.get(name).body.decode()
        assert "X-ONLY-HERE;X-P=1:kept" in card_now and "N:Lee;Ann;" in card_now

    def test_an_edit_of_dav_reaches_the_phone_and_the_phone_keeps_the_rest(self, book, dav):  # noqa: F811
        phone, folder = book()
        server_id = added(phone, folder, *everything("16.1"))
        (href,) = [each.href for each in dav.sync().responses]
        name = href.rpartition("/")[2]
        read = dav.get(name)
        text = read.body.decode()
        edited = text.replace("END:VCARD", "X-DAV-ONLY;A=b:kept\r\nTITLE:Boss\r\nEND:VCARD")
        edited = "\r\n".join(line for line in edited.split("\r\n")
                             if not line.startswith("TITLE:JobTitle"))  # fmt: skip
        assert dav.put(name, edited, If_Match=read.etag).status == 204
        assert phone.sync_all(folder).changed == [server_id]
        item = phone.only(folder)
        assert item["Contacts:JobTitle"] == "Boss"
        before = [each for each in everything("16.1") if each.name != "Contacts:JobTitle"]
        after = [each for each in shown(item, "16.1") if each.name != "Contacts:JobTitle"]
        assert by_name(after) == by_name(before)
        phone.sync(folder, [change(item, JobTitle="Cook")])
        assert dav.get(name).body.decode() == edited.replace("TITLE:Boss", "TITLE:Cook")

    def test_each_sees_the_other_delete(self, book, dav):  # noqa: F811
        phone, folder = book()
        dav.put("a.vcf", card("a"))
        dav.put("b.vcf", card("b", "Bo"))
        phone.sync_all(folder)
        token = dav.sync().token
        by_dav, by_phone = sorted(phone.items(folder).values(), key=lambda i: i["Contacts:FileAs"])
        dav.request("DELETE", dav.book + "a.vcf")
        phone.sync_all(folder)
        assert set(phone.items(folder)) == {by_phone.id} != {by_dav.id}
        phone.sync(folder, [AirSync.Delete(AirSync.ServerId(by_phone.id))])
        assert {each.href: each.status for each in dav.sync(token).responses} == {
            dav.book + "a.vcf": 404, dav.book + "b.vcf": 404}  # fmt: skip

    def test_a_card_copied_or_moved_by_dav_is_there_for_the_phone(self, new_phone, dav):
        dav.make_book("work", "<D:displayname>At work</D:displayname>")
        dav.put("rich.vcf", RICH)
        dav.request("COPY", dav.book + "rich.vcf", Destination=dav.home + "work/x.vcf")
        phone = new_phone()
        phone.folder_sync()
        (folder,) = [each.id for each in phone.folders.values() if each.name == "At work"]
        phone.sync_all(folder)
        assert phone.only(folder)["Contacts:LastName"] == "Lee"
        phone.sync(folder, [change(phone.only(folder), LastName="Low")])
        assert "Low;Ann" in dav.get("x.vcf", dav.home + "work/").body.decode()
        assert dav.get("rich.vcf").body.decode() == RICH

    def test_a_book_that_a_phone_makes_renames_and_deletes_is_one_of_dav(self, new_phone, dav):
        phone = new_phone()
        phone.folder_sync()
        club = phone.create_folder("Club", folder_type=14)
        (path,) = set(dav.propfind(dav.home, "D:owner", depth=1).by_href) - {dav.home, dav.book}
        assert dav.propfind(path, "D:displayname").only.text("D:displayname") == "Club"
        assert dav.put("a.vcf", card("a"), path).status == 201
        phone.rename_folder(club, "Team")
        assert dav.propfind(path, "D:displayname").only.text("D:displayname") == "Team"
        dav.proppatch(path, "<D:set><D:prop><D:displayname>Crew</D:displayname></D:prop></D:set>")
        phone.folder_sync()
        assert phone.folders[club].name == "Crew"
        phone.sync_all(club)
        assert len(phone.items(club)) == 1
        phone.delete_folder(club)
        assert dav.get("a.vcf", path).status == 404

    def test_a_book_inside_of_one_that_goes_stays(self, new_phone, dav):
        phone = new_phone()
        phone.folder_sync()
        outer = phone.create_folder("Outer", folder_type=14)
        phone.create_folder("Inner", parent=outer, folder_type=14)
        names = {each.text("D:displayname"): each.href
                 for each in dav.propfind(dav.home, "D:displayname", depth=1).responses}  # fmt: skip
        dav.put("a.vcf", card("a"), names["Inner"])
        assert dav.request("DELETE", names["Outer"]).status == 204
        assert dav.get("a.vcf", names["Inner"]).status == 200
        phone.folder_sync()
        assert [each.parent for each in phone.folders.values() if each.name == "Inner"] == ["0"]

    def test_a_picture_goes_both_ways(self, book, dav):  # noqa: F811
        picture = b"\xff\xd8\xff\xe0" + b"picture" * 50
        encoded = base64.b64encode(picture).decode()
        dav.put("a.vcf", card("a", "Ann", f"PHOTO;ENCODING=b;TYPE=JPEG:{encoded}"))
        phone, folder = book()
        assert base64.b64decode(phone.only(folder)["Contacts:Picture"]) == picture

    def test_a_picture_of_5_mib_is_kept_and_no_phone_is_sent_it(self, book, dav):  # noqa: F811
        encoded = base64.b64encode(bytes(range(251)) * 20_888).decode()
        text = card("a", "Ann", f"PHOTO;ENCODING=b;TYPE=JPEG:{encoded}")
        assert dav.put("a.vcf", text).status == 201
        assert dav.get("a.vcf").body == text.encode()
        phone, folder = book()
        item = phone.only(folder)
        assert "Contacts:Picture" not in item.fields
        phone.sync(folder, [eas.change(item.id, Contacts.FirstName("Ann"), Contacts.JobTitle("Head"))])
        assert encoded.encode() in dav.get("a.vcf").body.replace(b"\r\n ", b"")


def test_every_card_of_the_corpus_is_kept_byte_for_byte(dav):
    """Or refused by name; and then it is not there."""
    kept = {}
    for path in sorted((CORPORA / "dev" / "vcards").iterdir()):
        text = path.read_bytes()
        dav.make_book(path.stem)
        book_path = f"{dav.home}{path.stem}/"
        answer = dav.put("x.vcf", text, book_path)
        if answer.status == 403:
            (condition,) = answer.conditions
            assert condition.endswith("valid-address-data"), path
            assert dav.get("x.vcf", book_path).status == 404
        else:
            assert answer.status == 201, path
            read = dav.get("x.vcf", book_path)
            assert read.body == text and read.etag == answer.etag, path
            kept[book_path + "x.vcf"] = text
            assert [each.href for each in dav.sync(book=book_path).responses] == [book_path + "x.vcf"]
            dav.request("DELETE", book_path)
    assert len(kept) > 100
