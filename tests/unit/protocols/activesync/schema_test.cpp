#include "protocols/activesync/schema.h"

#include <cstdlib>
#include <fstream>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
using wbxml::Tag;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace operations = wbxml::item_operations;

std::string shared_folder() {
    const char* given = std::getenv("SHARED_DIR");
    return given != nullptr ? given : SYNCGATE_SOURCE_DIR "/../shared";
}

std::optional<Tag> tag_named(std::string_view qualified) {
    const auto colon = qualified.find(':');
    return colon == std::string_view::npos
               ? std::nullopt
               : wbxml::find_tag(qualified.substr(0, colon), qualified.substr(colon + 1));
}

Element with_child(Tag parent, Tag child, int times = 1) {
    Element element(parent);
    for (int i = 0; i < times; ++i) {
        element.add(child);
    }
    return element;
}

// Every place that the reference gives an element in a request of ours, in whatever version.
TEST(Schema, TakesWhatTheReferenceNames) {
    std::ifstream file(shared_folder() + "/reference/activesync/elements.tsv");
    ASSERT_TRUE(file) << shared_folder();
    int checked = 0;
    for (std::string line; std::getline(file, line);) {
        const auto fields = split(line, '\t');
        ASSERT_GE(fields.size(), 8U) << line;
        bool ours = false;
        for (const auto context : split(fields[7], ',')) {
            const auto command = find_command(context.substr(0, context.find(' ')));
            ours = ours ||
                   (command != nullptr && command->run != nullptr && context.ends_with(" request"));
        }
        const auto child = wbxml::find_tag(fields[0], fields[1]);
        if (!ours || !child) {
            continue;
        }
        for (const auto name : split(fields[2], ',')) {
            if (const auto parent = tag_named(trim(name))) {
                EXPECT_TRUE(fits_schema(with_child(*parent, *child))) << line;
                ++checked;
            }
        }
    }
    EXPECT_GT(checked, 100);
}

TEST(Schema, RefusesAnElementInTheWrongPlace) {
    EXPECT_FALSE(fits_schema(with_child(air_sync::kSync, air_sync::kCollection)));
    EXPECT_FALSE(fits_schema(with_child(air_sync::kCollection, base::kBodyPreference)));
    EXPECT_FALSE(fits_schema(with_child(operations::kFetch, air_sync::kApplicationData)));
    EXPECT_FALSE(fits_schema(with_child(base::kBodyPreference, base::kData)));
}

TEST(Schema, LooksAtEveryDepth) {
    Element root(air_sync::kSync);
    root.add(air_sync::kCollections)
        .add(air_sync::kCollection)
        .add(air_sync::kOptions)
        .add(base::kBodyPreference)
        .add(air_sync::kSyncKey);
    EXPECT_FALSE(fits_schema(root));
}

TEST(Schema, CountsWhatMayStandOnce) {
    EXPECT_FALSE(fits_schema(with_child(air_sync::kCollection, air_sync::kSyncKey, 2)));
    EXPECT_FALSE(fits_schema(with_child(base::kBodyPreference, base::kAllOrNone, 2)));
    EXPECT_TRUE(fits_schema(with_child(air_sync::kCollections, air_sync::kCollection, 300)));
    EXPECT_TRUE(fits_schema(with_child(air_sync::kOptions, base::kBodyPreference, 3)));
    EXPECT_TRUE(fits_schema(with_child(wbxml::move::kMove, wbxml::move::kDstFldId, 2)));
}

TEST(Schema, AContainerHasNoText) {
    EXPECT_FALSE(fits_schema(Element(air_sync::kCollections, std::string("text"))));
    EXPECT_TRUE(fits_schema(Element(air_sync::kCollections)));
}

// An item's data is the item kind's matter.
TEST(Schema, LeavesItemsAlone) {
    Element root(air_sync::kAdd);
    root.add(air_sync::kApplicationData).add(wbxml::email::kSubject, std::string("x"));
    EXPECT_TRUE(fits_schema(root));
}

TEST(Schema, NamesTheStatusOfEachCommand) {
    EXPECT_EQ(schema_status(air_sync::kSync, Version::k14_1), 4);
    EXPECT_EQ(schema_status(operations::kItemOperations, Version::k14_1), 2);
    EXPECT_EQ(schema_status(wbxml::provision::kProvision, Version::k14_1), 2);
    EXPECT_EQ(schema_status(wbxml::settings::kSettings, Version::k14_1), 2);
    EXPECT_EQ(schema_status(wbxml::folder_hierarchy::kFolderSync, Version::k12_1), 10);
    EXPECT_EQ(schema_status(wbxml::folder_hierarchy::kFolderSync, Version::k14_0), 102);
    for (const auto root :
         {wbxml::folder_hierarchy::kFolderCreate, wbxml::folder_hierarchy::kFolderUpdate,
          wbxml::folder_hierarchy::kFolderDelete}) {
        EXPECT_EQ(schema_status(root, Version::k12_1), 10);
        EXPECT_EQ(schema_status(root, Version::k14_1), 10);
    }
    EXPECT_EQ(schema_status(wbxml::ping::kPing, Version::k14_1), 4);
    EXPECT_EQ(schema_status(wbxml::move::kMoveItems, Version::k14_1), 0);
}

}  // namespace
}  // namespace syncgate::activesync
