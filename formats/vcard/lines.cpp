#include "formats/vcard/lines.h"

#include <algorithm>

#include "base/text.h"
#include "formats/vcard/property.h"

namespace syncgate::vcard {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

bool is_base64_text(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '+' || c == '/' || c == '=';
    });
}

}  // namespace

PhysicalLine physical_line(std::string_view text) {
    const auto newline = text.find('\n');
    if (newline == std::string_view::npos) {
        return {text, text};
    }
    const std::size_t end = newline > 0 && text[newline - 1] == '\r' ? newline - 1 : newline;
    return {text.substr(0, end), text.substr(0, newline + 1)};
}

bool is_delimiter(std::string_view content, std::string_view keyword) {
    const auto colon = content.find(':');
    return colon != std::string_view::npos && iequals(content.substr(0, colon), keyword) &&
           iequals(trim(content.substr(colon + 1)), "VCARD");
}

// The encoding, once all of the head is there. Each byte is looked at once.
void LineReader::look_at_head(std::string_view line) {
    for (; encoding_ == Encoding::kUnknown && looked_at_ < line.size(); ++looked_at_) {
        const char c = line[looked_at_];
        if (c == '"') {
            quoted_ = !quoted_;
        } else if (c == ':' && !quoted_) {
            const auto head = Property::parsed(line.substr(0, looked_at_ + 1), {}, version_);
            encoding_ = head.is_quoted_printable() ? Encoding::kQuotedPrintable
                        : head.is_base64()         ? Encoding::kBase64
                                                   : Encoding::kNone;
        }
    }
}

// Appends the next physical line to `line` where it goes on there, and takes it from `left`.
bool LineReader::join(std::string& line, std::string_view& left) {
    look_at_head(line);
    if (left.empty()) {
        return false;
    }
    const PhysicalLine next = physical_line(left);
    const bool soft = encoding_ == Encoding::kQuotedPrintable && line.ends_with('=') &&
                      !is_delimiter(next.content, "END");
    if (soft) {
        line.pop_back();
        line += next.content;
    } else if (is_blank(left.front())) {
        line += next.content.substr(version_ == Version::k2_1 ? 0 : 1);
    } else if (encoding_ == Encoding::kBase64 && is_base64_text(next.content)) {
        line += next.content;  // some phones don't fold what they break
    } else {
        return false;
    }
    left.remove_prefix(next.whole.size());
    return true;
}

ContentLine LineReader::next() {
    const PhysicalLine first = physical_line(rest_);
    std::string_view left = rest_.substr(first.whole.size());
    ContentLine out;
    out.line = first.content;
    encoding_ = Encoding::kUnknown;
    looked_at_ = 0;
    quoted_ = false;
    while (join(out.line, left)) {
    }
    out.source = rest_.substr(0, rest_.size() - left.size());
    rest_ = left;
    return out;
}

Version version_in(std::string_view text) {
    constexpr std::string_view kVersion = "VERSION:";
    while (!text.empty()) {
        const PhysicalLine line = physical_line(text);
        if (istarts_with(line.content, kVersion)) {
            const auto value = trim(line.content.substr(kVersion.size()));
            return value == "2.1" ? Version::k2_1 : value == "4.0" ? Version::k4_0 : Version::k3_0;
        }
        text.remove_prefix(line.whole.size());
    }
    return Version::k3_0;
}

}  // namespace syncgate::vcard
