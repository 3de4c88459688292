// A WBXML document as a row of events, pulled one by one. Holds nothing but where it is; content is
// a view into the input.
//
// Source: WAP-192-WBXML (WBXML 1.3) 5; MS-ASWBXML 2.1.1 for what ActiveSync leaves out.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "formats/wbxml/element.h"

namespace syncgate::wbxml {

enum class EventKind : std::uint8_t {
    kStart,  // an element begins; `has_content` says whether a kEnd follows
    kEnd,
    kText,    // one STR_I piece
    kOpaque,  // one OPAQUE piece
    kFinish,  // the document is whole
};

struct ReaderEvent {
    EventKind kind = EventKind::kFinish;
    Tag tag{};
    bool has_content = false;
    std::string_view bytes;
};

class Reader {
  public:
    // `input` outlives the reader.
    Reader(std::string_view input, const Limits& limits) : input_(input), limits_(limits) {}

    // Errors: as parse().
    Result<ReaderEvent> next();

  private:
    Result<void> read_header();
    Result<ReaderEvent> read_token();
    Result<ReaderEvent> start(std::uint8_t byte);
    Result<ReaderEvent> text();
    Result<ReaderEvent> opaque();

    std::string_view input_;
    Limits limits_;
    bool header_read_ = false;
    bool root_seen_ = false;
    std::uint8_t page_ = 0;
    std::size_t depth_ = 0;
    std::size_t elements_ = 0;
};

}  // namespace syncgate::wbxml
