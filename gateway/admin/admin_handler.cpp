#include "gateway/admin/admin_handler.h"

#include <algorithm>

#include "base/hex.h"
#include "base/limits.h"
#include "base/text.h"

namespace syncgate::admin {
namespace {

constexpr std::string_view kPrefix = "/admin/";

struct StatusRow {
    ErrorCode code;
    int status;
};
constexpr StatusRow kStatuses[] = {
    {ErrorCode::kMalformed, 400},       {ErrorCode::kTooLarge, 413},
    {ErrorCode::kUnauthenticated, 401}, {ErrorCode::kForbidden, 403},
    {ErrorCode::kNotFound, 404},        {ErrorCode::kConflict, 409},
    {ErrorCode::kUnsupported, 501},     {ErrorCode::kOverQuota, 507},
    {ErrorCode::kUnavailable, 503},     {ErrorCode::kInternal, 500},
};

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (is_plain(c)) {
            out += c;
        } else {
            out += "%" + hex_encode({&c, 1});
        }
    }
    return out;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = text[i] == '%' && i + 2 < text.size()
                              ? hex_decode(text.substr(i + 1, 2))
                              : Result<std::string>(Error{ErrorCode::kMalformed, ""});
        if (byte) {
            out += *byte;
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

}  // namespace

int status_of(ErrorCode code) {
    const auto* row = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                   [&](const StatusRow& each) { return each.code == code; });
    return row->status;
}

ErrorCode code_of(int status) {
    const auto* row = std::find_if(std::begin(kStatuses), std::end(kStatuses),
                                   [&](const StatusRow& each) { return each.status == status; });
    return row == std::end(kStatuses) ? ErrorCode::kUnavailable : row->code;
}

std::string encode_query(const std::map<std::string, std::string>& values) {
    std::string out;
    for (const auto& [name, value] : values) {
        out += (out.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
    }
    return out;
}

std::map<std::string, std::string> decode_query(std::string_view query) {
    std::map<std::string, std::string> values;
    for (const auto pair : split(query, '&')) {
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos) {
            values[decoded(pair.substr(0, equals))] = decoded(pair.substr(equals + 1));
        }
    }
    return values;
}

Handler::Terms AdminHandler::admit(const Request&) const {
    Terms terms;
    terms.max_body = limits::kMessageBytes + limits::kBodyInMemory;
    terms.work_class = WorkClass::kBulk;
    return terms;
}

Outcome AdminHandler::handle(Request& request) {
    if (request.method != "POST" || !request.path.starts_with(kPrefix)) {
        return Reply::of(404);
    }
    Call call;
    call.name = request.path.substr(kPrefix.size());
    call.values = decode_query(request.query);
    call.body = request.body;
    auto done = operations_.run(call);
    if (!done) {
        return Reply::of(status_of(done.error().code), done.error().detail, "text/plain");
    }
    return Reply::of(200, *std::move(done), "application/octet-stream");
}

}  // namespace syncgate::admin
