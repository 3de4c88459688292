#include "protocols/autodiscover/pox.h"

#include "base/text.h"
#include "formats/xml/element.h"

namespace syncgate::autodiscover {
namespace {

using xml::escape;

constexpr std::string_view kSchemas = "http://schemas.microsoft.com/exchange/autodiscover/";
constexpr std::string_view kRequestSchemas[] = {"mobilesync/requestschema/2006",
                                                "outlook/requestschema/2006"};
constexpr std::string_view kMobileSync = "mobilesync/responseschema/2006";

bool is_schema(std::string_view name, std::string_view wanted) {
    name = trim(name);
    return istarts_with(name, kSchemas) && iequals(name.substr(kSchemas.size()), wanted);
}

bool is_request(const xml::Element& root) {
    const bool known =
        is_schema(root.ns, kRequestSchemas[0]) || is_schema(root.ns, kRequestSchemas[1]);
    return known && root.name == "Autodiscover" && root.count("Request") == 1;
}

std::string frame(std::string_view response) {
    return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Autodiscover xmlns=\"" +
           std::string(kSchemas) + "responseschema/2006\">\n" + std::string(response) +
           "</Autodiscover>\n";
}

std::string in_mobile_sync(std::string_view user, std::string_view action) {
    return frame("  <Response xmlns=\"" + std::string(kSchemas) + std::string(kMobileSync) +
                 "\">\n    <Culture>en:us</Culture>\n    <User>" + std::string(user) +
                 "</User>\n    <Action>" + std::string(action) + "</Action>\n  </Response>\n");
}

std::string_view message_of(FrameError error) {
    switch (error) {
        case FrameError::kInvalidRequest:
            return "Invalid Request";
        case FrameError::kNoProvider:
            return "Provider is not available";
    }
    return {};
}

}  // namespace

std::variant<std::string, FrameError> parse_pox(std::string_view body) {
    const auto root = xml::parse(body);
    if (!root || !is_request(*root)) {
        return FrameError::kInvalidRequest;
    }
    const auto& request = *root->child("Request");
    const auto* schema = request.child("AcceptableResponseSchema");
    if (schema == nullptr) {
        return FrameError::kInvalidRequest;
    }
    if (!is_schema(schema->text, kMobileSync)) {
        return FrameError::kNoProvider;
    }
    const auto* address = request.child("EMailAddress");
    const std::string_view text = address == nullptr ? "" : trim(address->text);
    if (text.empty()) {
        return FrameError::kInvalidRequest;
    }
    return std::string(text);
}

std::string render(const MobileSync& answer) {
    const std::string url = escape(answer.url);
    return in_mobile_sync("<DisplayName>" + escape(answer.display_name) +
                              "</DisplayName><EMailAddress>" + escape(answer.address) +
                              "</EMailAddress>",
                          "<Settings><Server><Type>MobileSync</Type><Url>" + url + "</Url><Name>" +
                              url + "</Name></Server></Settings>");
}

std::string render_unknown(std::string_view address) {
    return in_mobile_sync("<EMailAddress>" + escape(address) + "</EMailAddress>",
                          "<Error><Status>2</Status><Message>The address is not of this user"
                          "</Message><DebugData></DebugData></Error>");
}

std::string render(FrameError error, UnixMillis now, std::uint32_t id) {
    constexpr std::size_t kTimeAt = 11;
    constexpr std::size_t kTimeLength = 12;  // "16:56:32.616"
    return frame("  <Response>\n    <Error Time=\"" +
                 iso8601_millis(now).substr(kTimeAt, kTimeLength) + "0000\" Id=\"" +
                 std::to_string(id) + "\"><ErrorCode>" + std::to_string(static_cast<int>(error)) +
                 "</ErrorCode><Message>" + std::string(message_of(error)) +
                 "</Message><DebugData /></Error>\n  </Response>\n");
}

}  // namespace syncgate::autodiscover
