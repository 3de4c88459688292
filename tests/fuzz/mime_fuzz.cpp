// Any bytes as a message: indexed, kept and read again, every part decoded, its header edited.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/text.h"
#include "formats/mime/headers.h"
#include "formats/mime/message_index.h"

namespace {

using namespace syncgate;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_index(std::string_view message) {
    const mime::MessageIndex index = mime::index(message);
    require(is_utf8(index.text) && index.text.size() <= limits::kTextRendition);
    require(is_utf8(index.preview) && is_utf8(index.envelope.subject));
    for (const auto& part : index.structure.parts) {
        require(part.header_begin <= part.header_end && part.header_end <= part.content_begin);
        require(part.content_begin <= part.content_end && part.content_end <= message.size());
        const auto content =
            message.substr(part.content_begin, part.content_end - part.content_begin);
        require(mime::decode_content(part, content).size() == part.decoded_size);
        require(is_utf8(mime::decode_text(part, content)));
    }
    const auto envelope = mime::decode_envelope(mime::encode(index.envelope));
    require(envelope && *envelope == index.envelope);
    const auto structure = mime::decode_structure(mime::encode(index.structure));
    require(structure && *structure == index.structure);
}

void check_headers(std::string_view message) {
    require(mime::body_offset(message) <= message.size());
    require(!mime::header(mime::without_header(message, "Bcc"), "Bcc"));
    require(mime::header(mime::with_header(message, "X-New", "v"), "X-New") == "v");
}

void check_columns(std::string_view bytes) {
    if (const auto structure = mime::decode_structure(bytes)) {
        require(structure->plain < static_cast<int>(structure->parts.size()));
    }
    if (const auto envelope = mime::decode_envelope(bytes)) {
        require(mime::decode_envelope(mime::encode(*envelope)).has_value());
    }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    mime::init();
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_index(bytes);
    check_headers(bytes);
    check_columns(bytes);
    require(mime::to_crlf(mime::to_crlf(bytes)).size() <= 2 * size);
    return 0;
}
