// The three laws of the view, over every row, every pair of rows and every card of the corpus. A
// new row is tested the moment it is in the table.
#include <algorithm>

#include <gmock/gmock.h>

#include "formats/mime/message_index.h"
#include "formats/vcard/convert.h"
#include "protocols/activesync/items/contact_lists.h"
#include "tests/unit/formats/vcard/corpus.h"
#include "tests/unit/protocols/activesync/items/contact_fixture.h"

namespace syncgate::activesync {
namespace {

namespace contacts = wbxml::contacts;

// One for each shape that a contact has.
constexpr Version kVersions[] = {Version::k2_5, Version::k12_0, Version::k14_0, Version::k16_1};

class ContactEnvironment : public ::testing::Environment {
  public:
    void SetUp() override { mime::init(); }
};
const auto* const kEnvironment = ::testing::AddGlobalTestEnvironment(new ContactEnvironment);

std::string sample(const ContactRow& row, char nth) {
    if (row.form == &form::kDay) {
        return std::string("19") + nth + "6-02-28T00:00:00.000Z";
    }
    if (row.form == &form::kPicture) {
        return std::string("/9j/AAA") + nth;
    }
    return std::string(wbxml::name_of(row.tag)) + ": a;b,c\\d\r\n\"e\" Jörg " + nth;
}

constexpr UnixSeconds kNow = 1'795'773'600;  // 2026-11-27 10:00

EditOptions at(UnixSeconds now) {
    EditOptions options;
    options.now = now;
    return options;
}

// What the wire makes of it.
wbxml::Element over_the_wire(const wbxml::Element& data) {
    static std::string bytes;  // the tree that was read borrows from it
    bytes = wbxml::write(data);
    return *wbxml::parse(bytes);
}

vcard::Card empty_card(std::string_view version) {
    return card_of("N:;;;;\r\nFN:\r\n", version);
}

TEST(ContactLaws, EveryRowComesBackAsWritten) {
    for (const auto* version : {"2.1", "3.0", "4.0"}) {
        for (const auto& row : contact_rows()) {
            SCOPED_TRACE(std::string(version) + " " + std::string(wbxml::name_of(row.tag)));
            const auto data = contact_with(row.tag, sample(row, '7'));
            const auto card = merged(empty_card(version), data);
            const auto view = rendered(card);
            if (row.server_only) {
                EXPECT_FALSE(view.has(row.tag));
                continue;
            }
            for (const auto& other : contact_rows()) {
                EXPECT_EQ(view.text(other.tag), data.text(other.tag));
            }
            const auto read_again = vcard::read(vcard::write(card));
            ASSERT_TRUE(read_again);
            EXPECT_TRUE(same_view(rendered(*read_again), view));
        }
    }
}

TEST(ContactLaws, OfTwoRowsEachGoesAndChangesAlone) {
    const vcard::Card empty = empty_card("3.0");
    for (const auto& one : contact_rows()) {
        for (const auto& two : contact_rows()) {
            if (one.tag == two.tag || one.server_only || two.server_only) {
                continue;
            }
            SCOPED_TRACE(std::string(wbxml::name_of(one.tag)) + " beside " +
                         std::string(wbxml::name_of(two.tag)));
            auto both = contact_with(one.tag, sample(one, '2'));
            both.add(two.tag, sample(two, '4'));
            const auto card = merged(empty, both);
            const auto alone = contact_with(two.tag, sample(two, '4'));
            const auto left = rendered(merged(card, alone));
            EXPECT_FALSE(left.has(one.tag));
            EXPECT_EQ(left.text(two.tag), alone.text(two.tag));
            const auto changed = rendered(merged(card, with(both, one.tag, sample(one, '8'))));
            EXPECT_EQ(changed.text(one.tag), sample(one, '8'));
            EXPECT_EQ(changed.text(two.tag), alone.text(two.tag));
        }
    }
}

TEST(ContactLaws, AllRowsTogetherComeBack) {
    for (const auto* version : {"2.1", "3.0", "4.0"}) {
        wbxml::Element data(wbxml::air_sync::kApplicationData);
        data.add(contacts::kFileAs, std::string("Filed, as"));
        for (const auto& row : contact_rows()) {
            if (!row.server_only) {
                data.add(row.tag, sample(row, '2'));
            }
        }
        for (const auto& [list, item] : {std::pair{contacts::kCategories, contacts::kCategory},
                                         std::pair{contacts::kChildren, contacts::kChild}}) {
            auto& added = data.add(list);
            added.add(item, std::string("one, two; three"));
            added.add(item, std::string("four"));
        }
        auto& body = data.add(wbxml::air_sync_base::kBody);
        body.add(wbxml::air_sync_base::kType, 1);
        body.add(wbxml::air_sync_base::kData, std::string("first\r\n\r\nsecond; \\n"));
        const auto card = merged(empty_card(version), over_the_wire(data));
        const auto view = rendered(card);
        for (const auto& child : data.children()) {
            if (child.tag() == wbxml::air_sync_base::kBody) {
                EXPECT_EQ(view.child(child.tag())->text(wbxml::air_sync_base::kData),
                          child.text(wbxml::air_sync_base::kData));
            } else {
                ASSERT_TRUE(view.has(child.tag())) << wbxml::name_of(child.tag());
                EXPECT_EQ(*view.child(child.tag()), child);
            }
        }
    }
}

TEST(ContactLaws, AnUntouchedCardStaysByteForByte) {
    for (const auto& [name, text] : vcard::corpus_cards()) {
        const auto card = vcard::read(text);
        ASSERT_TRUE(card);
        for (const auto version : kVersions) {
            SCOPED_TRACE(name + " " + std::to_string(static_cast<int>(version)));
            EditOptions merge = at(kNow);
            merge.version = version;
            EXPECT_EQ(vcard::write(merged(*card, over_the_wire(rendered(*card, version)), merge)),
                      text);
        }
    }
}

// Properties that are no part of the view, but for the labels of those that are, and for REV: it is
// the one that follows what is edited.
std::vector<std::string> strangers(const vcard::Card& card) {
    const Standings standings(card);
    std::vector<std::string> out;
    for (std::size_t i = 0; i < card.properties.size(); ++i) {
        const auto& property = card.properties[i];
        const bool label = property.name() == "X-ABLABEL" || property.name() == "X-ABADR";
        if (!standings.slot_of(i) && !label && property.name() != "REV" &&
            property.source().find_first_not_of("\r\n") !=
                std::string::npos) {  // which ends base64
            out.push_back(property.source());
        }
    }
    return out;
}

// There is a REV where there was one, and it is of now.
void expect_revision(const vcard::Card& edited, const vcard::Card& before) {
    const auto* revision = edited.find("REV");
    ASSERT_EQ(revision != nullptr, before.find("REV") != nullptr);
    if (revision != nullptr) {
        const std::string text = revision->text();
        EXPECT_TRUE(text.starts_with("20261127") || text.starts_with("2026-11-27")) << text;
    }
}

// Where the client sends no FileAs, it is what the server makes of the name.
wbxml::Element without_derived(const wbxml::Element& view, const wbxml::Element& wanted) {
    return wanted.has(contacts::kFileAs) ? view : with(view, contacts::kFileAs, std::nullopt);
}

// Law two and three for one card: each row that is there removed, and each third one changed, which
// one first being another from card to card.
void expect_edits_hold(const vcard::Card& card, std::size_t first) {
    const auto view = rendered(card);
    const auto before = strangers(card);
    std::size_t count = first;
    for (const auto& row : contact_rows()) {
        for (const bool removed : {false, true}) {
            const bool due = removed ? view.has(row.tag) : ++count % 3 == 0;
            if (row.server_only || !due) {
                continue;
            }
            SCOPED_TRACE(std::string(wbxml::name_of(row.tag)) + (removed ? " goes" : " changes"));
            const auto wanted =
                with(view, row.tag, removed ? std::nullopt : std::optional(sample(row, '7')));
            const auto edited = vcard::read(vcard::write(merged(card, wanted, at(kNow))));
            ASSERT_TRUE(edited);
            expect_revision(*edited, card);
            EXPECT_TRUE(same_view(without_derived(rendered(*edited), wanted), wanted));
            EXPECT_EQ(strangers(*edited), before);
        }
    }
}

TEST(ContactLaws, OnEveryCardWhatIsWrittenIsReadAndStrangersSurvive) {
    constexpr std::size_t kLarge = 20'000;  // a picture more says nothing more
    std::size_t first = 0;
    for (const auto& [name, text] : vcard::corpus_cards()) {
        if (text.size() < kLarge) {
            SCOPED_TRACE(name);
            expect_edits_hold(*vcard::read(text), ++first);
        }
    }
}

TEST(ContactLaws, ACardSaysTheSameInBothVersions) {
    for (const auto& [name, text] : vcard::corpus_cards()) {
        SCOPED_TRACE(name);
        const auto card = vcard::read(text);
        ASSERT_TRUE(card);
        EXPECT_TRUE(same_view(rendered(vcard::converted(*card, vcard::Version::k4_0)),
                              rendered(vcard::converted(*card, vcard::Version::k3_0))));
    }
}

}  // namespace
}  // namespace syncgate::activesync
