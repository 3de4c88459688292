#include "tests/unit/formats/wbxml/random_document.h"

#include <algorithm>

#include "base/text.h"
#include "formats/wbxml/mb_uint32.h"
#include "formats/wbxml/token.h"

namespace syncgate::wbxml {
namespace {

constexpr unsigned kMostElements = 60;
constexpr unsigned kMostDepth = 12;

constexpr std::string_view kCharacters[] = {
    "a",
    "7",
    " ",
    "<",
    "&",
    "\"",
    "'",
    "]]>",
    "\r\n",
    "\t",
    "\x7f",
    "\xc3\xa4",
    "\xc2\x85",
    "\xe2\x82\xac",
    "\xe2\x80\xa8",
    "\xef\xbf\xbd",
    "\xf0\x9f\x98\x80",
    "word ",
};

}  // namespace

Element RandomDocument::tree() {
    left_ = kMostElements;
    return element(kMostDepth, true);
}

Element RandomDocument::tree_of_text() {
    left_ = kMostElements;
    return element(kMostDepth, false);
}

Element RandomDocument::element(unsigned depth, bool opaque) {
    const Tag tag = tags_[below(tags_.size())];
    if (depth > 1 && !one_in(3)) {
        Element parent(tag);
        for (std::size_t children = below(6); children > 0 && left_ > 0; --children) {
            --left_;
            parent.add(element(depth - 1, opaque));
        }
        return parent;
    }
    if (opaque && one_in(3)) {
        return Element::opaque(tag, bytes());
    }
    return {tag, text()};
}

std::string RandomDocument::text() {
    std::string out;
    for (std::size_t left = one_in(20) ? below(400) : below(12); left > 0; --left) {
        out += kCharacters[below(std::size(kCharacters))];
    }
    return out;
}

std::string RandomDocument::bytes() {
    std::string out(one_in(10) ? below(400) : below(20), '\0');
    std::generate(out.begin(), out.end(), [&] { return static_cast<char>(below(256)); });
    return out;
}

std::string RandomDocument::write_somehow(const Element& root) {
    std::string out;
    out += static_cast<char>(kOldestVersion + below(3));
    out += "\x01\x6a";
    out += '\0';
    page_ = 0;
    write_element(root, out);
    return out;
}

void RandomDocument::write_element(const Element& element, std::string& out) {
    if (element.tag().page != page_ || one_in(8)) {
        page_ = element.tag().page;
        out += {static_cast<char>(kSwitchPage), static_cast<char>(page_)};
    }
    const bool content_bit = !element.empty() || one_in(2);
    out += static_cast<char>(element.tag().token | (content_bit ? kContentBit : 0));
    if (!content_bit) {
        return;
    }
    for (const auto& child : element.children()) {
        write_element(child, out);
    }
    if (element.children().empty()) {
        write_content(element.content(), element.is_opaque(), out);
    }
    out += static_cast<char>(kEndToken);
}

void RandomDocument::write_content(std::string_view content, bool opaque, std::string& out) {
    while (one_in(4)) {
        const auto first = opaque ? content.substr(0, below(content.size() + 1))
                                  : cut_utf8(content, below(content.size() + 1));
        write_piece(first, opaque || one_in(3), out);
        content.remove_prefix(first.size());
    }
    if (!content.empty()) {
        write_piece(content, opaque || one_in(3), out);
    }
}

void RandomDocument::write_piece(std::string_view piece, bool opaque, std::string& out) {
    if (!opaque) {
        out += static_cast<char>(kStrI);
        out += piece;
        out += '\0';
        return;
    }
    out += static_cast<char>(kOpaqueToken);
    append_mb_uint32(static_cast<std::uint32_t>(piece.size()), out);
    out += piece;
}

}  // namespace syncgate::wbxml
