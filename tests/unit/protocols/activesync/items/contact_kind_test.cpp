// Contacts in a real store, changed as a device does it.
#include "protocols/activesync/items/contact_kind.h"

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace contacts = wbxml::contacts;

constexpr std::string_view kCard =
    "BEGIN:VCARD\nVERSION:3.0\nUID:u1\nN:Lee;Ann;;;\nFN:Ann Lee\nX-OWN:kept\nEND:VCARD\n";

Element data_of(std::initializer_list<std::pair<wbxml::Tag, std::string>> fields) {
    Element data(wbxml::air_sync::kApplicationData);
    for (const auto& [tag, text] : fields) {
        data.add(tag, text);
    }
    return data;
}

class ContactKindTest : public store::StoreTest {
  protected:
    template <class F>
    auto write(F&& f) {
        auto done = account_->write([&](store::Change& change) {
            using Value = decltype(f(change));
            return Result<Value>(f(change));
        });
        EXPECT_TRUE(done);
        return *std::move(done);
    }
    template <class F>
    auto read(F&& f) {
        auto done = account_->read([&](const store::Snapshot& snapshot) {
            using Value = decltype(f(snapshot));
            return Result<Value>(f(snapshot));
        });
        EXPECT_TRUE(done);
        return *std::move(done);
    }

    Collection book() {
        return read([](const store::Snapshot& snapshot) {
            return *snapshot.by_role(ItemClass::kContact, Role::kDefault);
        });
    }
    // An item with this native text, as another client would have put it there.
    Item put(std::string_view text) {
        return write([&](store::Change& change) {
            store::NewObject object;
            object.bytes = text;
            store::NewItem item;
            item.object = change.add_object(object);
            item.name = "u1.vcf";
            item.native_uid = "u1";
            const auto folder = *change.by_role(ItemClass::kContact, Role::kDefault);
            return *change.item(folder.id, change.add_item(folder.id, item));
        });
    }
    Item again(const Item& item) {
        return read([&](const store::Snapshot& snapshot) {
            return *snapshot.item(item.collection, item.uid);
        });
    }
    std::string text_of(const Item& item) {
        return read([&](const store::Snapshot& snapshot) {
            return snapshot.bytes(item.object, 0, snapshot.object(item.object)->size);
        });
    }
    Element render(const Item& item) {
        return read([&](const store::Snapshot& snapshot) {
            return kind_.render(snapshot, item, RenderOptions{});
        });
    }
    int merge(const Item& item, const Element& data) {
        return write([&](store::Change& change) { return kind_.merge(change, item, data, {}); });
    }

    ContactKind kind_;
};

TEST_F(ContactKindTest, AnAddedContactIsACardNamedByItsUid) {
    const auto folder = book();
    const auto added = write([&](store::Change& change) {
        return kind_.add(change, folder, data_of({{contacts::kLastName, "Lee"}}), {});
    });
    ASSERT_EQ(added.status, kItemOk);
    const Item item =
        read([&](const store::Snapshot& snapshot) { return *snapshot.item(folder.id, added.uid); });
    EXPECT_EQ(item.native_uid.size(), 32U);
    EXPECT_EQ(item.name, item.native_uid + ".vcf");
    EXPECT_EQ(text_of(item).rfind("BEGIN:VCARD\r\nVERSION:3.0\r\n", 0), 0U);
    EXPECT_NE(text_of(item).find("UID:" + item.native_uid), std::string::npos);
    EXPECT_EQ(render(item).text(contacts::kLastName), "Lee");
}

TEST_F(ContactKindTest, WhatIsBrokenIsNotAddedAndLeavesNothing) {
    const auto folder = book();
    const auto added = write([&](store::Change& change) {
        return kind_.add(change, folder, data_of({{contacts::kBirthday, "some day"}}), {});
    });
    EXPECT_EQ(added.status, kItemInvalid);
    EXPECT_EQ(read([](const store::Snapshot& snapshot) { return snapshot.usage().items; }), 0);
    EXPECT_EQ(read([](const store::Snapshot& snapshot) { return snapshot.usage().bytes; }), 0);
}

