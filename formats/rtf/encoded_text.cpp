#include "formats/rtf/encoded_text.h"

#include <algorithm>

namespace syncgate::rtf {
namespace {

bool is_ascii(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80U; });
}

// The front line of `lines`, which is taken off.
std::string_view take_line(std::string_view& lines) {
    const auto end = std::min(lines.find('\n'), lines.size());
    const auto line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    return line;
}

}  // namespace

void EncodedText::add(std::string_view bytes, CodePage page) {
    if (page != page_) {
        end_piece();
        page_ = page;
    }
    piece_ += bytes;
}

void EncodedText::add_utf8(std::string_view text) {
    end_piece();
    utf8_ += text;
}

void EncodedText::end_piece() {
    if (is_ascii(piece_)) {
        utf8_ += piece_;
    } else {
        pieces_.resize(std::max(pieces_.size(), page_ + 1));
        pieces_[page_].append(piece_).append("\n");
        gaps_.push_back({utf8_.size(), page_});
    }
    piece_.clear();
}

std::string EncodedText::take(Decode decode) {
    end_piece();
    for (std::size_t page = 0; page < pieces_.size(); ++page) {
        if (!pieces_[page].empty()) {
            pieces_[page] = decode(pieces_[page], charset_name(page));
        }
    }
    std::vector<std::string_view> lines(pieces_.begin(), pieces_.end());
    std::string out;
    std::size_t copied = 0;
    for (const auto& gap : gaps_) {
        out.append(utf8_, copied, gap.at - copied).append(take_line(lines[gap.page]));
        copied = gap.at;
    }
    return out.append(utf8_, copied);
}

}  // namespace syncgate::rtf
