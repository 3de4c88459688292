#include "protocols/autodiscover/json.h"

#include "base/text.h"
#include "protocols/autodiscover/query.h"

namespace syncgate::autodiscover {
namespace {

constexpr std::string_view kType = "application/json; charset=utf-8";
constexpr std::string_view kVersion = "/v1.0/";

struct Protocol {
    std::string_view name, path;
};
constexpr Protocol kProtocols[] = {
    {"ActiveSync", "/Microsoft-Server-ActiveSync"},
    {"AutodiscoverV1", "/autodiscover/autodiscover.xml"},
};

// `message` is ours: nothing in it needs to be escaped.
Reply refusal(std::string_view code, std::string_view message) {
    return Reply::of(400,
                     R"({"ErrorCode":")" + std::string(code) + R"(","ErrorMessage":")" +
                         std::string(message) + R"("})",
                     kType);
}

}  // namespace

std::string address_of_json(const Request& request) {
    const std::string lower = lower_ascii(request.path);
    if (const auto at = lower.find(kVersion); at != std::string::npos) {
        return request.path.substr(at + kVersion.size());
    }
    return parameter(request.query, "Email").value_or("");
}

Reply answer_json(const Request& request, std::string_view host) {
    const auto wanted = parameter(request.query, "Protocol");
    if (!wanted) {
        return refusal("MandatoryParameterMissing", "Protocol is missing");
    }
    if (address_of_json(request).find('@') == std::string::npos) {
        return refusal("InvalidUserId", "Email is missing, or no address");
    }
    for (const auto& protocol : kProtocols) {
        if (iequals(*wanted, protocol.name)) {
            return Reply::of(200,
                             R"({"Protocol":")" + std::string(protocol.name) +
                                 R"(","Url":"https://)" + std::string(host) +
                                 std::string(protocol.path) + R"("})",
                             kType);
        }
    }
    return refusal("InvalidProtocol", "Supported are ActiveSync and AutodiscoverV1");
}

}  // namespace syncgate::autodiscover
