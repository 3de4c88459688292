// An answer in pieces: text that is there, and content that is read while it is sent.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "model/exchange.h"
#include "protocols/activesync/items/part_content.h"

namespace syncgate::activesync {

// Content in base64, as it stands within WBXML.
struct InBase64 {
    PartContent content;
};
using Piece = std::variant<std::string, PartContent, InBase64>;

std::uint64_t size_of(const Piece& piece);

class Pieces final : public BodySource {
  public:
    explicit Pieces(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

    Result<void> read(std::string& out) override;
    [[nodiscard]] std::optional<std::uint64_t> size() const override;

  private:
    Result<bool> read_piece(Piece& piece, std::string& out);
    Result<bool> read_base64(PartContent& content, std::string& out);

    std::vector<Piece> pieces_;
    std::size_t at_ = 0;
    std::string carried_;  // of InBase64: what is no whole group of three bytes yet
};

// Bytes [first, first + size) of a part: at once where they are few, so that what fails is told.
Piece piece_of(const store::Snapshot& snapshot, std::shared_ptr<store::Account> account,
               const PartPlace& place, std::uint64_t first, std::uint64_t size);
// The same in base64.
Piece in_base64(Piece piece);

// A whole body where nothing has to be read, else a source.
Reply reply_of(std::vector<Piece> pieces, std::string_view content_type);

}  // namespace syncgate::activesync
