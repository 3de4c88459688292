#include "formats/rtf/compressed.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace syncgate::rtf {
namespace {

constexpr std::size_t kHeader = 16;
constexpr std::size_t kSizeField = 4;  // COMPSIZE counts what follows it
constexpr std::uint32_t kCompressed = 0x75465a4c;
constexpr std::uint32_t kUncompressed = 0x414c454d;

// What the dictionary holds before the first byte. Source: MS-OXRTFCP 2.1.2.1.
constexpr std::string_view kBeginning =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(kBeginning.size() == 207);

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
    }
    return value;
}

constexpr std::array<std::uint32_t, 256> crc_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value & 1U) != 0 ? value >> 1U ^ 0xedb88320U : value >> 1U;
        }
        table[i] = value;
    }
    return table;
}

// That of ZIP, but begun and ended with 0. Source: MS-OXRTFCP 2.1.3.2.
std::uint32_t crc_of(std::string_view bytes) {
    static constexpr auto kTable = crc_table();
    std::uint32_t crc = 0;
    for (const char c : bytes) {
        crc = kTable[(crc ^ static_cast<unsigned char>(c)) & 0xffU] ^ crc >> 8U;
    }
    return crc;
}

// The last 4 KiB of what was written, as a ring.
class Dictionary {
  public:
    Dictionary() { std::copy(kBeginning.begin(), kBeginning.end(), bytes_.begin()); }

    [[nodiscard]] std::size_t end() const { return end_; }
    [[nodiscard]] char at(std::size_t place) const { return bytes_[place % kSize]; }
    void add(char c) {
        bytes_[end_] = c;
        end_ = (end_ + 1) % kSize;
    }

  private:
    static constexpr std::size_t kSize = 4096;
    std::array<char, kSize> bytes_{};
    std::size_t end_ = kBeginning.size();
};

class Expansion {
  public:
    Expansion(std::string_view contents, std::size_t size) : contents_(contents), size_(size) {
        out_.reserve(size);
    }

    // False where the contents end before their end mark and before the size.
    bool run();
    std::string take() { return std::move(out_); }

  private:
    enum class Step { kGoesOn, kEnds, kIsCut };

    [[nodiscard]] bool has(std::size_t bytes) const { return contents_.size() - at_ >= bytes; }
    std::uint32_t byte() { return static_cast<unsigned char>(contents_[at_++]); }
    Step literal();
    Step reference();
    void put(char c) {
        out_ += c;
        dictionary_.add(c);
    }

    std::string_view contents_;
    std::size_t at_ = 0;
    std::size_t size_;
    Dictionary dictionary_;
    std::string out_;
};

bool Expansion::run() {
    constexpr unsigned kTokens = 8;  // to a control byte
    while (out_.size() < size_) {
        if (!has(1)) {
            return false;
        }
        const std::uint32_t control = byte();
        for (unsigned token = 0; token < kTokens && out_.size() < size_; ++token) {
            const Step step = (control >> token & 1U) != 0 ? reference() : literal();
            if (step != Step::kGoesOn) {
                return step == Step::kEnds;
            }
        }
    }
    return true;
}

Expansion::Step Expansion::literal() {
    if (!has(1)) {
        return Step::kIsCut;
    }
    put(static_cast<char>(byte()));
    return Step::kGoesOn;
}

// Twelve bits of a place and four of a length; the place where the next byte goes is the end mark.
Expansion::Step Expansion::reference() {
    if (!has(2)) {
        return Step::kIsCut;
    }
    const std::uint32_t high = byte();
    const std::uint32_t both = high << 8U | byte();
    const std::size_t from = both >> 4U;
    if (from == dictionary_.end()) {
        return Step::kEnds;
    }
    const std::size_t length = (both & 0xfU) + 2;
    for (std::size_t i = 0; i < length && out_.size() < size_; ++i) {
        put(dictionary_.at(from + i));
    }
    return Step::kGoesOn;
}

Error malformed(const char* why) {
    return {ErrorCode::kMalformed, std::string("rtf: ") + why};
}

Result<std::string> uncompressed(std::string_view contents, std::size_t size) {
    if (contents.size() < size) {
        return malformed("cut");
    }
    return std::string(contents.substr(0, size));
}

}  // namespace

Result<std::string> decompress(std::string_view compressed, std::size_t max_bytes) {
    if (compressed.size() < kHeader) {
        return malformed("no header");
    }
    const std::size_t told = std::size_t{number_at(compressed, 0)} + kSizeField;
    const std::size_t size = number_at(compressed, 4);
    const std::uint32_t type = number_at(compressed, 8);
    if (type != kCompressed && type != kUncompressed) {
        return malformed("of an unknown compression");
    }
    if (told < kHeader || told > compressed.size()) {
        return malformed("cut");
    }
    if (size > max_bytes) {
        return Error{ErrorCode::kTooLarge, "rtf: over its limit"};
    }
    const auto contents = compressed.substr(kHeader, told - kHeader);
    if (type == kUncompressed) {
        return uncompressed(contents, size);
    }
    if (crc_of(contents) != number_at(compressed, 12)) {
        return malformed("a wrong checksum");
    }
    Expansion expansion(contents, size);
    if (!expansion.run()) {
        return malformed("cut");
    }
    return expansion.take();
}

}  // namespace syncgate::rtf
