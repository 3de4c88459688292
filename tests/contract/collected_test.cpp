// Whom an account wrote to: store/collected.h.
#include "store/collected.h"

#include <gmock/gmock.h>

#include "store/indexing.h"
#include "tests/unit/store/store_fixture.h"

namespace syncgate::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CollectedTest : public StoreTest {
  protected:
    void write(const std::function<void(Change&)>& f) {
        ASSERT_TRUE(account_->write([&](Change& change) -> Result<bool> {
            f(change);
            return true;
        }));
    }
    // A second after the one before.
    void write_to(const std::vector<Correspondent>& people) {
        clock_.advance(1);
        write([&](Change& change) { collect_addresses(change, people); });
    }
    ObjectId card(Change& change, std::string_view address) {
        const std::string text =
            "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Somebody\r\nEMAIL:" + std::string(address) +
            "\r\nEND:VCARD\r\n";
        NewObject object;
        object.bytes = text;
        return change.add_object(object);
    }
    Uid save_contact(std::string_view address) {
        Uid uid = 0;
        write([&](Change& change) {
            book_ = change.by_role(ItemClass::kContact, Role::kDefault)->id;
            NewItem item;
            item.object = card(change, address);
            uid = change.add_item(book_, item);
        });
        return uid;
    }
    template <class F>
    auto look(F f) {
        auto found = account_->read(
            [&](const Snapshot& snapshot) -> Result<decltype(f(snapshot))> { return f(snapshot); });
        EXPECT_TRUE(found);
        return *found;
    }
    std::vector<std::string> listed() {
        std::vector<std::string> addresses;
        for (const auto& each : look(collected_addresses)) {
            addresses.push_back(each.address);
        }
        return addresses;
    }
    void index() {
        while (*index_words(*account_)) {
        }
    }

    CollectionId book_ = 0;
};

TEST_F(CollectedTest, TheLatestComesFirstAndEachIsThereOnce) {
    write_to({{"ann@elsewhere.example", "Ann"}, {"bob@elsewhere.example", ""}});
    write_to({{"cy@elsewhere.example", "Cy"}});
    write_to({{"BOB@elsewhere.example", "Bob B."}});
    write_to({{"Ann@Elsewhere.example", ""}});
    EXPECT_THAT(listed(), ElementsAre("ann@elsewhere.example", "bob@elsewhere.example",
                                      "cy@elsewhere.example"));
    const auto all = look(collected_addresses);
    EXPECT_EQ(all[0].name, "Ann");  // the newest that was known
    EXPECT_EQ(all[1].name, "Bob B.");
    EXPECT_EQ(all[0].used, clock_.now_millis());
}

TEST_F(CollectedTest, NamesAndAddressesAreOneLineOfText) {
    write_to({{" ann@elsewhere.example ", "An\r\nn\xff"},
              {"b\nb@elsewhere.example", "x"},
              {"", "nobody"},
              {std::string(255, 'a'), ""},
              {"cy@elsewhere.example", "CY@elsewhere.example"},
              {"dan@elsewhere.example", std::string(249, 'n') + "\xc3\xa9"}});
    const auto all = look(collected_addresses);
    ASSERT_THAT(listed(), ElementsAre("ann@elsewhere.example", "cy@elsewhere.example",
                                      "dan@elsewhere.example"));
    EXPECT_EQ(all[0].name, "An  n\xef\xbf\xbd");
    EXPECT_EQ(all[1].name, "");  // the address is no name
    EXPECT_EQ(all[2].name, std::string(249, 'n'));
}

TEST_F(CollectedTest, TheOldestLeaveAThousand) {
    write_to({{"first@elsewhere.example", ""}});
    std::vector<Correspondent> many;
    for (int i = 0; i < kMostCollected; ++i) {
        many.push_back({"u" + std::to_string(i) + "@elsewhere.example", ""});
    }
    write_to(many);
    EXPECT_THAT(listed(), SizeIs(kMostCollected));
    EXPECT_THAT(listed(), testing::Not(testing::Contains("first@elsewhere.example")));
    write_to({{"last@elsewhere.example", ""}});
    EXPECT_EQ(listed().front(), "last@elsewhere.example");
    EXPECT_THAT(listed(), SizeIs(kMostCollected));
}

