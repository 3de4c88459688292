#include "protocols/activesync/schema.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/command.h"
#include "protocols/activesync/schema_rows.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
using wbxml::Tag;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;
namespace operations = wbxml::item_operations;

constexpr Version kVersions[] = {Version::k2_5,  Version::k12_0, Version::k12_1, Version::k14_0,
                                 Version::k14_1, Version::k16_0, Version::k16_1};
constexpr auto kNewest = Version::k16_1;

bool must_be_there(const SchemaRow& row) {
    return row.occurs == Occurs::kMust || row.occurs == Occurs::kSome;
}

Element smallest(Tag tag);

// What may stand in this row.
Element good(const SchemaRow& row) {
    switch (row.holds) {
        case Holds::kText:
            return {row.child,
                    std::string(static_cast<std::size_t>(std::max<std::int64_t>(row.low, 0)), 'x')};
        case Holds::kNumber:
            return {row.child, std::max<std::int64_t>(row.low, 0)};
        case Holds::kFlag:
            return {row.child, 1};
        case Holds::kElements:
        case Holds::kAnything:
            return smallest(row.child);
    }
    return Element(row.child);
}

// The parent with these rows of its, in their order.
template <class Pick>
Element with_rows(Tag tag, Pick times) {
    Element element(tag);
    for (const auto& row : schema_rows_of(tag)) {
        for (int i = times(row); i > 0; --i) {
            element.add(good(row));
        }
    }
    return element;
}

// Nothing but what must be there.
Element smallest(Tag tag) {
    return with_rows(tag, [](const SchemaRow& row) { return must_be_there(row) ? 1 : 0; });
}

// The smallest parent of the row, where `child` stands for it.
Element with_instead(const SchemaRow& row, Element child) {
    Element element(row.parent);
    for (const auto& each : schema_rows_of(row.parent)) {
        if (each.child == row.child) {
            element.add(std::move(child));
        } else if (must_be_there(each)) {
            element.add(good(each));
        }
    }
    return element;
}

std::string shown(const SchemaRow& row) {
    return std::string(wbxml::name_of(row.parent)) + " / " + std::string(wbxml::name_of(row.child));
}

TEST(Schema, TakesWhatItsRowsSay) {
    for (const auto& row : schema_rows()) {
        EXPECT_TRUE(fits_schema(with_instead(row, good(row)), kNewest)) << shown(row);
        EXPECT_TRUE(fits_schema(smallest(row.parent), kNewest)) << shown(row);
    }
}

TEST(Schema, MissesWhatMustBeThere) {
    for (const auto& row : schema_rows()) {
        const Element without = with_rows(row.parent, [&](const SchemaRow& each) {
            return must_be_there(each) && each.child != row.child ? 1 : 0;
        });
        for (const auto version : kVersions) {
            EXPECT_EQ(fits_schema(without, version),
                      !must_be_there(row) || version < row.must_since)
                << shown(row);
        }
    }
}

TEST(Schema, CountsWhatMayStandOnce) {
    for (const auto& row : schema_rows()) {
        const Element twice = with_rows(row.parent, [&](const SchemaRow& each) {
            return each.child == row.child ? 2 : must_be_there(each) ? 1 : 0;
        });
        const bool may = row.occurs == Occurs::kMany || row.occurs == Occurs::kSome;
        EXPECT_EQ(fits_schema(twice, kNewest), may) << shown(row);
    }
}

TEST(Schema, RefusesTextWhereThereAreElements) {
    for (const auto& row : schema_rows()) {
        EXPECT_FALSE(fits_schema(Element(row.parent, std::string("text")), kNewest));
        const Element child(row.child, std::string("0 text"));
        const bool may = row.holds == Holds::kText || row.holds == Holds::kAnything;
        EXPECT_EQ(fits_schema(with_instead(row, child), kNewest), may) << shown(row);
    }
}

