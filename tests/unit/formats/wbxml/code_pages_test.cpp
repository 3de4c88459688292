#include <algorithm>

#include <gmock/gmock.h>

#include "base/text.h"
#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"
#include "formats/wbxml/token.h"
#include "tests/unit/formats/wbxml/corpus.h"

namespace syncgate::wbxml {
namespace {

TEST(CodePages, HoldEveryRowOfTheTable) {
    ASSERT_EQ(code_page_rows().size(), 653U);
    for (const auto& row : code_page_rows()) {
        SCOPED_TRACE(row.xml_namespace + ":" + row.name);
        EXPECT_TRUE(is_known(row.tag));
        EXPECT_EQ(name_of(row.tag), row.name);
        EXPECT_EQ(namespace_of(row.tag), row.xml_namespace);
        EXPECT_EQ(find_tag(row.xml_namespace, row.name), row.tag);
    }
}

// Columns by their names: ours has fewer.
std::vector<std::string> columns_of(const std::filesystem::path& path) {
    std::vector<std::string> rows;
    std::vector<std::size_t> places;
    const std::string table = read_file(path);
    for (const auto line : split(table, '\n')) {
        const auto fields = split(line, '\t');
        if (places.empty()) {
            for (const std::string_view name :
                 {"page", "xml_namespace", "token", "tag", "versions", "status", "aliases"}) {
                const auto at = std::find(fields.begin(), fields.end(), name);
                places.push_back(static_cast<std::size_t>(at - fields.begin()));
            }
            continue;
        }
        std::string row;
        for (const auto place : places) {
            row += (place < fields.size() ? std::string(fields[place]) : "?") + "\t";
        }
        if (!line.empty()) {
            rows.push_back(std::move(row));
        }
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

TEST(CodePages, AreThoseOfTheReference) {
    const auto reference = shared_folder() / "reference" / "activesync" / "wbxml-codepages.tsv";
    if (!std::filesystem::exists(reference)) {
        GTEST_SKIP() << "no reference in " << shared_folder();
    }
    EXPECT_EQ(columns_of(SYNCGATE_SOURCE_DIR "/formats/wbxml/code_pages.tsv"),
              columns_of(reference));
}

TEST(CodePages, HoldNothingElse) {
    const auto tags = all_tags();
    unsigned unknown = 0;
    for (unsigned page = 0; page < 0x100; ++page) {
        for (unsigned token = 0; token < 0x100; ++token) {
            const Tag tag{static_cast<std::uint8_t>(page), static_cast<std::uint8_t>(token)};
            if (std::find(tags.begin(), tags.end(), tag) == tags.end()) {
                ++unknown;
                ASSERT_FALSE(is_known(tag)) << page << " " << token;
                ASSERT_EQ(name_of(tag), "");
                ASSERT_EQ(namespace_of(tag), "");
            }
        }
    }
    EXPECT_EQ(unknown, 0x10000U - tags.size());
}

// The reader takes a page for known when it has this token.
TEST(CodePages, BeginAtTheFirstTagTokenOnEveryPage) {
    for (std::uint8_t page = 0; page <= 25; ++page) {
        EXPECT_TRUE(is_known({page, kFirstTag})) << unsigned{page};
    }
    EXPECT_FALSE(is_known({26, kFirstTag}));
}

TEST(CodePages, TellTheSameNameOfTwoPagesApart) {
    EXPECT_EQ(find_tag("AirSync", "Status"), air_sync::kStatus);
    EXPECT_EQ(find_tag("Ping", "Status"), ping::kStatus);
    EXPECT_EQ(find_tag("Ping", "SyncKey"), std::nullopt);
    EXPECT_EQ(find_tag("", "Status"), std::nullopt);
    EXPECT_EQ(find_tag("airsync", "Status"), std::nullopt);
}

TEST(CodePages, RoundTripEveryTagAsRootAsLeafAndAsParent) {
    for (const Tag tag : all_tags()) {
        SCOPED_TRACE(name_of(tag));
        Element parent(air_sync::kSync);
        parent.add(tag);
        parent.add(tag, std::string("x"));
        parent.add(tag).add(air_sync::kSync);
        for (const Element& element : {Element(tag), Element(tag, std::string("x")), parent}) {
            const std::string bytes = write(element);
            const auto read = parse(bytes);
            ASSERT_TRUE(read) << read.error().detail;
            EXPECT_EQ(*read, element);
        }
    }
}

}  // namespace
}  // namespace syncgate::wbxml
