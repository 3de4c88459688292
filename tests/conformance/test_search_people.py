"""Search of the accounts of one's own domain. Source: MS-ASCMD 2.2.1.16."""

from searching import library, reader, store_of
from wbxml import Search


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