TEST(Schema, RefusesElementsWhereThereIsText) {
    for (const auto& row : schema_rows()) {
        if (row.holds != Holds::kElements && row.holds != Holds::kAnything) {
            Element child(row.child);
            child.add(row.child);
            EXPECT_FALSE(fits_schema(with_instead(row, child), kNewest)) << shown(row);
        }
    }
}

TEST(Schema, BoundsNumbersAndTexts) {
    for (const auto& row : schema_rows()) {
        const auto check = [&](const Element& child, bool is_good) {
            EXPECT_EQ(fits_schema(with_instead(row, child), kNewest), is_good)
                << shown(row) << " = " << child.content();
        };
        if (row.holds == Holds::kNumber && row.high < INT64_MAX) {
            check({row.child, row.high}, true);
            check({row.child, row.high + 1}, false);
        }
        if (row.holds == Holds::kNumber && row.low > INT64_MIN) {
            check({row.child, row.low}, true);
            check({row.child, row.low - 1}, false);
        }
        if (row.holds == Holds::kText && row.high < INT64_MAX) {
            std::string text;
            for (std::int64_t i = 0; i < row.high; ++i) {
                text += "\u00e4";  // characters are counted, not bytes
            }
            check({row.child, text}, true);
            check({row.child, text + "x"}, false);
        }
        if (row.holds == Holds::kText) {
            check({row.child, std::string()}, row.low <= 0);
        }
    }
}

TEST(Schema, ReadsNumbersAndFlagsToTheLetter) {
    struct Value {
        const char* text;
        bool number, flag;
    };
    constexpr Value kValues[] = {
        {"0", true, true},     {"1", true, true},      {"", false, true},
        {"-1", true, false},   {"2", true, false},     {"9223372036854775807", true, false},
        {"-", false, false},   {"--1", false, false},  {"9223372036854775808", false, false},
        {"1.0", false, false}, {"true", false, false}, {" 1", false, false}};
    for (const auto& value : kValues) {
        Element sync(air_sync::kSync);
        sync.add(air_sync::kWindowSize, std::string(value.text));
        EXPECT_EQ(fits_schema(sync, kNewest), value.number) << value.text;
        Element options(air_sync::kOptions);
        options.add(wbxml::rights_management::kRightsManagementSupport, std::string(value.text));
        EXPECT_EQ(fits_schema(options, kNewest), value.flag) << value.text;
    }
}

Element with_child(Tag parent, Tag child) {
    Element element(parent);
    element.add(child);
    return element;
}

TEST(Schema, RefusesAnElementInTheWrongPlace) {
    EXPECT_FALSE(fits_schema(with_child(air_sync::kSync, air_sync::kCollection), kNewest));
    EXPECT_FALSE(fits_schema(with_child(air_sync::kOptions, air_sync::kSyncKey), kNewest));
    EXPECT_FALSE(fits_schema(with_child(operations::kFetch, air_sync::kApplicationData), kNewest));
    EXPECT_FALSE(fits_schema(with_child(air_sync::kCommands, air_sync::kSoftDelete), kNewest));
}

TEST(Schema, LooksAtEveryDepth) {
    const auto sync_of = [](Element preference) {
        Element root(air_sync::kSync);
        Element& collection = root.add(air_sync::kCollections).add(air_sync::kCollection);
        collection.add(air_sync::kSyncKey, 1);
        collection.add(air_sync::kCollectionId, 1);
        collection.add(air_sync::kOptions).add(std::move(preference));
        return root;
    };
    EXPECT_TRUE(fits_schema(sync_of(smallest(base::kBodyPreference)), kNewest));
    EXPECT_FALSE(fits_schema(sync_of(Element(base::kBodyPreference)), kNewest));
}

TEST(Schema, WantsTheOrderOfPreferencesAlone) {
    Element preference(base::kBodyPreference);
    preference.add(base::kTruncationSize, 1);
    preference.add(base::kType, 1);
    EXPECT_FALSE(fits_schema(preference, kNewest));
    Element ping(wbxml::ping::kPing);
    ping.add(wbxml::ping::kFolders);
    ping.add(wbxml::ping::kHeartbeatInterval, 60);
    EXPECT_TRUE(fits_schema(ping, kNewest));
}