TEST_F(CollectedTest, AWriteThatIsTakenBackNotesNobody) {
    const auto refused = account_->write([&](Change& change) -> Result<bool> {
        collect_addresses(change, std::vector<Correspondent>{{"ann@elsewhere.example", "Ann"}});
        return Error{ErrorCode::kForbidden, "no"};
    });
    ASSERT_FALSE(refused);
    EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(CollectedTest, NobodyIsNotedWhileItIsSwitchedOff) {
    write_to({{"ann@elsewhere.example", "Ann"}});
    EXPECT_TRUE(look(collects_addresses));
    write([](Change& change) { set_collects_addresses(change, false); });
    EXPECT_FALSE(look(collects_addresses));
    write_to({{"bob@elsewhere.example", "Bob"}});
    EXPECT_THAT(listed(), ElementsAre("ann@elsewhere.example"));
    write([](Change& change) { clear_collected_addresses(change); });
    EXPECT_THAT(listed(), IsEmpty());
    write([](Change& change) { set_collects_addresses(change, true); });
    write_to({{"bob@elsewhere.example", "Bob"}});
    EXPECT_THAT(listed(), ElementsAre("bob@elsewhere.example"));
}

TEST_F(CollectedTest, WhoBecomesAContactLeavesTheListAndStaysOut) {
    const std::vector<Correspondent> both = {{"ann@elsewhere.example", "Ann"},
                                             {"bob@elsewhere.example", "Bob"}};
    write_to(both);
    const Uid uid = save_contact("Ann@Elsewhere.example");
    EXPECT_THAT(listed(), ElementsAre("bob@elsewhere.example"));
    write_to(both);  // the contact is not in the index of words yet
    EXPECT_THAT(listed(), ElementsAre("bob@elsewhere.example"));
    index();
    write_to(both);
    EXPECT_THAT(listed(), ElementsAre("bob@elsewhere.example"));
    write([&](Change& change) { change.remove_item(book_, uid); });
    write_to(both);
    EXPECT_THAT(listed(), ElementsAre("ann@elsewhere.example", "bob@elsewhere.example"));
}

TEST_F(CollectedTest, AContactThatIsGivenAnAddressTakesItOutOfTheList) {
    const Uid uid = save_contact("ann@home.example");
    write_to({{"ann@elsewhere.example", "Ann"}});
    write([&](Change& change) {
        change.set_object(book_, uid, card(change, "ann@elsewhere.example"), 0);
    });
    EXPECT_THAT(listed(), IsEmpty());
}

TEST_F(CollectedTest, AMessageAboutAnAddressIsNoContact) {
    write_to({{"ann@elsewhere.example", "Ann"}});
    ASSERT_TRUE(deliver(*account_, clock_,
                        {.message = "Subject: x\r\n\r\nBEGIN:VCARD\r\nEMAIL:ann@elsewhere.example"
                                    "\r\nEND:VCARD\r\n"}));
    EXPECT_THAT(listed(), SizeIs(1));
    write_to({{"bob@elsewhere.example", ""}});
    EXPECT_THAT(listed(), SizeIs(2));
}

TEST_F(CollectedTest, TheyGoWithTheirAccount) {
    const auto other = add("u2@example.org");
    ASSERT_TRUE(other->write([&](Change& change) -> Result<bool> {
        collect_addresses(change, std::vector<Correspondent>{{"ann@elsewhere.example", "Ann"}});
        return true;
    }));
    EXPECT_THAT(listed(), IsEmpty());
    ASSERT_TRUE(store_->delete_account(other->id()));
    EXPECT_EQ(look([](const Snapshot& s) { return s.problems().size(); }), 0U);
}

}  // namespace
}  // namespace syncgate::store
