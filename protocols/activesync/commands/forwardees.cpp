#include "protocols/activesync/commands/forwardees.h"

#include <algorithm>

#include "formats/mime/build.h"
#include "formats/wbxml/tags.h"

namespace syncgate::activesync {
namespace {

using wbxml::Element;
namespace base = wbxml::air_sync_base;
namespace compose = wbxml::compose_mail;

constexpr std::size_t kMaxForwardees = 500;
constexpr std::size_t kMaxAddress = 254;  // RFC 5321 4.5.3.1.3

bool is_address(std::string_view text) {
    const auto at = text.rfind('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.size() <= kMaxAddress && std::all_of(text.begin(), text.end(), [](char c) {
               return c > ' ' && c <= '~' &&
                      std::string_view("<>(),;:\\\"[]").find(c) == std::string_view::npos;
           });
}

// The To header; "" when one of them is none.
std::string recipients(const Element& forwardees) {
    std::vector<mime::Address> list;
    if (forwardees.children().size() > kMaxForwardees) {
        return {};
    }
    for (const auto& each : forwardees.children()) {
        const auto address = each.text(compose::kEmail).value_or("");
        if (each.tag() != compose::kForwardee || !is_address(address)) {
            return {};
        }
        list.push_back({std::string(each.text(compose::kName).value_or("")), std::string(address)});
    }
    return list.empty() ? std::string() : "To: " + mime::build::encoded_addresses(list) + "\r\n";
}

// The text as a part; "" for a Body that can't be sent.
std::string text_part(const Element* body) {
    const auto type = body == nullptr ? "1" : body->text(base::kType).value_or("1");
    if (type != "1" && type != "2") {
        return {};
    }
    const auto text = body == nullptr ? "" : body->text(base::kData).value_or("");
    return mime::build::part(type == "2" ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
                             text);
}

}  // namespace

bool names_forwardees(const Element& request) {
    return request.has(compose::kForwardees) || request.has(base::kBody);
}

std::optional<std::string> forwarding_message(const Element& request,
                                              const mime::Envelope& original) {
    const auto* forwardees = request.child(compose::kForwardees);
    const std::string to = forwardees == nullptr ? std::string() : recipients(*forwardees);
    const std::string text = text_part(request.child(base::kBody));
    if (to.empty() || text.empty()) {
        return std::nullopt;
    }
    return to + "Subject: " + mime::build::encoded_value("FW: " + original.subject) +
           "\r\nMIME-Version: 1.0\r\n" + text;
}

}  // namespace syncgate::activesync
