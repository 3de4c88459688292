#include "gateway/http/chunked_decoder.h"

#include <algorithm>

namespace syncgate::http {
namespace {

constexpr unsigned kMaxDigits = 12;
constexpr std::uint32_t kMaxOverhead = 16U << 10U;

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(static_cast<unsigned char>(c) | 0x20U);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Error malformed() {
    return {ErrorCode::kMalformed, "http: chunked coding"};
}

}  // namespace

Result<std::string_view> ChunkedDecoder::next(std::string_view& input) {
    while (!input.empty() && state_ != State::kComplete) {
        if (state_ == State::kContent) {
            const auto size =
                static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
            const std::string_view content = input.substr(0, size);
            input.remove_prefix(size);
            left_ -= size;
            state_ = left_ == 0 ? State::kContentCr : State::kContent;
            return content;
        }
        if (auto stepped = step(input.front()); !stepped) {
            return stepped.error();
        }
        input.remove_prefix(1);
    }
    return std::string_view{};
}

Result<void> ChunkedDecoder::step(char c) {
    const auto expect = [&](char wanted, State then) -> Result<void> {
        state_ = then;
        return c == wanted ? Result<void>() : malformed();
    };
    switch (state_) {
        case State::kSize:
            return digit(c);
        case State::kSizeEnd:
            digits_ = 0;
            return expect('\n', left_ == 0 ? State::kTrailer : State::kContent);
        case State::kContentCr:
            return expect('\r', State::kContentLf);
        case State::kContentLf:
            return expect('\n', State::kSize);
        case State::kTrailerLf:
            return expect('\n', State::kTrailer);
        case State::kLastLf:
            return expect('\n', State::kComplete);
        case State::kExtension:
            state_ = c == '\r' ? State::kSizeEnd : State::kExtension;
            break;
        case State::kTrailer:
            return begin_trailer(c);
        case State::kTrailerName:
            if (c == '\r' || c == ' ' || c == '\t') {
                return malformed();
            }
            state_ = c == ':' ? State::kTrailerRest : State::kTrailerName;
            break;
        case State::kTrailerRest:
            state_ = c == '\r' ? State::kTrailerLf : State::kTrailerRest;
            break;
        case State::kContent:
        case State::kComplete:
            return malformed();
    }
    if (c == '\n' || c == '\0') {
        return malformed();
    }
    if (++overhead_ > kMaxOverhead) {
        return Error{ErrorCode::kTooLarge, "http: chunk extensions or trailers"};
    }
    return {};
}

Result<void> ChunkedDecoder::begin_trailer(char c) {
    const bool named = static_cast<unsigned char>(c) > ' ' && c != ':';
    state_ = c == '\r' ? State::kLastLf : State::kTrailerName;
    return named || c == '\r' ? Result<void>() : malformed();
}

Result<void> ChunkedDecoder::digit(char c) {
    if (const int value = hex_value(c); value >= 0) {
        left_ = (digits_ == 0 ? 0 : left_ << 4U) | static_cast<unsigned>(value);
        return ++digits_ <= kMaxDigits ? Result<void>() : malformed();
    }
    if (digits_ == 0 || (c != '\r' && c != ';' && c != ' ' && c != '\t')) {
        return malformed();
    }
    state_ = c == '\r' ? State::kSizeEnd : State::kExtension;
    return {};
}

}  // namespace syncgate::http
