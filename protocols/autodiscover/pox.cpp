#include "protocols/autodiscover/pox.h"

#include <optional>

#include "base/text.h"
#include "formats/xml/element.h"

namespace syncgate::autodiscover {
namespace {

using xml::escape;

constexpr std::string_view kSchemas = "http://schemas.microsoft.com/exchange/autodiscover/";
constexpr std::string_view kRequestSchemas[] = {"mobilesync/requestschema/2006",
                                                "outlook/requestschema/2006"};
constexpr std::string_view kMobileSync = "mobilesync/responseschema/2006";
constexpr std::string_view kOutlook = "outlook/responseschema/2006a";

bool is_schema(std::string_view name, std::string_view wanted) {
    name = trim(name);
    return istarts_with(name, kSchemas) && iequals(name.substr(kSchemas.size()), wanted);
}

bool is_request(const xml::Element& root) {
    const bool known =
        is_schema(root.ns, kRequestSchemas[0]) || is_schema(root.ns, kRequestSchemas[1]);
    return known && root.name == "Autodiscover" && root.count("Request") == 1;
}

std::optional<Schema> schema_of(std::string_view name) {
    if (is_schema(name, kMobileSync)) {
        return Schema::kMobileSync;
    }
    return is_schema(name, kOutlook) ? std::optional(Schema::kOutlook) : std::nullopt;
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

// Source: MS-OXDSCLI 2.2.4.1.1.2.6. SPA, off here, is on where it does not stand.
std::string protocol(const MailServer& server, std::string_view login) {
    const bool plain = server.starts_in_plain;
    std::string text =
        "      <Protocol>\n        <Type>" + std::string(server.outlook) + "</Type><Server>" +
        escape(server.host) + "</Server><Port>" + escape(server.port) +
        "</Port>\n        <DomainRequired>off</DomainRequired><LoginName>" + escape(login) +
        "</LoginName><SPA>off</SPA><SSL>" + (plain ? "off" : "on") + "</SSL><Encryption>" +
        (plain ? "TLS" : "SSL") + "</Encryption><AuthRequired>on</AuthRequired>";
    if (server.outgoing) {
        text += "<UsePOPAuth>on</UsePOPAuth><SMTPLast>off</SMTPLast>";
    }
    return text + "\n      </Protocol>\n";
}

std::string_view message_of(FrameError error) {
    switch (error) {
        case FrameError::kNoAddress:
            return "The email address can't be found";
        case FrameError::kInvalidRequest:
            return "Invalid Request";
        case FrameError::kNoProvider:
            return "Provider is not available";
    }
    return {};
}

}  // namespace

std::variant<Asked, FrameError> parse_pox(std::string_view body) {
    const auto root = xml::parse(body);
    if (!root || !is_request(*root)) {
        return FrameError::kInvalidRequest;
    }
    const auto& request = *root->child("Request");
    const auto* wanted = request.child("AcceptableResponseSchema");
    if (wanted == nullptr) {
        return FrameError::kInvalidRequest;
    }
    const auto schema = schema_of(wanted->text);
    if (!schema) {
        return FrameError::kNoProvider;
    }
    const auto* address = request.child("EMailAddress");
    const std::string_view text = address == nullptr ? "" : trim(address->text);
    const bool named = *schema == Schema::kOutlook && request.child("LegacyDN") != nullptr;
    if (text.empty() && !named) {
        return FrameError::kInvalidRequest;
    }
    return Asked{*schema, std::string(text)};
}

std::string render(const MobileSync& answer) {
    const std::string url = escape(answer.url);
    return in_mobile_sync("<DisplayName>" + escape(answer.display_name) +
                              "</DisplayName><EMailAddress>" + escape(answer.address) +
                              "</EMailAddress>",
                          "<Settings><Server><Type>MobileSync</Type><Url>" + url + "</Url><Name>" +
                              url + "</Name></Server></Settings>");
}

std::string render(const OutlookSettings& answer) {
    std::string protocols;
    for (const auto& server : named(answer.servers)) {
        protocols += protocol(server, answer.address);
    }
    return frame("  <Response xmlns=\"" + std::string(kSchemas) + std::string(kOutlook) +
                 "\">\n    <User><DisplayName>" + escape(answer.display_name) +
                 "</DisplayName></User>\n    <Account>\n      <AccountType>email</AccountType>"
                 "<Action>settings</Action>\n" +
                 protocols + "    </Account>\n  </Response>\n");
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
