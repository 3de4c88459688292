#include <algorithm>
#include <optional>

#include "base/text.h"
#include "formats/vcard/card.h"
#include "formats/vcard/lines.h"

namespace syncgate::vcard {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Reader {
  public:
    using Names = std::optional<std::span<const std::string>>;  // nullopt: all

    Reader(std::string_view text, Names names, const Limits& limits)
        : text_(text), names_(names), limits_(limits) {}

    Result<Card> read() {
        if (text_.size() > limits_.bytes) {
            return Error{ErrorCode::kTooLarge, "vcard: too many bytes"};
        }
        card_.version = version_in(text_);
        if (!text_.empty() && !physical_line(text_).whole.ends_with("\r\n")) {
            card_.line_end = "\n";
        }
        if (text_.starts_with(kByteOrderMark)) {
            keep(text_.substr(0, kByteOrderMark.size()));
            text_.remove_prefix(kByteOrderMark.size());
        }
        LineReader lines(text_, card_.version);
        while (!lines.done()) {
            if (pass(lines)) {
                continue;
            }
            if (auto taken = take(lines.next()); !taken) {
                return taken.error();
            }
        }
        if (state_ != State::kAfter) {
            return Error{ErrorCode::kMalformed, "vcard: no END:VCARD"};
        }
        return std::move(card_);
    }

  private:
    enum class State { kBefore, kInside, kAfter };

    void keep(std::string_view source) {
        ++properties_;
        keep_unread(source);
    }
    void keep_unread(std::string_view source) {
        if (is_wanted("")) {
            card_.properties.push_back(Property::stranger(std::string(source), card_.version));
        }
    }

    [[nodiscard]] bool is_wanted(std::string_view name) const {
        return !names_ || std::any_of(names_->begin(), names_->end(),
                                      [&](const auto& each) { return iequals(each, name); });
    }

    // Whether the next line was a property that nobody asks for.
    bool pass(LineReader& lines) {
        if (!names_ || state_ != State::kInside || depth_ > 0 || after_agent_) {
            return false;
        }
        const auto name = lines.plain_name();
        if (name.empty() || name == "BEGIN" || name == "END" || name == "AGENT" ||
            is_wanted(name)) {
            return false;
        }
        lines.pass();
        ++properties_;
        return true;
    }

    Result<> take(const ContentLine& line) {
        if (state_ != State::kInside) {
            return take_outside(line);
        }
        if (is_delimiter(line.line, "BEGIN")) {
            if (depth_ == 0 && !after_agent_) {
                return Error{ErrorCode::kMalformed, "vcard: a card begins in another"};
            }
            ++depth_;
        }
        if (depth_ > 0) {
            if (is_delimiter(line.line, "END")) {
                --depth_;
            }
            keep_nested(line.source);
            return {};
        }
        return take_property(line);
    }

    // The lines of a card in a card are one stranger.
    void keep_nested(std::string_view source) {
        if (after_agent_) {
            nested_.clear();
            after_agent_ = false;
        }
        nested_ += source;
        if (depth_ == 0) {
            keep(nested_);
        }
    }

    Result<> take_outside(const ContentLine& line) {
        if (trim(line.line).empty()) {
            keep(line.source);
            return {};
        }
        if (state_ == State::kAfter || !is_delimiter(line.line, "BEGIN")) {
            return Error{ErrorCode::kMalformed, "vcard: text outside of BEGIN and END"};
        }
        state_ = State::kInside;
        return take_property(line);
    }

    Result<> take_property(const ContentLine& line) {
        const auto parts = parts_of(line.line);
        ++properties_;
        parameters_ += parts ? count_parameters(*parts) : 0;
        if (properties_ > limits_.properties || parameters_ > limits_.parameters) {
            return Error{ErrorCode::kTooLarge, "vcard: too many properties or parameters"};
        }
        if (!parts) {
            keep_unread(line.source);
        } else if (is_wanted(parts->name)) {
            card_.properties.push_back(
                Property::parsed(*parts, std::string(line.source), card_.version));
        }
        after_agent_ = parts && iequals(parts->name, "AGENT") && trim(parts->value).empty();
        if (is_delimiter(line.line, "END")) {
            state_ = State::kAfter;
        }
        return {};
    }

    std::string_view text_;
    Names names_;
    const Limits& limits_;
    Card card_;
    State state_ = State::kBefore;
    std::size_t depth_ = 0;
    std::size_t properties_ = 0;
    std::size_t parameters_ = 0;
    bool after_agent_ = false;
    std::string nested_;
};

}  // namespace

Result<Card> read(std::string_view text, const Limits& limits) {
    return Reader(text, std::nullopt, limits).read();
}

Result<Card> read_named(std::string_view text, std::span<const std::string> names,
                        const Limits& limits) {
    return Reader(text, names, limits).read();
}

std::vector<std::string_view> cards_in(std::string_view text) {
    std::vector<std::string_view> cards;
    std::size_t begin = std::string_view::npos;
    std::size_t depth = 0;
    bool after_agent = false;
    for (std::size_t at = 0; at < text.size();) {
        const PhysicalLine line = physical_line(text.substr(at));
        const auto content = line.content.substr(
            line.content.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
        if (is_delimiter(content, "BEGIN")) {
            const bool nested = begin != std::string_view::npos && (depth > 1 || after_agent);
            depth = nested ? depth + 1 : 1;
            begin = nested ? begin : at + (line.content.size() - content.size());
        } else if (is_delimiter(content, "END") && begin != std::string_view::npos) {
            if (--depth == 0) {
                cards.push_back(text.substr(begin, at + line.whole.size() - begin));
                begin = std::string_view::npos;
            }
        }
        if (!trim(content).empty()) {
            after_agent = istarts_with(content, "AGENT") && trim(content).ends_with(':');
        }
        at += line.whole.size();
    }
    return cards;
}

}  // namespace syncgate::vcard
