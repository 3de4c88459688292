// A text that may be larger than the memory one wants to spend on it: held in memory, or mapped
// from a file, whose pages then come by themselves when they are read. Who has read a piece gives
// its pages back; they come again if it is read again.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace syncgate {

// Borrows; a value as cheap as a view.
class PagedText {
  public:
    static constexpr std::size_t kPiece = std::size_t{512} << 10U;

    PagedText() = default;
    // Held in memory: nothing is ever given back.
    template <class Held>
    requires std::is_convertible_v<const Held&, std::string_view> PagedText(
        const Held& bytes)  // NOLINT(google-explicit-constructor): as a view is made
        : bytes_(bytes) {}
    // `bytes` is a mapping of a file from its begin, and nobody writes to it.
    static PagedText mapped(std::string_view bytes);

    [[nodiscard]] std::string_view bytes() const { return bytes_; }
    operator std::string_view() const { return bytes_; }  // NOLINT(google-explicit-constructor)
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] bool empty() const { return bytes_.empty(); }
    [[nodiscard]] bool is_mapped() const { return mapped_; }

    // As std::string_view's.
    [[nodiscard]] PagedText substr(std::size_t begin,
                                   std::size_t size = std::string_view::npos) const;
    // `piece` as a part of this text; where it lies elsewhere, it is held in memory.
    [[nodiscard]] PagedText part(std::string_view piece) const;
    // As std::string_view's; gives back what it has passed.
    [[nodiscard]] std::size_t find(std::string_view what, std::size_t from) const;

    // Gives back the pages of `piece`, but for its last.
    void release(std::string_view piece) const;
    void release() const { release(bytes_); }
    // A reader has come from one offset to a later one: what lies a piece behind is given back.
    void passed(std::size_t from, std::size_t to) const {
        if (mapped_ && from / kPiece != to / kPiece) {
            release(bytes_.substr(from / kPiece * kPiece,
                                  to / kPiece * kPiece - from / kPiece * kPiece));
        }
    }

    // Calls `f` with one piece after the other, each given back behind it; until it says false,
    // where it says anything.
    template <class F>
    void in_pieces(F f) const {
        for (std::size_t at = 0; at < bytes_.size(); at += kPiece) {
            const std::string_view piece = bytes_.substr(at, kPiece);
            if constexpr (std::is_same_v<decltype(f(piece)), bool>) {
                if (!f(piece)) {
                    return;
                }
            } else {
                f(piece);
            }
            release(piece);
        }
    }

    friend bool operator==(const PagedText& a, std::string_view b) { return a.bytes_ == b; }

  private:
    std::string_view bytes_;
    bool mapped_ = false;
};

}  // namespace syncgate
