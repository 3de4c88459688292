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
    EXPECT_TRUE(parse_options(options)->server_wins);
    options.add(air_sync::kConflict, 0);
    EXPECT_FALSE(parse_options(options)->server_wins);
}

struct Bad {
    wbxml::Tag tag;
    const char* text;
};
const Bad kBad[] = {
    {air_sync::kFilterType, "9"},     {air_sync::kFilterType, "x"},
    {air_sync::kFilterType, "-1"},    {air_sync::kConflict, "2"},
    {air_sync::kMIMESupport, "3"},    {air_sync::kMIMETruncation, "9"},
    {air_sync::kTruncation, "10"},
};

TEST(SyncOptions, RefuseNumbersOutOfRange) {
    for (const auto& row : kBad) {
        Element options(air_sync::kOptions);
        options.add(row.tag, std::string(row.text));
        EXPECT_FALSE(parse_options(options)) << wbxml::name_of(row.tag) << " " << row.text;
    }
}

const Bad kBadBody[] = {
    {base::kType, "0"},           {base::kType, "5"},      {base::kTruncationSize, "x"},
    {base::kTruncationSize, "4294967296"}, {base::kAllOrNone, "2"}, {base::kPreview, "256"},
};

TEST(SyncOptions, RefuseABodyPreferenceOutOfRange) {
    for (const auto& row : kBadBody) {
        Element options(air_sync::kOptions);
        Element& body = options.add(base::kBodyPreference);
        if (row.tag != base::kType) {
            body.add(base::kType, 1);
        }
        body.add(row.tag, std::string(row.text));
        EXPECT_FALSE(parse_options(options)) << wbxml::name_of(row.tag) << " " << row.text;
    }
}

TEST(SyncOptions, RefuseTwoBodyPreferencesOfOneType) {
    Element options(air_sync::kOptions);
    for (int i = 0; i < 2; ++i) {
        options.add(base::kBodyPreference).add(base::kType, 2);
    }
    EXPECT_FALSE(parse_options(options));
}

}  // namespace
}  // namespace syncgate::activesync
