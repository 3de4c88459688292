#include "protocols/activesync/items/mail_state.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/follow_up.h"
#include "protocols/activesync/items/last_verb.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace email = wbxml::email;

// Keywords of IMAP that are marks of programs, not of people.
bool is_category(std::string_view keyword) {
    return !keyword.empty() && keyword.front() != '$' && keyword.front() != '\\';
}

// Each returns false when the element breaks its schema.

bool merge_read(const Element& read, MailState& state) {
    if (read.content() != "0" && read.content() != "1") {
        return false;
    }
    state.flags = read.content() == "1" ? state.flags | kSeen : state.flags & ~std::uint32_t{kSeen};
    return true;
}

bool merge_follow_up(const Element& flag, MailState& state) {
    auto merged = merge_flag(flag);
    if (!merged) {
        return false;
    }
    state.flags = (state.flags & ~std::uint32_t{kFlagged | kFlagComplete}) | merged->flags;
    state.follow_up = keep_last_verb(std::move(merged->text), state.follow_up);
    return true;
}

bool merge_categories(const Element& categories, MailState& state) {
    std::string keywords;
    const auto append = [&](std::string_view keyword) {
        keywords += (keywords.empty() ? "" : "\n") + std::string(keyword);
    };
    for (const auto keyword : split(state.keywords, '\n')) {
        if (!keyword.empty() && !is_category(keyword)) {
            append(keyword);
        }
    }
    constexpr std::size_t kMaxCategories = 300;
    if (categories.children().size() > kMaxCategories) {
        return false;
    }
    for (const auto& category : categories.children()) {
        const auto name = category.content();
        if (category.tag() != email::kCategory || name.find('\n') != std::string_view::npos) {
            return false;
        }
        if (is_category(name)) {
            append(name);
        }
    }
    state.keywords = std::move(keywords);
    return true;
}

struct Row {
    wbxml::Tag tag;
    bool (*merge)(const Element&, MailState&);
};
constexpr Row kRows[] = {
    {email::kRead, merge_read},
    {email::kFlag, merge_follow_up},
    {email::kCategories, merge_categories},
};

const Row* row_of(const Element& element) {
    const auto* row = std::find_if(std::begin(kRows), std::end(kRows),
                                   [&](const Row& each) { return each.tag == element.tag(); });
    return row == std::end(kRows) ? nullptr : row;
}

}  // namespace

Element render_categories(const Item& item) {
    Element categories(email::kCategories);
    for (const auto keyword : split(item.keywords, '\n')) {
        if (is_category(keyword)) {
            categories.add(email::kCategory, std::string(keyword));
        }
    }
    return categories;
}

void render_mail_state(const Item& item, Version version, Element& data) {
    data.add(email::kRead, (item.flags & kSeen) != 0 ? 1 : 0);
    if (version >= Version::k12_0) {
        data.add(render_flag(item));
    }
    if (version >= Version::k14_0) {
        data.add(render_categories(item));
    }
}

bool is_mail_state(const Element& data) {
    return !data.children().empty() &&
           std::all_of(data.children().begin(), data.children().end(),
                       [](const Element& each) { return row_of(each) != nullptr; });
}

std::optional<MailState> merge_mail_state(const Item& item, const Element& data) {
    MailState state{item.flags, item.keywords, item.follow_up};
    for (const auto& child : data.children()) {
        if (const auto* row = row_of(child); row != nullptr && !row->merge(child, state)) {
            return std::nullopt;
        }
    }
    return state;
}

}  // namespace syncgate::activesync
