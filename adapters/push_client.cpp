#include "adapters/push_client.h"

#include <charconv>

#include "adapters/public_address.h"
#include "adapters/stream.h"
#include "formats/webpush/push_url.h"

namespace syncgate::adapters {
namespace {

// A device that is off as long hears of it when it asks by itself.
constexpr std::string_view kKept = "86400";  // seconds

std::string request_for(const webpush::PushUrl& url, const PushMessage& message) {
    std::string head = "POST " + url.target + " HTTP/1.1\r\n";
    const auto add = [&](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    add("Host", url.authority());
    add("TTL", kKept);
    add("Urgency", "normal");
    add("Topic", message.topic);
    add("Authorization", message.authorization);
    add("Content-Encoding", "aes128gcm");
    add("Content-Type", "application/xml; charset=\"UTF-8\"");
    add("Content-Length", std::to_string(message.body.size()));
    add("Connection", "close");
    return head + "\r\n" + message.body;
}

// "HTTP/1.1 201 Created"
Result<int> status_in(std::string_view line) {
    constexpr std::string_view kVersion = "HTTP/1.";
    constexpr std::size_t kAt = kVersion.size() + 2;
    constexpr std::size_t kDigits = 3;
    int status = 0;
    if (line.starts_with(kVersion) && line.size() >= kAt + kDigits) {
        const char* const from = line.data() + kAt;
        const auto [end, error] = std::from_chars(from, from + kDigits, status);
        if (error == std::errc() && end == from + kDigits) {
            return status;
        }
    }
    return Error{ErrorCode::kUnavailable, "the push service does not speak HTTP"};
}

}  // namespace

Result<int> PushClient::send(const PushMessage& message) {
    const auto url = webpush::parse_push_url(message.resource);
    if (!url) {
        return url.error();
    }
    const auto admits = [&](const sockaddr& address) {
        return is_public(address) || (options_.is_allowed && options_.is_allowed(address));
    };
    auto stream = Stream::connect(url->host, url->port, {options_.most, options_.most}, admits);
    if (!stream) {
        return stream.error();
    }
    if (auto started = (*stream)->start_tls(tls_, url->host, url->host); !started) {
        return started.error();
    }
    if (auto written = (*stream)->write(request_for(*url, message)); !written) {
        return written.error();
    }
    const auto line = (*stream)->read_line();
    return line ? status_in(*line) : Error{ErrorCode::kUnavailable, line.error().detail};
}

}  // namespace syncgate::adapters
