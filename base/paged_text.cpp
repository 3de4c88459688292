#include "base/paged_text.h"

#include <algorithm>
#include <cstdint>
#include <functional>

#include <sys/mman.h>
#include <unistd.h>

namespace syncgate {
namespace {

std::uintptr_t page_of(const char* byte) {
    static const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
    return reinterpret_cast<std::uintptr_t>(byte) / page * page;
}

}  // namespace

PagedText PagedText::mapped(std::string_view bytes) {
    PagedText text(bytes);
    text.mapped_ = true;
    return text;
}

PagedText PagedText::substr(std::size_t begin, std::size_t size) const {
    PagedText text(bytes_.substr(begin, size));
    text.mapped_ = mapped_;
    return text;
}

PagedText PagedText::part(std::string_view piece) const {
    const std::less_equal<const char*> not_after;
    PagedText text(piece);
    text.mapped_ = mapped_ && not_after(bytes_.data(), piece.data()) &&
                   not_after(piece.data() + piece.size(), bytes_.data() + bytes_.size());
    return text;
}

std::size_t PagedText::find(std::string_view what, std::size_t from) const {
    if (!mapped_ || what.empty()) {
        return bytes_.find(what, from);
    }
    for (std::size_t at = from; at < bytes_.size(); at += kPiece) {
        const auto found = bytes_.substr(at, kPiece + what.size() - 1).find(what);
        if (found != std::string_view::npos) {
            return at + found;
        }
        passed(at, std::min(at + kPiece, bytes_.size()));
    }
    return std::string_view::npos;
}

// The first page may be shared with what lies before the piece: it comes again.
void PagedText::release(std::string_view piece) const {
    if (!mapped_ || piece.empty()) {
        return;
    }
    const auto begin = page_of(piece.data());
    const auto end = page_of(piece.data() + piece.size());
    if (begin < end) {
        // An advice; where it is not taken the pages stay.
        (void)madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);  // NOLINT
    }
}

}  // namespace syncgate
