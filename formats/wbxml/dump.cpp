#include <algorithm>

#include "base/hex.h"
#include "base/text.h"
#include "formats/wbxml/element.h"
#include "formats/wbxml/tags.h"

namespace syncgate::wbxml {
namespace {

// What a trace must never show.
constexpr Tag kSecrets[] = {
    settings::kPassword,
    item_operations::kPassword,
    search::kPassword,
};

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '\r': out += "&#13;"; break;
            default: out += c;
        }
    }
}

void append_content(std::string& out, const Element& element, std::size_t max_content) {
    const std::string_view bytes = element.content();
    if (std::find(std::begin(kSecrets), std::end(kSecrets), element.tag()) != std::end(kSecrets)) {
        out += "***";
        return;
    }
    if (element.is_opaque()) {
        out += hex_encode(bytes.substr(0, max_content));
    } else {
        append_escaped(out, to_valid_utf8(cut_utf8(bytes, max_content)));
    }
    if (bytes.size() > max_content) {
        out += "... (" + std::to_string(bytes.size()) + " bytes)";
    }
}

void append(std::string& out, const Element& element, std::size_t max_content, std::size_t depth) {
    const std::string name =
        std::string(namespace_of(element.tag())) + ":" + std::string(name_of(element.tag()));
    out.append(depth * 2, ' ');
    out += "<" + name + (element.is_opaque() ? " opaque" : "");
    if (element.empty()) {
        out += "/>\n";
        return;
    }
    out += ">";
    if (element.children().empty()) {
        append_content(out, element, max_content);
    } else {
        out += "\n";
        for (const auto& child : element.children()) {
            append(out, child, max_content, depth + 1);
        }
        out.append(depth * 2, ' ');
    }
    out += "</" + name + ">\n";
}

}  // namespace

std::string dump(const Element& root, std::size_t max_content) {
    std::string out;
    append(out, root, max_content, 0);
    return out;
}

}  // namespace syncgate::wbxml
