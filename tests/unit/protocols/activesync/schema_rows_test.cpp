// The table of requests against the reference's, row by row, with what differs and why.
#include "protocols/activesync/schema_rows.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/commands/command.h"

namespace syncgate::activesync {
namespace {

using wbxml::Tag;
namespace air_sync = wbxml::air_sync;
namespace base = wbxml::air_sync_base;

std::string shared_folder() {
    const char* given = std::getenv("SHARED_DIR");
    return given != nullptr ? given : SYNCGATE_SOURCE_DIR "/../shared";
}

// A place that the reference gives an element in a request.
struct Place {
    std::string line;  // for the message of a test
    Tag parent, child;
    std::string type, values, length, occurs;
};

std::optional<Tag> tag_named(std::string_view qualified) {
    const auto colon = qualified.find(':');
    return colon == std::string_view::npos
               ? std::nullopt
               : wbxml::find_tag(qualified.substr(0, colon), qualified.substr(colon + 1));
}

bool is_request(std::string_view contexts) {
    for (const auto context : split(contexts, ',')) {
        const auto name = context.substr(0, context.find(' '));
        if (context.ends_with(" request") && find_command(name) != nullptr) {
            return true;
        }
    }
    return false;
}

// Where items have their own rules.
bool is_of_items(Tag parent) {
    return parent == air_sync::kApplicationData || parent.page == base::kAttachments.page;
}

std::vector<Place> places() {
    std::vector<Place> found;
    std::ifstream file(shared_folder() + "/reference/activesync/elements.tsv");
    for (std::string line; std::getline(file, line);) {
        const auto fields = split(line, '\t');
        const auto child = fields.size() < 8 ? std::nullopt : wbxml::find_tag(fields[0], fields[1]);
        if (!child || !is_request(fields[7])) {
            continue;
        }
        for (const auto name : split(fields[2], ',')) {
            const auto parent = tag_named(trim(name));
            const bool preference =
                parent == base::kBodyPreference || parent == base::kBodyPartPreference;
            if (parent && (preference || !is_of_items(*parent))) {
                found.push_back({line, *parent, *child, std::string(fields[3]),
                                 std::string(fields[4]), std::string(fields[5]),
                                 std::string(fields[6])});
            }
        }
    }
    return found;
}

const SchemaRow* row_of(const Place& place) {
    const auto rows = schema_rows_of(place.parent);
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const SchemaRow& each) { return each.child == place.child; });
    return row == rows.end() ? nullptr : &*row;
}

struct Excepted {
    Tag parent, child;
};

bool is_excepted(std::span<const Excepted> list, const Place& place) {
    return std::any_of(list.begin(), list.end(), [&](const Excepted& each) {
        return each.parent == place.parent && each.child == place.child;
    });
}

namespace operations = wbxml::item_operations;
namespace settings = wbxml::settings;
namespace search = wbxml::search;
namespace compose = wbxml::compose_mail;

// What the reference has no place for, and ours has.
constexpr Excepted kNotHere[] = {
    {search::kSchema, air_sync::kClass},  // a Schema names whatever it wants
};

constexpr Excepted kLessOften[] = {
    {wbxml::resolve_recipients::kAvailability, wbxml::resolve_recipients::kEndTime},
};

// Repeated by clients and passed by the cases MSASCMD_S19_TC14, TC20 to TC23 and TC41; or with a
// Status of its own.
constexpr Excepted kMoreOften[] = {
    {air_sync::kOptions, air_sync::kFilterType},
    {air_sync::kOptions, air_sync::kClass},
    {air_sync::kOptions, air_sync::kMaxItems},
    {air_sync::kOptions, air_sync::kMIMESupport},
    {air_sync::kOptions, air_sync::kMIMETruncation},
    {air_sync::kOptions, air_sync::kConflict},
    {search::kSearch, search::kStore},  // the first counts
    {search::kQuery, search::kOr},      // any is too complex
    {search::kQuery, search::kAnd},     // so are several
    {search::kAnd, search::kConversationId},
    {search::kOptions, search::kRange},
    {search::kOptions, search::kDeepTraversal},
    {search::kOptions, search::kRebuildResults},
    {search::kOptions, air_sync::kMIMESupport},
    {wbxml::move::kMove, wbxml::move::kDstFldId},
};

// Missing, it has a Status of its own in a command, or the command does without.
constexpr Excepted kMayBeMissing[] = {
    {air_sync::kCollections, air_sync::kCollection},
    {wbxml::folder_hierarchy::kFolderSync, wbxml::folder_hierarchy::kSyncKey},
    {wbxml::get_item_estimate::kCollection, wbxml::get_item_estimate::kCollectionId},
    {wbxml::get_item_estimate::kCollection, air_sync::kSyncKey},
    {wbxml::ping::kFolders, wbxml::ping::kFolder},
    {wbxml::ping::kFolder, wbxml::ping::kClass},
    {operations::kFetch, operations::kStore},
    {operations::kEmptyFolderContents, air_sync::kCollectionId},
    {operations::kMove, operations::kDstFldId},
    {wbxml::find::kQuery, wbxml::find::kFreeText},
    {wbxml::validate_cert::kCertificates, wbxml::validate_cert::kCertificate},
    {search::kEqualTo, wbxml::document_library::kLinkId},
    {settings::kGet, settings::kBodyType},  // of Oof alone
    {settings::kSet, settings::kPassword},  // of DevicePassword alone
    {settings::kOofMessage, settings::kBodyType},
    {compose::kForwardees, compose::kForwardee},
    {compose::kForwardee, compose::kEmail},
    {compose::kSmartForward, compose::kMime},  // with Forwardees there is none
};

