#include "protocols/dav/answers.h"

#include <utility>

namespace syncgate::dav {
namespace {

using xml::Name;
using xml::Writer;

struct Reason {
    int status;
    std::string_view words;
};
constexpr Reason kReasons[] = {
    {200, "OK"},       {403, "Forbidden"},         {404, "Not Found"},
    {409, "Conflict"}, {424, "Failed Dependency"}, {507, "Insufficient Storage"},
};

int status_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::kMalformed:
        case ErrorCode::kUnsupported:
            return 400;
        case ErrorCode::kTooLarge:
            return 413;
        case ErrorCode::kUnauthenticated:
            return 401;
        case ErrorCode::kForbidden:
            return 403;
        case ErrorCode::kNotFound:
            return 404;
        case ErrorCode::kConflict:
            return 409;
        case ErrorCode::kOverQuota:
            return 507;
        case ErrorCode::kUnavailable:
            return 503;
        case ErrorCode::kInternal:
            return 500;
    }
    return 500;
}

Reply error_reply(int status, Writer& out) {
    return Reply::of(status, out.take(), kXmlType);
}

}  // namespace

std::string status_line(int status) {
    for (const auto& each : kReasons) {
        if (each.status == status) {
            return "HTTP/1.1 " + std::to_string(status) + " " + std::string(each.words);
        }
    }
    return "HTTP/1.1 " + std::to_string(status);
}

Reply refused(int status, Name condition) {
    Writer out(kPrefixes);
    out.open({kDav, "error"});
    out.element(condition);
    out.close();
    return error_reply(status, out);
}

Reply refused(int status, Name condition, std::string_view href) {
    Writer out(kPrefixes);
    out.open({kDav, "error"});
    out.open(condition);
    out.element({kDav, "href"}, href);
    out.close();
    out.close();
    return error_reply(status, out);
}

Reply failed(const Error& error) {
    if (error.code == ErrorCode::kOverQuota) {
        return refused(507, {kDav, "quota-not-exceeded"});
    }
    return Reply::of(status_of(error.code));
}

Writer begin_multistatus() {
    Writer out(kPrefixes);
    out.open({kDav, "multistatus"});
    return out;
}

Reply end_multistatus(Writer writer) {
    writer.close();
    return Reply::of(207, writer.take(), kXmlType);
}

void write_status(Writer& out, std::string_view href, int status) {
    out.open({kDav, "response"});
    out.element({kDav, "href"}, href);
    out.element({kDav, "status"}, status_line(status));
    out.close();
}

void write_status(Writer& out, std::string_view href, int status, Name condition) {
    out.open({kDav, "response"});
    out.element({kDav, "href"}, href);
    out.element({kDav, "status"}, status_line(status));
    out.open({kDav, "error"});
    out.element(condition);
    out.close();
    out.close();
}

}  // namespace syncgate::dav