TEST_F(ContactKindTest, AnEditKeepsWhatIsNoPartOfTheView) {
    const Item item = put(kCard);
    EXPECT_EQ(merge(item, data_of({{contacts::kLastName, "Poe"}, {contacts::kFirstName, "Ann"}})),
              kItemOk);
    const std::string text = text_of(again(item));
    EXPECT_NE(text.find("\nX-OWN:kept\n"), std::string::npos) << text;
    EXPECT_NE(text.find("\nFN:Ann Poe\n"), std::string::npos) << text;
}

TEST_F(ContactKindTest, AnEditThatSaysNothingNewWritesNothing) {
    const Item item = put(kCard);
    EXPECT_EQ(merge(item, render(item)), kItemOk);
    EXPECT_EQ(again(item).modseq, item.modseq);
    EXPECT_EQ(again(item).object, item.object);
}

TEST_F(ContactKindTest, ALosingEditIsTheCardAsItWouldHaveBeen) {
    const Item item = put(kCard);
    const auto merged = read([&](const store::Snapshot& snapshot) {
        return kind_.merged(snapshot, item, data_of({{contacts::kLastName, "Poe"}}), {});
    });
    ASSERT_TRUE(merged);
    EXPECT_NE(merged->find("X-OWN:kept"), std::string::npos);
    EXPECT_NE(merged->find("N:Poe;"), std::string::npos);
    EXPECT_EQ(text_of(again(item)), kCard);
}

TEST_F(ContactKindTest, AReplacedContactHasNothingOfBefore) {
    const Item item = put(kCard);
    EXPECT_EQ(write([&](store::Change& change) {
                  return kind_.replace(change, item, data_of({{contacts::kLastName, "Poe"}}), {});
              }),
              kItemOk);
    const std::string text = text_of(again(item));
    EXPECT_EQ(text.find("X-OWN"), std::string::npos) << text;
    EXPECT_EQ(text.find("Ann"), std::string::npos) << text;
    EXPECT_NE(text.find("UID:u1"), std::string::npos) << text;
}

TEST_F(ContactKindTest, WhatIsNoCardIsShownAsSuchAndKeptFromEdits) {
    for (const std::string_view broken : {"", "\xff\xfe", "BEGIN:VCARD\nVERSION:3.0\n"}) {
        const Item item = put(broken);
        const Element shown = render(item);
        EXPECT_EQ(shown.text(contacts::kLastName), "(This contact cannot be shown)");
        EXPECT_EQ(merge(item, shown), kItemInvalid);
        EXPECT_EQ(text_of(again(item)), broken);
        EXPECT_TRUE(write(
            [&](store::Change& change) { return change.remove_item(item.collection, item.uid); }));
    }
}

TEST_F(ContactKindTest, AStandInSaysNothingOfTheContact) {
    const Item item = put(kCard);
    for (const auto version : {Version::k2_5, Version::k16_1}) {
        const std::string shown = wbxml::write(kind_.stand_in(item, version));
        EXPECT_EQ(shown.find("Lee"), std::string::npos);
        EXPECT_NE(shown.find("set aside"), std::string::npos);
    }
}

TEST_F(ContactKindTest, AFullAccountTakesNoMore) {
    const Item item = put(kCard);
    const auto full = account_->note([](store::Note& note) -> Result<void> {
        note.set_quota(1, std::nullopt);
        return {};
    });
    ASSERT_TRUE(full);
    EXPECT_EQ(merge(item, data_of({{contacts::kLastName, "Poe"}})), kItemNoRoom);
    const auto folder = book();
    EXPECT_EQ(write([&](store::Change& change) {
                  return kind_.add(change, folder, data_of({{contacts::kLastName, "Poe"}}), {});
              }).status,
              kItemNoRoom);
    EXPECT_EQ(text_of(again(item)), kCard);
}

}  // namespace
}  // namespace syncgate::activesync
