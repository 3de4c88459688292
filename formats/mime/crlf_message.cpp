#include "formats/mime/crlf_message.h"

#include <algorithm>

#include "formats/mime/fields.h"
#include "formats/mime/headers.h"

namespace syncgate::mime {
namespace {

constexpr std::size_t kFront = 64U << 10U;

// Where a header ends may depend on the line behind it.
bool has_whole_header(std::string_view front) {
    return front.find('\n', body_offset(front)) != std::string_view::npos;
}

}  // namespace

CrlfMessage::CrlfMessage(const PagedText& message) : message_(message), at_(mbox_line(message)) {
    // Each time as much again: a long header is not looked through for each of its pieces.
    for (std::size_t size = kFront; at_ < message_.size() && !has_whole_header(front_); size *= 2) {
        read_on(size, front_);
    }
    header_size_ = body_offset(front_);
}

Result<void> CrlfMessage::read_body(const Take& take) {
    if (auto taken = take(std::string_view(front_).substr(header_size_)); !taken) {
        return taken;
    }
    std::string piece;
    while (at_ < message_.size()) {
        piece.clear();
        read_on(PagedText::kPiece, piece);
        if (auto taken = take(piece); !taken) {
            return taken;
        }
    }
    return {};
}

void CrlfMessage::read_on(std::size_t size, std::string& out) {
    const std::size_t end = at_ + std::min(size, message_.size() - at_);
    converter_.feed(message_.bytes().substr(at_, end - at_), out);
    message_.passed(at_, end);
    at_ = end;
}

}  // namespace syncgate::mime