// Its command judges it, with a Status of its own.
constexpr Excepted kJudgedByCommand[] = {
    {air_sync::kSync, air_sync::kWait},
    {air_sync::kSync, air_sync::kHeartbeatInterval},
    {air_sync::kSync, air_sync::kWindowSize},
    {air_sync::kCollection, air_sync::kWindowSize},
    {air_sync::kOptions, air_sync::kFilterType},
    {wbxml::get_item_estimate::kCollection, air_sync::kFilterType},
    {wbxml::ping::kPing, wbxml::ping::kHeartbeatInterval},
    {base::kBodyPartPreference, base::kType},
    {settings::kSet, settings::kOofState},
    {settings::kOofMessage, settings::kEnabled},
};

bool is_number(std::string_view type) {
    return type == "integer" || type == "unsignedByte" || type == "unsignedInt";
}

TEST(SchemaRows, ThereIsOneForEachPlaceOfTheReference) {
    const auto all = places();
    ASSERT_GT(all.size(), 200U) << shared_folder();
    for (const auto& place : all) {
        EXPECT_EQ(row_of(place) != nullptr, !is_excepted(kNotHere, place)) << place.line;
    }
}

TEST(SchemaRows, CountAsTheReferenceDoes) {
    for (const auto& place : places()) {
        const SchemaRow* row = row_of(place);
        const std::string_view occurs(place.occurs);
        if (row == nullptr || occurs.empty()) {
            continue;
        }
        const bool many = occurs.find("..N") != std::string_view::npos ||
                          (occurs.find("..1") == std::string_view::npos) || occurs == "1..1000";
        const bool repeats = row->occurs == Occurs::kMany || row->occurs == Occurs::kSome;
        const bool must = row->occurs == Occurs::kMust || row->occurs == Occurs::kSome;
        const bool excepted = is_excepted(kMoreOften, place) || is_excepted(kLessOften, place);
        EXPECT_EQ(repeats, many != excepted) << place.line;
        EXPECT_EQ(must, occurs.starts_with("1..") && !is_excepted(kMayBeMissing, place))
            << place.line;
    }
}

TEST(SchemaRows, HoldTheTypesOfTheReference) {
    for (const auto& place : places()) {
        const SchemaRow* row = row_of(place);
        const bool mistaken = place.child == wbxml::find::kGALSearchCriterion;  // has a Query
        if (row == nullptr || row->holds == Holds::kAnything || mistaken) {
            continue;
        }
        const std::string_view type(place.type);
        if (type == "boolean") {
            EXPECT_EQ(row->holds, Holds::kFlag) << place.line;
        } else if (is_number(type)) {
            EXPECT_EQ(row->holds, Holds::kNumber) << place.line;
        } else if (type.starts_with("container")) {
            EXPECT_EQ(row->holds, Holds::kElements) << place.line;
        } else if (!type.empty()) {
            EXPECT_EQ(row->holds, Holds::kText) << place.line;
        }
    }
}

// "0..8", "0|1|2", "1..": the lowest and the highest.
void expect_range(const SchemaRow& row, const Place& place) {
    const std::string_view values(place.values);
    const auto first = parse_uint(values.substr(0, values.find_first_of(".|")));
    const auto last_from = values.find_last_of(".|");
    const auto last = parse_uint(values.substr(last_from + 1));
    if (first) {
        EXPECT_EQ(row.low, static_cast<std::int64_t>(*first)) << place.line;
    }
    if (first && last) {
        EXPECT_EQ(row.high, static_cast<std::int64_t>(*last)) << place.line;
    }
}

TEST(SchemaRows, BoundNumbersAsTheReferenceDoes) {
    for (const auto& place : places()) {
        const SchemaRow* row = row_of(place);
        if (row != nullptr && row->holds == Holds::kNumber && !place.values.empty() &&
            !is_excepted(kJudgedByCommand, place)) {
            expect_range(*row, place);
        }
    }
}

// A text that is longer than the reference wants names nothing that there is, or is cut; where its
// length counts for us it is the reference's.
TEST(SchemaRows, BoundTextsNoNarrowerThanTheReference) {
    int bounded = 0;
    for (const auto& place : places()) {
        const SchemaRow* row = row_of(place);
        const std::string_view length(place.length);
        const auto most = parse_uint(length.substr(length.rfind('.') + 1));
        if (row == nullptr || row->holds != Holds::kText || !most) {
            continue;
        }
        EXPECT_GE(row->high, static_cast<std::int64_t>(*most)) << place.line;
        bounded += row->high == static_cast<std::int64_t>(*most) ? 1 : 0;
    }
    EXPECT_GT(bounded, 15);
}

TEST(SchemaRows, StandTogetherByParentAndOnceByChild) {
    for (const auto& row : schema_rows()) {
        const auto rows = schema_rows_of(row.parent);
        EXPECT_LE(rows.size(), 64U);  // what the check can count
        EXPECT_EQ(std::count_if(rows.begin(), rows.end(),
                                [&](const SchemaRow& each) {
                                    return each.child == row.child && each.parent == row.parent;
                                }),
                  1)
            << wbxml::name_of(row.parent) << " " << wbxml::name_of(row.child);
    }
}

}  // namespace
}  // namespace syncgate::activesync
