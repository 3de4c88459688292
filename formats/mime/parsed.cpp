#include "formats/mime/parsed.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "formats/mime/fields.h"
#include "formats/mime/portion.h"
#include "formats/mime/two_rows.h"

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

ParsedMessage::ParsedMessage(const PagedText& message) : message_(message) {
    FieldReader reader(message);
    Field field;
    Portion portion;
    while (reader.next(field)) {
        const auto whole = message.bytes().substr(field.begin, field.end - field.begin);
        if (istarts_with(field.name, "Content-") && portion.take_field(whole)) {
            fields_ += whole;
            fields_ += fields_.ends_with('\n') ? "" : "\r\n";
        }
    }
    fields_ += "\r\n";
    body_ = reader.body();
    header_ = std::min(first_field(message), body_);
    given_ = body_ + portion.take_body(message.substr(body_));

    const auto stream = two_rows(fields_, message.substr(body_, given_ - body_));
    const Object<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    g_mime_parser_set_persist_stream(parser.get(), TRUE);  // parts keep ranges, not copies
    // The message's root alone: a GMimeMessage would bring lists of addresses that nobody asks for.
    root_.reset(g_mime_parser_construct_part(parser.get(), parser_options()));
}

std::size_t ParsedMessage::original(gint64 offset) const {
    const auto at = static_cast<std::size_t>(offset);
    return at < fields_.size() ? header_ : at - fields_.size() + body_;
}

GMimeObject* ParsedMessage::root() const {
    return root_.get();
}

}  // namespace syncgate::mime