// An item's data is the item kind's matter.
TEST(Schema, LeavesItemsAlone) {
    Element root(air_sync::kAdd);
    root.add(air_sync::kClientId, std::string("c"));
    root.add(air_sync::kApplicationData).add(wbxml::email::kSubject, std::string("x"));
    EXPECT_TRUE(fits_schema(root, kNewest));
}

// What clients are known to send beside the letter of it.
TEST(Schema, ToleratesWhatClientsSend) {
    Element ping(wbxml::ping::kFolder);  // without a Class
    ping.add(wbxml::ping::kId, 5);
    EXPECT_TRUE(fits_schema(ping, kNewest));
    Element picture(wbxml::search::kOptions);  // an empty Picture
    picture.add(wbxml::search::kPicture);
    EXPECT_TRUE(fits_schema(picture, kNewest));
    Element fetch(operations::kFetch);  // an attachment by LongId, without its collection
    fetch.add(operations::kStore, std::string("Mailbox"));
    fetch.add(wbxml::search::kLongId, std::string("5:1"));
    EXPECT_TRUE(fits_schema(fetch, kNewest));
    Element partial(air_sync::kSync);  // a flag of text
    partial.add(air_sync::kPartial, 1);
    EXPECT_TRUE(fits_schema(partial, kNewest));
    for (const auto version : kVersions) {  // elements of later versions
        Element options(air_sync::kOptions);
        options.add(air_sync::kMaxItems, 1);
        options.add(smallest(base::kBodyPartPreference));
        EXPECT_TRUE(fits_schema(options, version));
    }
}

// Status of the root, "store" for a search's; 0 where the common Status is sent.
struct RefusalRow {
    std::string_view command;
    int before_14, since_14;
};
constexpr RefusalRow kRefusals[] = {
    {"Sync", 4, 4},           {"FolderSync", 10, 102},
    {"FolderCreate", 10, 10}, {"FolderUpdate", 10, 10},
    {"FolderDelete", 10, 10}, {"Ping", 4, 4},
    {"ItemOperations", 2, 2}, {"Provision", 2, 2},
    {"Settings", 2, 2},       {"ResolveRecipients", 5, 5},
    {"Find", 2, 2},           {"Search", 1, 1},
    {"MoveItems", 0, 0},      {"GetItemEstimate", 0, 0},
    {"SendMail", 0, 0},       {"SmartReply", 0, 0},
    {"SmartForward", 0, 0},   {"MeetingResponse", 0, 0},
    {"ValidateCert", 0, 0},
};

int status_in(const std::optional<Element>& refusal) {
    if (!refusal) {
        return 0;
    }
    const auto tag = wbxml::find_tag(wbxml::namespace_of(refusal->tag()), "Status");
    return std::stoi(std::string(refusal->text(*tag).value_or("-1")));
}

TEST(Schema, NamesTheStatusOfEveryCommand) {
    for (const auto& command : commands()) {
        const auto* row =
            std::find_if(std::begin(kRefusals), std::end(kRefusals),
                         [&](const RefusalRow& each) { return each.command == command.name; });
        ASSERT_EQ(row == std::end(kRefusals), !command.root) << command.name;
        if (command.root) {
            EXPECT_EQ(status_in(schema_refusal(*command.root, Version::k12_1)), row->before_14);
            EXPECT_EQ(status_in(schema_refusal(*command.root, Version::k14_0)), row->since_14);
        }
    }
}

TEST(Schema, RefusesASearchInItsStore) {
    const auto refusal = schema_refusal(wbxml::search::kSearch, kNewest);
    const auto* response = refusal->child(wbxml::search::kResponse);
    ASSERT_NE(response, nullptr);
    EXPECT_EQ(response->child(wbxml::search::kStore)->text(wbxml::search::kStatus), "2");
}

}  // namespace
}  // namespace syncgate::activesync
