#include "formats/mime/parsed.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/mime/fields.h"
#include "formats/mime/portion.h"

namespace syncgate::mime {
namespace {

// What raw 8-bit parameters (file names) are read as, in this order.
GMimeParserOptions* make_options() {
    static std::array<const char*, 3> charsets{"utf-8", "windows-1252", nullptr};
    GMimeParserOptions* options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(options, charsets.data());
    return options;
}

GMimeParserOptions* parser_options() {
    static GMimeParserOptions* const options = make_options();  // read only from here on
    return options;
}

}  // namespace

ParsedMessage::ParsedMessage(std::string_view message) {
    FieldReader reader(message);
    Field field;
    Portion portion;
    while (reader.next(field)) {
        const auto whole = message.substr(field.begin, field.end - field.begin);
        if (istarts_with(field.name, "Content-") && portion.take_field(whole)) {
            bytes_ += whole;
            bytes_ += bytes_.ends_with('\n') ? "" : "\r\n";
        }
    }
    bytes_ += "\r\n";
    header_size_ = bytes_.size();
    original_body_ = reader.body();
    original_header_ = std::min(first_field(message), original_body_);
    bytes_.reserve(bytes_.size() + message.size() - original_body_);
    bytes_ += message.substr(original_body_);
    given_ = header_size_ + portion.take_body(message.substr(original_body_));

    // The array borrows: the destructor takes the bytes out again before they could be freed.
    array_ = g_byte_array_new_take(reinterpret_cast<guint8*>(bytes_.data()), given_);
    const Object<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream.get()), array_);
    const Object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_persist_stream(parser.get(), TRUE);  // parts keep ranges, not copies
    // The message's root alone: a GMimeMessage would bring lists of addresses that nobody asks for.
    root_.reset(g_mime_parser_construct_part(parser.get(), parser_options()));
}

ParsedMessage::~ParsedMessage() {
    root_.reset();
    g_byte_array_free(array_, FALSE);
}

std::size_t ParsedMessage::original(std::size_t offset) const {
    return offset < header_size_ ? original_header_ : offset - header_size_ + original_body_;
}

GMimeObject* ParsedMessage::root() const {
    return root_.get();
}

}  // namespace syncgate::mime
