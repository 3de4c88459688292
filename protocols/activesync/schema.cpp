#include "protocols/activesync/schema.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/schema_rows.h"
#include "protocols/activesync/status.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
using wbxml::Tag;
namespace base = wbxml::air_sync_base;
namespace hierarchy = wbxml::folder_hierarchy;

// Whose children must come in the order of their rows: for the others the specification says so,
// too, but clients differ.
constexpr Tag kInOrder[] = {base::kBodyPreference, base::kBodyPartPreference};

std::int64_t count_characters(std::string_view text) {
    return std::count_if(text.begin(), text.end(),
                         [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; });
}

bool is_number(std::string_view text, const SchemaRow& row) {
    const bool negative = text.starts_with('-');
    const auto size = parse_uint(negative ? text.substr(1) : text);
    if (!size || *size > static_cast<std::uint64_t>(INT64_MAX)) {
        return false;
    }
    const auto value = static_cast<std::int64_t>(*size) * (negative ? -1 : 1);
    return row.low <= value && value <= row.high;
}

bool is_text(std::string_view text, const SchemaRow& row) {
    if (static_cast<std::int64_t>(text.size()) < row.low) {
        return false;
    }
    return static_cast<std::int64_t>(text.size()) <= row.high || count_characters(text) <= row.high;
}

bool fits(const Element& element, Version version);

bool holds_what_it_may(const Element& element, const SchemaRow& row, Version version) {
    const auto text = element.content();
    const bool leaf = element.children().empty();
    switch (row.holds) {
        case Holds::kElements:
            return text.empty() && fits(element, version);
        case Holds::kText:
            return leaf && is_text(text, row);
        case Holds::kNumber:
            return leaf && is_number(text, row);
        case Holds::kFlag:
            return leaf && (text.empty() || text == "0" || text == "1");
        case Holds::kAnything:
            return leaf || fits(element, version);
    }
    return false;
}

bool may_repeat(Occurs occurs) {
    return occurs == Occurs::kMany || occurs == Occurs::kSome;
}

bool must_be_there(const SchemaRow& row, Version version) {
    return (row.occurs == Occurs::kMust || row.occurs == Occurs::kSome) &&
           version >= row.must_since;
}

bool fits(const Element& element, Version version) {
    const auto rows = schema_rows_of(element.tag());
    if (rows.empty()) {
        return true;
    }
    const bool ordered =
        std::find(std::begin(kInOrder), std::end(kInOrder), element.tag()) != std::end(kInOrder);
    std::uint64_t seen = 0;  // a bit a row: no parent has so many
    std::size_t last = 0;
    for (const auto& child : element.children()) {
        const auto row = std::find_if(rows.begin(), rows.end(), [&](const SchemaRow& each) {
            return each.child == child.tag();
        });
        if (row == rows.end()) {
            return false;
        }
        const auto place = static_cast<std::size_t>(row - rows.begin());
        const bool again = (seen >> place & 1U) != 0;
        if ((again && !may_repeat(row->occurs)) || (ordered && place < last) ||
            !holds_what_it_may(child, *row, version)) {
            return false;
        }
        seen |= std::uint64_t{1} << place;
        last = place;
    }
    for (std::size_t place = 0; place < rows.size(); ++place) {
        if ((seen >> place & 1U) == 0 && must_be_there(rows[place], version)) {
            return false;
        }
    }
    return true;
}

// A command's own Status for what breaks its schema, in its root.
struct StatusRow {
    Tag root;
    int status;
};
constexpr StatusRow kStatuses[] = {
    {wbxml::air_sync::kSync, 4},
    {hierarchy::kFolderSync, 10},
    {hierarchy::kFolderCreate, 10},
    {hierarchy::kFolderUpdate, 10},
    {hierarchy::kFolderDelete, 10},
    {wbxml::ping::kPing, 4},
    {wbxml::item_operations::kItemOperations, 2},
    {wbxml::provision::kProvision, 2},
    {wbxml::settings::kSettings, 2},
    {wbxml::resolve_recipients::kResolveRecipients, 5},
    {wbxml::find::kFind, 2},
};

// A search that can't be is no failure of the command, but of its store.
Element refused_search() {
    namespace search = wbxml::search;
    constexpr int kOk = 1;
    constexpr int kInvalid = 2;
    Element root(search::kSearch);
    root.add(search::kStatus, kOk);
    root.add(search::kResponse).add(search::kStore).add(search::kStatus, kInvalid);
    return root;
}

}  // namespace

bool fits_schema(const Element& root, Version version) {
    return root.content().empty() && fits(root, version);
}

std::optional<Element> schema_refusal(Tag root, Version version) {
    if (root == wbxml::search::kSearch) {
        return refused_search();
    }
    const auto* row = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                   [&](const StatusRow& each) { return each.root == root; });
    if (row == std::end(kStatuses)) {
        return std::nullopt;
    }
    // What FolderSync can hold that breaks its schema is foreign to it; the common Status of that
    // came with 14.0.
    const bool foreign = root == hierarchy::kFolderSync && version >= Version::k14_0;
    Element refused(root);
    refused.add(status_tag(root),
                foreign ? static_cast<int>(CommonStatus::kInvalidWbxml) : row->status);
    return refused;
}

}  // namespace syncgate::activesync
