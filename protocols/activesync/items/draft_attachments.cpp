#include "protocols/activesync/items/draft_attachments.h"

#include <algorithm>

#include "base/base64.h"
#include "base/hex.h"
#include "base/text.h"
#include "formats/digest/sha256.h"
#include "formats/wbxml/tags.h"
#include "protocols/activesync/items/attachments.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace base = wbxml::air_sync_base;

constexpr std::size_t kMaxContentId = 255;
constexpr std::string_view kEmbedded = "5";  // Method

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_content_id(std::string_view text) {
    return is_printable(text) && text.size() <= kMaxContentId &&
           text.find_first_of("<>") == std::string_view::npos;
}

// An empty element is true, too.
bool is_inline(const Element& add) {
    const auto text = add.text(base::kIsInline);
    return text && *text != "0";
}

bool is_well_formed(const Element& add) {
    const auto method = add.text(base::kMethod).value_or("1");
    return !add.text(base::kClientId).value_or("").empty() && add.has(base::kContent) &&
           !trim(add.text(base::kDisplayName).value_or("")).empty() &&
           (method == "1" || method == kEmbedded) &&
           is_content_id(add.text(base::kContentId).value_or("")) &&
           is_printable(add.text(base::kContentLocation).value_or(""));
}

mime::NewFile file_of(const Element& add) {
    const auto text = [&](wbxml::Tag tag) { return std::string(add.text(tag).value_or("")); };
    mime::NewFile file;
    file.name = text(base::kDisplayName);
    file.media_type = text(base::kContentType);
    file.content_id = content_id_of(add);
    file.content_location = text(base::kContentLocation);
    file.content = *add.text(base::kContent);
    file.is_inline = is_inline(add);
    file.is_message = add.text(base::kMethod) == kEmbedded;
    return file;
}

}  // namespace

std::string content_id_of(const Element& add) {
    constexpr std::size_t kBytes = 16;
    if (const auto own = add.text(base::kContentId).value_or(""); !own.empty()) {
        return std::string(own);
    }
    digest::Sha256 hash;
    for (const auto tag : {base::kClientId, base::kDisplayName, base::kContent}) {
        const auto text = add.text(tag).value_or("");
        hash.add(std::to_string(text.size()) + ":");
        hash.add(text);
    }
    return hex_encode(hash.finish().substr(0, kBytes)) + "@draft";
}

Result<void> merge_attachments(const Element& attachments, const mime::Structure& structure,
                               mime::Rewrite& rewrite) {
    for (const auto& each : attachments.children()) {
        if (each.tag() == base::kAdd) {
            if (!is_well_formed(each)) {
                return Error{ErrorCode::kMalformed, "an attachment that is none"};
            }
            rewrite.added.push_back(file_of(each));
        } else if (each.tag() == base::kDelete) {
            const auto reference =
                parse_file_reference(each.text(base::kFileReference).value_or(""));
            if (!reference) {
                return Error{ErrorCode::kMalformed, "a reference that is none"};
            }
            if (const auto part = part_of_draft(structure, *reference)) {
                rewrite.removed.push_back(*part);
            }
        }
    }
    return {};
}

}  // namespace syncgate::activesync
