#include "formats/vcard/lines.h"

#include <algorithm>

#include "base/text.h"
#include "formats/vcard/property.h"

namespace syncgate::vcard {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// Whether the first line of `text` is base64 alone.
bool begins_with_base64(std::string_view text) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '+' || c == '/' || c == '=';
    });
    const auto rest = text.substr(static_cast<std::size_t>(end - text.begin()));
    return end != text.begin() &&
           (rest.empty() || rest.starts_with('\n') || rest.starts_with("\r\n"));
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
    // Of most lines the place of the colon tells.
    return content.size() > keyword.size() && content[keyword.size()] == ':' &&
           istarts_with(content, keyword) &&
           iequals(trim(content.substr(keyword.size() + 1)), "VCARD");
}

LineReader::Encoding LineReader::encoding_in(std::string_view head) const {
    if (head.find(';') == std::string_view::npos) {
        return Encoding::kNone;
    }
    const auto property = Property::parsed(head, {}, version_);
    return property.is_quoted_printable() ? Encoding::kQuotedPrintable
           : property.is_base64()         ? Encoding::kBase64
                                          : Encoding::kNone;
}

// The encoding, once all of the head is there. Each byte is looked at once.
void LineReader::look_at_head() {
    for (; encoding_ == Encoding::kUnknown && looked_at_ < line_.size(); ++looked_at_) {
        const char c = line_[looked_at_];
        if (c == '"') {
            quoted_ = !quoted_;
        } else if (c == ':' && !quoted_) {
            encoding_ = encoding_in(line_.substr(0, looked_at_ + 1));
        }
    }
}

// Whether what is left may belong to the line, whatever its head says: of most lines it does not,
// and their heads need not be looked at.
bool LineReader::may_go_on(std::string_view left) const {
    return !left.empty() &&
           (is_blank(left.front()) || line_.ends_with('=') || begins_with_base64(left));
}

// Appends the next physical line to the one under work where it goes on there, and takes it from
// `left`.
bool LineReader::join(std::string_view& left) {
    if (!may_go_on(left)) {
        return false;
    }
    look_at_head();
    const PhysicalLine next = physical_line(left);
    const bool soft = encoding_ == Encoding::kQuotedPrintable && line_.ends_with('=') &&
                      !is_delimiter(next.content, "END");
    std::string_view more = next.content;
    if (!soft && is_blank(left.front())) {
        more.remove_prefix(version_ == Version::k2_1 ? 0 : 1);
    } else if (!soft && (encoding_ != Encoding::kBase64 || !begins_with_base64(more))) {
        return false;  // some phones don't fold the base64 that they break
    }
    if (joined_.empty()) {
        joined_ = line_;
    }
    if (soft) {
        joined_.pop_back();
    }
    joined_ += more;
    line_ = joined_;
    left.remove_prefix(next.whole.size());
    return true;
}

std::string_view LineReader::plain_name() const {
    const auto is_of_name = [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; };
    const auto* const end = std::find_if_not(rest_.begin(), rest_.end(), is_of_name);
    if (end == rest_.end() || *end != ':') {
        return {};
    }
    // Without a parameter it has no encoding: it goes on in a fold alone.
    const auto left = rest_.substr(physical_line(rest_).whole.size());
    const bool goes_on = !left.empty() && is_blank(left.front());
    return goes_on ? "" : rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
}

ContentLine LineReader::next() {
    const PhysicalLine first = physical_line(rest_);
    std::string_view left = rest_.substr(first.whole.size());
    line_ = first.content;
    joined_.clear();
    encoding_ = Encoding::kUnknown;
    looked_at_ = 0;
    quoted_ = false;
    while (join(left)) {
    }
    const auto source = rest_.substr(0, rest_.size() - left.size());
    rest_ = left;
    return {line_, source};
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
