#include "protocols/activesync/commands/sync_options.h"

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;

void expect_same(const SyncOptions& x, const SyncOptions& y) {
    EXPECT_EQ(x.filter_type, y.filter_type);
    EXPECT_EQ(x.server_wins, y.server_wins);
    EXPECT_EQ(x.render.mime_support, y.render.mime_support);
    EXPECT_EQ(x.render.mime_truncation, y.render.mime_truncation);
    EXPECT_EQ(x.render.truncation, y.render.truncation);
    ASSERT_EQ(x.render.bodies.size(), y.render.bodies.size());
    for (std::size_t i = 0; i < x.render.bodies.size(); ++i) {
        EXPECT_EQ(x.render.bodies[i].type, y.render.bodies[i].type);
        EXPECT_EQ(x.render.bodies[i].truncation_size, y.render.bodies[i].truncation_size);
        EXPECT_EQ(x.render.bodies[i].all_or_none, y.render.bodies[i].all_or_none);
        EXPECT_EQ(x.render.bodies[i].preview, y.render.bodies[i].preview);
    }
}

SyncOptions full_options() {
    SyncOptions options;
    options.filter_type = 5;
    options.server_wins = false;
    options.render.mime_support = 2;
    options.render.mime_truncation = 0;
    options.render.truncation = 9;
    options.render.bodies = {{1, 0U, true, 255}, {2, UINT32_MAX, false, 0}, {4, {}, false, 0}};
    return options;
}

TEST(SyncOptions, AreReadAsTheyWereKept) {
    expect_same(decode_options(encode(full_options())), full_options());
    expect_same(decode_options(encode(SyncOptions{})), SyncOptions{});
}

TEST(SyncOptions, AreTheDefaultsWhenTheyCanNotBeRead) {
    const std::string kept = encode(full_options());
    for (std::size_t size = 0; size < kept.size(); ++size) {
        expect_same(decode_options(kept.substr(0, size)), SyncOptions{});
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

TEST(SyncOptions, ServeABodyPartAloneAsABody) {
    Element options(air_sync::kOptions);
    Element& part = options.add(base::kBodyPartPreference);
    part.add(base::kType, 2);
    part.add(base::kTruncationSize, 50);
    const auto alone = parse_options(options, Version::k14_1);
    ASSERT_EQ(alone->render.bodies.size(), 1U);
    EXPECT_EQ(alone->render.bodies[0].type, 2);
    EXPECT_EQ(alone->render.bodies[0].truncation_size, 50U);
    EXPECT_TRUE(parse_options(options, Version::k14_0)->render.bodies.empty());
    options.add(base::kBodyPreference).add(base::kType, 1);
    const auto beside = parse_options(options, Version::k14_1);
    ASSERT_EQ(beside->render.bodies.size(), 1U);
    EXPECT_EQ(beside->render.bodies[0].type, 1);
}

struct Classes {
    std::vector<const char*> names;  // "": no Class
    int mail;                        // which Options is for mail; -1: none; -2: they are refused
};

TEST(MailOptions, AreThoseOfMailBesideTextMessages) {
    const Classes rows[] = {
        {{}, -1},
        {{""}, 0},
        {{"Email"}, 0},
        {{"SMS"}, -1},
        {{"SMS", "Email"}, 1},
        {{"", "SMS"}, 0},
        {{"", "Email"}, -2},
        {{"SMS", "SMS"}, -2},
        {{"Calendar"}, -2},
        {{"Email", "Contacts"}, -2},
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
        const auto found = mail_options(collection);
        ASSERT_EQ(found.has_value(), row.mail != -2);
        if (found && row.mail >= 0) {
            EXPECT_EQ(*found, &collection.children()[static_cast<std::size_t>(row.mail)]);
        } else if (found) {
            EXPECT_EQ(*found, nullptr);
        }
    }
}

}  // namespace
}  // namespace syncgate::activesync
