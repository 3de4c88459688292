#include "protocols/activesync/items/mail_state.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/categories.h"
#include "protocols/activesync/items/follow_up.h"
#include "protocols/activesync/items/last_verb.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace email = wbxml::email;

// Each returns false when the element breaks its schema.

bool merge_read(const store::Snapshot&, const Element& read, MailState& state) {
    if (read.content() != "0" && read.content() != "1") {
        return false;
    }
    state.flags = read.content() == "1" ? state.flags | kSeen : state.flags & ~std::uint32_t{kSeen};
    return true;
}

bool merge_follow_up(const store::Snapshot&, const Element& flag, MailState& state) {
    auto merged = merge_flag(flag);
    if (!merged) {
        return false;
    }
    state.flags = (state.flags & ~std::uint32_t{kFlagged | kFlagComplete}) | merged->flags;
    state.follow_up = keep_last_verb(std::move(merged->text), state.follow_up);
    return true;
}

bool put_categories(const store::Snapshot& snapshot, const Element& categories, MailState& state) {
    Item item;
    item.keywords = state.keywords;
    auto merged = merge_categories(snapshot, item, categories);
    if (merged) {
        state.keywords = std::move(merged->keywords);
        state.fresh = std::move(merged->fresh);
    }
    return merged.has_value();
}

struct Row {
    wbxml::Tag tag;
    bool (*merge)(const store::Snapshot&, const Element&, MailState&);
};
constexpr Row kRows[] = {
    {email::kRead, merge_read},
    {email::kFlag, merge_follow_up},
    {email::kCategories, put_categories},
};

const Row* row_of(const Element& element) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                   [&](const Row& each) { return each.tag == element.tag(); });
    return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

void render_mail_state(const store::Snapshot& snapshot, const Item& item, Version version,
                       Element& data) {
    data.add(email::kRead, (item.flags & kSeen) != 0 ? 1 : 0);
    if (version >= Version::k12_0) {
        data.add(render_flag(item));
    }
    if (version >= Version::k14_0) {
        data.add(render_categories(snapshot, item));
    }
}

bool is_mail_state(const Element& data) {
    return !data.children().empty() &&
           std::all_of(data.children().begin(), data.children().end(),
                       [](const Element& each) { return row_of(each) != nullptr; });
}

std::optional<MailState> merge_mail_state(const store::Snapshot& snapshot, const Item& item,
                                          const Element& data) {
    MailState state{item.flags, item.keywords, item.follow_up, {}};
    for (const auto& child : data.children()) {
        if (const auto* row = row_of(child);
            row != nullptr && !row->merge(snapshot, child, state)) {
            return std::nullopt;
        }
    }
    return state;
}

void keep_tags(store::Change& change, const MailState& state) {
    for (const auto& tag : state.fresh) {
        change.set_tag(tag);
    }
}

}  // namespace syncgate::activesync
