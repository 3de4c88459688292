#include "protocols/activesync/commands/pieces.h"

#include <algorithm>
#include <utility>

#include "base/base64.h"
#include "base/limits.h"

namespace syncgate::activesync {

std::uint64_t size_of(const Piece& piece) {
    if (const auto* text = std::get_if<std::string>(&piece)) {
        return text->size();
    }
    if (const auto* content = std::get_if<PartContent>(&piece)) {
        return content->size();
    }
    return base64_size(std::get<InBase64>(piece).content.size());
}

std::optional<std::uint64_t> Pieces::size() const {
    std::uint64_t size = 0;
    for (const auto& piece : pieces_) {
        size += size_of(piece);
    }
    return size;
}

// Whether there may be more of it.
Result<bool> Pieces::read_base64(PartContent& content, std::string& out) {
    const std::size_t before = carried_.size();
    if (auto read = content.read(carried_); !read) {
        return read.error();
    }
    const bool ended = carried_.size() == before;
    const std::size_t whole = ended ? carried_.size() : carried_.size() / 3 * 3;
    append_base64(std::string_view(carried_).substr(0, whole), out);
    carried_.erase(0, whole);
    return !ended;
}

Result<bool> Pieces::read_piece(Piece& piece, std::string& out) {
    if (auto* text = std::get_if<std::string>(&piece)) {
        out += std::exchange(*text, {});
        return false;
    }
    if (auto* base64 = std::get_if<InBase64>(&piece)) {
        return read_base64(base64->content, out);
    }
    const std::size_t before = out.size();
    if (auto read = std::get<PartContent>(piece).read(out); !read) {
        return read.error();
    }
    return out.size() > before;
}

Result<void> Pieces::read(std::string& out) {
    while (out.empty() && at_ < pieces_.size()) {
        const auto more = read_piece(pieces_[at_], out);
        if (!more) {
            return more.error();
        }
        at_ += *more ? 0U : 1U;
    }
    return {};
}

Piece piece_of(const store::Snapshot& snapshot, std::shared_ptr<store::Account> account,
               const PartPlace& place, std::uint64_t first, std::uint64_t size) {
    if (place.end - place.begin <= limits::kBodyInMemory) {
        return read_part(snapshot, place, first, size);
    }
    return PartContent(std::move(account), place, first, size);
}

Piece in_base64(Piece piece) {
    if (const auto* text = std::get_if<std::string>(&piece)) {
        return base64_encode(*text);
    }
    return InBase64{std::get<PartContent>(std::move(piece))};
}

Reply reply_of(std::vector<Piece> pieces, std::string_view content_type) {
    const bool whole = std::all_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
        return std::holds_alternative<std::string>(piece);
    });
    Reply reply = Reply::of(200, {}, content_type);
    if (whole) {
        std::string body;
        for (const auto& piece : pieces) {
            body += std::get<std::string>(piece);
        }
        reply.body = std::move(body);
    } else {
        reply.body = std::make_unique<Pieces>(std::move(pieces));
    }
    return reply;
}

}  // namespace syncgate::activesync
