#include "protocols/activesync/items/categories.h"

#include <algorithm>

#include "base/text.h"
#include "formats/mime/fold.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace email = wbxml::email;

constexpr std::size_t kMaxCategories = 300;  // MS-ASEMAIL 2.2.2.17
constexpr std::size_t kMaxName = 255;        // characters
constexpr std::size_t kMaxTags = 1000;       // of an account

bool is_name(std::string_view text) {
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    });
    return static_cast<std::size_t>(characters) <= kMaxName &&
           text.find_first_of("\r\n") == std::string_view::npos;
}

// The tags of an account, with those that this change makes.
class Tags {
  public:
    explicit Tags(const store::Snapshot& snapshot) : tags_(snapshot.tags()), known_(tags_.size()) {}

    // Of a name, made anew where there is none.
    const std::string& keyword(std::string_view name) {
        const std::string folded = mime::fold_case(name);
        const auto found = std::find_if(tags_.begin(), tags_.end(), [&](const Tag& tag) {
            return mime::fold_case(tag.name) == folded;
        });
        if (found != tags_.end()) {
            return found->keyword;
        }
        std::string keyword = keyword_of(name);
        while (is_taken(keyword)) {  // of a tag that is called otherwise
            keyword += '=';
        }
        tags_.push_back({std::move(keyword), std::string(name), ""});
        return tags_.back().keyword;
    }
    [[nodiscard]] bool has(std::string_view keyword) const {
        return std::any_of(tags_.begin(), tags_.end(),
                           [&](const Tag& tag) { return tag.keyword == keyword; });
    }
    [[nodiscard]] bool is_full() const { return tags_.size() > kMaxTags && tags_.size() > known_; }
    [[nodiscard]] std::vector<Tag> fresh() const {
        return {tags_.begin() + static_cast<std::ptrdiff_t>(known_), tags_.end()};
    }

  private:
    // To IMAP's programs a keyword is the same in other letters' case.
    [[nodiscard]] bool is_taken(std::string_view keyword) const {
        return std::any_of(tags_.begin(), tags_.end(),
                           [&](const Tag& tag) { return iequals(tag.keyword, keyword); });
    }

    std::vector<Tag> tags_;
    std::size_t known_;
};

void append(std::string& keywords, std::string_view keyword) {
    keywords += (keywords.empty() ? "" : "\n") + std::string(keyword);
}

bool contains(const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

}  // namespace

Element render_categories(const store::Snapshot& snapshot, const Item& item) {
    Element categories(email::kCategories);
    for (const auto keyword : split(item.keywords, '\n')) {
        if (const auto tag = keyword.empty() ? std::nullopt : snapshot.tag(keyword)) {
            categories.add(email::kCategory, tag->name);
        }
    }
    return categories;
}

std::optional<Categorised> merge_categories(const store::Snapshot& snapshot, const Item& item,
                                            const Element& categories) {
    if (categories.children().size() > kMaxCategories) {
        return std::nullopt;
    }
    Tags tags(snapshot);
    std::vector<std::string> wanted;
    for (const auto& category : categories.children()) {
        const auto name = category.content();
        if (category.tag() != email::kCategory || !is_name(name)) {
            return std::nullopt;
        }
        if (const auto text = trim(name); !text.empty() && !contains(wanted, tags.keyword(text))) {
            wanted.push_back(tags.keyword(text));
        }
    }
    if (tags.is_full()) {
        return std::nullopt;
    }
    Categorised merged{"", tags.fresh()};
    for (const auto keyword : split(item.keywords, '\n')) {
        const auto found = std::find(wanted.begin(), wanted.end(), keyword);
        if (found != wanted.end()) {
            wanted.erase(found);
            append(merged.keywords, keyword);
        } else if (!keyword.empty() && !tags.has(keyword)) {
            append(merged.keywords, keyword);
        }
    }
    for (const auto& keyword : wanted) {
        append(merged.keywords, keyword);
    }
    return merged;
}

}  // namespace syncgate::activesync
