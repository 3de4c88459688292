// What a client of WebDAV sends beside its cards: a path, an If header, a report. The first line
// is path and header, the rest is XML.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocols/dav/conditions.h"
#include "protocols/dav/path.h"

namespace {

using namespace syncgate;

constexpr std::string_view kCard =
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\nFN:Ann\r\nitem1.TEL;TYPE=HOME:1\r\nEND:VCARD\r\n";

// A segment that was read is written so that it is read again as the same.
void check_path(std::string_view text) {
    const auto place = dav::parse_path(text);
    if (place && place->kind == dav::Kind::kItem) {
        const auto again = dav::decode_segment(dav::encode_segment(place->name));
        if (!again || *again != place->name) {
            std::abort();
        }
    }
}

void check_conditions_of(std::string_view text) {
    Request request;
    request.method = "PUT";
    request.headers.add("If", std::string(text));
    request.headers.add("If-Match", std::string(text));
    dav::State state;
    state.etag = "\"a\"";
    state.token = "data:,1";
    (void)dav::check_conditions(request, state, [&](std::string_view) { return state; });
}

void check_report(std::string_view text) {
    const auto root = xml::parse(text);
    if (!root) {
        return;
    }
    const auto& books = *dav::book_classes().front();
    const auto filter = books.parse_filter(*root);
    if (const auto* found = std::get_if<std::unique_ptr<dav::Filter>>(&filter)) {
        (void)(*found)->matches(kCard);
    }
    for (const auto& each : root->children) {
        const auto form = books.parse_data(each);
        if (const auto* found = std::get_if<std::unique_ptr<dav::DataForm>>(&form)) {
            (void)(*found)->render(kCard);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto line = input.substr(0, input.find('\n'));
    check_path(line);
    check_conditions_of(line);
    check_report(input.substr(line.size()));
    return 0;
}
