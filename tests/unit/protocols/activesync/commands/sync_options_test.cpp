#include "protocols/activesync/commands/sync_options.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;

void expect_same(const SyncOptions& x, const SyncOptions& y) {
    EXPECT_EQ(x.filter_type, y.filter_type);
    EXPECT_EQ(x.conversations, y.conversations);
    EXPECT_EQ(x.server_wins, y.server_wins);
    EXPECT_EQ(x.render.mime_support, y.render.mime_support);
    EXPECT_EQ(x.render.mime_truncation, y.render.mime_truncation);
    EXPECT_EQ(x.render.truncation, y.render.truncation);
    EXPECT_EQ(x.render.bodies, y.render.bodies);
    EXPECT_EQ(x.render.body_part, y.render.body_part);
    EXPECT_EQ(x.supported, y.supported);
}

SyncOptions full_options() {
    SyncOptions options;
    options.filter_type = 5;
    options.server_wins = false;
    options.render.mime_support = 2;
    options.render.mime_truncation = 0;
    options.render.truncation = 9;
    options.render.bodies = {{1, 0U, true, 255}, {2, UINT32_MAX, false, 0}, {4, {}, false, 0}};
    options.render.body_part = BodyPreference{2, 7U, true, 1};
    options.supported = {true, {{1, 5}, {4, 6}}};
    return options;
}

TEST(SyncOptions, AreReadAsTheyWereKept) {
    expect_same(decode_options(encode(full_options())), full_options());
    EXPECT_EQ(encode(SyncOptions{}), "");
    expect_same(decode_options(""), SyncOptions{});
    for (const Supported& supported :
         {Supported{}, Supported{true, {}}, Supported{true, {{1, 5}}}}) {
        SyncOptions options;
        options.supported = supported;
        expect_same(decode_options(encode(options)), options);
    }
}

TEST(SyncOptions, KeepThatConversationsAreWanted) {
    SyncOptions options = full_options();
    options.conversations = true;
    expect_same(decode_options(encode(options)), options);
    EXPECT_NE(encode(options), encode(full_options()));
    EXPECT_EQ(encode(options), encode(full_options()) + '\x01');
}

// Filter, conflict, MIME, no truncation, one body of Type 1.
TEST(SyncOptions, AreReadAsTheyWereKeptWhileThereWereNoPartsAndNothingSupported) {
    SyncOptions options;
    options.filter_type = 3;
    options.render.bodies = {{1, {}, false, 0}};
    const std::string kept("\x03\x01\x00\x00\x00\x01\x01\x00\x00\x00", 10);
    expect_same(decode_options(kept), options);
}

TEST(SyncOptions, AreTheDefaultsWhenTheyCanNotBeRead) {
    SyncOptions options = full_options();
    options.render.bodies.clear();  // before, they could end there
    const std::string kept = encode(options);
    constexpr std::size_t kEndOfOld = 6;
    for (std::size_t size = 0; size < kept.size(); ++size) {
        if (size != kEndOfOld) {
            expect_same(decode_options(kept.substr(0, size)), SyncOptions{});
        }
    }
    expect_same(decode_options(kept + "x"), SyncOptions{});
}

TEST(SyncOptions, HoldTheServersVersionBackOnlyWhenAsked) {
    Element options(air_sync::kOptions);
    EXPECT_TRUE(parse_options(options, Version::k14_1)->server_wins);
    options.add(air_sync::kConflict, 0);
    EXPECT_FALSE(parse_options(options, Version::k14_1)->server_wins);
}

struct Bad {
    wbxml::Tag tag;
    const char* text;
};
const Bad kBad[] = {
    {air_sync::kFilterType, "9"},  {air_sync::kFilterType, "x"},  {air_sync::kFilterType, "-1"},
    {air_sync::kConflict, "2"},    {air_sync::kMIMESupport, "3"}, {air_sync::kMIMETruncation, "9"},
    {air_sync::kTruncation, "10"},
};

TEST(SyncOptions, RefuseNumbersOutOfRange) {
    for (const auto& row : kBad) {
        Element options(air_sync::kOptions);
        options.add(row.tag, std::string(row.text));
        EXPECT_FALSE(parse_options(options, Version::k14_1))
            << wbxml::name_of(row.tag) << " " << row.text;
    }
}

const Bad kBadBody[] = {
    {base::kType, "0"},           {base::kType, "5"},
    {base::kTruncationSize, "x"}, {base::kTruncationSize, "4294967296"},
    {base::kAllOrNone, "2"},      {base::kPreview, "256"},
};

TEST(SyncOptions, RefuseABodyPreferenceOutOfRange) {
    for (const auto& row : kBadBody) {
        Element options(air_sync::kOptions);
        Element& body = options.add(base::kBodyPreference);
        if (row.tag != base::kType) {
            body.add(base::kType, 1);
        }
        body.add(row.tag, std::string(row.text));
        EXPECT_FALSE(parse_options(options, Version::k14_1))
            << wbxml::name_of(row.tag) << " " << row.text;
    }
}

