#include "formats/wbxml/reader.h"

#include "base/text.h"
#include "formats/wbxml/mb_uint32.h"
#include "formats/wbxml/token.h"

namespace syncgate::wbxml {
namespace {

Error malformed(const std::string& what) {
    return {ErrorCode::kMalformed, "wbxml: " + what};
}

Error too_large(const char* what) {
    return {ErrorCode::kTooLarge, std::string("wbxml: ") + what};
}

}  // namespace

Result<void> Reader::read_header() {
    if (input_.size() > limits_.bytes) {
        return too_large("document too long");
    }
    if (input_.empty()) {
        return malformed("empty document");
    }
    const auto version = static_cast<std::uint8_t>(input_.front());
    if (version < kOldestVersion || version > kVersion13) {
        return malformed("version");
    }
    input_.remove_prefix(1);
    for (const std::uint32_t expected : {kPublicIdUnknown, kCharsetUtf8, kNoStringTable}) {
        const auto value = read_mb_uint32(input_);
        if (!value) {
            return value.error();
        }
        if (*value != expected) {
            return malformed("header other than unknown public id, UTF-8, no string table");
        }
    }
    header_read_ = true;
    return {};
}

Result<ReaderEvent> Reader::next() {
    if (!header_read_) {
        if (auto header = read_header(); !header) {
            return header.error();
        }
    }
    if (root_seen_ && depth_ == 0) {
        if (!input_.empty()) {
            return malformed("bytes after the end");
        }
        return ReaderEvent{};
    }
    return read_token();
}

Result<ReaderEvent> Reader::read_token() {
    while (!input_.empty()) {
        const auto byte = static_cast<std::uint8_t>(input_.front());
        input_.remove_prefix(1);
        switch (byte) {
            case kSwitchPage:
                if (input_.empty()) {
                    return malformed("ends in SWITCH_PAGE");
                }
                page_ = static_cast<std::uint8_t>(input_.front());
                input_.remove_prefix(1);
                if (!is_known({page_, kFirstTag})) {  // every page has that one
                    return malformed("unknown page");
                }
                break;
            case kEndToken:
                if (depth_ == 0) {
                    return malformed("END without an element");
                }
                --depth_;
                return ReaderEvent{EventKind::kEnd, {}, false, {}};
            case kStrI:
                return text();
            case kOpaqueToken:
                return opaque();
            default:
                return start(byte);
        }
    }
    return malformed("ends inside an element");
}

Result<ReaderEvent> Reader::start(std::uint8_t byte) {
    const Tag tag{page_, static_cast<std::uint8_t>(byte & kTokenMask)};
    if ((byte & kAttributesBit) != 0 || tag.token < kFirstTag) {
        return malformed("a token that ActiveSync never uses");
    }
    if (!is_known(tag)) {
        return malformed("unknown tag " + std::to_string(tag.token) + " of page " +
                         std::to_string(tag.page));
    }
    if (++elements_ > limits_.elements) {
        return too_large("too many elements");
    }
    if (depth_ == limits_.depth) {
        return too_large("too deep");
    }
    root_seen_ = true;
    const bool has_content = (byte & kContentBit) != 0;
    depth_ += has_content ? 1 : 0;
    return ReaderEvent{EventKind::kStart, tag, has_content, {}};
}

Result<ReaderEvent> Reader::text() {
    const auto end = input_.find('\0');
    if (depth_ == 0 || end == std::string_view::npos) {
        return malformed(depth_ == 0 ? "text outside an element" : "ends in a string");
    }
    const auto piece = input_.substr(0, end);
    if (!is_utf8(piece)) {
        return malformed("text is not UTF-8");
    }
    input_.remove_prefix(end + 1);
    return ReaderEvent{EventKind::kText, {}, false, piece};
}

Result<ReaderEvent> Reader::opaque() {
    const auto length = read_mb_uint32(input_);
    if (!length) {
        return length.error();
    }
    if (depth_ == 0 || *length > input_.size()) {
        return malformed(depth_ == 0 ? "opaque outside an element" : "ends in opaque bytes");
    }
    const auto piece = input_.substr(0, *length);
    input_.remove_prefix(*length);
    return ReaderEvent{EventKind::kOpaque, {}, false, piece};
}

}  // namespace syncgate::wbxml
