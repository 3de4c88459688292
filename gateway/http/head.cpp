#include "gateway/http/head.h"

#include <algorithm>

#include <Poco/Exception.h>
#include <Poco/MemoryStream.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/URI.h>

#include "base/base64.h"
#include "base/text.h"

namespace syncgate::http {
namespace {

using Poco::Net::HTTPRequest;

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

// "/a/../b" means something else to whoever resolves it.
bool has_dot_segment(std::string_view path) {
    const auto segments = split(path, '/');
    return std::any_of(segments.begin(), segments.end(),
                       [](std::string_view segment) { return segment == ".." || segment == "."; });
}

bool read_target(const std::string& target, Request& request) {
    std::string_view rest = target;
    if (const std::size_t scheme = rest.find("://");
        !rest.starts_with('/') && scheme != std::string_view::npos) {
        const std::size_t slash = rest.find('/', scheme + 3);
        rest = slash == std::string_view::npos ? "/" : rest.substr(slash);
    }
    const std::size_t mark = rest.find('?');
    if (mark != std::string_view::npos) {
        request.query = rest.substr(mark + 1);
    }
    request.raw_path = rest.substr(0, mark);
    if (request.raw_path.find('%') == std::string::npos) {
        request.path = request.raw_path;
    } else {
        Poco::URI::decode(request.raw_path, request.path);
    }
    return !has_control(request.path) && !has_dot_segment(request.path);
}

bool lists(std::string_view list, std::string_view token) {
    const auto items = split(list, ',');
    return std::any_of(items.begin(), items.end(),
                       [&](std::string_view item) { return iequals(trim(item), token); });
}

// From the raw head: Poco would gather fields of one name, and decode encoded words.
void read_fields(std::string_view raw, Headers& headers) {
    raw.remove_prefix(raw.find("\r\n") + 2);
    while (raw != "\r\n") {
        const std::size_t end = raw.find("\r\n");
        const std::string_view line = raw.substr(0, end);
        const std::size_t colon = line.find(':');
        headers.add(std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
        raw.remove_prefix(end + 2);
    }
}

// The coding's name among the list, and not with q=0.
bool accepts(std::string_view list, std::string_view coding) {
    for (const std::string_view item : split(list, ',')) {
        const std::size_t semicolon = item.find(';');
        if (!iequals(trim(item.substr(0, semicolon)), coding)) {
            continue;
        }
        const std::string_view weight =
            semicolon == std::string_view::npos ? "" : trim(item.substr(semicolon + 1));
        return !istarts_with(weight, "q=0") ||
               weight.find_first_of("123456789") != std::string_view::npos;
    }
    return false;
}

// Another scheme, and what can't be read, are as if there were none. Source: RFC 7617 2.
std::optional<Credentials> read_basic(std::string_view value) {
    constexpr std::string_view kScheme = "Basic ";
    if (!istarts_with(value, kScheme)) {
        return std::nullopt;
    }
    const auto pair = base64_decode(trim(value.substr(kScheme.size())));
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos || colon == 0) {
        return std::nullopt;
    }
    return Credentials{pair->substr(0, colon), pair->substr(colon + 1)};
}

int read_parsed(const HTTPRequest& parsed, Head& head) {
    head.request.method = parsed.getMethod();
    head.http10 = parsed.getVersion() == HTTPRequest::HTTP_1_0;
    head.keep_alive = parsed.getKeepAlive() && !lists(parsed.get("Connection", ""), "close");
    head.chunked = parsed.getChunkedTransferEncoding();
    head.expects_continue = parsed.getExpectContinue() && !head.http10;
    if (parsed.hasContentLength()) {
        head.content_length = parse_uint(parsed.get(HTTPRequest::CONTENT_LENGTH)).value_or(0);
    }
    if (const auto* value = head.request.headers.find("Authorization"); value != nullptr) {
        head.basic = read_basic(*value);
    }
    head.accepts_gzip = accepts(parsed.get("Accept-Encoding", ""), "gzip");
    const std::string coding = parsed.get("Content-Encoding", "");
    head.gzip_body = iequals(coding, "gzip") || iequals(coding, "x-gzip");
    if (!head.gzip_body && !coding.empty() && !iequals(coding, "identity")) {
        return 415;
    }
    return read_target(parsed.getURI(), head.request) ? 0 : 400;
}

}  // namespace

int read_head(std::string_view raw, Head& head) {
    try {
        Poco::MemoryInputStream input(raw.data(), static_cast<std::streamsize>(raw.size()));
        HTTPRequest parsed;
        parsed.read(input);
        read_fields(raw, head.request.headers);
        return read_parsed(parsed, head);
    } catch (const Poco::Exception&) {
        return 400;
    }
}

}  // namespace syncgate::http