TEST(SyncOptions, RefuseTwoBodyPreferencesOfOneType) {
    Element options(air_sync::kOptions);
    for (int i = 0; i < 2; ++i) {
        options.add(base::kBodyPreference).add(base::kType, 2);
    }
    EXPECT_FALSE(parse_options(options, Version::k14_1));
}

TEST(SyncOptions, RefuseABodyPreferenceOutOfOrder) {
    for (const auto tag : {base::kBodyPreference, base::kBodyPartPreference}) {
        Element options(air_sync::kOptions);
        Element& body = options.add(tag);
        body.add(base::kAllOrNone, 1);
        body.add(base::kType, 2);
        EXPECT_FALSE(parse_options(options, Version::k14_1));
    }
}

TEST(SyncOptions, PreferABodyPartBesideABody) {
    Element options(air_sync::kOptions);
    Element& part = options.add(base::kBodyPartPreference);
    part.add(base::kType, 2);
    part.add(base::kTruncationSize, 50);
    options.add(base::kBodyPreference).add(base::kType, 1);
    const auto both = parse_options(options, Version::k14_1);
    ASSERT_EQ(both->render.bodies.size(), 1U);
    EXPECT_EQ(both->render.bodies[0].type, 1);
    ASSERT_TRUE(both->render.body_part);
    EXPECT_EQ(both->render.body_part->truncation_size, 50U);
    EXPECT_FALSE(parse_options(options, Version::k14_0)->render.body_part);
}

struct Classes {
    std::vector<const char*> names;  // "": no Class
    int own;                         // which Options is its own; -1: none; -2: they are refused
    std::vector<ItemClass> suits = {};
};

constexpr ItemClass kAll[] = {ItemClass::kMail, ItemClass::kContact, ItemClass::kEvent,
                              ItemClass::kTask, ItemClass::kNote};

TEST(ClassOptions, AreThoseOfTheCollectionBesideTextMessages) {
    const std::vector<ItemClass> all(std::begin(kAll), std::end(kAll));
    const Classes rows[] = {
        {{}, -1, all},
        {{""}, 0, all},
        {{"Email"}, 0, {ItemClass::kMail}},
        {{"Contacts"}, 0, {ItemClass::kContact}},
        {{"Calendar"}, 0, {ItemClass::kEvent}},
        {{"Tasks"}, 0, {ItemClass::kTask}},
        {{"Notes"}, 0, {ItemClass::kNote}},
        {{"SMS"}, -1, {ItemClass::kMail}},
        {{"SMS", "Email"}, 1, {ItemClass::kMail}},
        {{"", "SMS"}, 0, {ItemClass::kMail}},
        {{"Calendar", "SMS"}, 0, {}},
        {{"", "Email"}, -2},
        {{"SMS", "SMS"}, -2},
        {{"Email", "Contacts"}, -2},
        {{"Journal"}, -2},
    };
    for (const auto& row : rows) {
        Element collection(air_sync::kCollection);
        for (const std::string name : row.names) {
            Element options(air_sync::kOptions);
            if (!name.empty()) {
                options.add(air_sync::kClass, name);
            }
            collection.add(std::move(options));
        }
        const auto found = class_options(collection);
        ASSERT_EQ(found.has_value(), row.own != -2);
        if (!found) {
            continue;
        }
        EXPECT_EQ(found->own, row.own < 0
                                  ? nullptr
                                  : &collection.children()[static_cast<std::size_t>(row.own)]);
        for (const auto item_class : kAll) {
            EXPECT_EQ(found->suit(item_class),
                      std::count(row.suits.begin(), row.suits.end(), item_class) > 0);
        }
    }
}

TEST(Supported, SaysWhatIsGhosted) {
    namespace contacts = wbxml::contacts;
    Element collection(air_sync::kCollection);
    collection.add(air_sync::kCollectionId, 5);
    EXPECT_FALSE(*parse_supported(collection));
    EXPECT_FALSE(Supported{}.ghosts(contacts::kBirthday));  // nothing is
    Element& list = collection.add(air_sync::kSupported);
    EXPECT_TRUE((*parse_supported(collection))->ghosts(contacts::kBirthday));  // everything is
    list.add(contacts::kWebPage);
    list.add(contacts::kBirthday);
    list.add(contacts::kBirthday);
    const auto supported = *parse_supported(collection);
    EXPECT_EQ(supported->tags.size(), 2U);
    EXPECT_FALSE(supported->ghosts(contacts::kBirthday));
    EXPECT_TRUE(supported->ghosts(contacts::kTitle));
}

// case: MSASCMD_S19_TC46_Sync_Supported_Status4
TEST(Supported, ComesAfterWhatItIsOf) {
    Element collection(air_sync::kCollection);
    collection.add(air_sync::kSupported);
    EXPECT_TRUE(parse_supported(collection));  // 2.5 may name a Class instead
    collection.add(air_sync::kCollectionId, 5);
    EXPECT_FALSE(parse_supported(collection));
}

}  // namespace
}  // namespace syncgate::activesync
