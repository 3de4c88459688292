// Any bytes as a query, and as the headers that belong to it: refused, or read within bounds. The
// first line is the query, the others are headers ("Name: value").
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/text.h"
#include "protocols/activesync/request_line.h"

namespace {

using namespace syncgate;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

Request request_of(std::string_view text) {
    Request request;
    request.method = "POST";
    request.path = "/Microsoft-Server-ActiveSync";
    bool first = true;
    for (const auto line : split(text, '\n')) {
        const auto colon = line.find(':');
        if (first) {
            request.query = std::string(line);
        } else if (colon != std::string_view::npos) {
            request.headers.add(std::string(line.substr(0, colon)),
                                std::string(trim(line.substr(colon + 1))));
        }
        first = false;
    }
    return request;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Request request = request_of({reinterpret_cast<const char*>(data), size});
    const auto line = activesync::parse_request_line(request);
    if (line) {
        require(line->device_id.size() <= 64 && line->device_type.size() <= 256);
        require(!line->command.empty());
        const auto again = activesync::parse_request_line(request);
        require(again && again->device_id == line->device_id && again->command == line->command);
    }
    return 0;
}
